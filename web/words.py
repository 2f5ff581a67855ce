"""Dates, terms and statuses in plain Dutch: the words first, the date under it."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


class Status(Enum):
    """The status vocabulary: word, badge, icon. There are no others."""

    LATE = ("Te laat", "danger", "uitroep")
    TODAY = ("Vandaag", "warning", "klok")
    THIS_WEEK = ("Deze week", "warning", "klok")
    ON_TIME = ("Op tijd", "stil", "agenda")
    BUSY = ("Bezig", "neutral", "punt")
    IN_USE = ("In gebruik", "neutral", "punt")
    NOW = ("Nu bezig", "neutral", "punt")
    WAITS = ("Wacht", "", "wacht")
    DONE = ("Klaar", "success", "vink")
    DRAFT = ("Concept", "concept", "pen")
    SHIELDED = ("Afgeschermd", "", "slot")
    ERROR = ("Fout", "danger", "kruis")
    FAILED = ("Mislukt", "danger", "kruis")
    ATTENTION = ("Let op", "warning", "let")
    NOT_YET = ("Nog niet", "stil", "open")
    SKIPPED = ("Overgeslagen", "", "over")

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def kind(self) -> str:
        return self.value[1]

    @property
    def icon(self) -> str:
        return self.value[2]


def local(moment: datetime | date) -> date:
    """The day it is in the Netherlands at that moment."""
    return moment.astimezone(ZONE).date() if isinstance(moment, datetime) else moment


def day(moment: datetime | date, now: datetime) -> str:
    """'vrijdag 20 november', with the year when it is not this one."""
    when = local(moment)
    return f"{DAYS[when.weekday()]} {short_day(when, now)}"


def short_day(moment: datetime | date, now: datetime) -> str:
    """'20 november', with the year when it is not this one."""
    when = local(moment)
    year = "" if when.year == local(now).year else f" {when.year}"
    return f"{when.day} {MONTHS[when.month - 1]}{year}"


def clock(moment: datetime) -> str:
    """'9.05 uur'."""
    there = moment.astimezone(ZONE)
    return f"{there.hour}.{there.minute:02d} uur"


def day_and_clock(at: datetime, now: datetime) -> str:
    """'donderdag 3 december 9.00 uur', with the year when it is not this one."""
    return f"{day(at, now)} {clock(at)}"


def moment(at: datetime, now: datetime) -> str:
    """'vandaag 8.00 uur', 'gisteren 16.40 uur', else the date."""
    days = (local(now) - local(at)).days
    if days == 0:
        return f"vandaag {clock(at)}"
    return f"gisteren {clock(at)}" if days == 1 else short_day(at, now)


def term(due: datetime | date, now: datetime) -> str:
    """How far away a date is: '3 dagen te laat', 'vandaag', 'overmorgen', 'over 4 dagen'."""
    days = (local(due) - local(now)).days
    if isinstance(due, datetime) and days == 0 and due < now:
        return "vandaag, te laat"
    if days < 0:
        return "1 dag te laat" if days == -1 else f"{-days} dagen te laat"
    if days < 3:
        return ("vandaag", "morgen", "overmorgen")[days]
    if days % 7 == 0 and days <= 28:
        return f"over {days // 7} " + ("week" if days == 7 else "weken")
    return f"over {days} dagen"


def is_late(due: datetime | date | None, now: datetime) -> bool:
    if due is None:
        return False
    return due < now if isinstance(due, datetime) else due < local(now)


def status_of(due: datetime | date | None, now: datetime, *, week: bool = False) -> Status:
    """The word for a date; `week` tells also that it falls within seven days."""
    if due is None:
        return Status.ON_TIME
    days = (local(due) - local(now)).days
    if is_late(due, now):
        return Status.LATE
    if days == 0:
        return Status.TODAY
    return Status.THIS_WEEK if week and days < 7 else Status.ON_TIME


def count(number: int, one: str, many: str) -> str:
    """'1 taak', '3 taken', '99+ taken'."""
    return f"{number if number < 100 else '99+'} {one if number == 1 else many}"


def greeting(now: datetime) -> str:
    hour = now.astimezone(ZONE).hour
    if hour < 12:
        return "Goedemorgen"
    return "Goedemiddag" if hour < 18 else "Goedenavond"


def field_name(key: str) -> str:
    """A key of a form as words: 'feit_of_oordeel' -> 'Feit of oordeel'."""
    return key.replace("_", " ").capitalize()


def shown(value: object) -> str:
    """A stored value for people: ja and nee, Dutch dates, lists with commas."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return f"{value.astimezone(ZONE):%d-%m-%Y %H.%M} uur"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, dict):
        return "; ".join(f"{field_name(str(k)).lower()}: {shown(v)}" for k, v in value.items() if v not in (None, ""))
    if isinstance(value, list | tuple):
        return ", ".join(shown(each) for each in value)
    return "" if value is None else str(value)

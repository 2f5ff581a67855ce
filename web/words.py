"""Dates, terms and statuses in plain words: the words first, the date under it."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import Enum
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from web.told import lazy_gettext

ZONE = ZoneInfo("Europe/Amsterdam")
DAYS = (
    lazy_gettext("maandag"),
    lazy_gettext("dinsdag"),
    lazy_gettext("woensdag"),
    lazy_gettext("donderdag"),
    lazy_gettext("vrijdag"),
    lazy_gettext("zaterdag"),
    lazy_gettext("zondag"),
)
MONTHS = (
    lazy_gettext("januari"),
    lazy_gettext("februari"),
    lazy_gettext("maart"),
    lazy_gettext("april"),
    lazy_gettext("mei"),
    lazy_gettext("juni"),
    lazy_gettext("juli"),
    lazy_gettext("augustus"),
    lazy_gettext("september"),
    lazy_gettext("oktober"),
    lazy_gettext("november"),
    lazy_gettext("december"),
)


class Status(Enum):
    """The status vocabulary: word, badge, icon. There are no others."""

    LATE = (lazy_gettext("Te laat"), "danger", "uitroep")
    TODAY = (lazy_gettext("Vandaag"), "warning", "klok")
    THIS_WEEK = (lazy_gettext("Deze week"), "warning", "klok")
    ON_TIME = (lazy_gettext("Op tijd"), "stil", "agenda")
    BUSY = (lazy_gettext("Bezig"), "neutral", "punt")
    IN_USE = (lazy_gettext("In gebruik"), "neutral", "punt")
    NOW = (lazy_gettext("Nu bezig"), "neutral", "punt")
    WAITS = (lazy_gettext("Wacht"), "", "wacht")
    DONE = (lazy_gettext("Klaar"), "success", "vink")
    DRAFT = (lazy_gettext("Concept"), "concept", "pen")
    SHIELDED = (lazy_gettext("Afgeschermd"), "", "slot")
    ERROR = (lazy_gettext("Fout"), "danger", "kruis")
    FAILED = (lazy_gettext("Mislukt"), "danger", "kruis")
    ATTENTION = (lazy_gettext("Let op"), "warning", "let")
    NOT_YET = (lazy_gettext("Nog niet"), "stil", "open")
    SKIPPED = (lazy_gettext("Overgeslagen"), "", "over")

    @property
    def word(self) -> str:
        return str(self.value[0])

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


def midnight(when: date) -> datetime:
    """The moment at which a day begins in the Netherlands."""
    return datetime.combine(when, time(), ZONE)


def short_day(moment: datetime | date, now: datetime) -> str:
    """'20 november', with the year when it is not this one."""
    when = local(moment)
    year = "" if when.year == local(now).year else f" {when.year}"
    return f"{when.day} {MONTHS[when.month - 1]}{year}"


def clock(moment: datetime) -> str:
    """'9.05 uur'."""
    there = moment.astimezone(ZONE)
    return _("%(hour)s.%(minute)s uur", hour=there.hour, minute=f"{there.minute:02d}")


def day_and_clock(at: datetime, now: datetime) -> str:
    """'donderdag 3 december 9.00 uur', with the year when it is not this one."""
    return f"{day(at, now)} {clock(at)}"


def moment(at: datetime, now: datetime) -> str:
    """'vandaag 8.00 uur', 'gisteren 16.40 uur', else the date."""
    days = (local(now) - local(at)).days
    if days == 0:
        return _("vandaag %(time)s", time=clock(at))
    return _("gisteren %(time)s", time=clock(at)) if days == 1 else short_day(at, now)


def term(due: datetime | date, now: datetime) -> str:
    """How far away a date is: '3 dagen te laat', 'vandaag', 'overmorgen', 'over 4 dagen'."""
    days = (local(due) - local(now)).days
    if isinstance(due, datetime) and days == 0 and due < now:
        return _("vandaag, te laat")
    if days < 0:
        return _("1 dag te laat") if days == -1 else _("%(days)s dagen te laat", days=-days)
    if days < 3:
        return (_("vandaag"), _("morgen"), _("overmorgen"))[days]
    if days % 7 == 0 and days <= 28:
        return _("over 1 week") if days == 7 else _("over %(weeks)s weken", weeks=days // 7)
    return _("over %(days)s dagen", days=days)


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
        return _("Goedemorgen")
    return _("Goedemiddag") if hour < 18 else _("Goedenavond")


def field_name(key: str) -> str:
    """A key of a form as words: 'feit_of_oordeel' -> 'Feit of oordeel'."""
    return key.replace("_", " ").capitalize()


def shown(value: object) -> str:
    """A stored value for people: yes and no, dates with the day first, lists with commas."""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, datetime):
        return f"{value.astimezone(ZONE):%d-%m-%Y} {clock(value)}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, dict):
        return "; ".join(f"{field_name(str(k)).lower()}: {shown(v)}" for k, v in value.items() if v not in (None, ""))
    if isinstance(value, list | tuple):
        return ", ".join(shown(each) for each in value)
    return "" if value is None else str(value)

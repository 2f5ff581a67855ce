"""Dates and times as people in the Netherlands type them."""

from __future__ import annotations

import re
from datetime import date, datetime, time

_DUTCH = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}\s*[-/. ]\s*\d{1,2}\s*[-/. ]\s*\d{2}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})\s*[:.]\s*(\d{2})(?:[:.](\d{2}))?(?:\s*uur)?|(\d{2})(\d{2})", re.ASCII)

MAX_LENGTH = 30


class NotAMoment(ValueError):
    """What was typed is no date or time; the text says why, for the person who typed it."""


class NoSuchDay(NotAMoment):
    """It looks like a date, but the calendar does not have it."""


def read_date(text: str) -> date:
    """A day from dd-mm-jjjj or from ISO; raises NotAMoment."""
    if len(text) > MAX_LENGTH:
        raise NotAMoment("Vul een datum in als dd-mm-jjjj, bijvoorbeeld 23-11-2026")
    if match := _DUTCH.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif _SHORT_YEAR.fullmatch(text):
        raise NotAMoment("Vul het jaar in met 4 cijfers, bijvoorbeeld 23-11-2026")
    else:
        raise NotAMoment("Vul een datum in als dd-mm-jjjj, bijvoorbeeld 23-11-2026")
    try:
        found = date(year, month, day)
    except ValueError:
        raise NoSuchDay(f"{text} bestaat niet. Vul een datum in die bestaat") from None
    if not 1900 <= year <= 2200:
        raise NotAMoment("Vul een jaar in tussen 1900 en 2200")
    return found


def read_time(text: str) -> time:
    """A time from uu:mm; raises NotAMoment."""
    match = _TIME.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if not match:
        raise NotAMoment("Vul een tijd in als uu:mm, bijvoorbeeld 14:30")
    hour, minute, second, hour_only, minute_only = match.groups()
    try:
        return time(int(hour or hour_only), int(minute or minute_only), int(second or 0))
    except ValueError:
        raise NotAMoment(f"{text} bestaat niet. Vul een tijd in van 00:00 tot en met 23:59") from None


def date_text(value: date) -> str:
    return f"{value.day:02}-{value.month:02}-{value.year:04}"


def time_text(value: time | datetime) -> str:
    return f"{value.hour:02}:{value.minute:02}"

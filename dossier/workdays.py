"""Dutch working days, for reminders that must reach people at work."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
START_OF_WORK = time(9)


def is_workday(day: date) -> bool:
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def last_before(day: date) -> date:
    """This day if people work then, otherwise the working day before it."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def first_from(day: date) -> date:
    """This day if people work then, otherwise the working day after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def morning(day: date) -> datetime:
    """Nine o'clock in the Netherlands, summer or winter."""
    return datetime.combine(day, START_OF_WORK, AMSTERDAM)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))

"""Dutch working days, for reminders that must reach people at work."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.feel.functions.working_days import is_working_day

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
START_OF_WORK = time(9)


def last_before(day: date) -> date:
    """This day if people work then, otherwise the working day before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def first_from(day: date) -> date:
    """This day if people work then, otherwise the working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def morning(day: date) -> datetime:
    """Nine o'clock in the Netherlands, summer or winter."""
    return datetime.combine(day, START_OF_WORK, AMSTERDAM)


def later(day: date, count: int) -> date:
    """So many working days after (or, when negative, before) a day; 0 is the day itself."""
    step = timedelta(days=-1 if count < 0 else 1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day

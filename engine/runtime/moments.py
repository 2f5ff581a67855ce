"""Moments: what a timer or a due date says, as one moment with a zone."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.values import YearMonthDuration
from engine.runtime.errors import StepFailed
from engine.runtime.scopes import World, element_id

ZONE = ZoneInfo("Europe/Amsterdam")
END_OF_DAY = time(17)


def moment(world: World, spiff_task: Any, text: str | None) -> datetime | None:
    """A due time: ISO 8601 (moment, date or duration from now) or FEEL that gives one of these; with a zone."""
    if not text or not text.strip():
        return None
    value = world.text(spiff_task, text.strip())
    if isinstance(value, str):
        value = world.value(spiff_task, _literal(value.strip()))
    if isinstance(value, timedelta | YearMonthDuration):
        try:
            return _later(world.now, value) if isinstance(value, timedelta) else _months_later(world.now, value.months)
        except OverflowError as error:
            raise StepFailed(element_id(spiff_task), f"'{text}' ligt te ver weg") from error
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=ZONE)
    if isinstance(value, date):
        return datetime.combine(value, END_OF_DAY, tzinfo=ZONE)
    if value is None:
        return None
    raise StepFailed(element_id(spiff_task), f"'{text}' geeft geen datum of duur")


def _literal(text: str) -> str:
    function = "duration" if text.startswith("P") else "date and time" if "T" in text else "date"
    return f'{function}("{text}")'


def _later(start: datetime, duration: timedelta) -> datetime:
    """Whole days keep the hour on the clock, also over a change of summer time; the rest is counted in seconds."""
    days = (start.astimezone(ZONE) + timedelta(days=duration.days)).astimezone(UTC)
    return days + (duration - timedelta(days=duration.days))


def _months_later(start: datetime, months: int) -> datetime:
    """The same day so many months on, in local time; the last day of the month where that day is missing."""
    local = start.astimezone(ZONE)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError
    for day in (local.day, 30, 29, 28):
        try:
            return local.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return local

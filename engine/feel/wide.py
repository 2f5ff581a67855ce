"""Dates and times that Python's own classes cannot hold: years outside 1 to 9999, and nanoseconds.

They are read, written, compared and taken apart, as the standard asks; nothing is added to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

MAX_YEAR = 999_999_999
# The calendar repeats itself, weekdays too, after so many years and days.
CYCLE_YEARS, CYCLE_DAYS = 400, 146_097
_BASE = 2000
_START = datetime(1, 1, 1)


@dataclass(frozen=True, slots=True)
class WideDate:
    """A day so many cycles of 400 years from a day that Python knows."""

    near: date
    cycles: int

    @property
    def year(self) -> int:
        return self.near.year + CYCLE_YEARS * self.cycles

    def __str__(self) -> str:
        return _year_text(self.year) + self.near.isoformat()[4:]


@dataclass(frozen=True, slots=True)
class WideTime:
    """A time and so many nanoseconds."""

    near: time
    nanos: int

    def __str__(self) -> str:
        return self.near.strftime("%H:%M:%S") + _fraction(self.near, self.nanos) + zone_text(self.near)


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A date and time, so many cycles and nanoseconds from one that Python knows."""

    near: datetime
    cycles: int
    nanos: int

    @property
    def year(self) -> int:
        return self.near.year + CYCLE_YEARS * self.cycles

    def __str__(self) -> str:
        plain = self.near.replace(tzinfo=None, microsecond=0).isoformat()
        return _year_text(self.year) + plain[4:] + _fraction(self.near, self.nanos) + zone_text(self.near)


WIDE = (WideDate, WideTime, WideDateTime)


def day(year: int, month: int, day_: int) -> date | WideDate:
    """The day; there is no year 0."""
    if 1 <= year <= 9999:
        return date(year, month, day_)
    if year == 0 or abs(year) > MAX_YEAR:
        raise ValueError("no such year")
    near = date(_BASE + year % CYCLE_YEARS, month, day_)
    return WideDate(near, (year - near.year) // CYCLE_YEARS)


def clock(near: time, nanos: int) -> time | WideTime:
    """The time, wide only when it must be."""
    return WideTime(near, nanos) if nanos else near


def combined(day_: date | WideDate, clock_: time | WideTime) -> datetime | WideDateTime:
    """The moment at this time of this day."""
    cycles = day_.cycles if isinstance(day_, WideDate) else 0
    nanos = clock_.nanos if isinstance(clock_, WideTime) else 0
    plain_day = day_.near if isinstance(day_, WideDate) else day_
    moment = datetime.combine(plain_day, clock_.near if isinstance(clock_, WideTime) else clock_)
    return WideDateTime(moment, cycles, nanos) if cycles or nanos else moment


def day_of(moment: datetime | WideDateTime) -> date | WideDate:
    """The day of a moment."""
    if isinstance(moment, datetime):
        return moment.date()
    return WideDate(moment.near.date(), moment.cycles) if moment.cycles else moment.near.date()


def clock_of(moment: datetime | WideDateTime) -> time | WideTime:
    """The time of a moment."""
    return moment.timetz() if isinstance(moment, datetime) else clock(moment.near.timetz(), moment.nanos)


def key(value: object) -> tuple[bool, int]:
    """What to compare by, for values of one kind of which at least one is wide: has it a zone, and nanoseconds."""
    cycles = value.cycles if isinstance(value, WideDate | WideDateTime) else 0
    nanos = value.nanos if isinstance(value, WideTime | WideDateTime) else 0
    near = value.near if isinstance(value, WIDE) else value
    if isinstance(near, time):
        near = datetime.combine(date(_BASE, 1, 1), near)
    elif not isinstance(near, datetime) and isinstance(near, date):
        near = datetime.combine(near, time())
    if not isinstance(near, datetime):
        raise TypeError("no date or time")
    offset = near.utcoffset()
    zoned = offset is not None
    # Not by way of UTC as a date, which may lie outside what Python knows.
    span = near.replace(tzinfo=None) - _START - (offset or timedelta())
    days = span.days + cycles * CYCLE_DAYS
    return zoned, ((days * 86_400 + span.seconds) * 1_000_000 + span.microseconds) * 1_000 + nanos


def _year_text(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04}"


def _fraction(near: time | datetime, nanos: int) -> str:
    digits = f"{near.microsecond:06}{nanos:03}".rstrip("0")
    return f".{digits}" if digits else ""


def zone_text(value: datetime | time) -> str:
    """The zone or offset as FEEL writes it."""
    zone: tzinfo | None = value.tzinfo
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = value.utcoffset() or timedelta()
    minutes, seconds = divmod(abs(offset).seconds, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return ("-" if offset < timedelta() else "+") + text if offset else "Z"

"""Functions on dates, times and durations."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from engine.feel import temporal, wide
from engine.feel.errors import Undefined
from engine.feel.registry import builtin
from engine.feel.run import Run
from engine.feel.values import YearMonthDuration, kind_of
from engine.feel.wide import WideDate, WideDateTime, WideTime

MONTHS = "January February March April May June July August September October November December".split()


def _whole(value: Decimal, what: str) -> int:
    if value != value.to_integral_value() or abs(value) > 999_999_999:
        raise Undefined(f"{what} is een heel getal.")
    return int(value)


@builtin("date(from: any)")
def date_(run: Run, value: object) -> object:
    if isinstance(value, str):
        return temporal.parse_date(value)
    return temporal.any_date(value)


@builtin("date(year: number, month: number, day: number)")
def date_of(run: Run, year: Decimal, month: Decimal, day: Decimal) -> date | WideDate:
    try:
        return wide.day(_whole(year, "Het jaar"), _whole(month, "De maand"), _whole(day, "De dag"))
    except ValueError as error:
        raise Undefined("Die datum bestaat niet.") from error


@builtin("time(from: any)")
def time_(run: Run, value: object) -> object:
    if isinstance(value, str):
        return temporal.parse_time(value)
    if isinstance(value, datetime | WideDateTime):
        return wide.clock_of(value)
    if isinstance(value, date | WideDate):
        return time(tzinfo=temporal.parse_zone("Z"))
    if isinstance(value, time | WideTime):
        return value
    raise Undefined("`time` verwacht een tekst, een tijd of een datum met tijd.")


@builtin("time(hour: number, minute: number, second: number, offset?: any)")
def time_of(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: object = None) -> time | WideTime:
    if offset is not None and not isinstance(offset, timedelta):
        raise Undefined("De afstand tot UTC is een duur.")
    if not 0 <= second < 60:
        raise Undefined("De seconde ligt tussen 0 en 60.")
    micro, nanos = divmod(int(second % 1 * 1_000_000_000), 1_000)
    try:
        zone = None if offset is None else timezone(offset)
        clock = (_whole(hour, "Het uur"), _whole(minute, "De minuut"), _whole(second // 1, "De seconde"))
        return wide.clock(time(*clock, micro, zone), nanos)
    except ValueError as error:
        raise Undefined("Die tijd bestaat niet.") from error


@builtin("date and time(from: any)")
def date_and_time(run: Run, value: object) -> object:
    if isinstance(value, str):
        return temporal.parse_date_time(value)
    if isinstance(value, datetime | WideDateTime):
        return value
    if isinstance(value, date | WideDate):
        return wide.combined(value, time())
    raise Undefined("`date and time` verwacht een tekst of een datum.")


@builtin("date and time(date: any, time: time)")
def date_with_time(run: Run, day: object, clock: time | WideTime) -> datetime | WideDateTime:
    return wide.combined(temporal.any_date(day), clock)


@builtin("duration(from: string)")
def duration(run: Run, text: str) -> object:
    return temporal.parse_duration(text)


@builtin("years and months duration(from: any, to: any)")
def years_and_months_duration(run: Run, start: object, end: object) -> YearMonthDuration:
    first, last = temporal.any_date(start), temporal.any_date(end)
    a, b = (day.near if isinstance(day, WideDate) else day for day in (first, last))
    months = (last.year - first.year) * 12 + b.month - a.month
    if months > 0 and b.day < a.day:
        months -= 1
    elif months < 0 and b.day > a.day:
        months += 1
    return YearMonthDuration(months)


@builtin("now()")
def now(run: Run) -> datetime:
    return run.env.now.astimezone(run.env.zone)


@builtin("today()")
def today(run: Run) -> date:
    return now(run).date()


@builtin("day of week(date: any)")
def day_of_week(run: Run, value: object) -> str:
    return temporal.WEEKDAYS[temporal.as_date(value).weekday()]


@builtin("day of year(date: any)")
def day_of_year(run: Run, value: object) -> Decimal:
    return Decimal(temporal.as_date(value).timetuple().tm_yday)


@builtin("week of year(date: any)")
def week_of_year(run: Run, value: object) -> Decimal:
    return Decimal(temporal.as_date(value).isocalendar().week)


@builtin("month of year(date: any)")
def month_of_year(run: Run, value: object) -> str:
    return MONTHS[temporal.as_date(value).month - 1]


@builtin("is(value1: any, value2: any)")
def is_(run: Run, left: object, right: object) -> bool:
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, datetime | time) and isinstance(right, datetime | time):
        return temporal.write(left) == temporal.write(right)
    return left == right

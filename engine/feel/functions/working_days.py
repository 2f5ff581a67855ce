"""Terms in working days, as the Algemene termijnenwet counts them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

import holidays

from engine.feel import temporal
from engine.feel.errors import FeelLimitError, Undefined
from engine.feel.registry import builtin
from engine.feel.run import Run
from engine.feel.values import YearMonthDuration

MAX_DAYS = 5_000
END_OF_DAY = time(17)


@lru_cache(maxsize=64)
def _days_off(year: int) -> dict[date, str]:
    # Optional in the package is 5 May, which the Act counts every year; Good Friday is public there.
    found = holidays.country_holidays("NL", years=year, categories=("public", "optional"), language="nl")
    return dict(found.items())


def is_working_day(day: date) -> bool:
    """Whether offices are open: no weekend and no day the Act names."""
    return day.weekday() < 5 and day not in _days_off(day.year)


def _day(run: Run, value: object) -> date:
    """The local day of a date or a moment; today when it is left out."""
    if value is None:
        return run.env.now.astimezone(run.env.zone).date()
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(run.env.zone)
    return temporal.as_date(value)


def _end_of(day: date, run: Run) -> datetime:
    return datetime.combine(day, END_OF_DAY, tzinfo=run.env.zone)


@builtin("werkdagen(n: number, from?: any)")
def werkdagen(run: Run, count: Decimal, start: object = None) -> datetime:
    """The end of the n-th working day after (before, when negative) a day, by default today."""
    if count != count.to_integral_value():
        raise Undefined("`werkdagen` verwacht een heel aantal dagen.")
    if abs(count) > MAX_DAYS:
        raise FeelLimitError(f"`werkdagen` telt hoogstens {MAX_DAYS} dagen.")
    day = _day(run, start)
    run.spend(abs(int(count)) + 1)
    try:
        return _end_of(_move(day, int(count)), run)
    except OverflowError as error:
        raise Undefined("De datum ligt te ver weg.") from error


@builtin("werkdagen tussen(from: any, to: any)")
def werkdagen_tussen(run: Run, start: object, end: object) -> Decimal:
    """How many working days come after the one day up to and including the other; negative when it lies before."""
    first, last = _asked(run, "werkdagen tussen", start), _asked(run, "werkdagen tussen", end)
    if abs((last - first).days) > 2 * MAX_DAYS:
        raise FeelLimitError(f"`werkdagen tussen` telt hoogstens {2 * MAX_DAYS} dagen.")
    run.spend(abs((last - first).days) + 1)
    if last < first:
        return -Decimal(sum(is_working_day(last + timedelta(days=n)) for n in range((first - last).days)))
    return Decimal(sum(is_working_day(first + timedelta(days=n + 1)) for n in range((last - first).days)))


@builtin("is werkdag(date: any)")
def is_werkdag(run: Run, value: object) -> bool:
    """Whether a day is no weekend and no day the Act names."""
    return is_working_day(_asked(run, "is werkdag", value))


@builtin("is feestdag(date: any)")
def is_feestdag(run: Run, value: object) -> bool:
    """Whether the Act names the day, in a weekend too."""
    return _name(_asked(run, "is feestdag", value)) is not None


@builtin("feestdag(date: any)")
def feestdag(run: Run, value: object) -> str | None:
    """The name of the holiday a day is; null on any other day."""
    return _name(_asked(run, "feestdag", value))


@builtin("termijn(duration: any, from?: any)")
def termijn(run: Run, duration: object, start: object = None) -> datetime:
    """The end of a term in days, weeks, months or years: no weekend or holiday, then the next working day."""
    span = temporal.parse_duration(duration) if isinstance(duration, str) else duration
    day = _day(run, start)
    try:
        if isinstance(span, YearMonthDuration) and span.months >= 0:
            return _end_of(_move(temporal.shift_months(day, span.months), 0), run)
        if isinstance(span, timedelta) and span >= timedelta() and not span % timedelta(days=1):
            return _end_of(_move(day + span, 0), run)
    except OverflowError as error:
        raise Undefined("De datum ligt te ver weg.") from error
    raise Undefined("`termijn` verwacht een duur in dagen, weken, maanden of jaren, bijvoorbeeld P6W.")


def _asked(run: Run, function: str, value: object) -> date:
    if value is None:
        raise Undefined(f"`{function}` verwacht een datum en kreeg `null`.")
    return _day(run, value)


def _name(day: date) -> str | None:
    return _days_off(day.year).get(day)


def _move(day: date, count: int) -> date:
    step = timedelta(days=-1 if count < 0 else 1)
    left = abs(count)
    while left or not is_working_day(day):
        day += step
        if is_working_day(day) and left:
            left -= 1
    return day

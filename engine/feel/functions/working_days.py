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

MAX_DAYS = 5_000
END_OF_DAY = time(17)


@lru_cache(maxsize=64)
def _days_off(year: int) -> frozenset[date]:
    # The optional days of the package are Good Friday and 5 May, which the Act counts every year.
    return frozenset(holidays.country_holidays("NL", years=year, categories=("public", "optional")))


def is_working_day(day: date) -> bool:
    """Whether offices are open: no weekend and no day the Act names."""
    return day.weekday() < 5 and day not in _days_off(day.year)


@builtin("werkdagen(n: number, from?: any)")
def werkdagen(run: Run, count: Decimal, start: object = None) -> datetime:
    """The end of the n-th working day after (before, when negative) a day, by default today."""
    if count != count.to_integral_value():
        raise Undefined("`werkdagen` verwacht een heel aantal dagen.")
    if abs(count) > MAX_DAYS:
        raise FeelLimitError(f"`werkdagen` telt hoogstens {MAX_DAYS} dagen.")
    zone = run.env.zone
    if isinstance(start, datetime) and start.tzinfo is not None:
        start = start.astimezone(zone)
    day = run.env.now.astimezone(zone).date() if start is None else temporal.as_date(start)
    run.spend(abs(int(count)) + 1)
    try:
        return datetime.combine(_move(day, int(count)), END_OF_DAY, tzinfo=zone)
    except OverflowError as error:
        raise Undefined("De datum ligt te ver weg.") from error


def _move(day: date, count: int) -> date:
    step = timedelta(days=-1 if count < 0 else 1)
    left = abs(count)
    while left or not is_working_day(day):
        day += step
        if is_working_day(day) and left:
            left -= 1
    return day

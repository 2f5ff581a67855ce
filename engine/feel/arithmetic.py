"""Plus, minus, times, divided by and to the power of, for every pair of kinds that has them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel.errors import FeelLimitError, Undefined
from engine.feel.run import Run
from engine.feel.temporal import microseconds, shift_months
from engine.feel.values import DECIMAL, MAX_STRING, YearMonthDuration, kind_of

# Any: the table below picks the function by the classes of both operands.
Operation = Callable[[Any, Any], object]
_Months = YearMonthDuration
_MAX_MONTHS = 10**11
_DAY = timedelta(days=1)


def later(moment: datetime, span: timedelta) -> datetime:
    """A moment moved: whole days by the calendar, the rest by the clock, so "two weeks on" keeps its hour."""
    if moment.tzinfo is None:
        return moment + span
    days = int(span / _DAY)  # towards nothing: an hour back is no day back and 23 hours on
    by_calendar = (moment + days * _DAY).replace(fold=0) if days else moment
    rest = span - days * _DAY
    return (by_calendar.astimezone(UTC) + rest).astimezone(moment.tzinfo) if rest else by_calendar


def _shift_time(value: time, span: timedelta) -> time:
    moved = datetime.combine(date(2000, 1, 1), value.replace(tzinfo=None)) + timedelta(seconds=span.seconds)
    return (moved + timedelta(microseconds=span.microseconds)).time().replace(tzinfo=value.tzinfo)


def _between(left: datetime, right: datetime) -> timedelta:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise Undefined("De ene datum en tijd heeft een tijdzone en de andere niet.")
    if left.tzinfo is None:
        return left - right
    return left.astimezone(UTC) - right.astimezone(UTC)


def _midnight(value: date, other: datetime) -> datetime:
    return datetime.combine(value, time(), tzinfo=None if other.tzinfo is None else UTC)


def _between_times(left: time, right: time) -> timedelta:
    day = date(2000, 1, 1)
    return _between(datetime.combine(day, left), datetime.combine(day, right))


def _date_plus(value: date, span: timedelta) -> date:
    return (datetime.combine(value, time()) + span).date()


def _times(span: timedelta, factor: Decimal) -> timedelta:
    return timedelta(microseconds=int(DECIMAL.multiply(Decimal(microseconds(span)), factor)))


def _divided(span: timedelta, divisor: Decimal) -> timedelta:
    return timedelta(microseconds=int(DECIMAL.divide(Decimal(microseconds(span)), divisor)))


def _months_times(span: _Months, factor: Decimal) -> _Months:
    return _months(int(DECIMAL.multiply(Decimal(span.months), factor)))


def _months_divided(span: _Months, divisor: Decimal) -> _Months:
    return _months(int(DECIMAL.divide(Decimal(span.months), divisor)))


def _months(count: int) -> _Months:
    if abs(count) > _MAX_MONTHS:
        raise OverflowError
    return _Months(count)


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """Base to the exponent; zero to a negative power gives infinity without a signal."""
    found = DECIMAL.power(base, exponent)
    if not found.is_finite():
        raise Undefined("De uitkomst bestaat niet of is te groot.")
    return found


def _concatenate(left: str, right: str) -> str:
    if len(left) + len(right) > MAX_STRING:
        raise FeelLimitError(f"Een tekst mag hoogstens {MAX_STRING} tekens hebben.")
    return left + right


_PLUS: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): DECIMAL.add,
    (str, str): _concatenate,
    (datetime, timedelta): later,
    (timedelta, datetime): lambda span, moment: later(moment, span),
    (date, timedelta): _date_plus,
    (timedelta, date): lambda span, day: _date_plus(day, span),
    (time, timedelta): _shift_time,
    (timedelta, time): lambda span, clock: _shift_time(clock, span),
    (timedelta, timedelta): lambda left, right: left + right,
    (_Months, _Months): lambda left, right: _months(left.months + right.months),
}
_MINUS: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): DECIMAL.subtract,
    (datetime, datetime): _between,
    (date, date): lambda left, right: left - right,
    (date, datetime): lambda left, right: _between(_midnight(left, right), right),
    (datetime, date): lambda left, right: _between(left, _midnight(right, left)),
    (time, time): _between_times,
    (datetime, timedelta): lambda moment, span: later(moment, -span),
    (date, timedelta): lambda day, span: _date_plus(day, -span),
    (time, timedelta): lambda clock, span: _shift_time(clock, -span),
    (timedelta, timedelta): lambda left, right: left - right,
    (_Months, _Months): lambda left, right: _months(left.months - right.months),
}
for _kind in (date, datetime):
    _PLUS[_kind, _Months] = lambda value, span: shift_months(value, span.months)
    _PLUS[_Months, _kind] = lambda span, value: shift_months(value, span.months)
    _MINUS[_kind, _Months] = lambda value, span: shift_months(value, -span.months)
_STAR: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): DECIMAL.multiply,
    (timedelta, Decimal): _times,
    (Decimal, timedelta): lambda factor, span: _times(span, factor),
    (_Months, Decimal): _months_times,
    (Decimal, _Months): lambda factor, span: _months_times(span, factor),
}
_SLASH: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): DECIMAL.divide,
    (timedelta, Decimal): _divided,
    (_Months, Decimal): _months_divided,
    (timedelta, timedelta): lambda a, b: DECIMAL.divide(Decimal(microseconds(a)), Decimal(microseconds(b))),
    (_Months, _Months): lambda a, b: DECIMAL.divide(Decimal(a.months), Decimal(b.months)),
}
_TABLES: dict[str, dict[tuple[type, type], Operation]] = {
    "+": _PLUS,
    "-": _MINUS,
    "*": _STAR,
    "/": _SLASH,
    "**": {(Decimal, Decimal): power},
}


def compute(run: Run, operator: str, left: object, right: object) -> object:
    """The result of an operator on two values."""
    operation = _TABLES[operator].get((left.__class__, right.__class__))
    if operation is None:
        kinds = (kind_of(left), kind_of(right))
        remedy = " Maak er eerst tekst van met `string(...)`." if operator == "+" and "string" in kinds else ""
        raise Undefined(f"`{operator}` kan niet met `{kinds[0]}` en `{kinds[1]}`.{remedy}")
    if left.__class__ is str:
        run.spend((len(left) + len(right)) // 16)  # type: ignore[arg-type]
    return attempt(operation, left, right)


def attempt(operation: Operation, left: object, right: object) -> object:
    """Do it, and call a result that does not exist or does not fit undefined."""
    try:
        return operation(left, right)
    except DecimalException as error:
        raise Undefined("De uitkomst bestaat niet of is te groot.") from error
    except (OverflowError, ValueError) as error:
        raise Undefined("De uitkomst ligt buiten het bereik.") from error


def negate(value: object) -> object:
    """The opposite of a number or duration."""
    if isinstance(value, Decimal):
        return DECIMAL.minus(value)
    if isinstance(value, timedelta):
        return attempt(lambda span, _: -span, value, None)
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(-value.months)
    raise Undefined(f"Een min kan niet voor een waarde van soort `{kind_of(value)}`.")


def possible(operator: str, left: type, right: type) -> bool:
    """Whether the operator does anything with values of these classes."""
    return (left, right) in _TABLES[operator]

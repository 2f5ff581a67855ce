"""Functions on numbers, and `not`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)
from typing import Any

from engine.feel.errors import Undefined
from engine.feel.registry import builtin
from engine.feel.run import Run
from engine.feel.values import DECIMAL, YearMonthDuration


@builtin("not(negand: any)")
def not_(run: Run, value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return None if value is None else not value
    raise Undefined("`not` werkt alleen met true en false.")


def _rounded(value: Decimal, scale: Decimal, rounding: str) -> Decimal:
    if not -6111 <= scale <= 6176:
        raise Undefined("Het aantal decimalen is te groot.")
    if value.as_tuple().exponent >= -int(scale):  # type: ignore[operator]
        return value
    exponent = Decimal((0, (1,), -int(scale)))
    try:
        return value.quantize(exponent, rounding=rounding, context=DECIMAL)
    except DecimalException as error:
        raise Undefined("Het getal is niet af te ronden.") from error


@builtin("decimal(n: number, scale: number)")
def decimal(run: Run, value: Decimal, scale: Decimal) -> Decimal:
    return _rounded(value, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number)")
def floor(run: Run, value: Decimal, scale: Decimal | None = None) -> Decimal:
    return _rounded(value, scale or Decimal(0), ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def ceiling(run: Run, value: Decimal, scale: Decimal | None = None) -> Decimal:
    return _rounded(value, scale or Decimal(0), ROUND_CEILING)


@builtin("round up(n: number, scale?: number)")
def round_up(run: Run, value: Decimal, scale: Decimal | None = None) -> Decimal:
    return _rounded(value, scale or Decimal(0), ROUND_UP)


@builtin("round down(n: number, scale?: number)")
def round_down(run: Run, value: Decimal, scale: Decimal | None = None) -> Decimal:
    return _rounded(value, scale or Decimal(0), ROUND_DOWN)


@builtin("round half up(n: number, scale?: number)")
def round_half_up(run: Run, value: Decimal, scale: Decimal | None = None) -> Decimal:
    return _rounded(value, scale or Decimal(0), ROUND_HALF_UP)


@builtin("round half down(n: number, scale?: number)")
def round_half_down(run: Run, value: Decimal, scale: Decimal | None = None) -> Decimal:
    return _rounded(value, scale or Decimal(0), ROUND_HALF_DOWN)


@builtin("abs(n: any)")
def abs_(run: Run, value: object) -> object:
    if isinstance(value, Decimal):
        return DECIMAL.abs(value)
    if isinstance(value, timedelta):
        return abs(value)
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(abs(value.months))
    raise Undefined("`abs` verwacht een getal of een duur.")


@builtin("modulo(dividend: number, divisor: number)")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Decimal:
    def remainder() -> Decimal:
        quotient = DECIMAL.divide(dividend, divisor).to_integral_value(rounding=ROUND_FLOOR)
        return DECIMAL.subtract(dividend, DECIMAL.multiply(divisor, quotient))

    found: Decimal = _existing(remainder)
    return found


def _existing(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except DecimalException as error:
        raise Undefined("De uitkomst bestaat niet of is te groot.") from error


@builtin("sqrt(number: number)")
def sqrt(run: Run, value: Decimal) -> Decimal:
    found: Decimal = _existing(lambda: DECIMAL.sqrt(value))
    return found


@builtin("exp(number: number)")
def exp(run: Run, value: Decimal) -> Decimal:
    found: Decimal = _existing(lambda: DECIMAL.exp(value))
    return found


@builtin("log(number: number)")
def log(run: Run, value: Decimal) -> Decimal:
    if value <= 0:
        raise Undefined("De logaritme bestaat alleen van getallen boven nul.")
    found: Decimal = _existing(lambda: DECIMAL.ln(value))
    return found


@builtin("odd(number: number)")
def odd(run: Run, value: Decimal) -> bool:
    return modulo(run, value, Decimal(2)) == 1


@builtin("even(number: number)")
def even(run: Run, value: Decimal) -> bool:
    return modulo(run, value, Decimal(2)) == 0

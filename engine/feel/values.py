"""The values of FEEL, and how Python's values become them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TypeAlias

from engine.feel.errors import FeelLimitError, Undefined
from engine.feel.wide import WideDate, WideDateTime, WideTime

# Decimal128, as the standard asks.
DECIMAL = Context(prec=34, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow])
MAX_LIST = 100_000
MAX_STRING = 100_000
MAX_DATA_DEPTH = 80
MAX_WEIGHT = 2_000_000  # of one outcome: its values and the characters of its texts, written out


@dataclass(frozen=True, slots=True)
class YearMonthDuration:
    """A duration in whole months; days are a timedelta."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends; an end that is None is open to infinity."""

    start: object
    end: object
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True)
class Function:
    """A function as a value: the names of its parameters and what it does with arguments."""

    parameters: tuple[str, ...]
    call: Callable[[list[object]], object]
    name: str = "function"


Value: TypeAlias = (
    bool
    | Decimal
    | str
    | date
    | time
    | datetime
    | timedelta
    | YearMonthDuration
    | WideDate
    | WideTime
    | WideDateTime
    | Range
    | Function
    | list["Value"]
    | dict[str, "Value"]
    | None
)

KINDS: dict[type, str] = {
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    YearMonthDuration: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
    type(None): "null",
    WideDate: "date",
    WideTime: "time",
    WideDateTime: "date and time",
}
_AS_THEY_ARE = frozenset(KINDS) - {Decimal, list, dict}
_BASES: tuple[tuple[type, Callable[..., object]], ...] = (
    (str, str.__str__),
    (int, lambda value: Decimal(int(value))),
    (float, lambda value: _from_float(float(value))),
    (Decimal, lambda value: Decimal(value)),
)


def kind_of(value: object) -> str:
    """The FEEL name of a value's type."""
    return KINDS[value.__class__]


def normalise(value: object, depth: int = 0) -> object:
    """Turn a value from outside into a FEEL value; what FEEL does not know is refused."""
    cls = value.__class__
    if cls in _AS_THEY_ARE:
        return value
    if cls is Decimal:
        return _finite(value)  # type: ignore[arg-type]
    if cls is int:
        return Decimal(value)  # type: ignore[arg-type]
    if depth > MAX_DATA_DEPTH:
        raise FeelLimitError("De gegevens zijn te diep genest.")
    if isinstance(value, list | tuple):
        return _normalise_list(value, depth)
    if isinstance(value, dict):
        return {
            str(key): item if item.__class__ in _AS_THEY_ARE else normalise(item, depth + 1)
            for key, item in value.items()
        }
    for base, convert in _BASES:
        if isinstance(value, base):
            return convert(value)
    raise Undefined(f"FEEL kent geen waarden van de soort {cls.__name__}.")


def _normalise_list(value: list[object] | tuple[object, ...], depth: int) -> list[object]:
    if len(value) > MAX_LIST:
        raise FeelLimitError(f"Een lijst mag hoogstens {MAX_LIST} waarden hebben.")
    return [item if item.__class__ in _AS_THEY_ARE else normalise(item, depth + 1) for item in value]


def require_modest(value: object) -> None:
    """Refuse an outcome that is small here but huge written out: a list that holds another twice, and so on."""
    weight = 0
    waiting = [(value, 0)]
    while waiting:
        here, depth = waiting.pop()
        parts: Iterable[object] = ()
        if isinstance(here, list):
            parts = here
        elif isinstance(here, dict):
            parts = here.values()
            weight += sum(map(len, here))
        weight += len(here) if isinstance(here, str) else 1
        if depth > MAX_DATA_DEPTH:
            raise FeelLimitError("De uitkomst is te diep genest.")
        if weight > MAX_WEIGHT:
            raise FeelLimitError("De uitkomst van de expressie is te groot.")
        waiting.extend((part, depth + 1) for part in parts)


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise Undefined("Oneindig en 'geen getal' bestaan niet in FEEL.")
    return value


def _from_float(value: float) -> Decimal:
    return _finite(Decimal(repr(value)))

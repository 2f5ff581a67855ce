"""When values are equal, in order, or within a range."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import Decimal

from engine.feel.errors import Undefined
from engine.feel.run import Run
from engine.feel.values import Range, YearMonthDuration, kind_of
from engine.feel.wide import WIDE, key

ORDERED = frozenset(
    [
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    ]
)


# Values that Python compares as FEEL does, when both are of the same class.
PLAIN = frozenset([str, Decimal, bool])


def equal(run: Run, left: object, right: object) -> bool | None:
    """Whether two values are equal; values of different kinds are neither equal nor unequal."""
    if left is None or right is None:
        return left is right
    kind = kind_of(left)
    if kind != kind_of(right):
        raise Undefined(f"Een waarde van soort `{kind}` is niet te vergelijken met `{kind_of(right)}`.")
    if isinstance(left, list) and isinstance(right, list):
        return _equal_lists(run, left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        return _equal_contexts(run, left, right)
    if isinstance(left, WIDE) or isinstance(right, WIDE):
        return key(left) == key(right)
    if isinstance(left, datetime | time):
        return _comparable(left) == _comparable(right)
    return left == right


def same(run: Run, left: object, right: object) -> bool:
    """Whether two values are certainly equal."""
    if left.__class__ is right.__class__ and left.__class__ in PLAIN:
        return left == right
    try:
        return equal(run, left, right) is True
    except Undefined:
        return False


def _equal_lists(run: Run, left: list[object], right: list[object]) -> bool:
    run.spend(min(len(left), len(right)) + 1)
    return len(left) == len(right) and all(same(run, a, b) for a, b in zip(left, right, strict=True))


def _equal_contexts(run: Run, left: dict[str, object], right: dict[str, object]) -> bool:
    run.spend(len(left) + 1)
    return left.keys() == right.keys() and all(same(run, left[key], right[key]) for key in left)


def _comparable(value: object) -> object:
    # Two date-times in one zone would be compared by the wall clock, wrong in the night clocks go back.
    if isinstance(value, datetime) and value.tzinfo is not None:
        try:
            return value.astimezone(UTC)
        except OverflowError:
            return value
    return value


def order(left: object, right: object) -> int | None:
    """Below zero, zero or above zero; None when one of the two is null."""
    if left is None or right is None:
        return None
    kind = kind_of(left)
    if kind != kind_of(right) or kind not in ORDERED:
        raise Undefined(f"`{kind}` en `{kind_of(right)}` hebben geen volgorde ten opzichte van elkaar.")
    try:
        a, b = _keys(left, right)
        return int(a > b) - int(a < b)  # type: ignore[operator]
    except TypeError as error:
        raise Undefined("De ene tijd heeft een tijdzone en de andere niet.") from error


def _keys(left: object, right: object) -> tuple[object, object]:
    if not isinstance(left, WIDE) and not isinstance(right, WIDE):
        return _key(left), _key(right)
    (zoned, a), (also_zoned, b) = key(left), key(right)
    if zoned != also_zoned:
        raise TypeError
    return a, b


def _key(value: object) -> object:
    if isinstance(value, YearMonthDuration):
        return value.months
    return _comparable(value)


def _ordered(holds: Callable[[int], bool]) -> Callable[[Run, object, object], bool | None]:
    def compare(run: Run, left: object, right: object) -> bool | None:
        found = order(left, right)
        return None if found is None else holds(found)

    return compare


def _unequal(run: Run, left: object, right: object) -> bool | None:
    found = equal(run, left, right)
    return None if found is None else not found


OPERATORS: dict[str, Callable[[Run, object, object], bool | None]] = {
    "=": equal,
    "!=": _unequal,
    "<": _ordered(lambda found: found < 0),
    "<=": _ordered(lambda found: found <= 0),
    ">": _ordered(lambda found: found > 0),
    ">=": _ordered(lambda found: found >= 0),
}


def within(run: Run, value: object, limits: Range) -> bool | None:
    """Whether the value lies in the range."""
    if value is None:
        return None
    above = _above(value, limits.start, limits.start_included)
    below = _above(limits.end, value, limits.end_included)
    return both(above, below)


def _above(value: object, bound: object, included: bool) -> bool | None:
    if bound is None or value is None:
        return True
    found = order(value, bound)
    return None if found is None else found > 0 or (included and found == 0)


def both(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued and."""
    if left is False or right is False:
        return False
    return True if left and right else None


def member(run: Run, value: object, choice: object) -> bool | None:
    """Whether the value equals the choice, or is in the list or range that the choice is."""
    if isinstance(choice, Range) and not isinstance(value, Range):
        return within(run, value, choice)
    if isinstance(choice, list) and not isinstance(value, list):
        run.spend(len(choice))
        return any(_quietly(run, value, item) for item in choice)
    if isinstance(choice, list) and any(same(run, value, item) for item in choice):
        return True
    return equal(run, value, choice)


def _quietly(run: Run, value: object, choice: object) -> bool:
    try:
        if isinstance(choice, Range):
            return within(run, value, choice) is True
        return equal(run, value, choice) is True
    except Undefined:
        return False

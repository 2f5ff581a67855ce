"""Functions that make one number of a list of numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel import arithmetic
from engine.feel.errors import Undefined
from engine.feel.functions.lists import gathered
from engine.feel.registry import builtin
from engine.feel.run import Run
from engine.feel.values import DECIMAL, YearMonthDuration


def _numbers(run: Run, items: Sequence[object]) -> list[Decimal]:
    found = gathered(items)
    run.spend(len(found))
    if not all(isinstance(item, Decimal) for item in found):
        raise Undefined("Hier horen alleen getallen.")
    return found  # type: ignore[return-value]


def _existing(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except DecimalException as error:
        raise Undefined("De uitkomst bestaat niet of is te groot.") from error


@builtin("sum(list...: any)")
def sum_(run: Run, *items: object) -> object:
    found = gathered(items)
    run.spend(len(found))
    if not found:
        return None
    if not isinstance(found[0], Decimal | timedelta | YearMonthDuration):
        raise Undefined("`sum` verwacht getallen of duren.")
    total: object = found[0]
    for item in found[1:]:
        total = arithmetic.compute(run, "+", total, item)
    return total


@builtin("product(list...: any)")
def product(run: Run, *items: object) -> object:
    found = _numbers(run, items)
    total: object = found[0] if found else None
    for item in found[1:]:
        total = arithmetic.compute(run, "*", total, item)
    return total


@builtin("mean(list...: any)")
def mean(run: Run, *items: object) -> object:
    found = gathered(items)
    total = sum_(run, found)
    return None if total is None else arithmetic.compute(run, "/", total, Decimal(len(found)))


@builtin("median(list...: any)")
def median(run: Run, *items: object) -> object:
    found = sorted(_numbers(run, items))
    if not found:
        return None
    middle = len(found) // 2
    if len(found) % 2:
        return found[middle]
    return _existing(lambda: DECIMAL.divide(DECIMAL.add(found[middle - 1], found[middle]), Decimal(2)))


@builtin("stddev(list...: any)")
def stddev(run: Run, *items: object) -> object:
    found = _numbers(run, items)
    if len(found) < 2:
        return None

    def deviation() -> Decimal:
        total = Decimal(0)
        for item in found:
            total = DECIMAL.add(total, item)
        middle = DECIMAL.divide(total, Decimal(len(found)))
        squares = Decimal(0)
        for item in found:
            distance = DECIMAL.subtract(item, middle)
            squares = DECIMAL.add(squares, DECIMAL.multiply(distance, distance))
        return DECIMAL.sqrt(DECIMAL.divide(squares, Decimal(len(found) - 1)))

    return _existing(deviation)


@builtin("mode(list...: any)")
def mode(run: Run, *items: object) -> list[Decimal]:
    found = _numbers(run, items)
    counts: dict[Decimal, int] = {}
    for item in found:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, count in counts.items() if count == most)

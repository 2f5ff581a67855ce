"""Functions on lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cmp_to_key

from engine.feel import comparison
from engine.feel.errors import Undefined
from engine.feel.registry import builtin
from engine.feel.run import Run
from engine.feel.structures import checked
from engine.feel.values import Function


def gathered(items: Sequence[object]) -> list[object]:
    """The list a function works on: its one list, or all its arguments."""
    if len(items) == 1 and isinstance(items[0], list):
        return items[0]
    return list(items)


@builtin("list contains(list: list, element: any)")
def list_contains(run: Run, items: list[object], element: object) -> bool:
    run.spend(len(items))
    kind = element.__class__
    if kind not in comparison.PLAIN:
        return any(comparison.same(run, item, element) for item in items)
    for item in items:
        if item.__class__ is kind and item == element:
            return True
    return False


@builtin("count(list: list)")
def count(run: Run, items: list[object]) -> Decimal:
    return Decimal(len(items))


@builtin("min(list...: any)")
def min_(run: Run, *items: object) -> object:
    return _extreme(run, gathered(items), -1)


@builtin("max(list...: any)")
def max_(run: Run, *items: object) -> object:
    return _extreme(run, gathered(items), 1)


def _extreme(run: Run, items: list[object], sign: int) -> object:
    run.spend(len(items))
    found = items[0] if items else None
    for item in items:
        order = comparison.order(item, found)
        if order is None:
            return None
        if order * sign > 0:
            found = item
    return found


@builtin("all(list...: any)")
def all_(run: Run, *items: object) -> bool | None:
    return _decided(run, items, False)


@builtin("any(list...: any)")
def any_(run: Run, *items: object) -> bool | None:
    return _decided(run, items, True)


def _decided(run: Run, given: Sequence[object], decides: bool) -> bool | None:
    items = gathered(given)
    run.spend(len(items))
    if not given:
        raise Undefined("Er is niets om te beoordelen.")
    if any(item is decides for item in items):
        return decides
    return (not decides) if all(isinstance(item, bool) for item in items) else None


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(run: Run, items: list[object], start: Decimal, length: Decimal | None = None) -> list[object]:
    begin = int(start)
    if begin == 0 or abs(begin) > len(items):
        raise Undefined("De beginplaats ligt buiten de lijst; het eerste element is 1, het laatste -1.")
    begin = begin - 1 if begin > 0 else len(items) + begin
    end = len(items) if length is None else begin + int(length)
    if length is not None and (int(length) < 0 or end > len(items)):
        raise Undefined("De lijst is daar te kort voor.")
    run.spend(end - begin)
    return items[begin:end]


@builtin("append(list: list, item...: any)")
def append(run: Run, items: list[object], *more: object) -> list[object]:
    run.spend(len(items))
    return checked([*items, *more])


@builtin("concatenate(list...: list)")
def concatenate(run: Run, *lists: list[object]) -> list[object]:
    run.spend(sum(map(len, lists)))
    return checked([item for items in lists for item in items])


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Run, items: list[object], position: Decimal, item: object) -> list[object]:
    index = _place(items, position)
    run.spend(len(items))
    return checked([*items[:index], item, *items[index:]])


@builtin("remove(list: list, position: number)")
def remove(run: Run, items: list[object], position: Decimal) -> list[object]:
    index = _place(items, position)
    run.spend(len(items))
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace(list: list, position: any, newItem: any)")
def list_replace(run: Run, items: list[object], position: object, item: object) -> list[object]:
    run.spend(len(items))
    if isinstance(position, Function):
        chosen = [position.call([old, item]) for old in items]
        if not all(isinstance(choice, bool) for choice in chosen):
            raise Undefined("De functie van `list replace` geeft true of false.")
        return [item if choice else old for old, choice in zip(items, chosen, strict=True)]
    if not isinstance(position, Decimal):
        raise Undefined("De plaats is een getal of een functie.")
    index = _place(items, position)
    return [*items[:index], item, *items[index + 1 :]]


def _place(items: list[object], position: Decimal) -> int:
    if position != position.to_integral_value() or not 1 <= abs(position) <= len(items):
        raise Undefined("De plaats ligt buiten de lijst; het eerste element is 1, het laatste -1.")
    return int(position) - 1 if position > 0 else len(items) + int(position)


@builtin("reverse(list: list)")
def reverse(run: Run, items: list[object]) -> list[object]:
    run.spend(len(items))
    return items[::-1]


@builtin("index of(list: list, match: any)")
def index_of(run: Run, items: list[object], match: object) -> list[Decimal]:
    run.spend(len(items))
    return [Decimal(place) for place, item in enumerate(items, 1) if comparison.same(run, item, match)]


@builtin("distinct values(list: list)")
def distinct_values(run: Run, items: list[object]) -> list[object]:
    return _distinct(run, items)


@builtin("union(list...: list)")
def union(run: Run, *lists: list[object]) -> list[object]:
    return _distinct(run, [item for items in lists for item in items])


def _distinct(run: Run, items: Iterable[object]) -> list[object]:
    found: list[object] = []
    for item in items:
        run.spend(len(found) + 1)
        if not any(comparison.same(run, item, other) for other in found):
            found.append(item)
    return found


@builtin("duplicate values(list: list)")
def duplicate_values(run: Run, items: list[object]) -> list[object]:
    run.spend(len(items) * len(items))
    more = [item for item in items if sum(comparison.same(run, item, other) for other in items) > 1]
    return _distinct(run, more)


@builtin("flatten(list: list)")
def flatten(run: Run, items: list[object]) -> list[object]:
    found: list[object] = []
    todo = [iter(items)]
    while todo:
        run.spend(1)
        for item in todo[-1]:
            run.spend(1)
            if isinstance(item, list):
                todo.append(iter(item))
                break
            found.append(item)
        else:
            todo.pop()
    return checked(found)


@builtin("sort(list: list, precedes?: function)")
def sort(run: Run, items: list[object], precedes: Function | None = None) -> list[object]:
    def compare(left: object, right: object) -> int:
        run.spend(1)
        if precedes is None:
            found = comparison.order(left, right)
            if found is None:
                raise Undefined("Een lijst met null erin is niet te sorteren.")
            return found
        if precedes.call([left, right]) is True:
            return -1
        return 1 if precedes.call([right, left]) is True else 0

    return sorted(items, key=cmp_to_key(compare))


@builtin("partition(list: list, size: number)")
def partition(run: Run, items: list[object], size: Decimal) -> list[object]:
    step = int(size)
    if step < 1:
        raise Undefined("De grootte is ten minste 1.")
    run.spend(len(items))
    return [items[start : start + step] for start in range(0, len(items), step)]

"""Lists, contexts and ranges: making them, and taking something out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import TypeAlias

from engine.feel import hints, temporal, tree
from engine.feel.comparison import ORDERED
from engine.feel.errors import FeelLimitError, Undefined
from engine.feel.place import Place
from engine.feel.run import MAX_NAMES, Closure, Frame, Run, inside
from engine.feel.values import MAX_LIST, Range, YearMonthDuration, kind_of
from engine.feel.wide import WideDate, WideDateTime, WideTime

# The frame in which a filter looks at an item.
Around: TypeAlias = Callable[[Frame, object], Frame]


def list_of(node: tree.ListOf, place: Place) -> Closure:
    """`[1, 2]`."""
    if all(isinstance(item, tree.Literal) for item in node.items):
        known = [item.value for item in node.items if isinstance(item, tree.Literal)]
        return lambda frame: known.copy()
    items = [place.closure(item) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def context_of(node: tree.ContextOf, place: Place) -> Closure:
    """`{a: 1, b: a + 1}`: an entry sees the ones before it."""
    entries: list[tuple[str, Closure]] = []
    for name, value in zip(node.names, node.values, strict=True):
        entries.append((name, place.closure(value)))
        place = place.binding(name)

    def closure(frame: Frame) -> object:
        found: dict[str, object] = {}
        here = inside(frame, found)
        for name, value in entries:
            found[name] = value(here)
        return found

    return closure


def range_of(node: tree.RangeOf, place: Place) -> Closure:
    """`[1..5]`, with ends of one kind that has an order."""
    start = place.closure(node.start) if node.start else None
    end = place.closure(node.end) if node.end else None
    position = node.position

    def closure(frame: Frame) -> object:
        low, high = start(frame) if start else None, end(frame) if end else None
        written = [value for side, value in ((start, low), (end, high)) if side]
        kinds = {kind_of(value) for value in written}
        if len(kinds) != 1 or not kinds <= ORDERED:
            frame.run.warn("De twee einden van het bereik horen bij elkaar te passen.", position)
            return None
        return Range(low, high, node.start_included, node.end_included)

    return closure


def path(node: tree.Path, place: Place) -> Closure:
    """`case.status`; of a list, the field of each of its items."""
    source, name, position = place.closure(node.source), node.name, node.position

    def closure(frame: Frame) -> object:
        value = source(frame)
        if value.__class__ is dict and name in value:
            return value[name]
        if value is None:
            return None
        try:
            return take(frame.run, value, name)
        except Undefined as error:
            frame.run.warn(error.message_nl, position)
            return None

    return closure


def take(run: Run, value: object, name: str) -> object:
    """The field of any value that has fields."""
    if isinstance(value, dict):
        if name not in value:
            hint = hints.for_field(name, islice(value, MAX_NAMES)) if run.hinting else ""
            raise Undefined(f"Er is geen veld met de naam `{name}`.{hint}")
        return value[name]
    if isinstance(value, list):
        run.spend(len(value))
        return [_field(run, item, name) for item in value]
    if isinstance(value, Range):
        return _range_part(value, name)
    if isinstance(value, date | time | timedelta | YearMonthDuration | WideDate | WideTime | WideDateTime):
        return temporal.part(value, name)
    raise Undefined(f"Een waarde van soort `{kind_of(value)}` heeft geen veld `{name}`.{hints.for_field(name)}")


def _field(run: Run, item: object, name: str) -> object:
    if item is None or (isinstance(item, dict) and name not in item):
        return None
    return take(run, item, name)


def _range_part(value: Range, name: str) -> object:
    parts = {
        "start": value.start,
        "end": value.end,
        "start included": value.start_included,
        "end included": value.end_included,
    }
    if name not in parts:
        raise Undefined(f"Een bereik heeft geen veld `{name}`.")
    return parts[name]


def filter_(node: tree.Filter, place: Place) -> Closure:
    """`list[condition]` gives a list, `list[number]` one item."""
    source, position = place.closure(node.source), node.position
    if isinstance(node.condition, tree.Literal) and isinstance(node.condition.value, Decimal):
        index = node.condition.value
        return lambda frame: at(_as_list(source(frame)), index)
    condition = place.binding("item").closure(node.condition)
    weight = tree.weight(node.condition)
    around = _only_item if tree.names(node.condition) == {"item"} else item_frame

    def closure(frame: Frame) -> object:
        items = _as_list(source(frame))
        frame.run.spend(1)
        return _filtered(frame, items, condition, around, (position, weight))

    return closure


def _filtered(frame: Frame, items: list[object], condition: Closure, around: Around, cost: tuple[int, int]) -> object:
    position, weight = cost
    first = condition(around(frame, items[0] if items else None))
    if isinstance(first, Decimal):
        return at(items, first)
    frame.run.spend(len(items) * weight)
    found = [items[0]] if items and first is True else []
    for item in items[1:]:
        if condition(around(frame, item)) is True:
            found.append(item)
    if items and first is not None and not isinstance(first, bool):
        frame.run.warn("De voorwaarde van een filter is geen true of false.", position)
    return found


def item_frame(frame: Frame, item: object) -> Frame:
    """The frame in which a filter looks at one item: `item`, and the item's own fields before it."""
    here = inside(frame, {"item": item})
    return inside(here, item) if isinstance(item, dict) else here


def _only_item(frame: Frame, item: object) -> Frame:
    """The same for a condition that asks for nothing but `item`."""
    return inside(frame, {"item": item.get("item", item) if isinstance(item, dict) else item})


def _as_list(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def at(items: list[object], index: Decimal) -> object:
    """The item at a place: from 1 at the begin, from -1 at the end."""
    if index != index.to_integral_value() or not 1 <= abs(index) <= len(items):
        return None
    return items[int(index) - 1 if index > 0 else int(index)]


def checked(items: list[object]) -> list[object]:
    """The list, unless it has grown too long."""
    if len(items) > MAX_LIST:
        raise FeelLimitError(f"Een lijst mag hoogstens {MAX_LIST} waarden hebben.")
    return items

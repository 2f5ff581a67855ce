"""`for`, `some` and `every`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from engine.feel import tree
from engine.feel.comparison import order
from engine.feel.errors import FeelLimitError, Undefined
from engine.feel.place import Place
from engine.feel.run import Closure, Frame, inside
from engine.feel.structures import checked
from engine.feel.values import MAX_LIST, Range, kind_of

# What one iterator runs over, in a frame that has the iterators before it.
Source: TypeAlias = Callable[[Frame], list[object] | None]


def for_(node: tree.For, place: Place) -> Closure:
    """`for a in list, b in 1..3 return a * b`."""
    walk, here = _walk(node.iterators, place, tree.weight(node.body))
    sees_partial = "partial" in tree.names(node.body)
    body = here.binding("partial").closure(node.body)

    def closure(frame: Frame) -> object:
        found: list[object] = []
        for inner in walk(frame):
            if inner is None:
                return None
            if sees_partial:
                frame.run.spend(len(found))
                inner = inside(inner, {"partial": list(found)})
            found.append(body(inner))
            checked(found)
        return found

    return closure


def quantified(node: tree.Quantified, place: Place) -> Closure:
    """`some a in list satisfies ...` and `every ...`, with three values."""
    walk, here = _walk(node.iterators, place, tree.weight(node.condition))
    condition = here.closure(node.condition)
    # `some` is decided by a true, `every` by a false.
    decides = not node.every

    def closure(frame: Frame) -> object:
        unknown = False
        for inner in walk(frame):
            if inner is None:
                return None
            value = condition(inner)
            if value is decides:
                return decides
            unknown = unknown or value is not (not decides)
        return None if unknown else not decides

    return closure


def _walk(
    iterators: tuple[tree.Iterator_, ...], place: Place, weight: int
) -> tuple[Callable[[Frame], Iterator[Frame | None]], Place]:
    """A generator of the frames of all rounds (None when a source is no list), and the place inside."""
    sources: list[tuple[str, Source]] = []
    for iterator in iterators:
        sources.append((iterator.name, _source(iterator, place)))
        place = place.binding(iterator.name)

    def walk(frame: Frame, level: int = 0) -> Iterator[Frame | None]:
        name, source = sources[level]
        items = source(frame)
        if items is None:
            yield None
            return
        frame.run.spend(len(items) + 1)
        for item in items:
            here = inside(frame, {name: item})
            if level + 1 == len(sources):
                frame.run.spend(weight)
                yield here
            else:
                yield from walk(here, level + 1)

    return walk, place


def _source(iterator: tree.Iterator_, place: Place) -> Source:
    position = iterator.position
    start = place.closure(iterator.source)
    end = place.closure(iterator.end) if iterator.end else None

    def source(frame: Frame) -> list[object] | None:
        try:
            value = start(frame)
            return _items(value) if end is None else span(value, end(frame))
        except Undefined as error:
            frame.run.warn(error.message_nl, position)
            return None

    return source


def _items(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    if isinstance(value, Range):
        return _inside(value)
    if value is None:
        raise Undefined("Hier hoort een lijst, maar er is niets.")
    return [value]


def _inside(limits: Range) -> list[object]:
    if (order(limits.start, limits.end) or 0) > 0:
        raise Undefined("Een bereik loopt van laag naar hoog.")
    items = span(limits.start, limits.end)
    if items and not limits.start_included:
        items = items[1:]
    return items[:-1] if items and not limits.end_included else items


def span(start: object, end: object) -> list[object]:
    """All whole numbers or days from start to end, up or down."""
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        return _numbers(start, end)
    if isinstance(start, date) and isinstance(end, date):
        if isinstance(start, datetime) or isinstance(end, datetime):
            raise Undefined("Een reeks kan wel van datums zijn, niet van datums met tijd.")
        return _days(start, end)
    raise Undefined(f"Van `{kind_of(start)}` tot `{kind_of(end)}` is geen reeks te maken.")


def _numbers(start: Decimal, end: Decimal) -> list[object]:
    _bounded(abs(end - start))
    low, high = int(start), int(end)
    if start != low or end != high:
        raise Undefined("Een reeks loopt van een heel getal naar een heel getal.")
    return [Decimal(number) for number in _steps(low, high)]


def _days(start: date, end: date) -> list[object]:
    distance = (end - start).days
    _bounded(abs(distance))
    return [start + timedelta(days=day) for day in _steps(0, distance)]


def _steps(low: int, high: int) -> range:
    return range(low, high + 1) if low <= high else range(low, high - 1, -1)


def _bounded(size: Decimal | int) -> None:
    if size >= MAX_LIST:
        raise FeelLimitError(f"Een reeks mag hoogstens {MAX_LIST} waarden hebben.")

"""The values of one column in pieces: all values of a piece are alike to everything that is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.temporal import write
from engine.feel.values import DECIMAL, YearMonthDuration, kind_of
from engine.feel.written import number_text

NUMBER, STRING, BOOLEAN, DATE, MOMENT = "number", "string", "boolean", "date", "date and time"
SPAN, MONTHS = "days and time duration", "years and months duration"
ORDERED = frozenset({NUMBER, DATE, MOMENT, SPAN, MONTHS})
KINDS = ORDERED | {STRING, BOOLEAN}
ELSE = "iets anders"


@dataclass(frozen=True, slots=True)
class Piece:
    """One value, all between two values, or "anything else"; `example` is one of them."""

    example: object
    low: object = None
    high: object = None
    single: bool = True
    # Between two numbers that follow each other: no whole number is in it.
    broken: bool = False
    words: str = ""

    @property
    def empty(self) -> bool:
        """Whether this is what is not filled in."""
        return self.example is None and not self.words


NOTHING = Piece(None)
ANYTHING = Piece(None, single=False, words="elke waarde")


def singles(values: Iterable[object]) -> list[Piece]:
    """A piece for each value."""
    return [NOTHING if value is None else Piece(value, value, value) for value in values]


def of_kind(kind: str, points: Iterable[object]) -> list[Piece]:
    """All values of a kind, cut at these points; the points of other kinds cut nothing."""
    cuts = [point for point in points if kind_of(point) == kind]
    if kind == BOOLEAN:
        return singles([True, False])
    if kind == STRING:
        return [*singles(dict.fromkeys(cuts)), Piece(_other(cuts), single=False, words=ELSE)]
    return list(_line(kind, sorted(set(cuts), key=_key)))


def _key(value: Any) -> Any:
    return value.months if isinstance(value, YearMonthDuration) else value


def _line(kind: str, cuts: list[Any]) -> Iterator[Piece]:
    if not cuts:
        yield Piece(_first(kind), single=False, words="elke waarde")
        return
    yield Piece(_beside(cuts[0], -1), None, cuts[0], single=False)
    for at, cut in enumerate(cuts):
        yield Piece(cut, cut, cut)
        if at + 1 < len(cuts):
            yield from _between(cut, cuts[at + 1])
    yield Piece(_beside(cuts[-1], 1), cuts[-1], None, single=False)


def _between(low: Any, high: Any) -> Iterator[Piece]:
    """What lies between two values; nothing lies between two days that follow each other."""
    if isinstance(low, Decimal):
        whole = low.to_integral_value("ROUND_FLOOR") + 1
        middle = whole if whole < high else DECIMAL.divide(DECIMAL.add(low, high), Decimal(2))
        if low < middle < high:
            yield Piece(middle, low, high, single=False, broken=whole >= high)
        return
    middle = _halfway(low, high)
    if _key(low) < _key(middle) < _key(high):
        yield Piece(middle, low, high, single=False)


def _halfway(low: Any, high: Any) -> Any:
    if isinstance(low, YearMonthDuration):
        return YearMonthDuration((low.months + high.months) // 2)
    return low + (high - low) / 2


def _beside(value: Any, step: int) -> Any:
    if isinstance(value, Decimal):
        return DECIMAL.add(value.to_integral_value("ROUND_FLOOR" if step < 0 else "ROUND_CEILING"), Decimal(step))
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(value.months + step)
    return value + timedelta(days=step)


def _first(kind: str) -> object:
    firsts = {NUMBER: Decimal(1), DATE: date(2000, 1, 1), SPAN: timedelta(days=1), MONTHS: YearMonthDuration(1)}
    return firsts.get(kind)


def _other(known: list[Any]) -> str:
    other = ELSE
    while other in known:
        other += "!"
    return other


def in_words(pieces: list[Piece]) -> str:
    """Pieces in the order of their column, said together: "meer dan 3 en minder dan 5; of leeg"."""
    said: list[str] = []
    run: list[Piece] = []
    for piece in [*pieces, None]:
        if run and (piece is None or not _follows(run[-1], piece)):
            said.append(_span(run))
            run = []
        if piece is not None:
            run.append(piece)
    return " of ".join(said)


def _follows(before: Piece, after: Piece) -> bool:
    """Whether two pieces touch: one of them is the value at which the other ends."""
    if before.words or after.words or before.high is None or after.low is None:
        return False
    return before.single != after.single and before.high == after.low


def _span(run: list[Piece]) -> str:
    first, last = run[0], run[-1]
    if len(run) == 1 and (first.single or first.words):
        return first.words or shown(first.example)
    low = "" if first.low is None else f"{'vanaf' if first.single else 'meer dan'} {shown(first.low)}"
    high = "" if last.high is None else f"{'tot en met' if last.single else 'minder dan'} {shown(last.high)}"
    return " en ".join(part for part in (low, high) if part) or "elke waarde"


def shown(value: object) -> str:
    """A value as a designer reads it."""
    if value is None:
        return "leeg"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Decimal):
        return number_text(value).replace(".", ",")
    if isinstance(value, str):
        return f"“{value}”"
    return f"{value:%d-%m-%Y}" if type(value) is date else write(value)

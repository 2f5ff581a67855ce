"""What a diagram hands to a handler is FEEL: decimals, dates, texts, lists. Read it into what Python wants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.errors import Invalid


class Unreadable(Invalid):
    """A value of the diagram is not what the handler can work with."""

    def __init__(self, name: str, expected: str) -> None:
        self.name = name
        self.expected = expected
        super().__init__(f"{name} moet {expected} zijn.")


def text(value: Any) -> str:
    """A text without outer spaces; nothing is an empty text."""
    return "" if value is None else str(value).strip()


def words(value: Any) -> tuple[str, ...]:
    """The words of a list or of a text with commas, each once, in order."""
    parts = value if isinstance(value, (list, tuple)) else text(value).split(",")
    return tuple(dict.fromkeys(word for part in parts if (word := text(part))))


def whole(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise Unreadable(name, "een heel getal")
    try:
        number = Decimal(value)
        if number != int(number):
            raise Unreadable(name, "een heel getal")
    except ArithmeticError:
        raise Unreadable(name, "een heel getal") from None
    except ValueError:
        raise Unreadable(name, "een heel getal") from None
    return int(number)


def day(value: Any, name: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        raise Unreadable(name, "een datum") from None


def contexts(value: Any, name: str) -> list[Mapping[str, Any]]:
    """A list of contexts; nothing is an empty list."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise Unreadable(name, "een lijst van rijen")
    return list(value)


def number_of(reference: Any) -> int | None:
    """The number in "actie-12", or in 12 itself; None when there is none."""
    tail = text(reference).rpartition("-")[2]
    return int(tail) if tail.isascii() and tail.isdecimal() and len(tail) < 10 else None

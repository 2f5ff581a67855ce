"""Texts with FEEL in them, and values in the words of a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine import feel
from forms.fields import Expression, Scope, Text

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
MAX_TEXT = 20_000
MAX_ITEMS = 200


def literal(text: str) -> Text:
    return Text((text,)) if text else Text()


def parse(text: str) -> Text:
    """Read a text as form-js does; raises feel.FeelError, or ValueError for a part that is not closed."""
    if text.lstrip().startswith("="):
        return Text((compiled(text),))
    return Text(tuple(_parts(text)))


def compiled(text: str) -> Expression:
    return Expression(text.strip(), feel.compile_expression(feel.strip_marker(text)))


def _parts(text: str) -> Iterator[str | Expression]:
    rest = text
    while "{{" in rest:
        before, _, after = rest.partition("{{")
        inside, closed, rest = after.partition("}}")
        if not closed:
            raise ValueError("een {{ zonder }}")
        if inside.lstrip()[:1] in ("#", "/", "^", ">", "{"):
            raise ValueError(f"{{{{{inside.strip()}}}}}")
        if before:
            yield before
        yield compiled(inside)
    if rest:
        yield rest


def render(text: Text, scope: Scope, env: feel.Environment) -> str:
    """The text with its expressions worked out, as plain text."""
    return "".join(part if isinstance(part, str) else words(part.value(scope, env)) for part in text.parts)[:MAX_TEXT]


def words(value: Any) -> str:
    """A value as a reader says it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal | int | float):
        return number(Decimal(str(value)))
    if isinstance(value, date | time | timedelta | feel.YearMonthDuration):
        return _moment(value)
    if isinstance(value, Mapping):
        return words(value.get("label")) or ", ".join(filter(None, map(words, list(value.values())[:MAX_ITEMS])))
    if isinstance(value, Sequence):
        return ", ".join(filter(None, map(words, value[:MAX_ITEMS])))
    return ""


def _moment(value: date | time | timedelta | feel.YearMonthDuration) -> str:
    if isinstance(value, datetime):
        return f"{_day(value)} om {value:%H.%M} uur"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, time):
        return f"{value:%H.%M} uur"
    if isinstance(value, timedelta):
        return f"{value.days} dagen" if value.days != 1 else "1 dag"
    return f"{value.months} maanden" if value.months != 1 else "1 maand"


def _day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def number(value: Decimal) -> str:
    """A number with a decimal comma and without an exponent."""
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return str(value).replace(".", ",")
    return f"{value:f}".replace(".", ",")


_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str, *, lines: bool) -> str:
    """What somebody typed, without characters that cannot be seen; `lines` keeps the ends of lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    return _CONTROL.sub("", text)

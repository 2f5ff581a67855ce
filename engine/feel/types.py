"""Types, as `instance of` names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from engine.feel import tree
from engine.feel.cursor import Cursor
from engine.feel.errors import FeelSyntaxError, Undefined
from engine.feel.temporal import as_date
from engine.feel.tokens import Kind
from engine.feel.values import KINDS

_LONG = {
    ("date", "and", "time"): "date and time",
    ("days", "and", "time", "duration"): "days and time duration",
    ("years", "and", "months", "duration"): "years and months duration",
    ("day", "time", "duration"): "days and time duration",
    ("year", "month", "duration"): "years and months duration",
}
_SHORT = {"dateTime": "date and time", "Null": "null", "dayTimeDuration": "days and time duration"}
NAMES = frozenset([*KINDS.values(), "Any"])


@dataclass(frozen=True, eq=False, slots=True)
class Types:
    """Types that others define, such as the item definitions of a DMN file; one object, so it can be cached by.

    `instance of` looks at the form of a value only, so `known` leaves out which values are allowed.
    """

    known: Mapping[str, tree.Type]
    constrained: Mapping[str, tree.Type] = field(default_factory=dict)


NO_TYPES = Types({})


def parse_type(cursor: Cursor) -> tree.Type:
    """A type after `instance of` or behind a parameter's colon."""
    cursor.enter()
    start = cursor.token
    name = _name(cursor)
    if name in cursor.types:
        cursor.leave()
        return cursor.types[name]
    if name not in NAMES:
        raise FeelSyntaxError(f"FEEL kent het type `{name}` niet.", start.start)
    found = tree.Type(name)
    if name == "context" and cursor.skip("<"):
        found = _context(cursor)
    elif name == "function" and cursor.skip("<"):
        found = _function(cursor)
    elif name in ("list", "range") and cursor.skip("<"):
        found = tree.Type(name, (), (parse_type(cursor),))
        cursor.expect(">")
    cursor.leave()
    return found


def _name(cursor: Cursor) -> str:
    for words, name in _LONG.items():
        stop = cursor.index + len(words)
        if tuple(token.text for token in cursor.tokens[cursor.index : stop]) == words:
            cursor.index = stop
            return name
    token = cursor.take()
    if token.kind is not Kind.NAME:
        raise FeelSyntaxError("Hier hoort de naam van een type, zoals `number`.", token.start)
    return _SHORT.get(token.text, token.text)


def _context(cursor: Cursor) -> tree.Type:
    fields: list[str] = []
    parts: list[tree.Type] = []
    while not cursor.skip(">"):
        if fields:
            cursor.expect(",")
        fields.append(cursor.take().text)
        cursor.expect(":")
        parts.append(parse_type(cursor))
    return tree.Type("context", tuple(fields), tuple(parts))


def _function(cursor: Cursor) -> tree.Type:
    parts: list[tree.Type] = []
    while not cursor.skip(">"):
        if parts:
            cursor.expect(",")
        parts.append(parse_type(cursor))
    cursor.expect("->")
    parse_type(cursor)
    return tree.Type("function", (), tuple(parts))


def conforms(value: object, wanted: tree.Type) -> bool:
    """Whether the value is of this type; null is of none but `null`."""
    if value is None:
        return wanted.name == "null"
    if wanted.name != "Any" and (KINDS[value.__class__] != wanted.name or not _conform_parts(value, wanted)):
        return False
    return wanted.allowed is None or wanted.allowed(value)


def _conform_parts(value: object, wanted: tree.Type) -> bool:
    if wanted.name == "list" and wanted.parts and isinstance(value, list):
        return all(_optional(item, wanted.parts[0]) for item in value)
    if wanted.name == "context" and isinstance(value, dict):
        pairs = zip(wanted.fields, wanted.parts, strict=True)
        return all(name in value and _optional(value[name], part) for name, part in pairs)
    return True


def coerced(value: object, wanted: tree.Type) -> object:
    """The value as this type: a list of one and its item stand for each other, a date is its midnight."""
    if value is None or conforms(value, wanted):
        return value
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], wanted):
        return value[0]
    if wanted.name == "list" and conforms([value], wanted):
        return [value]
    if wanted.name == "date and time" and KINDS[value.__class__] == "date":
        return datetime.combine(as_date(value), time(), UTC)
    raise Undefined(f"De waarde is geen `{wanted.name}`, maar `{KINDS[value.__class__]}`.")


def _optional(value: object, wanted: tree.Type) -> bool:
    return value is None or conforms(value, wanted)

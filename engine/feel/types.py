"""Types, as `instance of` names them."""

from __future__ import annotations

from engine.feel import tree
from engine.feel.cursor import Cursor
from engine.feel.errors import FeelSyntaxError
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


def parse_type(cursor: Cursor) -> tree.Type:
    """A type after `instance of` or behind a parameter's colon."""
    cursor.enter()
    start = cursor.token
    name = _name(cursor)
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
    if wanted.name == "Any":
        return True
    if KINDS[value.__class__] != wanted.name:
        return False
    if wanted.name == "list" and wanted.parts and isinstance(value, list):
        return all(conforms(item, wanted.parts[0]) for item in value)
    if wanted.name == "context" and isinstance(value, dict):
        pairs = zip(wanted.fields, wanted.parts, strict=True)
        return all(name in value and _optional(value[name], part) for name, part in pairs)
    return True


def _optional(value: object, wanted: tree.Type) -> bool:
    return value is None or conforms(value, wanted)

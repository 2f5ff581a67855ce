"""Item definitions: the types a DMN file makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from engine import feel
from engine.dmn.elements import Element, children, first, id_of, text_of
from engine.dmn.errors import DmnError
from engine.feel import tree
from engine.feel.run import begin
from engine.feel.types import NAMES, Types

MAX_DEPTH = 50
_ANY = tree.Type("Any")
_OTHER_NAMES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
}
# Which values a type allows cannot depend on the moment.
_NO_MOMENT = feel.Environment(datetime(2000, 1, 1, tzinfo=UTC))


@dataclass(slots=True)
class _Reading:
    elements: dict[str, Element]
    done: dict[str, tree.Type]
    depth: int = 0


def read(root: Element, imported: Mapping[str, tree.Type]) -> Types:
    """All item definitions of a file, and those it imports."""
    elements = {str(element.get("name")): element for element in children(root, "itemDefinition")}
    reading = _Reading(elements, dict(imported))
    for name in elements:
        _named(reading, name)
    return Types({name: _unconstrained(found) for name, found in reading.done.items()}, reading.done)


def _unconstrained(found: tree.Type) -> tree.Type:
    return replace(found, allowed=None, parts=tuple(_unconstrained(part) for part in found.parts))


@lru_cache(maxsize=1_024)
def find(types: Types, name: str) -> tree.Type | None:
    """The type with this name; None when there is nothing to check."""
    bare = _bare(name)
    found = types.constrained.get(bare) or (tree.Type(bare) if bare in NAMES else None)
    return None if found is None or found == _ANY else found


def is_known(types: Types, name: str) -> bool:
    """Whether there is a type with this name."""
    return _bare(name) in types.known or _bare(name) in NAMES


def _bare(name: str) -> str:
    bare = name.strip().removeprefix("feel:")
    return _OTHER_NAMES.get(bare, bare)


def _named(reading: _Reading, name: str) -> tree.Type:
    bare = _bare(name)
    if bare in reading.done:
        return reading.done[bare]
    if bare not in reading.elements:
        return tree.Type(bare) if bare in NAMES else _ANY
    if reading.depth > MAX_DEPTH:
        raise DmnError("De typen verwijzen te diep naar elkaar, of in een kring.", id_of(reading.elements[bare]))
    reading.depth += 1
    reading.done[bare] = _type(reading, reading.elements[bare])
    reading.depth -= 1
    return reading.done[bare]


def _type(reading: _Reading, element: Element) -> tree.Type:
    components = children(element, "itemComponent")
    base = first(element, "typeRef")
    if first(element, "functionItem") is not None:
        found = tree.Type("function")
    elif components:
        names = tuple(str(component.get("name")) for component in components)
        found = tree.Type("context", names, tuple(_type(reading, component) for component in components))
    else:
        found = _named(reading, base.text or "") if base is not None else _ANY
    found = _allowing(found, text_of(first(element, "allowedValues")), element)
    if element.get("isCollection") == "true":
        found = tree.Type("list", (), (found,))
    return _allowing(found, text_of(first(element, "typeConstraint")), element)


def _allowing(base: tree.Type, text: str | None, element: Element) -> tree.Type:
    if text is None:
        return base
    try:
        return replace(base, allowed=_check(feel.compile_unary(text), base.allowed))
    except feel.FeelError as error:
        raise DmnError(f"`{text[:80]}`: {error.message_nl}", id_of(element)) from error


def _check(tests: feel.UnaryTests, before: Callable[[object], bool] | None) -> Callable[[object], bool]:
    def allowed(value: object) -> bool:
        if before is not None and not before(value):
            return False
        return tests.within(value, begin({}, _NO_MOMENT)) is True

    return allowed

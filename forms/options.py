"""What may be chosen: options from the form, from a variable or from an expression."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import feel
from forms import trees
from forms.fields import Field, Scope
from forms.texts import words

MAX_OPTIONS = 1_000


@dataclass(frozen=True)
class Option:
    """One choice: `token` travels through the page, `value` is what the process gets."""

    label: str
    token: str
    value: Any


def offered(field: Field, scope: Scope, env: feel.Environment) -> tuple[Option, ...]:
    """The options of a field, in this place and at this moment."""
    if field.choices.fixed:
        return tuple(_unique(field.choices.fixed))
    if field.choices.expression is not None:
        return tuple(_unique(_pairs(field.choices.expression.value(scope, env))))
    return tuple(_unique(_pairs(trees.get(scope, field.choices.key))))


def token(value: Any) -> str:
    """A value as the page sends it back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else words(value)


def matching(options: Iterable[Option], raw: Any) -> Option | None:
    """The option that this answer means, if it was offered."""
    wanted = token(raw)
    return next((option for option in options if option.token == wanted), None)


def _pairs(found: Any) -> Iterable[tuple[str, Any]]:
    if not isinstance(found, Sequence) or isinstance(found, str):
        return
    for item in found[:MAX_OPTIONS]:
        value = item.get("value") if isinstance(item, Mapping) else item
        label = item.get("label") if isinstance(item, Mapping) else None
        if isinstance(value, Mapping | list | tuple) or token(value) == "":
            continue
        yield (label if isinstance(label, str) and label else words(value), value)


def _unique(pairs: Iterable[tuple[str, Any]]) -> Iterable[Option]:
    seen: set[str] = set()
    for label, value in pairs:
        name = token(value)
        if name not in seen:
            seen.add(name)
            yield Option(label, name, value)

"""Example data for a form that is being made: what a case could know, and answers that somebody could give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine import feel
from engine.packages.content import PackageContent
from forms import initial, options, schema, trees
from forms.fields import (
    CHOICE_KINDS,
    INPUT_KINDS,
    LIST_KINDS,
    Expression,
    Field,
    Form,
    FormRefused,
    deep,
    flat,
    person_category,
)

ORGANISATIONS = [
    {"label": "Politie Voorbeeld", "value": "org-politie"},
    {"label": "Jongerenwerk Voorbeeld", "value": "org-jongerenwerk"},
]
DECISIONS = [{"label": "Artikel 20-besluit Voorbeeld", "value": "wpg20-1"}]
TEXT = "Voorbeeldtekst"
ROWS = 2
REFERENCE = "kluis-voorbeeld"
OFFERED = frozenset({"organisaties", "wpg20_besluiten", "instellingen"})  # by the server, in every form
_PART = re.compile(r"\.\s*([A-Za-z_]\w*)", re.ASCII)


def context(content: PackageContent, form: Form, now: datetime) -> dict[str, Any]:
    """What the case knows before this form: an example for each answer that other forms of the package ask."""
    env = feel.Environment(now=now)
    found: dict[str, Any] = {"organisaties": ORGANISATIONS, "wpg20_besluiten": DECISIONS}
    for other in _forms(content):
        for one in flat(other.fields):
            if one.gives and one.path and one.path[0] not in found:
                trees.put(found, one.path, _known(one, env))
    own = {one.path[0] for one in flat(form.fields) if one.gives and one.path}
    found = {name: value for name, value in found.items() if name not in own}
    for one in deep(form.fields):
        _for_table(one, found)
        _for_choices(one, found)
    for name in sorted(_named(form) - own - found.keys()):
        found[name] = TEXT
    return {**found, "instellingen": dict(content.settings)}


def answers(form: Form, scope: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Raw answers that fill the whole form in."""
    env = feel.Environment(now=now)
    return _row(form.fields, scope, env)


def _row(fields: Sequence[Field], scope: Mapping[str, Any], env: feel.Environment) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for one in flat(tuple(fields)):
        if one.kind == "dynamiclist":
            trees.put(tree, one.path, [_row(one.children, scope, env)])
        elif one.kind in INPUT_KINDS:
            trees.put(tree, one.path, initial.raw_of(one, _value(one, scope, env), env))
    return tree


def _forms(content: PackageContent) -> Iterator[Form]:
    for _, data in sorted(content.forms.items()):
        try:
            yield schema.load(data)
        except FormRefused:
            continue  # the check has said so


def _known(one: Field, env: feel.Environment) -> Any:
    if one.kind == "dynamiclist":
        return [{f.path[-1]: _known(f, env) for f in flat(one.children) if f.gives and f.path} for _ in range(ROWS)]
    if person_category(one):
        return REFERENCE
    return _value(one, {"organisaties": ORGANISATIONS, "wpg20_besluiten": DECISIONS}, env)


def _value(one: Field, scope: Mapping[str, Any], env: feel.Environment) -> Any:
    """A typed value that fits the field."""
    if one.kind in CHOICE_KINDS:
        offer = options.offered(one, scope, env)
        first = offer[0].value if offer else None
        return ([first] if first is not None else []) if one.kind in LIST_KINDS else first
    if one.kind == "checkbox":
        return True
    if one.kind == "number":
        low = one.limits.minimum
        return Decimal(str(low)) if isinstance(low, int | float) else Decimal(3)
    if one.kind == "datetime":
        return _moment(one, env)
    return [] if one.kind == "filepicker" else _text(one)


def _moment(one: Field, env: feel.Environment) -> date | time | datetime:
    day = env.now.astimezone(env.zone) + timedelta(days=7)
    at = day.replace(hour=10, minute=30, second=0, microsecond=0)
    if one.subtype == "time":
        return at.time()
    return at if one.subtype == "datetime" else at.date()


def _text(one: Field) -> str:
    if one.limits.validation_type == "email":
        return "naam@voorbeeld.nl"
    least = one.limits.min_length
    text = TEXT if one.kind == "textfield" else f"{TEXT}. Hier staat straks wat de invuller schrijft."
    return text.ljust(least, ".") if isinstance(least, int) else text


def _for_table(one: Field, found: dict[str, Any]) -> None:
    """Rows with a cell for each column, for a table of something that no form asks."""
    name = _single(one.source) if one.kind == "table" else ""
    if name and not isinstance(found.get(name), list):
        found[name] = [_cells(one) for _ in range(ROWS)]


def _cells(one: Field) -> dict[str, Any]:
    """A text for each column, and for each part that the expression takes of a row: `r.plek`."""
    row: dict[str, Any] = dict.fromkeys(_PART.findall(one.source.source if one.source else ""), TEXT)
    for column in one.columns:
        trees.put(row, column.key.split("."), TEXT)
    return row


def _for_choices(one: Field, found: dict[str, Any]) -> None:
    if one.choices.key and one.choices.key[0] not in found:
        trees.put(found, one.choices.key, [{"label": f"Keuze {n}", "value": f"keuze_{n}"} for n in (1, 2)])


def _single(source: Expression | None) -> str:
    """The variable whose rows a table shows, when it takes them of one."""
    names = source.compiled.names - OFFERED if source else frozenset()
    return next(iter(names)) if len(names) == 1 else ""


def _named(form: Form) -> frozenset[str]:
    """The variables that the expressions of the form read."""
    found: set[str] = set()
    for one in deep(form.fields):
        texts = (one.label, one.description, one.text, one.prefix, one.suffix, one.demand_message)
        parts: list[Any] = [each for text in texts for each in text.expressions]
        parts += [one.hide, one.readonly, one.source, one.choices.expression, one.demand]
        parts += [one.limits.minimum, one.limits.maximum, one.limits.min_length, one.limits.max_length]
        for part in parts:
            if isinstance(part, Expression):
                found |= part.compiled.names
    return frozenset(found - {"this", "parent", "i"})

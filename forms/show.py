"""Earlier answers in words, for who only reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine import feel
from forms import options, state, texts, trees, views
from forms.fields import CHOICE_KINDS, Field, Form, Scope, person_category

SHIELDED = "Afgeschermd"


def answers(
    form: Form, values: Mapping[str, Any], context: Mapping[str, Any], *, env: feel.Environment
) -> list[tuple[str, str]]:
    """(label, answer) of every field that has a value; person data stays hidden."""
    return list(_answers(form.fields, values, state.top_scope(form.fields, context, values), "", env))


def _answers(
    fields: tuple[Field, ...], values: Mapping[str, Any], scope: Scope, before: str, env: feel.Environment
) -> Iterator[tuple[str, str]]:
    for one in fields:
        label = before + texts.render(one.label, scope, env)
        value = trees.get(values, one.path) if one.gives else None
        if one.kind == "group":
            yield from _answers(one.children, values, scope, before, env)
        elif value is None or value == [] or not label:
            continue
        elif person_category(one) is not None:
            yield label, SHIELDED
        elif one.kind == "dynamiclist":
            yield from _rows(one, values, scope, env)
        else:
            offer = options.offered(one, scope, env) if one.kind in CHOICE_KINDS else ()
            yield label, views.shown(one, value, offer)


def _rows(one: Field, values: Mapping[str, Any], scope: Scope, env: feel.Environment) -> Iterator[tuple[str, str]]:
    word = one.properties.get("rijnaam") or texts.render(one.label, scope, env)
    for number, row in enumerate(trees.rows(values, one.path), start=1):
        inner = {**state.top_scope(one.children, scope, row), "this": dict(row), "i": number}
        yield from _answers(one.children, row, inner, f"{word} {number}: ", env)

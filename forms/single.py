"""One answer outside its form, held to the rules of the form that asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine import feel
from forms import answers, messages, schema, texts
from forms.answers import Refused
from forms.fields import TEXT_KINDS, Field, FormRefused, Scope, deep, person_category


def fields(forms: Mapping[str, bytes]) -> dict[str, Field]:
    """By variable the field that asks for it, of the first form that does; not what belongs in the vault."""
    found: dict[str, Field] = {}
    for _, data in sorted(forms.items()):
        try:
            form = schema.load(data)
        except FormRefused:
            continue  # the check has said so; a page need not fail on it
        for field in deep(form.fields):
            if field.gives and len(field.path) == 1 and person_category(field) is None:
                found.setdefault(field.path[0], field)
    return found


def wrong(field: Field, value: Any, scope: Scope, env: feel.Environment) -> str:
    """What the form would say of this value, or ""; a day that was to come may be one that has passed by now."""
    if field.kind in TEXT_KINDS and not isinstance(value, str):
        return ""  # another form delivered it, as another kind
    within = {**scope, field.path[-1]: value}
    try:
        answers.check(replace(field, limits=replace(field.limits, no_past=False)), value, within, env)
    except (Refused, ArithmeticError, TypeError) as error:
        return (
            str(error) if isinstance(error, Refused) else messages.not_allowed(texts.render(field.label, within, env))
        )
    if field.demand is not None and field.demand.value(within, env) is False:
        said = texts.render(field.demand_message, within, env)
        return said or messages.not_allowed(texts.render(field.label, within, env))
    return ""

"""One answer outside its form, held to the rules of the form that asked for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine import feel
from forms import answers, messages, texts
from forms.answers import Refused
from forms.fields import TEXT_KINDS, Field, Scope


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

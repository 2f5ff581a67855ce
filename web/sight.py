"""What a partner may see of a form: what it shows him, not what another answered to the same question."""

from __future__ import annotations

from dossier.sight import cases_in_full, in_full
from forms.fields import Field, Form, Text, deep, flat

__all__ = ["cases_in_full", "in_full", "shown", "withheld"]


def withheld(form: Form) -> frozenset[str]:
    """The variables a partner's form starts without: it asks for them, so what stands there is another's answer.

    What the form shows in a text, a table or a field that cannot be changed is meant for whoever does the task.
    """
    asked = {field.path[0] for field in flat(form.fields) if field.gives and field.path and _asks(field)}
    return frozenset(asked) - shown(form)


def shown(form: Form) -> frozenset[str]:
    """The variables that the texts and tables of a form show."""
    fields = deep(form.fields)
    texts = [each for field in fields for text in _texts(field) for each in text.expressions]
    sources = [field.source for field in fields if field.source is not None]
    return frozenset(name for each in (*texts, *sources) for name in each.compiled.names)


def _texts(field: Field) -> tuple[Text, ...]:
    return field.text, field.label, field.description


def _asks(field: Field) -> bool:
    return not field.disabled and field.readonly is False

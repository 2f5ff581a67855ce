"""How much of a case a participant sees: all of it, or only what is meant for his organisation."""

from __future__ import annotations

from sqlalchemy import Select
from sqlalchemy.orm import Session

from engine import access
from engine.access import Actor, Participant
from forms.fields import Field, Form, Text, deep, flat

# The gezag, the regisseur and who watches over privacy follow the whole case; a partner his own part.
IN_FULL = frozenset({"procesregisseur", "burgemeester", "politie", "om", "fg", "privacy_officer"})


def in_full(session: Session, actor: Actor, instance_id: int) -> bool:
    return not access.roles_in(session, actor, instance_id).isdisjoint(IN_FULL)


def cases_in_full(actor: Actor) -> Select[int]:
    """The ids of the cases that this person sees whole, as a subquery."""
    return access.participations(actor).where(Participant.role.in_(IN_FULL))


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

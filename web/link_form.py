"""The form of a task for who comes with a link: it asks, and shows nothing of the case.

It is drawn and read as if the case held nothing. So only a form that can be filled in without knowing the case will do.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from engine import definitions
from engine.models import Task
from forms import schema
from forms.fields import Expression, Field, Form, deep
from web import form_page
from web.form_page import Prepared
from web.parts import now

OFFERED = frozenset({"instellingen", "organisaties", "wpg20_besluiten"})  # by the server, to every form that names them


def prepare(session: Session, task: Task) -> Prepared:
    """The form without one value of the case."""
    content = definitions.content_of(session, task.instance.version_id)
    return form_page.prepare(session, content, task.form_key, {}, now())


def suits_task(session: Session, task: Task) -> bool:
    """Whether the form of this task may be filled in by a link."""
    content = definitions.content_of(session, task.instance.version_id)
    data = content.forms.get(task.form_key or "")
    return data is not None and suits(schema.load(data))


def suits(form: Form) -> bool:
    """Nothing to show from the case, no files, and at least one question."""
    fields = list(deep(form.fields))
    known = OFFERED | form.outputs | {field.path[-1] for field in fields if field.path}
    asking = [field for field in fields if field.gives or field.children]
    needed = (names for field in asking for names in _needs(field))
    closed = any(_closed(field) for field in asking)
    return bool(form.asked or form.person_fields) and not closed and all(names <= known for names in needed)


def _closed(field: Field) -> bool:
    """It takes a file, or only shows what another answered."""
    computed = field.kind == "expression" or not field.gives
    return field.kind in ("filepicker", "table") or (not computed and (field.disabled or field.readonly is not False))


def _needs(field: Field) -> Iterator[frozenset[str]]:
    """What must be known to ask this question rightly; a text beside it may stay away."""
    limits = field.limits
    found = (
        field.hide,
        field.demand,
        field.source,
        field.default,
        field.choices.expression,
        field.multiple,
        limits.min_length,
        limits.max_length,
        limits.minimum,
        limits.maximum,
    )
    yield from (frozenset(each.compiled.names) for each in found if isinstance(each, Expression))
    if field.choices.key:
        yield frozenset({field.choices.key[0]})

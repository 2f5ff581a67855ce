"""A form of a package on a page: ready it, draw it, read it, and put its answers where they belong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import request
from markupsafe import Markup
from sqlalchemy.orm import Session

from dossier import organisations, registers, signals
from dossier.privacy import today
from engine import feel
from engine.definitions import PackageContent
from engine.errors import DefinitionNotFound
from forms import initial, read, render, schema
from forms.fields import Form, deep
from forms.read import Result
from web import facts, glossary, sight

COMPLETE, DRAFT = "afronden", "concept"
EMPTY = Form("", ())
SIGNALS = "signalen"


@dataclass(frozen=True)
class Prepared:
    """A form with everything it may see."""

    form: Form
    variables: Mapping[str, Any]  # of the process
    scope: Mapping[str, Any]  # these, and the lists the server offers
    env: feel.Environment
    words: Mapping[str, Mapping[str, str]]  # what choices in other forms are called


def prepare(
    session: Session,
    content: PackageContent,
    form_key: str | None,
    variables: Mapping[str, Any],
    moment: datetime,
    *,
    instance_id: int | None = None,
    limited: bool = False,
) -> Prepared:
    """The form of a task, of a signal or of a message; a task without a form has nothing to fill in.

    `limited`: for who sees only his own part of the case, so that nobody reads the answer of another.
    """
    form = EMPTY
    if form_key:
        if form_key not in content.forms:
            raise DefinitionNotFound(form_key)
        form = _loaded(content.forms[form_key])
    offered = _offered(session, content, form_key, moment)
    hidden = sight.withheld(form) if limited else frozenset[str]()
    scope = {**offered, **{name: value for name, value in variables.items() if name not in hidden}}
    if instance_id is not None and SIGNALS in scope:
        # Signals that came after the case began are no variables of the process, but belong to what it shows.
        scope[SIGNALS] = signals.of_case(session, instance_id) or variables[SIGNALS]
    return Prepared(form, variables, scope, feel.Environment(now=moment), facts.choices(content))


@lru_cache(maxsize=256)
def _loaded(data: bytes) -> Form:
    """A form of a published package never changes, so it is read once."""
    return schema.load(data)


def _offered(session: Session, content: PackageContent, form_key: str | None, moment: datetime) -> dict[str, Any]:
    """The lists of the server, each only for a form that names it."""
    text = content.forms[form_key] if form_key else b""
    offered: dict[str, Any] = {"instellingen": dict(content.settings)}
    if b"organisaties" in text:
        offered["organisaties"] = organisations.options(session)
    if b"wpg20_besluiten" in text:
        offered["wpg20_besluiten"] = registers.wpg20_options(session, today(moment))
    return offered


def first_values(prepared: Prepared) -> dict[str, Any]:
    """What the form starts with."""
    return initial.initial(prepared.form, prepared.scope, prepared.env)


def shows(prepared: Prepared) -> frozenset[str]:
    """The variables that the form itself asks for or shows, so that nothing stands twice on the page."""
    return prepared.form.outputs | sight.shown(prepared.form)


def html(prepared: Prepared, raw: Mapping[str, Any], errors: Mapping[str, str], focus: str = "") -> Markup:
    """The fields, without the <form> around them."""
    return render.render(
        prepared.form,
        raw,
        errors,
        prepared.scope,
        env=prepared.env,
        action=request.path,
        part="#formulier",
        focus=focus,
        words=prepared.words,
        terms=glossary.terms(),
    )


def answer(prepared: Prepared, earlier: Mapping[str, Any] | None = None) -> Result:
    """What this request brings; `earlier` is the draft, whose files may stay."""
    return read.read(prepared.form, request.form, request.files, prepared.scope, env=prepared.env, earlier=earlier)


def is_draft() -> bool:
    return request.form.get("_actie") == DRAFT


def takes_files(prepared: Prepared) -> bool:
    return any(field.kind == "filepicker" for field in deep(prepared.form.fields))


def told(session: Session, content: PackageContent, raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What somebody typed, as lines to read or copy; for a form that can no longer be sent."""
    labels = facts.names(content)
    lines = []
    for key, value in raw.items():
        label = labels[key].label if key in labels else key
        if value not in (None, "", [], False):
            lines.append((label, facts.typed(session, labels, key, value)))
    return lines

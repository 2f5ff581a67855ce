"""The forms of a walk: our own renderer and validator, with examples where the server offers lists, and no vault.

What a person field or a file brings is not kept, not even for a moment longer than the request: a made-up reference
goes on in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine import feel
from engine.packages.content import PackageContent
from engine.scenarios.given import told
from engine.scenarios.sandbox import GIVEN
from forms import schema
from forms.fields import flat, person_category
from forms.read import Result
from web import facts
from web.desk import form_examples
from web.form_page import EMPTY, Prepared


def prepare(content: PackageContent, form_key: str | None, variables: Mapping[str, Any], now: datetime) -> Prepared:
    """A form as in a case, with organisations that do not exist."""
    form = schema.load(content.forms[form_key]) if form_key and form_key in content.forms else EMPTY
    offered = {
        "instellingen": dict(content.settings),
        "organisaties": form_examples.ORGANISATIONS,
        "wpg20_besluiten": form_examples.DECISIONS,
    }
    return Prepared(form, variables, {**offered, **variables}, feel.Environment(now=now), facts.choices(content))


def prepare_start(content: PackageContent, now: datetime) -> Prepared:
    return prepare(content, content.start_form, {"melder": GIVEN["melder"]}, now)


def examples(prepared: Prepared) -> dict[str, Any]:
    """Answers that fill the form in, for who wants to see the next step rather than this one."""
    return form_examples.answers(prepared.form, prepared.scope, prepared.env.now)


def answers(prepared: Prepared, result: Result, number: int) -> dict[str, Any]:
    """What goes on to the process, as it stands in a scenario."""
    values = dict(result.values)
    for field in flat(prepared.form.fields):
        if not field.gives or not field.path:
            continue
        key = field.path[0]
        if field.kind == "filepicker":
            values[key] = f"proefstuk-{key}-{number}" if values.get(key) else None
        elif person_category(field) is not None and key in values:
            values[key] = _references(values[key], f"proefpersoon-{key}-{number}")
    made: dict[str, Any] = told(values)
    return made


def _references(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [f"{name}-{index}" for index, row in enumerate(value, 1) if row not in (None, "")]
    return None if value in (None, "") else name

"""Answers that did not come through a page (those of a scenario), held against what the form asks now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine import feel
from forms import initial, schema, state, texts
from forms.fields import Field, Form, FormRefused, flat, person_category

# What the server offers in a case, and a scenario makes up: which one it is, cannot be judged here.
_OFFERED = frozenset({"organisaties", "wpg20_besluiten"})


def wrong(data: bytes, answers: Mapping[str, Any], scope: Mapping[str, Any], now: datetime) -> list[tuple[str, str]]:
    """(name of the field, what is wrong) of what is answered; nothing of a form that cannot be read.

    What is not answered is no mistake: a scenario may tell no more than what it is about.
    """
    try:
        form = schema.load(data)
    except FormRefused:
        return []  # the check of the form itself says so
    env = feel.Environment(now=now)
    judged = state.judge(form, answers, scope, initial.initial(form, scope, env), env, {})
    known = _judged(form)
    given = {name: text for name, text in judged.errors.items() if _at(answers, name) not in (None, "", [], False)}
    found = ((name, text, known.get(_without_rows(name))) for name, text in given.items())
    return [(name, f"{_label(field, scope, env)}: {text}") for name, text, field in found if field is not None]


def _judged(form: Form) -> dict[str, Field]:
    """The fields of which the answer itself stands in a scenario, by name; those in a list after its name."""
    found: dict[str, Field] = {}
    for one in flat(form.fields):
        if one.kind == "dynamiclist" and person_category(one) is None:
            found[one.key] = one
            found.update({f"{one.key}.{inner.key}": inner for inner in flat(one.children) if _is_judged(inner)})
        elif _is_judged(one):
            found[one.key] = one
    return found


def _is_judged(one: Field) -> bool:
    source = one.choices.expression.compiled.names if one.choices.expression else frozenset(one.choices.key[:1])
    # Of person data and of files a scenario holds a reference that it made up.
    return one.kind != "filepicker" and person_category(one) is None and not source & _OFFERED


def _at(answers: Any, name: str) -> Any:
    """What is answered to the field of this name; a number in it is a row."""
    for part in name.split("."):
        if part.isdecimal() and isinstance(answers, list | tuple):
            answers = answers[int(part)] if int(part) < len(answers) else None
        else:
            answers = answers.get(part) if isinstance(answers, Mapping) else None
    return answers


def _without_rows(name: str) -> str:
    return ".".join(part for part in name.split(".") if not part.isdecimal())


def _label(one: Field, scope: Mapping[str, Any], env: feel.Environment) -> str:
    return f"“{texts.render(one.label, scope, env) or one.key}”"

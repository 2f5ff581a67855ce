"""What stands in a form before anybody typed: earlier answers first, then the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine import feel
from forms import moments, options, texts, trees
from forms.fields import INPUT_KINDS, LIST_KINDS, Field, Form, flat, person_category

MAX_ROWS = 100


def initial(form: Form, context: Mapping[str, Any], env: feel.Environment) -> dict[str, Any]:
    """The raw values for the first look at a form; person data is never filled in from the context."""
    return row(form.fields, known(form, context), env)


def known(form: Form, context: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a form may start from. A choice of one, and what says `opnieuw`, is asked anew each time.

    An earlier decision must not decide again, nor its reason serve for the next. Rows of a list are no
    decisions: they stay as they were.
    """
    anew = {f.path[0] for f in flat(form.fields) if f.path and _is_anew(f)}
    return {key: value for key, value in context.items() if key not in anew}


def _is_anew(field: Field) -> bool:
    locked = field.disabled or field.readonly is not False
    return not locked and (field.kind == "radio" or field.properties.get("opnieuw") == "ja")


def row(fields: tuple[Field, ...], known: Mapping[str, Any], env: feel.Environment) -> dict[str, Any]:
    """The raw values of the form or of one row."""
    tree: dict[str, Any] = {}
    _fill(tree, fields, known, env)
    return tree


def of_field(field: Field, known: Mapping[str, Any], env: feel.Environment) -> Any:
    """The raw value that one field starts with."""
    value = None if person_category(field) else trees.get(known, field.path)
    return raw_of(field, field.default if value is None else value, env)


def of_list(field: Field, known: Mapping[str, Any], env: feel.Environment) -> list[dict[str, Any]]:
    """The rows that a list starts with."""
    found = [] if person_category(field) else trees.rows(known, field.path)[:MAX_ROWS]
    return [row(field.children, one, env) for one in found or [{}] * field.repetitions]


def _fill(tree: dict[str, Any], fields: tuple[Field, ...], known: Mapping[str, Any], env: feel.Environment) -> None:
    for field in fields:
        if field.kind == "group":
            _fill(tree, field.children, known, env)
        elif field.kind == "dynamiclist":
            trees.put(tree, field.path, of_list(field, known, env))
        elif field.kind in INPUT_KINDS:
            trees.put(tree, field.path, of_field(field, known, env))


def raw_of(field: Field, value: Any, env: feel.Environment) -> Any:
    """A typed value as its input shows it; a raw value stays as it is."""
    if field.kind == "checkbox":
        return value is True or value == "true"
    if field.kind == "filepicker":
        return []
    if field.kind in LIST_KINDS:
        return [options.token(one) for one in value] if isinstance(value, list | tuple) else []
    if value is None or isinstance(value, Mapping):
        return {str(k): str(v) for k, v in value.items() if k in ("datum", "tijd")} if value else ""
    if field.kind == "datetime":
        return _moment(field, value, env)
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        return texts.number(Decimal(str(value)))
    return options.token(value)


def _moment(field: Field, value: Any, env: feel.Environment) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(env.zone)
        if field.subtype == "datetime":
            return {"datum": moments.date_text(value), "tijd": moments.time_text(value)}
        return moments.date_text(value) if field.subtype == "date" else moments.time_text(value)
    if isinstance(value, date):
        shown = moments.date_text(value)
        return {"datum": shown, "tijd": ""} if field.subtype == "datetime" else shown
    if isinstance(value, time):
        return moments.time_text(value)
    return value if isinstance(value, str) else ""

"""A form as plain, accessible HTML; the form element, its token and its buttons belong to the page around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from engine import feel
from forms import state, views
from forms.fields import INPUT_KINDS, Form
from forms.state import Place
from forms.views import Look, View

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(
    form: Form,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    context: Mapping[str, Any],
    *,
    env: feel.Environment,
    action: str = "",
    part: str = "",
    focus: str = "",
    words: Mapping[str, Mapping[str, str]] | None = None,
    terms: Mapping[str, str] | None = None,
) -> Markup:
    """The fields of a form.

    `values` are raw (of a Result, a draft or `initial`) or typed. `action` is where the form is sent, so that
    a page without JavaScript can come back at the row or question that was changed; `part` is the selector of
    what a script may redraw instead; `focus` is the name of the field to go to. `words` says by key what the
    values of choices are called, for tables of what other forms asked. `terms` of the glossary become links in help.
    """
    settled = state.settle(form, values, context, env)
    used = views.triggers(form)
    look = Look(env, settled.hidden, errors, used, focus, words or {}, terms or {})
    fields = views.of_form(form, Place(values, settled.scope, settled.values, {}), look)
    page = _templates.get_template("form.html")
    return Markup(
        page.render(
            fields=fields,
            seen=" ".join(_seen(fields)),
            acts=_acts(fields),
            action=action,
            part=part,
        )
    )


def _seen(fields: Iterable[View]) -> Iterator[str]:
    """The names of what stands on the page to be filled in."""
    for view in fields:
        if view.field.gives and not view.readonly and not view.field.disabled:
            yield view.name
        yield from _seen(view.children)
        for row in view.rows:
            yield from _seen(row.children)


def _acts(fields: Iterable[View]) -> bool:
    """Whether the page has buttons that do not hand in: then the Enter key must not press one of those."""
    return any(
        view.field.kind == "dynamiclist" or (view.trigger and view.field.kind in INPUT_KINDS) or _acts(view.children)
        for view in fields
    )

"""What is known so far, in the words of the forms that asked for it; nothing out of the vault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dossier import organisations, vault
from engine.definitions import PackageContent
from forms import schema, single, texts
from forms.fields import Field, FormRefused, deep
from web import words

LONGEST = 400


@dataclass(frozen=True)
class Named:
    """How a form calls a value: its label, and the labels of its options."""

    label: str
    options: Mapping[str, str]


@lru_cache(maxsize=32)
def names(content: PackageContent) -> Mapping[str, Named]:
    """Every key that a form of the package asks for; the first form that asks gives the name."""
    found: dict[str, Named] = {}
    for field in _fields(content):
        found.setdefault(field.path[-1], _named(field))
    return found


def _fields(content: PackageContent) -> Iterator[Field]:
    for data in (content.forms[name] for name in sorted(content.forms)):
        try:
            form = schema.load(data)
        except FormRefused:
            continue  # the check has said so; a page need not fail on it
        yield from (field for field in deep(form.fields) if field.gives and field.path)


@lru_cache(maxsize=32)
def asking(content: PackageContent) -> Mapping[str, Field]:
    """By variable the field that asks for it."""
    return single.fields(content.forms)


def _named(field: Field) -> Named:
    label = "".join(part for part in field.label.parts if isinstance(part, str)).strip()
    options = {str(value): text for text, value in field.choices.fixed}
    return Named(label=label or words.field_name(field.path[-1]), options=options)


@lru_cache(maxsize=32)
def choices(content: PackageContent) -> Mapping[str, Mapping[str, str]]:
    """By key what each choice is called, over all forms: two forms may ask the same with other options."""
    found: dict[str, dict[str, str]] = {}
    for each in _fields(content):
        for text, value in each.choices.fixed:
            found.setdefault(each.path[-1], {}).setdefault(str(value), text)
    return found


def known(
    session: Session, content: PackageContent, values: Mapping[str, Any], *, without: frozenset[str]
) -> list[tuple[str, str]]:
    """(label, value) of what forms delivered before, in the order in which it came."""
    labels = names(content)
    found = []
    for key, value in values.items():
        if key in labels and key not in without and _tells(value):
            found.append((labels[key].label, shown(session, labels, key, value)[:LONGEST]))
    return found


def _tells(value: Any) -> bool:
    """Whether it says something in one line; rows of a list belong to their own page."""
    rows = isinstance(value, list) and any(isinstance(each, dict) for each in value)
    return not rows and value not in (None, "", [])


def shown(session: Session, labels: Mapping[str, Named], key: str, value: Any) -> str:
    """A value in the words of its options; an organisation by its name; a record of the vault not at all."""
    if isinstance(value, list):
        return ", ".join(shown(session, labels, key, each) for each in value)
    if isinstance(value, str):
        if value.startswith("kluis-"):
            return _("Afgeschermd") if vault.exists(session, value) else _("Vernietigd")
        if value.startswith("document-"):
            return _("Ontvangen, zie documenten")
        if value.startswith("org-"):
            return organisations.name_of(session, value)
    options = labels[key].options if key in labels else {}
    return options.get(str(value), texts.words(value))


def typed(session: Session, labels: Mapping[str, Named], key: str, value: Any) -> str:
    """As `shown`, but rows of a list written out: it is the writer's own text."""
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        rows = [
            ", ".join(f"{words.field_name(k)}: {shown(session, labels, k, v)}" for k, v in row.items() if _tells(v))
            for row in value
            if isinstance(row, dict)
        ]
        return "; ".join(row for row in rows if row)
    return shown(session, labels, key, value)

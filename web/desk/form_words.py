"""A .form file as plain words: what stands in it, for a list that needs no editor; broken files too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from flask_babel import gettext as _

from dossier import retention
from forms.components import KINDS
from web.told import lazy_gettext

# What the palette calls each kind, in its order: (kind, name, group of the palette).
PALETTE = (
    ("textfield", lazy_gettext("Tekst, één regel"), lazy_gettext("Vragen")),
    ("textarea", lazy_gettext("Tekst, meer regels"), lazy_gettext("Vragen")),
    ("number", lazy_gettext("Getal"), lazy_gettext("Vragen")),
    ("datetime", lazy_gettext("Datum of tijd"), lazy_gettext("Vragen")),
    ("filepicker", lazy_gettext("Bestand"), lazy_gettext("Vragen")),
    ("checkbox", lazy_gettext("Vinkje"), lazy_gettext("Keuzes")),
    ("radio", lazy_gettext("Eén keuze"), lazy_gettext("Keuzes")),
    ("select", lazy_gettext("Keuzelijst"), lazy_gettext("Keuzes")),
    ("checklist", lazy_gettext("Meer keuzes"), lazy_gettext("Keuzes")),
    ("taglist", lazy_gettext("Meer keuzes uit een lange lijst"), lazy_gettext("Keuzes")),
    ("text", lazy_gettext("Uitleg"), lazy_gettext("Tonen")),
    ("table", lazy_gettext("Tabel om te lezen"), lazy_gettext("Tonen")),
    ("expression", lazy_gettext("Berekening"), lazy_gettext("Tonen")),
    ("separator", lazy_gettext("Lijn"), lazy_gettext("Tonen")),
    ("spacer", lazy_gettext("Ruimte"), lazy_gettext("Tonen")),
    ("group", lazy_gettext("Groep velden"), lazy_gettext("Bij elkaar")),
    ("dynamiclist", lazy_gettext("Lijst met rijen"), lazy_gettext("Bij elkaar")),
    ("button", lazy_gettext("Tekst van de knop"), lazy_gettext("Bij elkaar")),
)
NAMES = {kind: name for kind, name, _ in PALETTE}
OF_FILES_ALONE = frozenset({"informatiebrief", "concept", "informeren"})  # the installation keeps these itself
DEEPEST = 8
LONGEST = 80


@dataclass(frozen=True)
class Line:
    """One component: how deep it stands, what it is, and what is special about it."""

    depth: int
    id: str
    kind: str
    label: str
    key: str
    notes: tuple[str, ...]


def parsed(data: bytes) -> Mapping[str, Any] | None:
    """The form as JSON; None when it is none."""
    try:
        found = orjson.loads(data)
    except (orjson.JSONDecodeError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("components"), list) else None


def lines(form: Mapping[str, Any] | None) -> list[Line]:
    """The components in the order of the form."""
    return list(_lines(form["components"], 0)) if form else []


def editable(form: Mapping[str, Any] | None) -> bool:
    """Whether the editor can open it: JSON with only kinds that it knows."""
    return form is not None and all(_known(one) for one in form["components"])


def categories(forms: Mapping[str, bytes]) -> dict[str, str]:
    """What person data may be kept under: the known words, and those that forms of the package use."""
    found = {key: name for key, name in retention.CATEGORIES.items() if key not in OF_FILES_ALONE}
    for data in forms.values():
        form = parsed(data)
        for word in sorted(_kept(form["components"], 0)) if form else ():
            found.setdefault(word, word.replace("_", " ").capitalize())
    return found


def _known(one: Any) -> bool:
    if not isinstance(one, dict) or one.get("type") not in KINDS:
        return False
    inner = one.get("components", [])
    return isinstance(inner, list) and all(_known(each) for each in inner)


def _lines(components: list[Any], depth: int) -> Iterator[Line]:
    for one in components:
        if not isinstance(one, dict) or depth > DEEPEST:
            continue
        kind = str(one.get("type"))[:LONGEST]
        yield Line(
            depth,
            str(one.get("id", "")),
            NAMES.get(kind, kind),
            _label(one),
            str(one.get("key") or one.get("path") or "")[:LONGEST],
            tuple(_notes(one)),
        )
        inner = one.get("components")
        if isinstance(inner, list):
            yield from _lines(inner, depth + 1)


def _label(one: Mapping[str, Any]) -> str:
    found = next((one[name] for name in ("label", "dateLabel", "timeLabel", "text") if one.get(name)), "")
    text = str(found).strip().lstrip("# ").splitlines()
    return text[0][:LONGEST] if text else ""


def _notes(one: Mapping[str, Any]) -> Iterator[str]:
    validate, own, shown = (_part(one, name) for name in ("validate", "properties", "conditional"))
    if validate.get("required") is True:
        yield "verplicht"
    if own.get("persoonsgegeven") == "ja":
        yield _("persoonsgegeven, bewaren onder %(value)s", value=own.get("bewaren") or "niets")
    if shown.get("hide"):
        yield _("niet altijd te zien")


def _part(one: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = one.get(name)
    return found if isinstance(found, dict) else {}


def _kept(components: list[Any], depth: int) -> set[str]:
    found: set[str] = set()
    for one in components if depth <= DEEPEST else ():
        if not isinstance(one, dict):
            continue
        word = _part(one, "properties").get("bewaren")
        found |= {word} if isinstance(word, str) and word else set()
        inner = one.get("components")
        found |= _kept(inner, depth + 1) if isinstance(inner, list) else set()
    return found

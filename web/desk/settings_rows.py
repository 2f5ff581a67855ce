"""Rows of pakket.json that a designer adds or takes out: a setting of the municipality's own, a role."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from web import settings

LONGEST_NAME, LONGEST_TEXT = 80, 500
UNITS = ("werkdagen", "dagen", "weken", "maanden", "jaren", "uren", "keer", "tekst")
OWN = "keuze"  # the kind of a setting that the municipality made up itself
_OTHER = re.compile(r"[^a-z0-9]+")


@dataclass
class Added:
    """The manifest with a row more, or what is wrong with the row: (id of the field, words)."""

    manifest: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)
    key: str = ""


def key_of(name: str) -> str:
    """'Naam van het overleg' -> 'naam_van_het_overleg', as a diagram names it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = _OTHER.sub("_", plain).strip("_")[:40].strip("_")
    return key if not key[:1].isdigit() else f"i_{key}"


def with_setting(manifest: Mapping[str, Any], typed: Mapping[str, str]) -> Added:
    name, unit = typed.get("nieuw-naam", ""), typed.get("nieuw-eenheid", "")
    about = typed.get("nieuw-uitleg", "")
    added = Added(dict(manifest), _wrong(name, about, "nieuw-naam", "nieuw-uitleg"), key_of(name))
    if unit not in UNITS:
        added.errors["nieuw-eenheid"] = _("Eenheid: kies een van de mogelijkheden")
    row = {"sleutel": added.key, "label": name, "waarde": None, "eenheid": unit, "soort": OWN}
    values, wrong = settings.read([row], {added.key: typed.get("nieuw-waarde", "")})
    if wrong or values.get(added.key) is None:
        added.errors["nieuw-waarde"] = _("Waarde: vul een heel getal in, of bij de eenheid tekst een korte tekst")
    return _add(added, "instellingen", "nieuw-naam", {**row, **_text(about), "waarde": values.get(added.key)})


def with_role(manifest: Mapping[str, Any], typed: Mapping[str, str]) -> Added:
    name, about = typed.get("nieuwe-rol", ""), typed.get("nieuwe-rol-uitleg", "")
    added = Added(dict(manifest), _wrong(name, about, "nieuwe-rol", "nieuwe-rol-uitleg"), key_of(name))
    return _add(added, "rollen", "nieuwe-rol", {"sleutel": added.key, "naam": name, **_text(about)})


def without(manifest: dict[str, Any], gone: Collection[str]) -> None:
    """Take out what was ticked; what the law says stays, and of what is still used the check tells."""
    for name, mark in (("instellingen", "s-"), ("rollen", "r-")):
        if rows := manifest.get(name):
            manifest[name] = [row for row in rows if not _goes(row, mark, gone)]


def _goes(row: Any, mark: str, gone: Collection[str]) -> bool:
    if not isinstance(row, dict) or (mark == "s-" and row.get("soort") != OWN):
        return False
    return f"{mark}{row.get('sleutel')}" in gone


def _wrong(name: str, about: str, name_field: str, about_field: str) -> dict[str, str]:
    errors = {}
    if not key_of(name) or len(name) > LONGEST_NAME:
        errors[name_field] = _("Naam: vul 1 tot en met %(most)s tekens in", most=LONGEST_NAME)
    if len(about) > LONGEST_TEXT:
        errors[about_field] = _("Uitleg: gebruik niet meer dan %(most)s tekens", most=LONGEST_TEXT)
    return errors


def _text(about: str) -> dict[str, str]:
    return {"uitleg": about} if about else {}


def _add(added: Added, name: str, name_field: str, row: dict[str, Any]) -> Added:
    rows = added.manifest.get(name)
    rows = rows if isinstance(rows, list) else []
    if any(isinstance(each, dict) and each.get("sleutel") == added.key for each in rows):
        added.errors.setdefault(name_field, _("Naam: er is al een rij “%(key)s”. Kies een andere.", key=added.key))
    if not added.errors:
        added.manifest[name] = [*rows, row]
    return added

"""The settings of a package, such as terms: changing one publishes a new version."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import db, definitions, package_drafts, publishing
from engine.definitions import PackageContent
from web import people
from web.parts import now, parts

bp = Blueprint("settings", __name__)
STATUTORY = "wettelijk"
ONE = {"werkdagen": "werkdag", "dagen": "dag", "weken": "week", "maanden": "maand", "jaren": "jaar", "uren": "uur"}
NUMBERS = frozenset({*ONE, "uur", "keer"})
LARGEST = 3650
LONGEST = 200


@bp.get("/processen/<name>/instellingen")
def show(name: str) -> str:
    with db.reading() as session:
        content = _content(session, name)
    return _page(content, {}, {})


@bp.post("/processen/<name>/instellingen")
def save(name: str) -> Response | tuple[str, int]:
    with db.transaction() as session:
        content = _content(session, name)
        typed = {str(row["sleutel"]): request.form.get(str(row["sleutel"]), "").strip() for row in rows(content)}
        values, errors = read(rows(content), typed)
        if errors:
            return _page(content, typed, errors), 422
        changed = [label for label, _, _ in differences(content, values)]
        if not changed:
            flash(_("Er is niets veranderd."), "let-op")
            return redirect(url_for("settings.show", name=name))
        note, files = "Instellingen gewijzigd: " + ", ".join(changed)[:400], with_settings(content, values)
        if publishing.four_eyes(session):
            return _to_be_offered(session, name, files, note)
        version = publishing.directly(
            session, files, note=note, by=people.person().key, now=now(), catalogue=parts().catalogue
        )
        flash(
            _("Bewaard als versie %(number)s. De nieuwe waarden gelden voor nieuwe zaken.", number=version.number),
            "klaar",
        )
    return redirect(url_for("packages.show", name=name))


def _to_be_offered(session: Session, name: str, files: dict[str, bytes], note: str) -> Response:
    """Where two must look, a setting is a draft like any other change."""
    by = people.person().key
    draft = package_drafts.begin(session, definitions.latest(session, name), title=note[:100], by=by, now=now())
    package_drafts.save_all(session, draft, files, by=by, now=now())
    draft.note = note
    flash(_("Deze gemeente publiceert met vier ogen. Bied de nieuwe waarden aan."), "let-op")
    return redirect(url_for("publishing.show", draft_id=draft.id))


def rows(content: PackageContent) -> list[dict[str, Any]]:
    """The settings as the manifest lists them; a row of a draft that is not written as one is passed over."""
    found = content.manifest.get("instellingen")
    return [row for row in found if isinstance(row, dict) and "sleutel" in row] if isinstance(found, list) else []


def read(settings: list[dict[str, Any]], typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The new values and what is wrong; statutory ones never change, an empty field means: not filled in."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for row in settings:
        key = str(row["sleutel"])
        if row.get("soort") == STATUTORY:
            continue
        value, error = _value(row, typed.get(key, ""))
        if error:
            errors[key] = error
        else:
            values[key] = value
    return values, errors


def _value(row: dict[str, Any], text: str) -> tuple[Any, str]:
    label = str(row.get("label", row["sleutel"]))
    if not text:
        return None, "" if row.get("waarde") is None else _("Vul in: %(lower)s", lower=label.lower())
    if (allowed := row.get("keuzes")) is not None:
        known = text in {each["waarde"] for each in allowed}
        return (text, "") if known else (None, _("%(label)s: kies een van de mogelijkheden", label=label))
    if str(row.get("eenheid")) in NUMBERS:
        if not (text.isascii() and text.isdecimal()) or not 0 < int(text[:6]) <= LARGEST:
            return None, _(
                "%(label)s: vul een heel getal in van 1 tot en met %(largest)s", label=label, largest=LARGEST
            )
        return int(text), ""
    if len(text) > LONGEST:
        return None, _("%(label)s: gebruik niet meer dan %(longest)s tekens", label=label, longest=LONGEST)
    return text, ""


def differences(content: PackageContent, values: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """(label, before, after) of what is no longer the same."""
    return [
        (str(row.get("label", row["sleutel"])), row.get("waarde"), values[row["sleutel"]])
        for row in rows(content)
        if row["sleutel"] in values and values[row["sleutel"]] != row.get("waarde")
    ]


def with_settings(content: PackageContent, values: dict[str, Any]) -> dict[str, bytes]:
    """The files of the package, with these values in the manifest and nothing else changed."""
    manifest = dict(content.manifest)
    manifest["instellingen"] = [
        {**row, "waarde": values.get(row["sleutel"], row.get("waarde"))} for row in rows(content)
    ]
    path = f"bpmn/{content.name}/pakket.json"
    return {**content.files, path: orjson.dumps(manifest, option=orjson.OPT_INDENT_2)}


def _content(session: Session, name: str) -> PackageContent:
    return definitions.content_of(session, definitions.latest(session, name).id)


def _unit(row: dict[str, Any]) -> str:
    """'1 maand', '3 maanden'."""
    unit = str(row.get("eenheid", ""))
    return ONE.get(unit, unit) if row.get("waarde") == 1 else unit


def _page(content: PackageContent, typed: dict[str, str], errors: dict[str, str]) -> str:
    return render_template(
        "settings.html",
        content=content,
        settings=[
            {
                **row,
                "woord": _unit(row),
                "getypt": typed.get(row["sleutel"], "" if row.get("waarde") is None else str(row["waarde"])),
            }
            for row in rows(content)
        ],
        errors=errors,
        statutory=STATUTORY,
        numbers=NUMBERS,
    )

"""The settings of a draft as one plain form: title, terms, names of roles, start form, which help hangs where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from engine import db, definitions, package_drafts
from engine.check.files import stem
from engine.check.package import read_package
from engine.errors import Invalid
from engine.package_drafts import DraftChanged
from engine.packages.content import PackageContent
from web import people, settings
from web.desk import drafts, settings_rows, table_editor
from web.parts import now, parts

bp = Blueprint("draft_settings", __name__)
LONGEST_TITLE, LONGEST_NAME, LONGEST_TEXT = 120, 80, 500


@dataclass(frozen=True)
class Choice:
    """One list to choose from."""

    id: str
    label: str
    chosen: str
    options: list[tuple[str, str]]


@dataclass
class Typed:
    """What the form says, and what of it cannot be."""

    manifest: dict[str, Any]
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@bp.get("/ontwerpen/<int:draft_id>/instellingen/<path:path>")
def show(draft_id: int, path: str) -> str:
    return _page(draft_id, path, {}, {})


@bp.post("/ontwerpen/<int:draft_id>/instellingen/<path:path>")
def save(draft_id: int, path: str) -> AnyResponse | tuple[str, int]:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        content = _content(package_drafts.files_of(session, draft), path)
    typed = _read(content)
    if typed.errors:
        return _page(draft_id, path, typed.texts, typed.errors), 422
    if typed.manifest == content.manifest:
        flash(_("Er is niets veranderd."), "let-op")
        return redirect(url_for("draft_settings.show", draft_id=draft_id, path=path))
    return _keep(draft_id, path, typed)


@bp.post("/ontwerpen/<int:draft_id>/instelling-erbij/<path:path>")
def add(draft_id: int, path: str) -> AnyResponse | tuple[str, int]:
    """A setting of one's own, or a role."""
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        content = _content(package_drafts.files_of(session, draft), path)
    texts = {name: text.strip() for name, text in request.form.items()}
    make = settings_rows.with_role if texts.get("wat") == "rol" else settings_rows.with_setting
    added = make(content.manifest, texts)
    if added.errors:
        return _page(draft_id, path, texts, added.errors), 422
    return _keep(draft_id, path, Typed(added.manifest, texts))


def _keep(draft_id: int, path: str, typed: Typed) -> AnyResponse | tuple[str, int]:
    written = orjson.dumps(typed.manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    try:
        with db.transaction() as session:
            draft = package_drafts.get(session, draft_id)
            seen = table_editor.seen()
            package_drafts.save(session, draft, path, written, seen=seen, by=people.person().key, now=now())
    except DraftChanged as changed:
        return _page(draft_id, path, typed.texts, {"": table_editor.told(changed)}), 409
    flash(_("De instellingen staan in het ontwerp."), "klaar")
    return redirect(url_for("draft_settings.show", draft_id=draft_id, path=path))


def _content(files: dict[str, bytes], path: str) -> PackageContent:
    content = definitions.from_files(files)
    if path != f"bpmn/{content.name}/pakket.json":
        raise Invalid("Dit zijn niet de instellingen van het pakket.")
    return content


def _read(content: PackageContent) -> Typed:
    """The manifest as the form makes it; what the form does not show stays as it was."""
    typed = Typed(dict(content.manifest), {name: text.strip() for name, text in request.form.items()})
    _read_title(typed)
    _read_roles(typed)
    rows = settings.rows(content)
    values, wrong = settings.read(rows, {str(row["sleutel"]): typed.texts.get(_key(row), "") for row in rows})
    typed.errors |= {f"s-{key}": text for key, text in wrong.items()}
    if not wrong and rows:
        typed.manifest["instellingen"] = [_changed(row, values) for row in rows]
    _read_start(typed, content)
    _read_help(typed, content)
    settings_rows.without(typed.manifest, request.form.getlist("weg"))
    return typed


def _changed(row: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    value = values.get(str(row["sleutel"]), row.get("waarde"))
    return row if value == row.get("waarde") else {**row, "waarde": value}


def _key(row: dict[str, Any]) -> str:
    return f"s-{row['sleutel']}"


def _read_title(typed: Typed) -> None:
    title = " ".join(typed.texts.get("titel", "").split())
    if not title or len(title) > LONGEST_TITLE:
        typed.errors["titel"] = _("Titel: vul 1 tot en met %(longest_title)s tekens in", longest_title=LONGEST_TITLE)
    else:
        typed.manifest["titel"] = title


def _read_roles(typed: Typed) -> None:
    roles = []
    for row in _rows(typed.manifest, "rollen"):
        key = str(row["sleutel"])
        name, about = typed.texts.get(f"r-{key}", ""), typed.texts.get(f"u-{key}", "")
        if not name or len(name) > LONGEST_NAME:
            typed.errors[f"r-{key}"] = _(
                "Naam van de rol %(key)s: vul 1 tot en met %(longest_name)s tekens in",
                key=key,
                longest_name=LONGEST_NAME,
            )
        if len(about) > LONGEST_TEXT:
            typed.errors[f"u-{key}"] = _(
                "Uitleg bij de rol %(key)s: gebruik niet meer dan %(longest_text)s tekens",
                key=key,
                longest_text=LONGEST_TEXT,
            )
        changed = {**row, "naam": name}
        roles.append({**changed, "uitleg": about} if about or "uitleg" in row else changed)
    if roles:
        typed.manifest["rollen"] = roles


def _read_start(typed: Typed, content: PackageContent) -> None:
    wanted = typed.texts.get("startformulier", "")
    if wanted and wanted not in content.forms:
        typed.errors["startformulier"] = _("Startformulier: kies een formulier uit de lijst")
    elif wanted or typed.manifest.get("startformulier"):
        typed.manifest["startformulier"] = wanted or None


def _read_help(typed: Typed, content: PackageContent) -> None:
    texts = {stem(path): path for path in _help_files(content)}
    hung = typed.manifest.get("hulp")
    changed = dict(hung) if isinstance(hung, dict) else {}
    for process, _title in _processes(content):
        wanted = typed.texts.get(f"h-{process}", "")
        if wanted and wanted not in texts:
            typed.errors[f"h-{process}"] = _("Uitleg bij %(process)s: kies een tekst uit de lijst", process=process)
        elif not wanted:
            changed.pop(process, None)
        elif stem(str(changed.get(process, ""))) != wanted:
            changed[process] = texts[wanted].removeprefix(f"bpmn/{content.name}/")
    if changed != (hung or {}):
        typed.manifest["hulp"] = changed


def _rows(manifest: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = manifest.get(name)
    return [row for row in found if isinstance(row, dict) and "sleutel" in row] if isinstance(found, list) else []


def _help_files(content: PackageContent) -> list[str]:
    return sorted(path for path in content.files if path.endswith(".md"))


def _processes(content: PackageContent) -> list[tuple[str, str]]:
    """(id, name) of every process; a diagram that cannot be read has none."""
    package = read_package(content.files, parts().catalogue)[0]
    return sorted((key, scope.xml.get("name") or key) for key, scope in package.processes.items())


def _page(draft_id: int, path: str, texts: dict[str, str], errors: dict[str, str]) -> str:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        opened = package_drafts.read(session, draft, path)
        content = _content(package_drafts.files_of(session, draft), path)
        around = drafts.frame(draft, "draft_settings.show")
    title = str(content.manifest.get("titel") or "")
    return render_template(
        "desk/settings.html",
        **around,
        path=path,
        revision=texts.get("revisie", opened.revision),
        errors=errors,
        title=texts.get("titel", title),
        settings=[_setting(row, texts) for row in settings.rows(content)],
        roles=[_role(row, texts) for row in _rows(dict(content.manifest), "rollen")],
        start=_start(content, texts),
        helps=list(_helps(content, texts)),
        statutory=settings.STATUTORY,
        numbers=settings.NUMBERS,
        own=settings_rows.OWN,
        units=_same(list(settings_rows.UNITS)),
        texts=texts,
        gone=request.form.getlist("weg"),
    )


def _setting(row: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    unit, value = str(row.get("eenheid", "")), row.get("waarde")
    word = settings.ONE.get(unit, unit) if value == 1 else unit
    options = [(str(each["waarde"]), str(each.get("naam", each["waarde"]))) for each in row.get("keuzes") or []]
    return {
        **row,
        "veld": _key(row),
        "opties": options,
        "woord": word,
        "getypt": texts.get(_key(row), "" if value is None else str(value)),
    }


def _role(row: dict[str, Any], texts: dict[str, str]) -> dict[str, str]:
    key = str(row["sleutel"])
    return {
        "key": key,
        "name": texts.get(f"r-{key}", str(row.get("naam") or "")),
        "about": texts.get(f"u-{key}", str(row.get("uitleg") or "")),
    }


def _start(content: PackageContent, texts: dict[str, str]) -> Choice:
    chosen = texts.get("startformulier", content.start_form or "")
    return Choice("startformulier", _("Startformulier"), chosen, _same(sorted(content.forms)))


def _helps(content: PackageContent, texts: dict[str, str]) -> Iterable[Choice]:
    hung = content.manifest.get("hulp")
    named = hung if isinstance(hung, dict) else {}
    options = _same(sorted(stem(path) for path in _help_files(content)))
    for process, name in _processes(content):
        chosen = texts.get(f"h-{process}", stem(str(named.get(process, ""))) if process in named else "")
        yield Choice(f"h-{process}", name, chosen, options)


def _same(names: list[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]

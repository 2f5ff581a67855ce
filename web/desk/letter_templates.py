"""Letter templates of a draft: taken out to Word, put back when their fields are right, and read with made-up data."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from dossier import letter_example, letter_fields, letters
from dossier.letters import LetterRefused
from engine import db, package_drafts
from engine.check.files import stem
from engine.check.package import PackageModel, read_package
from engine.check.rules import letters as rule
from engine.errors import Invalid
from engine.package_drafts import DraftChanged
from web import people
from web.desk import drafts, places, table_editor
from web.parts import now, parts

bp = Blueprint("letter_templates", __name__)
ENDINGS = (".docx", ".txt")
LARGEST = 5 * 1024 * 1024
LONGEST_NAME = 60
_NAME = re.compile(r"[^a-z0-9]+")


@bp.get("/ontwerpen/<int:draft_id>/brieven/<path:path>")
def show(draft_id: int, path: str) -> str:
    return _page(draft_id, path)


@bp.post("/ontwerpen/<int:draft_id>/brieven/<path:path>")
def replace(draft_id: int, path: str) -> AnyResponse | tuple[str, int]:
    """Another template in the place of this one; with one fault in it nothing is kept."""
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        package_drafts.read(session, draft, path)
        files = package_drafts.files_of(session, draft)
    content = _sent()
    problems = _problems(files, path, content)
    if problems:
        return _page(draft_id, path, problems=problems), 422
    try:
        with db.transaction() as session:
            draft = package_drafts.get(session, draft_id)
            seen = table_editor.seen()
            package_drafts.save(session, draft, path, content, seen=seen, by=people.person().key, now=now())
    except DraftChanged as changed:
        return _page(draft_id, path, problems=[table_editor.told(changed)]), 409
    flash(_("De brief is vervangen. Alle velden erin bestaan."), "klaar")
    return redirect(url_for("letter_templates.show", draft_id=draft_id, path=path))


@bp.post("/ontwerpen/<int:draft_id>/nieuwe-brief")
def create(draft_id: int) -> AnyResponse:
    """A template under a new name; without a file it begins as a letter of two lines, to go on from in Word."""
    content = _sent() or _first()
    name = _NAME.sub("-", request.form.get("naam", "").lower())[:LONGEST_NAME].strip("-")
    if not name:
        raise Invalid("Geef de brief een naam.")
    ending = ".txt" if _file_name().endswith(".txt") else ".docx"
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        files = package_drafts.files_of(session, draft)
        path = f"bpmn/{draft.based_on.package.name}/{letters.FOLDER}/{name}{ending}"
        if letters.exists(files, name):
            raise Invalid(f"Er is al een brief met de naam {name}.")
        problems = _problems(files, path, content)
        if problems:
            raise Invalid(" ".join(problems))
        package_drafts.save(session, draft, path, content, seen=None, by=people.person().key, now=now())
    flash(_("De brief %(name)s staat in het ontwerp.", name=name), "klaar")
    return redirect(url_for("letter_templates.show", draft_id=draft_id, path=path))


@bp.get("/ontwerpen/<int:draft_id>/brieven/<path:path>/voorbeeld")
def preview(draft_id: int, path: str) -> AnyResponse:
    """The letter as a file, filled in with made-up data."""
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        content = package_drafts.read(session, draft, path).content
    _require_letter(path)
    written = letters.write({path: content}, stem(path), _example(path, content))
    return send_file(
        BytesIO(written.content),
        mimetype=written.media_type,
        as_attachment=True,
        download_name=f"voorbeeld-{written.name}",
        max_age=0,
    )


def _sent() -> bytes:
    file = request.files.get("brief")
    return file.read() if file is not None else b""


def _first() -> bytes:
    """What a letter begins with when nobody sent a file."""
    title = "".join(each for each in request.form.get("naam", "") if each.isprintable())[:LONGEST_NAME]
    how = "Schrijf hier de brief. De velden die u kunt gebruiken, staan bij de brief in het ontwerp."
    return letter_example.begun(title.strip(), how)


def _file_name() -> str:
    file = request.files.get("brief")
    return (file.filename or "") if file is not None else ""


def _require_letter(path: str) -> None:
    if f"/{letters.FOLDER}/" not in path or not path.endswith(ENDINGS):
        raise Invalid("Dit bestand is geen brief.")


def _example(path: str, content: bytes) -> dict[str, Any]:
    """Made-up data for all that a template asks."""
    described = letter_fields.describe(path, content)
    if described.problem:
        raise LetterRefused(path.rsplit("/", 1)[-1], described.problem)
    return letter_example.values(described.fields, letter_fields.repeated(path, content))


def _problems(files: dict[str, bytes], path: str, content: bytes) -> list[str]:
    """Everything that is wrong with a template that was sent, in sentences; empty when it may be kept."""
    _require_letter(path)
    if not content:
        return [_("Kies eerst een bestand.")]
    if len(content) > LARGEST:
        return [_("Het bestand is groter dan 5 MB.")]
    package = _package({**files, path: content})
    found = [finding for finding in rule.check(package) if finding.file == path]
    if found:
        return [f"{finding.message} {finding.hint}" for finding in found]
    try:
        letter_example.as_text(path, content, _example(path, content))
    except LetterRefused as refused:
        return [refused.problem]
    return []


def _package(files: dict[str, bytes]) -> PackageModel:
    return read_package(files, parts().catalogue)[0]


def _page(draft_id: int, path: str, *, problems: list[str] | None = None) -> str:
    _require_letter(path)
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        opened = package_drafts.read(session, draft, path)
        files, around = package_drafts.files_of(session, draft), drafts.frame(draft, "letter_templates.show")
    package = _package(files)
    described = letter_fields.describe(path, opened.content)
    return render_template(
        "desk/letter.html",
        **around,
        **_known(package, path),
        path=path,
        name=stem(path),
        revision=opened.revision,
        problems=problems or [],
        found=[finding for finding in rule.check(package) if finding.file == path],
        used=described.fields,
        text="" if described.problem else _text(path, opened.content),
        tasks=[(node.label, places.edit_url(draft_id, node.file, node.id)) for node in rule.makers(package, path)],
        fixed=stem(path) in letter_fields.FIXED,
    )


def _known(package: PackageModel, path: str) -> dict[str, Any]:
    """What this letter can be given: plain fields, and lists with the fields of their rows."""
    known = rule.fields_for(package, path) or frozenset()
    lists = {field.partition(".")[0] for field in known if "." in field and not field.endswith(".*")}
    meaning = letter_example.MEANING
    return {
        "plain": [(f, meaning.get(f, "")) for f in sorted(known) if "." not in f and f not in lists],
        "lists": [
            (name, meaning.get(name, ""), sorted(f.partition(".")[2] for f in known if f.startswith(f"{name}.")))
            for name in sorted(lists)
        ],
        "given": sorted(f.removesuffix(".*") for f in known if f.endswith(".*")),
    }


def _text(path: str, content: bytes) -> str:
    """The letter in plain text, filled in with made-up data; nothing when it cannot be."""
    try:
        return letter_example.as_text(path, content, _example(path, content))
    except LetterRefused:
        return ""

"""Drafts on screen: begin one, see what it holds and what the check says of it, keep a file, throw it away."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from dossier import users
from engine import check, db, definitions, package_drafts, publishing
from engine.check.findings import Finding, Severity, in_order
from engine.check.xml import XmlRefused
from engine.draft_tables import PackageDraft
from engine.errors import Invalid
from engine.package_drafts import DraftChanged
from engine.scenarios import package
from web import faults, outline, people
from web.desk import compare_sources, national, places
from web.parts import now, parts
from web.tasks import page_number
from web.told import lazy_gettext

bp = Blueprint("drafts", __name__)
LONGEST_TITLE = 100
ON_A_PAGE = 25
NO_NAME = "vanaf de server"
# (kind of file, label of the button, endpoint that takes its name)
NEW = (
    (lazy_gettext("Diagrammen"), lazy_gettext("Nieuw diagram"), "modeler.create"),
    (lazy_gettext("Beslistabellen"), lazy_gettext("Nieuwe beslistabel"), "table_editor.create"),
    (lazy_gettext("Brieven"), lazy_gettext("Nieuwe brief"), "letter_templates.create"),
    (lazy_gettext("Uitleg bij stappen"), lazy_gettext("Nieuwe uitleg"), "step_help.create"),
)
REVISION = "X-Revisie"  # of the file that is sent or was read
LARGEST_FILE = 5 * 1024 * 1024


@bp.get("/ontwerpen")
def show_list() -> str:
    number = page_number()
    with db.reading() as session:
        found, total = package_drafts.page(session, number, ON_A_PAGE)
        names = users.names(session)
        return render_template(
            "desk/drafts.html",
            rows=[(draft, names.get(draft.changed_by, NO_NAME)) for draft in found],
            packages=definitions.packages(session),
            number=number,
            pages=-(-total // ON_A_PAGE),
            page_url=lambda page: url_for("drafts.show_list", pagina=page),
        )


@bp.post("/processen/<name>/ontwerpen")
def begin(name: str) -> AnyResponse:
    """A draft of the version in use."""
    title = request.form.get("titel", "").strip()[:LONGEST_TITLE]
    with db.transaction() as session:
        version = definitions.latest(session, name)
        title = title or f"Wijziging van {version.package.title}"
        draft = package_drafts.begin(session, version, title=title, by=people.person().key, now=now())
        if request.form.get("verder") == compare_sources.NATIONAL:
            return redirect(url_for("comparing.show", draft_id=draft.id, met=compare_sources.NATIONAL))
        return redirect(url_for("drafts.show", draft_id=draft.id))


@bp.get("/ontwerpen/<int:draft_id>")
def show(draft_id: int) -> str:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        files = package_drafts.files_of(session, draft)
        return render_template(
            "desk/draft.html",
            **frame(draft, "drafts.show"),
            kinds=places.places(draft.id, files, also=[kind for kind, _, _ in NEW]),
            changed={
                row.path: (row, person_name(session, row.changed_by)) for row in package_drafts.changed(session, draft)
            },
            begun_by=person_name(session, draft.created_by),
            news=national.news_for(session, draft, files),
            newest=definitions.latest(session, draft.based_on.package.name),
            wrong=sum(f.severity is Severity.ERROR for f in check.check_package(files, parts().catalogue)),
            create=[(kind, label, places.tab_url(draft_id, name)) for kind, label, name in NEW],
            new_form=places.tab_url(draft_id, "form_editor.new"),
            texts=_texts(draft_id, files),
        )


@bp.post("/ontwerpen/<int:draft_id>/noemen")
def rename(draft_id: int) -> AnyResponse:
    """Another title, and what will stand with the version; neither touches the files or an offer."""
    title = request.form.get("titel", "").strip()[:LONGEST_TITLE]
    if not title:
        raise Invalid("Geef het ontwerp een naam.")
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        draft.title = title
        if draft.offered_at is None:  # the note was offered with it
            draft.note = request.form.get("toelichting", "").strip()[: publishing.LONGEST_NOTE]
    flash(_("De naam is bewaard."), "klaar")
    return redirect(url_for("drafts.show", draft_id=draft_id))


def _texts(draft_id: int, files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """The processes of the draft as text; none when a diagram cannot be read."""
    try:
        found = outline.drawings_in(files)
    except XmlRefused:
        return []
    return [
        (each.name, url_for("outlines.of_draft", draft_id=draft_id, process_key=key)) for key, each in found.items()
    ]


@bp.get("/ontwerpen/<int:draft_id>/controle", endpoint="check")
def check_page(draft_id: int) -> str:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        files, around = package_drafts.files_of(session, draft), frame(draft, "drafts.check")
    findings = check.check_whole(files, parts().catalogue)
    return render_template(
        "desk/check.html",
        **around,
        findings=findings,
        errors=sum(f.severity is Severity.ERROR for f in findings),
        ways=faults.ways(findings, files),
        urls={finding: places.edit_url(draft_id, finding.file, finding.element) for finding in findings},
    )


@bp.get("/ontwerpen/<int:draft_id>/controle.json")
def check_json(draft_id: int) -> Response:
    """The findings for an editor, after each change: of the scenarios what is known without playing them all again."""
    with db.reading() as session:
        files = package_drafts.files_of(session, package_drafts.get(session, draft_id))
    found = [*check.check_package(files, parts().catalogue), *package.at_hand(files).findings]
    return jsonify(bevindingen=[as_json(draft_id, finding) for finding in in_order(found)])


@bp.get("/ontwerpen/<int:draft_id>/pakket.zip")
def download(draft_id: int) -> AnyResponse:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        data = definitions.write_zip(package_drafts.files_of(session, draft))
        name = f"{draft.based_on.package.name}-ontwerp-{draft.id}.zip"
    return send_file(BytesIO(data), mimetype="application/zip", as_attachment=True, download_name=name, max_age=0)


@bp.get("/ontwerpen/<int:draft_id>/bestanden/<path:path>")
def file(draft_id: int, path: str) -> Response:
    with db.reading() as session:
        opened = package_drafts.read(session, package_drafts.get(session, draft_id), path)
    answer = Response(opened.content, mimetype="application/octet-stream")
    answer.headers[REVISION] = str(opened.revision)
    return answer


@bp.put("/ontwerpen/<int:draft_id>/bestanden/<path:path>")
def save(draft_id: int, path: str) -> tuple[Response, int]:
    """Keep what an editor sends, unless somebody else was there since; then nothing is lost on either side."""
    seen = request.headers.get(REVISION, "")
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 10):
        raise Invalid(f"Geef in {REVISION} het nummer waarop het bestand is gelezen.")
    content = request.get_data(cache=False)
    if not content or len(content) > LARGEST_FILE:
        raise Invalid("Dit bestand is leeg, of groter dan 5 MB.")
    moment = now()
    try:
        with db.transaction() as session:
            draft = package_drafts.get(session, draft_id)
            revision = package_drafts.save(
                session, draft, path, content, seen=int(seen), by=people.person().key, now=moment
            )
    except DraftChanged as changed:
        with db.reading() as session:
            who = person_name(session, changed.by)
        return jsonify(fout="gewijzigd", wie=who, om=changed.at.isoformat()), 409
    return jsonify(revisie=revision, om=moment.isoformat()), 200


@bp.post("/ontwerpen/<int:draft_id>/aanwezig")
def present(draft_id: int) -> Response:
    """An editor tells each half minute that its file is open, and hears who else has it open."""
    path = request.form.get("pad", "")
    if not path:
        raise Invalid("Noem het bestand dat openstaat.")
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        package_drafts.read(session, draft, path)
        others = package_drafts.seen_at_work(session, draft, path, by=people.person().key, now=now())
        return jsonify(anderen=[person_name(session, key) for key in others])


@bp.post("/ontwerpen/<int:draft_id>/weggooien")
def discard(draft_id: int) -> AnyResponse:
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        title = draft.title
        package_drafts.discard(session, draft)
    flash(_("Het ontwerp “%(title)s” is weggegooid.", title=title), "klaar")
    return redirect(url_for("drafts.show_list"))


def frame(draft: PackageDraft, endpoint: str) -> dict[str, Any]:
    """What every page of a draft shows around its own."""
    package = draft.based_on.package  # read here, while the session is open
    return {"draft": draft, "package": package, "tabs": places.tabs(draft.id, endpoint)}


def person_name(session: Session, key: str) -> str:
    """Who it was; a command on the server has no name here."""
    user = users.find(session, key)
    return user.name if user else NO_NAME


def as_json(draft_id: int, finding: Finding) -> dict[str, Any]:
    """A finding with the address of the editor that mends it."""
    return {**finding.as_dict(), "weg": finding.way, "adres": places.edit_url(draft_id, finding.file, finding.element)}

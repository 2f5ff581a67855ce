"""Decision tables of a draft: the editor, the same as text, and what is known of gaps and overlaps."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from engine import db, dmn, package_drafts
from engine.dmn.errors import DmnError
from engine.errors import Invalid
from engine.package_drafts import DraftChanged
from web import people
from web.desk import drafts, policy, table_view
from web.parts import now

bp = Blueprint("table_editor", __name__)
LONGEST_TITLE = 80
_ID = re.compile(r"[^a-z0-9]+")


@bp.get("/ontwerpen/<int:draft_id>/tabellen/<path:path>")
def show(draft_id: int, path: str) -> AnyResponse:
    return _page(draft_id, path)


@bp.post("/ontwerpen/<int:draft_id>/tabellen/<path:path>")
def replace(draft_id: int, path: str) -> AnyResponse:
    """Another file in the place of this one: what there is without the editor."""
    sent = request.files.get("tabel")
    content = sent.read() if sent is not None else b""
    refused = refusal(content)
    if refused:
        return _page(draft_id, path, refused=refused, status=422)
    try:
        with db.transaction() as session:
            draft = package_drafts.get(session, draft_id)
            package_drafts.read(session, draft, path)
            package_drafts.save(session, draft, path, content, seen=seen(), by=people.person().key, now=now())
    except DraftChanged as changed:
        return _page(draft_id, path, refused=told(changed), status=409)
    flash(_("De tabel is vervangen door uw bestand."), "klaar")
    return redirect(url_for("table_editor.show", draft_id=draft_id, path=path))


@bp.post("/ontwerpen/<int:draft_id>/nieuwe-tabel")
def create(draft_id: int) -> AnyResponse:
    """A table with one question and one outcome, under a name that people gave."""
    title = " ".join(request.form.get("naam", "").split())[:LONGEST_TITLE]
    key = _ID.sub("_", title.lower()).strip("_")
    if not key or key[0].isdigit():
        raise Invalid("Geef de tabel een naam die met een letter begint.")
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        files = package_drafts.files_of(session, draft)
        path = f"bpmn/{draft.based_on.package.name}/{key}.dmn"
        if path in files:
            raise Invalid(f"Er is al een tabel met de naam “{title}”.")
        content = render_template("desk/table_new.xml", key=key, title=title).encode()
        package_drafts.save(session, draft, path, content, seen=None, by=people.person().key, now=now())
    return redirect(url_for("table_editor.show", draft_id=draft_id, path=path))


def refusal(content: bytes) -> str:
    """Why this file cannot be a table, in Dutch; "" when it can."""
    if not content:
        return _("Kies eerst een bestand: een beslistabel (.dmn).")
    try:
        found = dmn.load(content)
    except DmnError as error:
        where = _(" (onderdeel %(element_id)s)", element_id=error.element_id) if error.element_id else ""
        return f"{error.message_nl}{where}"
    return "" if found.decisions else _("In dit bestand staat geen beslissing.")


def seen() -> int | None:
    """The revision that the page was made from."""
    found = request.form.get("revisie", "")
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 10 else None


def told(changed: DraftChanged) -> str:
    """Who was first, in a sentence."""
    with db.reading() as session:
        who = drafts.person_name(session, changed.by)
    return _(
        "Intussen heeft %(who)s dit bestand veranderd. Uw wijziging is niet bewaard. Kijk eerst wat er nu staat.",
        who=who,
    )


def require_kind(path: str, ending: str) -> None:
    if PurePosixPath(path).suffix != ending:
        raise Invalid(f"Dit is geen bestand van de soort {ending}.")


def _page(draft_id: int, path: str, *, refused: str = "", status: int = 200) -> AnyResponse:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        opened = package_drafts.read(session, draft, path)
        around = drafts.frame(draft, "table_editor.show")
    require_kind(path, ".dmn")
    page = render_template(
        "desk/table.html",
        **around,
        path=path,
        revision=opened.revision,
        refused=refused,
        file=table_view.of_file(opened.content),
        element=request.args.get("onderdeel", ""),
    )
    return policy.relaxed(make_response(page, status))

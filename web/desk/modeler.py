"""The modeler: one diagram of a draft, drawn in the browser, and everything it shows as text."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from engine import db, package_drafts
from engine.check import xml
from engine.check.findings import Finding
from engine.check.model import BPMN, local, namespace, read_diagram
from engine.check.package import PackageModel, read_package
from engine.check.privacy import drawn
from engine.errors import Invalid
from engine.package_drafts import DraftChanged
from web import outline, people
from web.desk import drafts, modeler_choices, places, policy
from web.parts import now, parts

bp = Blueprint("modeler", __name__)
LONGEST_TITLE = 100
_ID = re.compile(r"[^a-z0-9]+")


@bp.get("/ontwerpen/<int:draft_id>/diagrammen/<path:path>")
def show(draft_id: int, path: str) -> AnyResponse:
    return _page(draft_id, path)


@bp.post("/ontwerpen/<int:draft_id>/diagrammen/<path:path>")
def replace(draft_id: int, path: str) -> AnyResponse:
    """Another drawing in the place of this one, as a file: what there is without the editor."""
    content = _sent()
    refused = refusal(path, content)
    if refused:
        return _page(draft_id, path, refused=refused, status=422)
    try:
        with db.transaction() as session:
            draft = package_drafts.get(session, draft_id)
            package_drafts.save(session, draft, path, content, seen=_seen(), by=people.person().key, now=now())
    except DraftChanged as changed:
        with db.reading() as session:
            who = drafts.person_name(session, changed.by)
        return _page(
            draft_id, path, refused=_("Intussen heeft %(who)s dit diagram veranderd. Kijk eerst.", who=who), status=409
        )
    flash(_("Het diagram is vervangen door uw bestand."), "klaar")
    return redirect(url_for("modeler.show", draft_id=draft_id, path=path))


@bp.get("/ontwerpen/<int:draft_id>/diagramstand/<path:path>")
def facts(draft_id: int, path: str) -> Response:
    """What the editor cannot know by itself: gates, sharing elements, and the diagram as text."""
    package = _package(draft_id, path)
    marked = [each for each in drawn.marked(package) if each.node.file == path]
    return jsonify(
        poorten=[{"element": each.node.id, "tekst": each.text} for each in marked if each.gate],
        deelt=[{"element": each.node.id, "tekst": each.text} for each in marked if not each.gate],
        omtrek=render_template("desk/modeler_outline.html", **_outline(draft_id, package, path)),
    )


@bp.post("/ontwerpen/<int:draft_id>/nieuw-diagram")
def create(draft_id: int) -> AnyResponse:
    """A diagram with a beginning and an end, under a name that people gave."""
    title = " ".join(request.form.get("naam", "").split())[:LONGEST_TITLE]
    key = _ID.sub("_", title.lower()).strip("_")
    if not key or key[0].isdigit():
        raise Invalid("Geef het diagram een naam die met een letter begint.")
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        package, _ = read_package(package_drafts.files_of(session, draft), parts().catalogue)
        path = f"bpmn/{draft.based_on.package.name}/{key}.bpmn"
        if path in package.files or key in package.processes:
            raise Invalid(f"Er is al een diagram met de naam “{title}”.")
        content = render_template("desk/modeler_new.xml", key=key, title=title).encode()
        package_drafts.save(session, draft, path, content, seen=None, by=people.person().key, now=now())
    return redirect(url_for("modeler.show", draft_id=draft_id, path=path))


def refusal(path: str, content: bytes) -> str:
    """Why this file cannot be the diagram, in Dutch; "" when it can."""
    if not content:
        return _("Kies eerst een bestand: een diagram (.bpmn).")
    root = xml.read(content, path)
    if isinstance(root, Finding):
        return f"{root.message} {root.hint}"
    if local(root) != "definitions" or namespace(root) != BPMN:
        return _("Dit is geen BPMN-diagram. Sla het op als BPMN 2.0.")
    return "" if read_diagram(path, root).processes else _("In dit diagram staat geen proces.")


def _sent() -> bytes:
    file = request.files.get("diagram")
    if file is None:
        return b""
    with closing(file):  # a large one lies in a file of its own
        content: bytes = file.read()
        return content


def _seen() -> int | None:
    found = request.form.get("revisie", "")
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 10 else None


def _package(draft_id: int, path: str) -> PackageModel:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        package_drafts.read(session, draft, path)
        files = package_drafts.files_of(session, draft)
    return read_package(files, parts().catalogue)[0]


def _page(draft_id: int, path: str, *, refused: str = "", status: int = 200) -> AnyResponse:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        opened = package_drafts.read(session, draft, path)
        files, around = package_drafts.files_of(session, draft), drafts.frame(draft, "modeler.show")
    if PurePosixPath(path).suffix != ".bpmn":
        raise Invalid("Dit bestand is geen diagram.")
    package, _ = read_package(files, parts().catalogue)
    page = render_template(
        "desk/modeler.html",
        **around,
        **_outline(draft_id, package, path),
        path=path,
        revision=opened.revision,
        refused=refused,
        choices=modeler_choices.of_draft(draft_id, package, path),
        templates=list(parts().element_templates),
        element=request.args.get("onderdeel", ""),
    )
    return policy.relaxed(make_response(page, status))


def _outline(draft_id: int, package: PackageModel, path: str) -> dict[str, Any]:
    """The processes of this file as text, with a way to the diagrams that they call."""
    found = [drawing for diagram in package.diagrams if diagram.path == path for drawing in outline.read(diagram)]
    urls = {key: places.edit_url(draft_id, scope.file) for key, scope in package.processes.items()}
    return {
        "drawings": [(drawing, outline.contents(drawing)) for drawing in found],
        "url_of": lambda key: urls.get(key, ""),
    }

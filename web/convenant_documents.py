"""The signed text of a convenant: put with it as a PDF, and read by who keeps the registers."""

from __future__ import annotations

import unicodedata
from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dossier.registers import ConvenantDocument
from engine import db
from web import convenants, people
from web.parts import now

bp = Blueprint("convenant_documents", __name__)
LARGEST = 10 * 1024 * 1024
PDF = b"%PDF-"


@bp.get("/convenanten/<int:convenant_id>/document")
def show(convenant_id: int) -> Response:
    with db.reading() as session:
        found = session.get(ConvenantDocument, convenant_id) or abort(404)
        content, name, media = found.content, found.filename, found.media_type
    return send_file(BytesIO(content), mimetype=media, as_attachment=True, download_name=name)


@bp.route("/convenanten/<int:convenant_id>/document/toevoegen", methods=["GET", "POST"])
def add(convenant_id: int) -> Response | str | tuple[str, int]:
    """A new one takes the place of the old."""
    with db.transaction() as session:
        paper = convenants.get(session, convenant_id)
        if request.method == "GET":
            return _page(paper.title, convenant_id, "")
        file = request.files.get("document")
        content = file.read(LARGEST + 1) if file is not None else b""
        if wrong := _wrong(content):
            return _page(paper.title, convenant_id, wrong), 422
        document = session.get(ConvenantDocument, convenant_id) or ConvenantDocument(convenant_id=convenant_id)
        document.filename = _name((file.filename if file else "") or "")
        document.media_type, document.content = "application/pdf", content
        document.added_at, document.added_by = now(), people.person().key
        session.add(document)
    flash(_("Het document is bewaard."), "klaar")
    return redirect(url_for("registers.show_list") + "#convenanten")


def _wrong(content: bytes) -> str:
    if not content:
        return _("Kies een bestand")
    if len(content) > LARGEST:
        return _("Het bestand is groter dan 10 MB. Kies een kleiner bestand")
    return "" if content.startswith(PDF) else _("Dit is geen PDF. Kies een PDF-bestand")


def _name(given: str) -> str:
    """A name of a file as somebody gave it, without what no name may hold."""
    plain = "".join(c for c in given if unicodedata.category(c)[0] != "C" and c not in '/\\:"<>|?*').strip(" .")
    return plain[-150:] if plain.lower().endswith(".pdf") else "convenant.pdf"


def _page(title: str, convenant_id: int, wrong: str) -> str:
    return render_template("convenant_document.html", title=title, convenant_id=convenant_id, wrong=wrong)

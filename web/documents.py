"""The files of a case: open ones at once, shielded ones with a purpose; every look is logged."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import documents
from dossier.documents import Document, SecrecyClass
from dossier.errors import DocumentNotFound
from engine import db, instances
from web import people, purpose
from web.parts import now, parts

bp = Blueprint("documents", __name__)
READ = "Document van de groep lezen"


@bp.get("/groepen/<int:instance_id>/documenten/<int:document_id>")
def show(instance_id: int, document_id: int) -> Response | str:
    """The file itself, or first the question what it is needed for."""
    actor = people.actor()
    with db.reading() as session:
        document = _of_case(session, instance_id, document_id)
        step = instances.get(session, instance_id, by=actor).step
        task = purpose.of_task(session, request.args.get("taak", type=int), instance_id, actor)
        secret = document.secrecy is SecrecyClass.GEHEIM
        reason = task[0] if task else purpose.kept(session, instance_id) if secret else READ
        if documents.is_destroyed(session, document):
            return render_template("document_destroyed.html", document=document)
        if reason is None:
            return _ask(document, error="", given="")
    return _send(document_id, reason, task[1] if task else step)


@bp.post("/groepen/<int:instance_id>/documenten/<int:document_id>")
def give_purpose(instance_id: int, document_id: int) -> Response | tuple[str, int]:
    given = request.form.get("doel", "").strip()
    with db.reading() as session:
        document = _of_case(session, instance_id, document_id)
        if error := purpose.problem(given):
            return _ask(document, error=error, given=given), 422
    purpose.keep(instance_id, given)
    return redirect(url_for("documents.show", instance_id=instance_id, document_id=document_id))


def _of_case(session: Session, instance_id: int, document_id: int) -> Document:
    document = documents.get(session, document_id, people.actor())
    if document.instance_id != instance_id:
        raise DocumentNotFound(document_id)
    return document


def _ask(document: Document, *, error: str, given: str) -> str:
    return render_template("purpose.html", what=document.title, error=error, given=given, back=document.instance_id)


def _send(document_id: int, reason: str, step: int | None) -> Response:
    actor, moment = people.actor(), now()

    with db.transaction() as session:
        document = documents.get(session, document_id, actor)
        content = documents.content(
            session, document_id, actor=actor, purpose=reason, step=step, now=moment, key=parts().vault_key
        )
        # Always as a download, in a sandbox: a file somebody uploaded must never run as a page of ours.
        response = send_file(
            BytesIO(content),
            mimetype=document.media_type,
            as_attachment=True,
            download_name=document.filename,
            max_age=0,
            etag=False,
        )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response

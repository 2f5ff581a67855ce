"""The files of a case: open ones at once, shielded ones with a purpose; every look is logged."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import documents, previews
from dossier.documents import Document, SecrecyClass
from dossier.errors import DocumentNotFound
from engine import db, instances
from web import numbers, people, purpose, words
from web.parts import now, parts

bp = Blueprint("documents", __name__)
READ = "Document van de groep lezen"
# No script, no style and no request of its own; only a page of ours may show it.
LOCKED = "default-src 'none'; frame-ancestors 'self'; sandbox"
# The reader of PDF files in a browser is a part of the browser, and does not start within a sandbox.
LOCKED_PDF = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"


@bp.get("/groepen/<int:instance_id>/documenten/<int:document_id>")
def show(instance_id: int, document_id: int) -> Response | str:
    """The file itself, or first the question what it is needed for."""
    with db.reading() as session:
        document = _of_case(session, instance_id, document_id)
        reason, step = _reason(session, document)
        if documents.is_destroyed(session, document):
            return render_template("document_destroyed.html", document=document)
        if reason is None:
            return _ask(document, error="", given="")
    return _send(document_id, reason, step)


@bp.get("/groepen/<int:instance_id>/documenten/<int:document_id>/bekijken")
def look(instance_id: int, document_id: int) -> Response | str:
    """A page with the document in it, for what a browser can show safely."""
    with db.reading() as session:
        document = _of_case(session, instance_id, document_id)
        if documents.is_destroyed(session, document):
            return render_template("document_destroyed.html", document=document)
        if _reason(session, document)[0] is None:
            return _ask(document, error="", given="")
        return render_template(
            "document_look.html",
            document=document,
            case=instances.get(session, instance_id, by=people.actor()),
            kind=previews.shown_as(document.media_type),
            about=words.moment(document.created_at, now()),
            task=request.args.get("taak", type=numbers.of_row),
        )


@bp.get("/groepen/<int:instance_id>/documenten/<int:document_id>/inhoud")
def inline(instance_id: int, document_id: int) -> Response | str:
    """What the page above shows; what is not truly of a safe kind comes as a download all the same."""
    with db.reading() as session:
        document = _of_case(session, instance_id, document_id)
        reason, step = _reason(session, document)
        if reason is None or documents.is_destroyed(session, document):
            raise DocumentNotFound(document_id)
    return _send(document_id, reason, step, here=True)


@bp.post("/groepen/<int:instance_id>/documenten/<int:document_id>")
def give_purpose(instance_id: int, document_id: int) -> Response | tuple[str, int]:
    given = request.form.get("doel", "").strip()
    with db.reading() as session:
        document = _of_case(session, instance_id, document_id)
        if error := purpose.problem(given):
            return _ask(document, error=error, given=given), 422
    purpose.keep(instance_id, given)
    # back to what was asked: the page that shows it, or the file
    then = "documents.look" if previews.shown_as(document.media_type) else "documents.show"
    return redirect(url_for(then, instance_id=instance_id, document_id=document_id))


def _reason(session: Session, document: Document) -> tuple[str | None, int | None]:
    """Why this person opens it and in which step: from the open task; None when it is asked first."""
    actor, instance_id = people.actor(), document.instance_id
    task = purpose.of_task(session, request.args.get("taak", type=numbers.of_row), instance_id, actor)
    if task:
        return task
    secret = document.secrecy is SecrecyClass.GEHEIM
    return purpose.kept(session, instance_id) if secret else READ, instances.get(session, instance_id, by=actor).step


def _of_case(session: Session, instance_id: int, document_id: int) -> Document:
    document = documents.get(session, document_id, people.actor())
    if document.instance_id != instance_id:
        raise DocumentNotFound(document_id)
    return document


def _ask(document: Document, *, error: str, given: str) -> str:
    return render_template(
        "purpose.html",
        what=document.title,
        error=error,
        given=given,
        back=document.instance_id,
        action=url_for("documents.give_purpose", instance_id=document.instance_id, document_id=document.id),
    )


def _send(document_id: int, reason: str, step: int | None, *, here: bool = False) -> Response:
    actor, moment = people.actor(), now()

    with db.transaction() as session:
        document = documents.get(session, document_id, actor)
        content = documents.content(
            session, document_id, actor=actor, purpose=reason, step=step, now=moment, key=parts().vault_key
        )
        safe = previews.safe_kind(content) if here else None
        # Else always as a download, in a sandbox: a file somebody uploaded must never run as a page of ours.
        response = send_file(
            BytesIO(content),
            mimetype=safe or document.media_type,
            as_attachment=safe is None,
            download_name=document.filename,
            max_age=0,
            etag=False,
        )
    response.headers["Content-Security-Policy"] = LOCKED_PDF if safe == previews.PDF else LOCKED
    return response

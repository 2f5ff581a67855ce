"""What an owner lays with his action: evidence, and what is agreed about a person. Person data goes to the vault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import orjson
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import actions, documents, submissions, vault
from dossier.actions import Action
from dossier.documents import File
from dossier.errors import RecordNotFound, SharingRefused
from dossier.submissions import Personal, Upload
from engine import db, feel
from forms import initial, read, render, schema
from forms.read import Result
from web import action_rows, besluit_rows, people, words
from web.actions import of_owner
from web.parts import now, parts

bp = Blueprint("action_papers", __name__)
STEP = 6  # of a plan that is carried out
EVIDENCE, AGREEMENT = "bewijs", "actie"
PERSON_DATA = [(key, name) for key, name in besluit_rows.KINDS.items() if key not in ("bijzonder", "bsn")]
FORM = schema.load(
    orjson.dumps(
        {
            "type": "default",
            "id": "actie-stukken",
            "schemaVersion": 19,
            "components": [
                {
                    "type": "textarea",
                    "id": "afspraak",
                    "key": "afspraak",
                    "label": "Om wie gaat het, en wat is er afgesproken?",
                    "description": "Dit wordt afgeschermd bewaard. Schrijf alleen op wat nodig is.",
                    "conditional": {"hide": '=spoor != "persoon"'},
                    "validate": {"maxLength": 2000},
                },
                {
                    "type": "filepicker",
                    "id": "bewijs",
                    "key": "bewijs",
                    "label": "Bewijs",
                    "description": "Bijvoorbeeld een foto van de plek of een verslag. Hooguit 10 MB.",
                    "accept": ".pdf,.png,.jpg,.docx,.xlsx,.odt,.ods,.txt",
                },
                {
                    "type": "checkbox",
                    "id": "personen",
                    "key": "personen",
                    "label": "In het bestand staan gegevens van personen",
                },
                {
                    "type": "select",
                    "id": "gegeven",
                    "key": "gegeven",
                    "label": "Welke soort gegevens van personen?",
                    "description": "Alleen als u iets over een persoon bewaart.",
                    "values": [{"value": key, "label": name.capitalize()} for key, name in PERSON_DATA],
                    "conditional": {"hide": "=personen != true and afspraak = null"},
                    "validate": {"required": True},
                },
            ],
        }
    )
)


@dataclass(frozen=True)
class Paper:
    """A line in the list: a document with a link, or a sealed record without."""

    title: str
    url: str
    secret: bool


@bp.get("/acties/<int:action_id>/stukken")
def show(action_id: int) -> str:
    with db.reading() as session:
        return _page(session, of_owner(session, action_id, people.actor()), None)


@bp.post("/acties/<int:action_id>/stukken")
def add(action_id: int) -> Response | tuple[str, int]:
    moment = now()
    with db.reading() as session:
        action = of_owner(session, action_id, people.actor())
        result = read.read(FORM, request.form, request.files, {"spoor": action.track}, env=_env(moment))
        given = result.ok and (result.values.get("afspraak") or result.uploads)
        if not given:
            return _page(session, action, result), 422
    try:
        with db.transaction() as session:
            _keep(session, of_owner(session, action_id, people.actor()), result, moment)
    except SharingRefused as refused:
        with db.reading() as session:
            action = of_owner(session, action_id, people.actor())
            return _page(session, action, result, refusal=str(refused)), 422
    flash(_("Het is bij de actie bewaard."), "klaar")
    return redirect(url_for("action_papers.show", action_id=action_id))


def _keep(session: Session, action: Action, result: Result, moment: datetime) -> None:
    kind = result.values.get("gegeven")
    sealed = kind if result.values.get("personen") else None
    agreement = result.values.get("afspraak")
    actor = people.actor()
    kept = submissions.keep(
        session,
        action.instance_id,
        step=STEP,
        values={},
        persons={"afspraak": Personal(AGREEMENT, str(kind), agreement)} if agreement else {},
        uploads=[
            Upload(
                key=f"{EVIDENCE}_{number}",
                title=f"Bewijs bij actie {action.id}",
                category=EVIDENCE,
                kind=sealed,
                file=File(upload.filename, upload.content_type, upload.data),
            )
            for number, upload in enumerate(result.uploads)
        ],
        actor=actor,
        now=moment,
        key=parts().vault_key,
    )
    for reference in kept.values():
        if reference:
            actions.add_paper(session, action, str(reference), by=actor.user_key, now=moment)


def papers(session: Session, action: Action, moment: datetime) -> list[Paper]:
    """What lies with an action, as lines; what was destroyed is gone."""
    found = []
    for paper in actions.papers(session, action.id):
        when = words.short_day(paper.added_at, moment)
        document = documents.by_reference(session, paper.reference)
        if document is not None:
            if not documents.is_destroyed(session, document):
                url = url_for("documents.show", instance_id=action.instance_id, document_id=document.id)
                secret = document.secrecy is documents.SecrecyClass.GEHEIM
                found.append(Paper(_("Bewijs van %(when)s", when=when), url, secret))
        elif _is_there(session, paper.reference):
            url = url_for("persons.show", instance_id=action.instance_id)
            found.append(Paper(_("Afspraak over een persoon van %(when)s", when=when), url, True))
    return found


def _is_there(session: Session, reference: str) -> bool:
    try:
        vault.get(session, reference)
    except RecordNotFound:
        return False
    return True


def _page(session: Session, action: Action, result: Result | None, *, refusal: str = "") -> str:
    moment = now()
    scope = {"spoor": action.track}
    raw = result.raw if result is not None else initial.initial(FORM, scope, _env(moment))
    errors = dict(result.errors) if result is not None else {}
    if refusal:
        errors["gegeven"] = refusal
    elif result is not None and result.ok:
        errors["bewijs"] = _("Kies een bestand")
    fields: Markup = render.render(
        FORM, raw, errors, scope, env=_env(moment), action=request.path, part="#formulier", focus="", words={}
    )
    return render_template(
        "action_papers.html",
        row=action_rows.rows(session, [action], people.actor(), moment)[0],
        papers=papers(session, action, moment),
        fields=fields,
        errors=list(errors.items()),
    )


def _env(moment: datetime) -> feel.Environment:
    return feel.Environment(now=moment)

"""When the archive term of a dossier is over: a person looks, and says that the rest may go."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import archive
from engine import db, instances
from engine.models import ProcessInstance
from web import people, questions
from web.parts import now
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("archiving", __name__)
ASKED = (
    Question(
        "reden",
        lazy_gettext("Waarom mag dit dossier weg?"),
        Kind.LONG,
        empty=lazy_gettext("Vul in waarom dit dossier weg mag"),
        hint=lazy_gettext("Bijvoorbeeld het nummer van het besluit. Schrijf geen namen op."),
        longest=400,
        nameless=True,
    ),
    Question(
        "zeker",
        lazy_gettext("Ik weet zeker dat dit dossier weg mag"),
        Kind.YES,
        empty=lazy_gettext("Bevestig dat dit dossier weg mag"),
    ),
)


@bp.get("/groepen/<int:instance_id>/archief")
def show(instance_id: int) -> str:
    with db.reading() as session:
        return _page(session, instances.get(session, instance_id, by=people.actor()), Answers())


@bp.post("/groepen/<int:instance_id>/archief")
def save(instance_id: int) -> Response | tuple[str, int]:
    answers = questions.read(ASKED, request.form)
    with db.transaction() as session:
        instance = instances.get(session, instance_id, by=people.actor())
        if answers.errors:
            return _page(session, instance, answers), 422
        archive.confirm(session, instance, reason=answers.text("reden"), by=people.actor().user_key, now=now())
    flash(_("Het dossier wordt vernietigd. Het certificaat staat bij de zaak."), "klaar")
    return redirect(url_for("case.show", instance_id=instance_id))


def _page(session: Session, instance: ProcessInstance, answers: Answers) -> str:
    back = url_for("case.show", instance_id=instance.id)
    return render_template(
        "registers_form.html",
        title=_("Dossier vernietigen"),
        intro=_(
            "Formulieren, besluiten, documenten, acties, scores, bijdragen en de tijdlijn verdwijnen voorgoed. "
            "Het certificaat en het logboek van inzage blijven. Moet het dossier naar een archief? Draag het "
            "eerst over."
        ),
        trail=[(_("Groepen"), url_for("cases.show_list")), (instance.title, back)],
        asked=ASKED,
        answers=answers,
        summary=questions.summary(ASKED, answers),
        save=_("Dossier vernietigen"),
        back=back,
        closed=not archive.is_due(session, instance, now=now())
        or archive.confirmation(session, instance.id) is not None,
        closed_text=_(
            "Dit dossier kan nu niet weg: de archieftermijn is niet voorbij of niet ingevuld, er liggen nog "
            "namen, of het akkoord is al gegeven."
        ),
    )

"""One more period of a measure: the days, the reason, and what its article allows."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import extensions, measures
from dossier.actions import Action, Package
from dossier.extensions import NotExtendable
from dossier.measures import MeasureRefused, MeasureTooLong
from engine import db, definitions, history
from engine.models import ProcessInstance
from web import people, questions
from web.actions import of_owner
from web.parts import now
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("extending", __name__)
ASKED = (
    Question(
        "tot",
        lazy_gettext("Tot en met welke dag?"),
        Kind.DAY,
        empty=lazy_gettext("Vul in tot en met welke dag de maatregel duurt"),
    ),
    Question(
        "reden",
        lazy_gettext("Waarom is verlengen nodig?"),
        Kind.LONG,
        empty=lazy_gettext("Vul in waarom verlengen nodig is"),
        hint=lazy_gettext("Schrijf geen namen op. Het bevel zelf legt u bij de stukken van de actie."),
        longest=500,
    ),
)


@bp.get("/acties/<int:action_id>/verlengen")
def show(action_id: int) -> str:
    with db.reading() as session:
        return _page(session, _action(session, action_id), Answers())


@bp.post("/acties/<int:action_id>/verlengen")
def save(action_id: int) -> Response | tuple[str, int]:
    answers = questions.read(ASKED, request.form)
    until = answers.day("tot")
    try:
        with db.transaction() as session:
            action = _action(session, action_id)
            if answers.errors or until is None:
                return _page(session, action, answers), 422
            actor, moment = people.actor(), now()
            period = extensions.extend(
                session,
                action,
                until=until,
                reason=answers.text("reden"),
                package=_package(session, action),
                by=actor.user_key,
                now=moment,
            )
            name = f"Maatregel verlengd: {measures.LIMITS[action.measure].article}"
            detail = f"Van {period.from_on:%d-%m-%Y} tot en met {period.until_on:%d-%m-%Y}"
            history.note(
                session, action.instance_id, kind="note", name=name, detail=detail, by=actor.user_key, now=moment
            )
    except (MeasureRefused, MeasureTooLong) as refused:
        with db.reading() as session:
            answers = questions.refuse(answers, {"tot": str(refused)})
            return _page(session, _action(session, action_id), answers), 422
    flash(_("De maatregel is verlengd."), "klaar")
    return redirect(url_for("actions.show", action_id=action_id))


def _action(session: Session, action_id: int) -> Action:
    action = of_owner(session, action_id, people.actor())
    if not extensions.may_extend(action):
        raise NotExtendable(action_id)
    return action


def _package(session: Session, action: Action) -> Package:
    instance = session.get_one(ProcessInstance, action.instance_id)
    content = definitions.content_of(session, instance.version_id)
    return Package(content.settings, content.files)


def _page(session: Session, action: Action, answers: Answers) -> str:
    limit = measures.LIMITS[action.measure]
    title = session.get_one(ProcessInstance, action.instance_id).title
    back = url_for("actions.show", action_id=action.id)
    intro = _(
        "%(article)s. De maatregel duurt nu tot en met %(due_on)s. Hij is %(extensions)s "
        "keer verlengd. De verlenging begint een dag later.",
        article=limit.article,
        due_on=f"{action.due_on:%d-%m-%Y}",
        extensions=action.extensions,
    )
    return render_template(
        "registers_form.html",
        title=_("Maatregel verlengen"),
        intro=intro,
        trail=[(_("Acties"), url_for("actions.show_list")), (title, back)],
        asked=ASKED,
        answers=answers,
        summary=questions.summary(ASKED, answers),
        save=_("Verlengen"),
        back=back,
    )

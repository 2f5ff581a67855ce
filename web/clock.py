"""The hand of the procesregisseur on his own case: its clock, and its end. Each with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import steering, users
from engine import db, instances
from engine.access import Actor
from engine.errors import InstanceEnded
from engine.models import InstanceState, ProcessInstance
from engine.operations import deeds
from engine.operations.deeds import Deed
from web import ending, people, questions, words
from web.parts import now
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("clock", __name__)
REASON = Question(
    "reden",
    lazy_gettext("Reden"),
    Kind.LONG,
    lazy_gettext("Schrijf op waarom u dit doet"),
    lazy_gettext("Schrijf geen namen op. De reden komt in de tijdlijn."),
    longest=500,
)
PAUSE = (
    lazy_gettext("Klok stilzetten"),
    lazy_gettext(
        "Termijnen lopen dan niet af en niemand krijgt een herinnering. Iedereen kan gewoon doorwerken. Loopt de klok "
        "weer? Dan schuiven alle termijnen op met de tijd dat de klok stilstond. Termijnen uit de wet lopen door."
    ),
)
RUN = (
    lazy_gettext("Klok weer laten lopen"),
    lazy_gettext("De termijnen van open taken, acties en herinneringen schuiven op met de tijd dat de klok stilstond."),
)
STOP = (
    lazy_gettext("Zaak stoppen"),
    lazy_gettext(
        "De zaak eindigt hier en nu. Open taken en termijnen vervallen. Dit kunt u niet terugdraaien. "
        "Persoonsgegevens worden hierdoor niet vernietigd. Loopt er nog een actie? Zeg dan wie haar overneemt, of "
        "waarom zij vervalt."
    ),
)


@bp.get("/groepen/<int:instance_id>/klok")
def show(instance_id: int) -> str:
    with db.reading() as session:
        instance = of_regisseur(session, instance_id)
        return _page(instance, RUN if instance.clock_paused_at else PAUSE, Answers())


@bp.post("/groepen/<int:instance_id>/klok")
def change(instance_id: int) -> Response | tuple[str, int]:
    """Pause or run, as the page said; who sends an old page learns that somebody else was first."""
    answers = questions.read((REASON,), request.form)
    with db.transaction() as session:
        instance = of_regisseur(session, instance_id)
        pausing = request.form.get("klok", "loopt" if instance.clock_paused_at else "stil") == "stil"
        if answers.errors:
            return _page(instance, PAUSE if pausing else RUN, answers), 422
        given: dict[str, Any] = {"reason": answers.text("reden"), "by": people.actor(), "now": now()}
        if pausing:
            done = steering.pause_clock(session, instance_id, **given)
            text = _("De klok staat stil.") if done else _already(session, instance_id)
        else:
            stood = steering.resume_clock(session, instance_id, **given)
            done = stood is not None
            text = _("De klok loopt weer. De termijnen zijn opgeschoven.") if done else _("De klok liep al.")
    flash(text, "klaar" if done else "info")
    return redirect(url_for("case.show", instance_id=instance_id))


@bp.get("/groepen/<int:instance_id>/stoppen")
def end(instance_id: int) -> str:
    with db.reading() as session:
        instance = of_regisseur(session, instance_id)
        return _page(instance, STOP, Answers(), ending.asked(session, instance_id))


@bp.post("/groepen/<int:instance_id>/stoppen")
def stop(instance_id: int) -> Response | tuple[str, int]:
    with db.transaction() as session:
        instance = of_regisseur(session, instance_id)
        asked = ending.asked(session, instance_id)
        answers = ending.read((REASON, *asked), request.form)
        if answers.errors:
            return _page(instance, STOP, answers, asked), 422
        steering.cancel(
            session,
            instance_id,
            reason=answers.text("reden"),
            by=people.actor(),
            now=now(),
            left=ending.left(asked, answers),
        )
    flash(_("De zaak is gestopt."), "klaar")
    return redirect(url_for("case.show", instance_id=instance_id))


def of_regisseur(session: Session, instance_id: int) -> ProcessInstance:
    """A running case of which this person is procesregisseur."""
    instance = instances.get(session, instance_id, by=people.actor())
    steering.require_regisseur(session, people.actor(), instance_id)
    if instance.state is not InstanceState.ACTIVE:
        raise InstanceEnded(instance_id)
    return instance


def standing(session: Session, instance: ProcessInstance, moment: datetime) -> list[str]:
    """What every page of a case must say first: that it is held, stands still or was stopped, since when and why."""
    found = []
    if instance.state is InstanceState.CANCELLED and instance.ended_at:
        found.append(_told(session, instance.id, Deed.CANCELLED, _("Deze zaak is gestopt"), instance.ended_at, moment))
    if instance.suspended_at:
        text = _("Deze zaak is opgeschort: niemand kan nu een taak afronden")
        found.append(_told(session, instance.id, Deed.SUSPENDED, text, instance.suspended_at, moment))
    if instance.clock_paused_at:
        text = _("De klok van deze zaak staat stil: termijnen lopen niet af")
        found.append(_told(session, instance.id, Deed.CLOCK_PAUSED, text, instance.clock_paused_at, moment))
    return found


def may_steer(session: Session, instance: ProcessInstance, actor: Actor) -> bool:
    """Whether the case page offers the hand of the procesregisseur."""
    return instance.state is InstanceState.ACTIVE and steering.is_regisseur(session, actor, instance.id)


def _told(session: Session, instance_id: int, deed: Deed, text: str, since: datetime, moment: datetime) -> str:
    row = deeds.latest(session, instance_id, deed)
    by = users.name_of(session, row.by) if row is not None and row.by else _("het proces")
    reason = _(" Reden: %(reason)s", reason=row.detail) if row is not None and row.detail else ""
    return _(
        "%(words)s. Sinds %(moment)s, door %(by)s.%(reason)s",
        words=text,
        moment=words.moment(since, moment),
        by=by,
        reason=reason,
    )


def _already(session: Session, instance_id: int) -> str:
    instance = session.get_one(ProcessInstance, instance_id)
    since = (
        _(" sinds %(moment)s", moment=words.moment(instance.clock_paused_at, now())) if instance.clock_paused_at else ""
    )
    return _("De klok staat al stil%(since)s. Er is niets veranderd.", since=since)


def _page(instance: ProcessInstance, what: tuple[str, str], answers: Answers, more: tuple[Question, ...] = ()) -> str:
    title, intro = what
    back = url_for("case.show", instance_id=instance.id)
    return render_template(
        "steer.html",
        title=title,
        intro=intro,
        trail=[(_("Groepen"), url_for("cases.show_list")), (instance.title, back)],
        asked=(REASON, *more),
        answers=answers,
        summary=questions.summary((REASON, *more), answers),
        save=title,
        back=back,
        hidden={PAUSE: ("klok", "stil"), RUN: ("klok", "loopt")}.get(what),
    )

"""A privacy decision of a case: all that it says, and the end of it. And what stands beside a task that decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import handtekeningen, membership, privacy, register_watch, sight, telling
from dossier.privacy import PrivacyBesluit
from engine import access, db, history, instances
from engine.access import Actor
from engine.errors import Forbidden, InstanceNotFound
from web import besluit_rows, case, people, questions
from web.parts import now
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("privacy_decisions", __name__)
WITHDRAWERS = frozenset({"procesregisseur", "privacy_officer"})
REASON = Question(
    "reden",
    lazy_gettext("Waarom?"),
    Kind.LONG,
    lazy_gettext("Schrijf op waarom"),
    lazy_gettext("Schrijf geen namen op. De reden komt bij het besluit en in de tijdlijn."),
    longest=500,
)


@dataclass(frozen=True)
class Deed:
    """What this person may do with a decision."""

    title: str
    intro: str
    button: str
    endpoint: str


WITHDRAW = Deed(
    lazy_gettext("Besluit intrekken"),
    lazy_gettext(
        "Vanaf nu wordt op grond van dit besluit niets meer gedeeld of geopend. Dit kunt u niet terugdraaien: daarna "
        "is een nieuwe privacytoets nodig."
    ),
    lazy_gettext("Besluit intrekken"),
    "privacy_decisions.withdraw",
)
ADVISE = Deed(
    lazy_gettext("Advies om in te trekken"),
    lazy_gettext("U adviseert, u beslist niet. De procesregisseur krijgt bericht en uw advies komt in de tijdlijn."),
    lazy_gettext("Advies geven"),
    "privacy_decisions.advise",
)


@bp.get("/groepen/<int:instance_id>/privacybesluiten/<int:besluit_id>")
def show(instance_id: int, besluit_id: int) -> str:
    actor = people.actor()
    with db.reading() as session:
        besluit = of_case(session, actor, instance_id, besluit_id)
        return _page(session, besluit, actor, Answers(), now())


@bp.post("/groepen/<int:instance_id>/privacybesluiten/<int:besluit_id>/intrekken")
def withdraw(instance_id: int, besluit_id: int) -> Response | tuple[str, int]:
    """At once: the next look at a name is refused."""
    return _do(instance_id, besluit_id, WITHDRAW)


@bp.post("/groepen/<int:instance_id>/privacybesluiten/<int:besluit_id>/advies")
def advise(instance_id: int, besluit_id: int) -> Response | tuple[str, int]:
    return _do(instance_id, besluit_id, ADVISE)


def _do(instance_id: int, besluit_id: int, deed: Deed) -> Response | tuple[str, int]:
    actor, moment = people.actor(), now()
    answers = questions.read((REASON,), request.form)
    with db.transaction() as session:
        besluit = of_case(session, actor, instance_id, besluit_id)
        allowed = deeds(session, besluit, actor, moment)
        if deed is not allowed and besluit.withdrawn_at is not None:
            flash(_("Dit besluit is al ingetrokken."), "let-op")
        elif deed is not allowed:
            raise Forbidden("May not do this with a privacy decision")
        elif answers.errors:
            return _page(session, besluit, actor, answers, moment), 422
        elif deed is WITHDRAW:
            privacy.withdraw(session, besluit, reason=answers.text("reden"), now=moment, by=actor.user_key)
            flash(_("Het besluit is ingetrokken. Het geldt niet meer."), "klaar")
        else:
            _tell_advice(session, besluit, answers.text("reden"), actor, moment)
            flash(_("Uw advies is gegeven. De procesregisseur heeft bericht gekregen."), "klaar")
    return redirect(url_for("privacy_decisions.show", instance_id=instance_id, besluit_id=besluit_id))


def of_case(session: Session, actor: Actor, instance_id: int, besluit_id: int) -> PrivacyBesluit:
    """The decision, for who sees the whole case; of another case it does not exist."""
    besluit = session.get(PrivacyBesluit, besluit_id)
    if besluit is None or besluit.instance_id != instance_id:
        raise InstanceNotFound(instance_id)
    if not sight.in_full(session, actor, instance_id):
        raise Forbidden("Sees only his own part of this case")
    return besluit


def deeds(session: Session, besluit: PrivacyBesluit, actor: Actor, moment: datetime) -> Deed | None:
    """An FG advises only, whatever else he is; a refusal or what has ended needs no end."""
    roles = access.roles_in(session, actor, besluit.instance_id) & actor.groups
    if not privacy.holds(besluit, moment):
        return None
    if handtekeningen.FG in actor.groups:
        return ADVISE if handtekeningen.FG in roles else None
    return WITHDRAW if roles & WITHDRAWERS else None


def _tell_advice(session: Session, besluit: PrivacyBesluit, reason: str, actor: Actor, moment: datetime) -> None:
    name = f"Advies van de FG: trek privacybesluit {besluit.id} in"
    case_id = besluit.instance_id
    history.note(session, case_id, kind="privacybesluit", name=name, detail=reason, by=actor.user_key, now=moment)
    for person in membership.people(session, case_id, "procesregisseur"):
        origin = f"fg-advies-{besluit.id}-{moment:%Y%m%d%H%M}"
        text = f"De FG adviseert om privacybesluit {besluit.id} in te trekken."
        telling.tell(session, person.key, text, origin=origin, now=moment, instance_id=case_id)


def _page(session: Session, besluit: PrivacyBesluit, actor: Actor, answers: Answers, moment: datetime) -> str:
    instance = instances.get(session, besluit.instance_id, by=actor)
    return render_template(
        "privacy_decision.html",
        besluit=besluit,
        row=besluit_rows.row(session, besluit, moment),
        deed=deeds(session, besluit, actor, moment),
        warnings=register_watch.lapsed(session, privacy.today(moment)) if privacy.holds(besluit, moment) else [],
        question=REASON,
        answers=answers,
        summary=questions.summary((REASON,), answers),
        **case.heading(session, instance, moment),
    )

"""The regisseur lets a partner without an account answer one question: a link by mail, a code by telephone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import links, organisations, steering
from dossier.links import LinkState, OneTimeLink
from dossier.organisations import Organisation
from engine import access, db, instances, tasks
from engine.models import InstanceState, ProcessInstance, Task, TaskState
from web import clock, link_form, people, questions, words
from web.parts import now, parts
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("link_making", __name__)
ALIVE = (LinkState.WAITING, LinkState.SENT, LinkState.OPENED)
MAIL = Question(
    "email",
    lazy_gettext("E-mailadres voor de link"),
    Kind.MAIL,
    hint=lazy_gettext("Laat leeg voor het gedeelde adres van de organisatie."),
    longest=200,
)


@dataclass(frozen=True)
class LinkRow:
    """A link as a line; never its secret or its code."""

    id: int
    what: str
    organisation: str
    state: str
    about: str
    works: bool


@dataclass(frozen=True)
class Askable:
    """A question that may be answered by a link, and who answers it."""

    task: Task
    organisation: Organisation

    @property
    def value(self) -> str:
        return str(self.task.id)


@bp.get("/groepen/<int:instance_id>/eenmalige-links")
def show(instance_id: int) -> str:
    with db.reading() as session:
        return _page(session, _case(session, instance_id), Answers())


@bp.post("/groepen/<int:instance_id>/eenmalige-links")
def make(instance_id: int) -> str | tuple[str, int]:
    """The link goes by mail; the code stands on the page that answers this request, and nowhere after it."""
    with db.transaction() as session:
        case = clock.of_regisseur(session, instance_id)
        found = askable(session, case)
        answers = questions.read(asked(found), request.form)
        one = next((each for each in found if each.value == answers.text("vraag")), None)
        address = answers.text("email") or (one.organisation.email if one else "")
        if one and not address:
            text = _("Vul een e-mailadres in: van deze organisatie is geen gedeeld adres bekend")
            answers = questions.refuse(answers, {"email": text})
        if one is None or answers.errors:
            return _page(session, case, answers), 422
        _link, code = links.for_task(
            session,
            one.task,
            one.organisation.key,
            address=address,
            by=people.actor().user_key,
            now=now(),
            lasts=parts().link_lasts,
            key=parts().vault_key,
        )
        return _page(session, case, Answers(), code=f"{code[:4]} {code[4:]}", organisation=one.organisation.name)


@bp.post("/groepen/<int:instance_id>/eenmalige-links/<int:link_id>/intrekken")
def withdraw(instance_id: int, link_id: int) -> Response:
    with db.transaction() as session:
        case = _case(session, instance_id)
        link = links.get(session, link_id, case.id)
        done = links.withdraw(link, by=people.actor().user_key, now=now())
    if done:
        flash(_("De link is ingetrokken."), "klaar")
    else:
        flash(_("Deze link werkte al niet meer."), "info")
    return redirect(url_for("link_making.show", instance_id=instance_id))


def askable(session: Session, case: ProcessInstance) -> list[Askable]:
    """The open questions to one organisation that nobody took, with a form that shows nothing of the case."""
    if case.state is not InstanceState.ACTIVE:
        return []
    found = []
    for task in tasks.of_instance(session, case.id):
        partners = [organisations.find(session, each.group_key) for each in task.candidates]
        for organisation in filter(None, partners):
            reaches = access.takes_part(session, links.partner(organisation.key), case.id)
            if task.assignee is None and reaches and link_form.suits_task(session, task):
                found.append(Askable(task, organisation))
    return found


def asked(found: list[Askable]) -> tuple[Question, ...]:
    which = Question(
        "vraag",
        _("Welke vraag, en aan wie?"),
        Kind.ONE,
        empty=_("Kies welke vraag de partner beantwoordt"),
        options=tuple((each.value, f"{each.task.name} – {each.organisation.name}") for each in found),
    )
    return (which, MAIL)


def rows(session: Session, instance_id: int, moment: datetime) -> list[LinkRow]:
    return [_row(session, link, moment) for link in links.of_instance(session, instance_id)]


def _row(session: Session, link: OneTimeLink, moment: datetime) -> LinkRow:
    task = session.get_one(Task, link.task_id)
    state = links.state(link, moment)
    waits = state in ALIVE
    told = _(state.value)
    if waits and task.state is not TaskState.OPEN:
        told, waits = _("Niet meer nodig: de vraag is al beantwoord of vervallen"), False
    about = [_("gemaakt %(at)s", at=words.moment(link.created_at, moment))]
    if waits:
        about.append(_("werkt tot %(at)s", at=words.moment(link.until, moment)))
    if waits and link.wrong_codes:
        about.append(_("%(number)s keer een verkeerde code", number=link.wrong_codes))
    if link.used_at:
        about.append(_("antwoord gekregen %(at)s", at=words.moment(link.used_at, moment)))
    return LinkRow(
        link.id, task.name, organisations.name_of(session, link.receiver), told, " · ".join(about), works=waits
    )


def _case(session: Session, instance_id: int) -> ProcessInstance:
    """A case, running or not, of which this person is procesregisseur."""
    case = instances.get(session, instance_id, by=people.actor())
    steering.require_regisseur(session, people.actor(), instance_id)
    return case


def _page(session: Session, case: ProcessInstance, answers: Answers, *, code: str = "", organisation: str = "") -> str:
    found = askable(session, case)
    return render_template(
        "link_making.html",
        case=case,
        rows=rows(session, case.id, now()),
        asked=asked(found) if found else (),
        answers=answers,
        summary=questions.summary(asked(found), answers),
        code=code,
        organisation=organisation,
        days=parts().link_lasts.days,
    )

"""Reminders: of a task that still waits, and of an action of the plan that is nearly or over due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import policy, reminders
from dossier.actions import Action, ActionStatus
from dossier.reminders import ReminderMoment
from engine import history
from engine.models import InstanceState, ProcessInstance, Task, TaskCandidate, TaskState
from engine.registry import Handler, JobContext
from handlers import notices, reading
from handlers.settings import HandlerSettings

PERSON = "persoon"
TEXTS = {
    ReminderMoment.BEFORE: "Een actie van uw organisatie is bijna aan de beurt.",
    ReminderMoment.ON: "Een actie van uw organisatie moet nu klaar zijn.",
    ReminderMoment.AFTER: "Een actie van uw organisatie is te laat.",
    ReminderMoment.ESCALATION: "Een actie in het plan is te laat en nog niet klaar.",
}


@dataclass(frozen=True)
class SendHerinnering:
    groep: Any = None
    aan: Any = None
    taak: str | None = None  # element id: only who still has that task open is reminded


@dataclass(frozen=True)
class RemindOfAction:
    actie: int
    moment: str
    einddatum: date
    aan: str = ""  # the owner, or a role of the case; empty: as the moment says


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="herinnering.versturen",
            title="Herinnering versturen",
            description="Herinnert een groep of organisatie, in de toepassing en per e-mail. "
            "Is een taak genoemd, dan krijgt alleen wie die taak nog open heeft de herinnering.",
            input_type=SendHerinnering,
            output_type=None,
            errors=(),
            inner=True,
            call=send_herinnering,
        ),
        Handler(
            topic=reminders.TOPIC,
            title="Herinneren aan een actie",
            description="Herinnert de eigenaar van een actie of wie erover gaat, zoals de tabel herinneringen zegt. "
            "Zevenstap plant dit zelf bij acties.inplannen.",
            input_type=RemindOfAction,
            output_type=None,
            errors=(),
            inner=True,
            call=remind_of_action,
        ),
    )


def send_herinnering(session: Session, given: SendHerinnering, context: JobContext) -> None:
    """Remind the addressees that still have something to do."""
    for addressee in reading.words(given.aan):
        subject, about = "Er wacht nog een taak op u.", ""
        if given.taak:
            task, whose = _open_task(session, context.instance_id, given.taak, addressee), "u"
            if task is None and addressee == policy.REGISSEUR:  # who leads the case hears of what others have to do
                task, whose = _open_task(session, context.instance_id, given.taak, None), "een ander"
            if task is None:
                continue
            subject, about = f"Deze taak wacht nog op {whose}: {task.name}.", f"taak ‘{task.name}’"
        _tell(session, context, addressee, subject, about)


def remind_of_action(session: Session, given: RemindOfAction, context: JobContext) -> None:
    """Remind, unless the case or the action has ended or its date has moved since this was planned."""
    action = session.get(Action, given.actie)
    if action is None or action.status is not ActionStatus.OPEN or action.due_on != given.einddatum:
        return
    if session.get_one(ProcessInstance, action.instance_id).state is not InstanceState.ACTIVE:
        return
    moment = ReminderMoment(given.moment)
    default = policy.REGISSEUR if moment is ReminderMoment.ESCALATION else policy.OWNER
    to = action.owner if (given.aan or default) == policy.OWNER else given.aan or default
    # What an action about a person is called, is for who may open it.
    about = "een actie voor een persoon" if action.track == PERSON else f"actie ‘{action.title}’"
    _tell(session, context, to, TEXTS[moment], about, instance_id=action.instance_id)


def _tell(
    session: Session, context: JobContext, addressee: str, subject: str, about: str, *, instance_id: int | None = None
) -> None:
    case = instance_id or context.instance_id
    notices.notify(session, case, addressee, subject, origin=f"job-{context.job_id}", now=context.now)
    history.note(
        session,
        case,
        kind="reminder",
        name=f"Herinnering verstuurd: {about}" if about else "Herinnering verstuurd",
        detail=addressee,
        by=None,
        now=context.now,
        step=context.step,
    )


def _open_task(session: Session, instance_id: int, activity_id: str, addressee: str | None) -> Task | None:
    query = select(Task).where(
        Task.instance_id == instance_id, Task.activity_id == activity_id, Task.state == TaskState.OPEN
    )
    if addressee is not None:
        query = query.join(TaskCandidate).where(TaskCandidate.group_key == addressee)
    return session.scalars(query.limit(1)).first()

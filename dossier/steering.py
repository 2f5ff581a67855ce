"""Who may hold, stop, move or mend a case; and what that means for the records beside the process.

The operator (applicatiebeheerder) takes part in no case and sees no content. The procesregisseur is that of the case.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import actions
from dossier.actions import ActionStatus
from dossier.reminders import ActionReminder
from dossier.workdays import AMSTERDAM
from engine import access, values
from engine.access import Actor
from engine.errors import Forbidden
from engine.models import Job, JobState, ProcessInstance
from engine.operations import clock, correcting, moving, suspension
from engine.registry import Catalogue

OPERATOR = "applicatiebeheerder"
REGISSEUR = "procesregisseur"


def require_operator(actor: Actor) -> None:
    if OPERATOR not in actor.groups:
        raise Forbidden(f"Needs the role {OPERATOR}")


def is_regisseur(session: Session, actor: Actor, instance_id: int) -> bool:
    """Whether this person is procesregisseur of this very case."""
    return REGISSEUR in actor.groups and REGISSEUR in access.roles_in(session, actor, instance_id)


def require_regisseur(session: Session, actor: Actor, instance_id: int) -> None:
    access.require_role(session, actor, instance_id, REGISSEUR)


def suspend(session: Session, instance_id: int, *, reason: str, by: Actor, now: datetime) -> bool:
    require_operator(by)
    return suspension.suspend(session, instance_id, reason=reason, by=by.user_key, now=now)


def resume(session: Session, instance_id: int, *, reason: str, by: Actor, now: datetime) -> bool:
    require_operator(by)
    return suspension.resume(session, instance_id, reason=reason, by=by.user_key, now=now)


def cancel(session: Session, instance_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """Stop a case for good; what is left of its plan is dropped. Person data stays until it is destroyed."""
    if OPERATOR not in by.groups:
        require_regisseur(session, by, instance_id)
    suspension.cancel(session, instance_id, reason=reason, by=by.user_key, now=now)
    for action in actions.still_open(session, instance_id):
        actions.finish(session, action, ActionStatus.DROPPED, now=now)


def move(
    session: Session,
    instance_id: int,
    spiff_task_id: str,
    target: str,
    *,
    reason: str,
    by: Actor,
    now: datetime,
    catalogue: Catalogue,
) -> None:
    require_operator(by)
    moving.move(
        session, instance_id, spiff_task_id, target, reason=reason, by=by.user_key, now=now, catalogue=catalogue
    )


def correct(
    session: Session,
    instance_id: int,
    name: str,
    value: Any,
    *,
    reason: str,
    by: Actor,
    now: datetime,
    catalogue: Catalogue,
) -> None:
    require_regisseur(session, by, instance_id)
    correcting.correct(session, instance_id, name, value, reason=reason, by=by.user_key, now=now, catalogue=catalogue)


def pause_clock(session: Session, instance_id: int, *, reason: str, by: Actor, now: datetime) -> bool:
    require_regisseur(session, by, instance_id)
    return clock.pause(session, instance_id, reason=reason, by=by.user_key, now=now)


def resume_clock(session: Session, instance_id: int, *, reason: str, by: Actor, now: datetime) -> timedelta | None:
    require_regisseur(session, by, instance_id)
    return run_clock(session, instance_id, reason=reason, by=by.user_key, now=now)


def run_clock(session: Session, instance_id: int, *, reason: str, by: str | None, now: datetime) -> timedelta | None:
    """Let the clock of a case run again, with the terms of its actions; for a person or for the process itself."""
    # under the lock: who resumes at the same moment must not move the actions a second time
    instance = session.get(ProcessInstance, instance_id, with_for_update={"key_share": True}, populate_existing=True)
    since = instance.clock_paused_at if instance is not None else None
    stood = clock.resume(session, instance_id, reason=reason, by=by, now=now)
    if stood is not None and since is not None:
        _move_actions(session, instance_id, since, now)
    return stood


def _move_actions(session: Session, instance_id: int, since: datetime, now: datetime) -> None:
    """An action is due on a day, so it moves by the days that passed; its reminders know that day."""
    for action in actions.still_open(session, instance_id):
        days = _day(now) - max(_day(since), _day(action.created_at))
        if days <= timedelta():
            continue
        action.due_on += days
        _tell_reminders(session, action.id, action.due_on)


def _tell_reminders(session: Session, action_id: int, due_on: date) -> None:
    query = (
        select(Job)
        .join(ActionReminder, ActionReminder.job_id == Job.id)
        .where(ActionReminder.action_id == action_id, Job.state.in_((JobState.OPEN, JobState.HELD)))
    )
    for job in session.scalars(query):
        job.payload = values.dumps({**values.loads(job.payload), "einddatum": due_on})


def _day(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()

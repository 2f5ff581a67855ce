"""Who may hold, stop, move or mend a case; and what that means for the records beside the process.

The operator (applicatiebeheerder) takes part in no case and sees no content. The procesregisseur is that of the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import actions, overdrachten
from dossier.actions import Action, ActionStatus, Package
from dossier.overdrachten import Handed
from dossier.reminders import ActionReminder
from dossier.workdays import AMSTERDAM
from engine import access, values
from engine.access import Actor
from engine.errors import Forbidden, Invalid
from engine.models import Job, JobState, ProcessInstance
from engine.operations import clock, correcting, moving, suspension
from engine.registry import Catalogue

OPERATOR = "applicatiebeheerder"
REGISSEUR = "procesregisseur"


@dataclass(frozen=True)
class Left:
    """What becomes of an action when its case is stopped: somebody takes it over, or it lapses for a reason."""

    to_owner: str = ""  # organisation key
    reason: str = ""


class ActionWithoutEnd(Invalid, told=True):
    """An action still runs, and nobody said who takes it over or why it lapses."""

    def __init__(self, action_id: int) -> None:
        self.action_id = action_id
        super().__init__("Zeg van elke actie die nog loopt wie haar overneemt, of waarom zij vervalt.")


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


def cancel(
    session: Session, instance_id: int, *, reason: str, by: Actor, now: datetime, left: Mapping[int, Left] | None = None
) -> None:
    """Stop a case for good. Person data stays until it is destroyed.

    The procesregisseur says of every action that still runs who takes it over, or why it lapses. The operator sees no
    action: with him all of them lapse, for the reason of the stop.
    """
    still_open = actions.still_open(session, instance_id)
    if OPERATOR in by.groups:
        left = {action.id: Left(reason=reason) for action in still_open}
    else:
        require_regisseur(session, by, instance_id)
    ends = [(action, (left or {}).get(action.id, Left())) for action in still_open]
    for action, end in ends:
        _require_end(action, end)
        if end.to_owner:
            about = Handed(action.title, "actie", end.to_owner, _day(now), action.id)
            overdrachten.hand_over(session, instance_id, about, package=Package(), by=by.user_key, now=now)

    suspension.cancel(session, instance_id, reason=reason, by=by.user_key, now=now)
    for action, end in ends:
        if not end.to_owner:
            actions.finish(session, action, ActionStatus.DROPPED, now=now, note=end.reason)


def _require_end(action: Action, end: Left) -> None:
    if not end.to_owner and not end.reason.strip():
        raise ActionWithoutEnd(action.id)


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
    recorded: tuple[str, ...] = (),
) -> None:
    require_regisseur(session, by, instance_id)
    correcting.correct(
        session,
        instance_id,
        name,
        value,
        reason=reason,
        by=by.user_key,
        now=now,
        catalogue=catalogue,
        recorded=recorded,
    )


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

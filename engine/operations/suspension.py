"""Holding a case still, letting it go on, and stopping it for good."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from engine import history, holding
from engine.models import (
    HistoricActivity,
    Incident,
    InstanceState,
    Job,
    JobState,
    Subscription,
    Task,
    TaskState,
)
from engine.operations import deeds
from engine.operations.deeds import Deed


def suspend(session: Session, instance_id: int, *, reason: str, by: str, now: datetime) -> bool:
    """From now on the case takes no step and none of its jobs runs. False when it was held already."""
    why = deeds.given(reason)
    instance = deeds.locked(session, instance_id)
    if instance.suspended_at is not None:
        return False
    instance.suspended_at = now
    holding.settle(session, instance)
    deeds.note(session, instance_id, Deed.SUSPENDED, reason=why, by=by, now=now)
    return True


def resume(session: Session, instance_id: int, *, reason: str, by: str, now: datetime) -> bool:
    """The case goes on where it was; what became due in the meantime is done at once. False when it was not held."""
    why = deeds.given(reason)
    instance = deeds.locked(session, instance_id)
    if instance.suspended_at is None:
        return False
    instance.suspended_at = None
    holding.settle(session, instance)
    deeds.note(session, instance_id, Deed.RESUMED, reason=why, by=by, now=now)
    return True


def cancel(session: Session, instance_id: int, *, reason: str, by: str, now: datetime) -> None:
    """End the case where it stands: tasks, jobs and what it waits for are withdrawn. There is no way back.

    Its snapshot is not read, so that a case that is broken can be stopped too.
    """
    why = deeds.given(reason)
    instance = deeds.locked(session, instance_id)
    _withdraw_elements(session, instance_id, now)
    _withdraw_work(session, instance_id, by, now)
    instance.state, instance.ended_at = InstanceState.CANCELLED, now
    instance.suspended_at = instance.clock_paused_at = None
    deeds.note(session, instance_id, Deed.CANCELLED, reason=why, by=by, now=now)


def _withdraw_elements(session: Session, instance_id: int, now: datetime) -> None:
    """History shows for each element that was at work that it did not finish."""
    for row in [each for each in history.last_of_elements(session, instance_id) if each.state == "started"]:
        session.add(
            HistoricActivity(
                instance_id=instance_id,
                process_key=row.process_key,
                activity_id=row.activity_id,
                name=row.name,
                kind=row.kind,
                state="cancelled",
                step=row.step,
                at=now,
            )
        )


def _withdraw_work(session: Session, instance_id: int, by: str, now: datetime) -> None:
    of_case = Task.instance_id == instance_id, Task.state == TaskState.OPEN
    session.execute(update(Task).where(*of_case).values(state=TaskState.CANCELLED, ended_at=now))
    left = JobState.OPEN, JobState.HELD, JobState.INCIDENT
    # A migration under way is told that the case has ended: its own job writes that down, or it would never be over.
    waiting = Job.instance_id == instance_id, Job.state.in_(left), Job.kind != holding.MIGRATION
    session.execute(update(Job).where(*waiting).values(state=JobState.CANCELLED, ended_at=now))
    incidents = Incident.instance_id == instance_id, Incident.resolved_at.is_(None)
    session.execute(
        update(Incident).where(*incidents).values(resolved_at=now, resolved_by=by, resolution="zaak gestopt")
    )
    session.execute(delete(Subscription).where(Subscription.instance_id == instance_id))

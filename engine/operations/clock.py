"""The clock of a case: it can stand still while people go on working; then every term moves along.

What waits for a date when the clock runs again, waits as much longer as the clock stood still; what arose in the
meantime counts only from then. That is elapsed time: a term of working days moves as many days and hours as passed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import holding, progress, runtime
from engine.models import Job, JobState, ProcessInstance, Task, TaskState
from engine.operations import deeds
from engine.operations.deeds import Deed


def pause(session: Session, instance_id: int, *, reason: str, by: str | None, now: datetime) -> bool:
    """Let the clock stand still: no timer fires and nobody is reminded. False when it stood still already."""
    why = deeds.given(reason)
    instance = deeds.locked(session, instance_id)
    if instance.clock_paused_at is not None:
        return False
    instance.clock_paused_at = now
    holding.settle(session, instance)
    deeds.note(session, instance_id, Deed.CLOCK_PAUSED, reason=why, by=by, now=now)
    return True


def resume(session: Session, instance_id: int, *, reason: str, by: str | None, now: datetime) -> timedelta | None:
    """Let the clock run again, and move every term; returns how long it stood still, None when it ran already."""
    why = deeds.given(reason)
    instance = deeds.locked(session, instance_id)
    since = instance.clock_paused_at
    if since is None:
        return None
    _move_timers(session, instance, since, now)
    _move_reminders(session, instance_id, since, now)
    _move_tasks(session, instance_id, since, now)
    instance.clock_paused_at = None
    holding.settle(session, instance)
    deeds.note(session, instance_id, Deed.CLOCK_RESUMED, reason=why, by=by, now=now)
    return stood_still(since, since, now)


def stood_still(since: datetime, created_at: datetime, now: datetime) -> timedelta:
    """How much of the pause this has waited; a machine's clock that was set back moves nothing forward in time."""
    return max(now - max(since, created_at), timedelta())


def _move_timers(session: Session, instance: ProcessInstance, since: datetime, now: datetime) -> None:
    jobs = _waiting(session, instance.id, holding.TIMER)
    if not jobs:
        return
    moves = {(job.spiff_task_id or "", job.activity_id): stood_still(since, job.created_at, now) for job in jobs}
    case = progress.look(session, instance)
    result = runtime.shift(case.definitions, instance.snapshot, case.scopes, moves, now=now)
    instance.snapshot = result.snapshot
    due = {(timer.spiff_task_id, timer.activity_id): timer.due_at for timer in result.timers}
    for job in jobs:
        job.due_at = due.get((job.spiff_task_id or "", job.activity_id), job.due_at)


def _move_reminders(session: Session, instance_id: int, since: datetime, now: datetime) -> None:
    for job in _waiting(session, instance_id, holding.REMINDER):
        job.due_at += stood_still(since, job.created_at, now)


def _waiting(session: Session, instance_id: int, kind: str) -> list[Job]:
    query = select(Job).where(
        Job.instance_id == instance_id,
        Job.kind == kind,
        Job.state.in_((JobState.OPEN, JobState.HELD, JobState.INCIDENT)),
    )
    return list(session.scalars(query.order_by(Job.id).with_for_update().execution_options(populate_existing=True)))


def _move_tasks(session: Session, instance_id: int, since: datetime, now: datetime) -> None:
    query = select(Task).where(Task.instance_id == instance_id, Task.state == TaskState.OPEN).order_by(Task.id)
    for task in session.scalars(query.with_for_update().execution_options(populate_existing=True)):
        moved = stood_still(since, task.created_at, now)
        task.due_at = task.due_at + moved if task.due_at else None
        task.follow_up_at = task.follow_up_at + moved if task.follow_up_at else None

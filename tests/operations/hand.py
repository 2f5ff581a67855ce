"""Deeds as short verbs, each in a transaction of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from engine import db
from engine.models import HistoricActivity, Job, JobState, ProcessInstance, Task, TaskState
from engine.operations import clock, suspension
from tests.engine.conftest import Walk

REGIE = {"candidateGroups": "procesregisseur"}
WHY = "Wachten op de rechter"
OPERATOR = "user-7"


def pause(case: Walk) -> bool:
    with db.transaction() as session:
        return clock.pause(session, case.id, reason=WHY, by="user-1", now=case.now)


def run_again(case: Walk) -> timedelta | None:
    with db.transaction() as session:
        return clock.resume(session, case.id, reason=WHY, by="user-1", now=case.now)


def suspend(case: Walk) -> bool:
    with db.transaction() as session:
        return suspension.suspend(session, case.id, reason=WHY, by=OPERATOR, now=case.now)


def let_go(case: Walk) -> bool:
    with db.transaction() as session:
        return suspension.resume(session, case.id, reason=WHY, by=OPERATOR, now=case.now)


def cancel(case: Walk) -> None:
    with db.transaction() as session:
        suspension.cancel(session, case.id, reason=WHY, by=OPERATOR, now=case.now)


def jobs_of(case: Walk, kind: str = "timer") -> list[tuple[JobState, datetime]]:
    with db.reading() as session:
        found = session.scalars(select(Job).where(Job.instance_id == case.id, Job.kind == kind).order_by(Job.id))
        return [(job.state, job.due_at) for job in found]


def due_of_tasks(case: Walk) -> dict[str, datetime | None]:
    with db.reading() as session:
        found = session.scalars(select(Task).where(Task.instance_id == case.id, Task.state == TaskState.OPEN))
        return {task.activity_id: task.due_at for task in found}


def history_of(case: Walk) -> list[tuple[str, str, str | None, str]]:
    """Kind, name, by whom and why, of what people did to the case."""
    with db.reading() as session:
        query = select(HistoricActivity).where(HistoricActivity.instance_id == case.id).order_by(HistoricActivity.id)
        return [(row.kind, row.name, row.by, row.detail) for row in session.scalars(query) if not row.process_key]


def instance_of(case: Walk) -> ProcessInstance:
    with db.reading() as session:
        return session.get_one(ProcessInstance, case.id)

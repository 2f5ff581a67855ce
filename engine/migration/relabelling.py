"""The rows of what stands open get the names of another version, and their own back when that is undone.

The rows stay the same rows: a draft, an assignee and a due date hang on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, selectinload

from engine import holding, standing
from engine.models import Incident, Job, JobState, ProcessInstance, Subscription, Task, TaskCandidate, TaskState
from engine.runtime import Migrated, OpenTask, StepResult

Kept = dict[str, Any]
OPEN = (JobState.OPEN, JobState.HELD, JobState.INCIDENT)


def relabel(session: Session, instance: ProcessInstance, found: Migrated) -> Kept:
    """Give open tasks, jobs and subscriptions the names of the new version; returns what they were."""
    tasks = {task.spiff_task_id: task for task in found.tasks}
    kept: Kept = {"tasks": {}, "jobs": {}}
    for row in _open_tasks(session, instance.id):
        task = tasks.get(row.spiff_task_id)
        if task is not None:
            kept["tasks"][str(row.id)] = _as_it_is(row)
            _write_task(session, row, _of(task))
    due = {(timer.spiff_task_id, timer.activity_id): timer.due_at for timer in found.result.timers}
    for job in _open_jobs(session, instance.id):
        kept["jobs"][str(job.id)] = {"activity_id": job.activity_id, "due_at": job.due_at}
        token = job.spiff_task_id or ""
        name = found.places.get(token, {}).get(job.activity_id, job.activity_id) or job.activity_id
        moment = due.get((token, name), job.due_at) if job.kind == holding.TIMER else job.due_at
        _write_job(session, job, {"activity_id": name, "due_at": moment})
    _relabel_subscriptions(session, instance.id, found.result)
    return kept


def restore(session: Session, instance: ProcessInstance, kept: Kept, result: StepResult) -> None:
    """Give what is still open its names back."""
    for row in _open_tasks(session, instance.id):
        if str(row.id) in kept["tasks"]:
            _write_task(session, row, kept["tasks"][str(row.id)])
    for job in _open_jobs(session, instance.id):
        if str(job.id) in kept["jobs"]:
            _write_job(session, job, kept["jobs"][str(job.id)])
    _relabel_subscriptions(session, instance.id, result)


def _open_tasks(session: Session, instance_id: int) -> Iterable[Task]:
    query = select(Task).where(Task.instance_id == instance_id, Task.state == TaskState.OPEN)
    return session.scalars(query.options(selectinload(Task.candidates)).execution_options(populate_existing=True)).all()


def _open_jobs(session: Session, instance_id: int) -> Iterable[Job]:
    query = select(Job).where(
        Job.instance_id == instance_id,
        Job.kind.in_((standing.HANDLER, holding.TIMER)),
        Job.state.in_(OPEN),
    )
    return session.scalars(query.order_by(Job.id).with_for_update().execution_options(populate_existing=True)).all()


def _as_it_is(row: Task) -> Kept:
    return {
        "process_key": row.process_key,
        "activity_id": row.activity_id,
        "name": row.name,
        "step": row.step,
        "form_key": row.form_key,
        "groups": sorted(candidate.group_key for candidate in row.candidates),
    }


def _of(task: OpenTask) -> Kept:
    return {
        "process_key": task.process_key,
        "activity_id": task.activity_id,
        "name": task.name,
        "step": task.step,
        "form_key": task.form_key,
        "groups": sorted(task.candidate_groups),
    }


def _write_task(session: Session, row: Task, wanted: Mapping[str, Any]) -> None:
    if _as_it_is(row) == wanted:
        return
    for column in ("process_key", "activity_id", "name", "step", "form_key"):
        setattr(row, column, wanted[column])
    have, want = {candidate.group_key for candidate in row.candidates}, set(wanted["groups"])
    if have != want:
        row.candidates = [c for c in row.candidates if c.group_key in want] + [
            TaskCandidate(group_key=group) for group in sorted(want - have)
        ]


def _write_job(session: Session, job: Job, wanted: Mapping[str, Any]) -> None:
    if job.activity_id != wanted["activity_id"]:
        job.activity_id = wanted["activity_id"]
        of_job = update(Incident).where(Incident.job_id == job.id, Incident.resolved_at.is_(None))
        session.execute(of_job.values(activity_id=job.activity_id))
    if job.due_at != wanted["due_at"]:
        job.due_at = wanted["due_at"]


def _relabel_subscriptions(session: Session, instance_id: int, result: StepResult) -> None:
    """Those whose element goes by another name are made anew by the step that follows."""
    wanted = {(each.spiff_task_id, each.message, each.process_key, each.activity_id) for each in result.awaited}
    rows = session.scalars(select(Subscription).where(Subscription.instance_id == instance_id))
    gone = [r.id for r in rows if (r.spiff_task_id, r.message, r.process_key, r.activity_id) not in wanted]
    if gone:
        session.execute(delete(Subscription).where(Subscription.id.in_(gone)))

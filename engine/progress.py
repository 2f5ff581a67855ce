"""One step of a case into the tables: state, variables, open tasks, jobs, timers, subscriptions, history.

Whoever takes a step locks the case first (`lock`), runs the step in `runtime`, and hands the outcome to `apply`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from engine import access, definitions, holding, runtime, values
from engine.errors import InstanceEnded, InstanceNotFound, InstanceSuspended
from engine.models import (
    HistoricActivity,
    Incident,
    InstanceState,
    Job,
    JobState,
    ProcessInstance,
    Subscription,
    Task,
    TaskCandidate,
    TaskState,
    Variable,
)
from engine.registry import Catalogue
from engine.runtime import Definitions, Scopes, StepResult

HANDLER = "handler"
TIMER = holding.TIMER


@dataclass
class Case:
    """A locked case with all that a step needs."""

    instance: ProcessInstance
    definitions: Definitions
    scopes: Scopes
    stored: dict[tuple[str, str], bytes]  # what the variable table holds, to write only what changed


@dataclass(frozen=True)
class Step:
    """Who takes a step, when, and what exists around the engine."""

    by: str | None  # user key; None: the machine
    now: datetime
    catalogue: Catalogue


def lock(session: Session, instance_id: int, *, even_if_suspended: bool = False) -> Case:
    """The case, for this transaction only; one that has ended, or that an operator holds still, takes no steps."""
    found = session.scalars(
        select(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise InstanceNotFound(instance_id)
    if found.state is not InstanceState.ACTIVE:
        raise InstanceEnded(instance_id)
    if found.suspended_at is not None and not even_if_suspended:
        raise InstanceSuspended(instance_id, found.suspended_at)
    return look(session, found)


def look(session: Session, instance: ProcessInstance) -> Case:
    """The case as it stands, to read from."""
    scopes: Scopes = {}
    stored: dict[tuple[str, str], bytes] = {}
    for row in session.execute(
        select(Variable.scope_id, Variable.name, Variable.value).where(Variable.instance_id == instance.id)
    ):
        scopes.setdefault(row.scope_id, {})[row.name] = values.loads(row.value)
        stored[row.scope_id, row.name] = row.value
    content = definitions.content_of(session, instance.version_id)
    return Case(instance, content.definitions, scopes, stored)


def apply(session: Session, case: Case, result: StepResult, step: Step) -> list[Job]:
    """Write what a step changed; returns the new handler jobs."""
    instance = case.instance
    instance.snapshot = result.snapshot
    instance.step = result.step or instance.step
    if result.completed:
        instance.state, instance.ended_at = InstanceState.COMPLETED, step.now
        instance.end_activity_id = result.end_activity_id
    _write_variables(session, case, result.scopes)
    _write_history(session, instance.id, result, step)
    _close_tasks(session, instance.id, result.open_ids, step.now)
    for task in result.new_tasks:
        _open_task(session, instance.id, task, step)
    _sync_subscriptions(session, instance.id, result.awaited)
    return _sync_jobs(session, instance, result, step)


def _write_variables(session: Session, case: Case, scopes: Scopes) -> None:
    instance_id = case.instance.id
    after = {(scope, name): values.dumps(value) for scope, names in scopes.items() for name, value in names.items()}
    for statement, known in ((update(Variable), True), (insert(Variable), False)):
        rows = [
            {"instance_id": instance_id, "scope_id": scope, "name": name, "value": data}
            for (scope, name), data in after.items()
            if ((scope, name) in case.stored) is known and case.stored.get((scope, name)) != data
        ]
        if rows:
            session.execute(statement, rows)
    gone = {scope for scope, _ in case.stored} - {scope for scope, _ in after}
    if gone:
        session.execute(delete(Variable).where(Variable.instance_id == instance_id, Variable.scope_id.in_(gone)))
    case.scopes, case.stored = scopes, after


def _write_history(session: Session, instance_id: int, result: StepResult, step: Step) -> None:
    session.add_all(
        HistoricActivity(
            instance_id=instance_id,
            process_key=each.process_key,
            activity_id=each.activity_id,
            name=each.name,
            kind=each.kind,
            state=each.state,
            step=each.step,
            at=step.now,
            by=step.by if each.kind == "userTask" and each.state == "completed" else None,
            detail=each.detail,
        )
        for each in result.history
    )


def _close_tasks(session: Session, instance_id: int, open_ids: Iterable[str], now: datetime) -> None:
    """Withdraw the tasks that the process moved on without."""
    left = select(Task).where(Task.instance_id == instance_id, Task.state == TaskState.OPEN)
    for task in session.scalars(left.where(Task.spiff_task_id.not_in(list(open_ids)))):
        task.state, task.ended_at = TaskState.CANCELLED, now


def _open_task(session: Session, instance_id: int, task: runtime.OpenTask, step: Step) -> None:
    session.add(
        Task(
            instance_id=instance_id,
            spiff_task_id=task.spiff_task_id,
            process_key=task.process_key,
            activity_id=task.activity_id,
            name=task.name,
            step=task.step,
            form_key=task.form_key,
            assignee=task.assignee,
            due_at=task.due_at,
            follow_up_at=task.follow_up_at,
            priority=task.priority,
            created_at=step.now,
            candidates=[TaskCandidate(group_key=group) for group in task.candidate_groups],
        )
    )
    for group in task.candidate_groups:
        for organisation_key, role in step.catalogue.organisations_of(session, group):
            access.invite(session, instance_id, organisation_key=organisation_key, role=role, now=step.now)


def _sync_subscriptions(session: Session, instance_id: int, awaited: Iterable[runtime.Awaited]) -> None:
    wanted = {(a.spiff_task_id, a.message): a for a in awaited}
    for row in session.scalars(select(Subscription).where(Subscription.instance_id == instance_id)):
        if wanted.pop((row.spiff_task_id, row.message), None) is None:
            session.delete(row)
    for each in wanted.values():
        session.add(
            Subscription(
                instance_id=instance_id,
                spiff_task_id=each.spiff_task_id,
                message=each.message,
                process_key=each.process_key,
                activity_id=each.activity_id,
            )
        )


def _sync_jobs(session: Session, instance: ProcessInstance, result: StepResult, step: Step) -> list[Job]:
    """Cancel the jobs of elements no longer at work; add those of new service tasks and timers."""
    timers = {(t.spiff_task_id, t.activity_id): t for t in result.timers}
    at_work = select(Job).where(
        Job.instance_id == instance.id,
        Job.kind.in_((HANDLER, TIMER)),
        Job.state.in_((JobState.OPEN, JobState.HELD, JobState.INCIDENT)),
    )
    for job in session.scalars(at_work):
        if job.kind == TIMER:
            wanted = timers.pop((job.spiff_task_id or "", job.activity_id), None) is not None
        else:
            wanted = job.spiff_task_id in result.open_ids
        if not wanted:
            _close_incident(session, job, step.now)
            job.state, job.ended_at = JobState.CANCELLED, step.now
    for timer in timers.values():
        job = _job(instance.id, TIMER, timer.spiff_task_id, timer.activity_id, timer.due_at, step)
        job.state = JobState.HELD if holding.is_held(instance, TIMER) else JobState.OPEN
        session.add(job)
    added = []
    for call in result.new_calls:
        job = _job(instance.id, HANDLER, call.spiff_task_id, call.activity_id, step.now, step)
        job.topic, job.step, job.payload = call.topic, call.step, values.dumps(dict(call.inputs))
        session.add(job)
        added.append(job)
    session.flush()  # a handler that is tried at once needs its job's id
    return added


def _close_incident(session: Session, job: Job, now: datetime) -> None:
    """There is nothing left to mend for a job the case went on without."""
    if job.state is JobState.INCIDENT:
        mine = update(Incident).where(Incident.job_id == job.id, Incident.resolved_at.is_(None))
        session.execute(mine.values(resolved_at=now))


def _job(instance_id: int, kind: str, spiff_task_id: str, activity_id: str, due_at: datetime, step: Step) -> Job:
    return Job(
        kind=kind,
        topic="",
        instance_id=instance_id,
        spiff_task_id=spiff_task_id,
        activity_id=activity_id,
        actor_key=step.by,
        payload=values.dumps({}),
        due_at=due_at,
        created_at=step.now,
    )


def variables_of(case: Case) -> dict[str, Any]:
    """The variables of the instance scope."""
    return dict(case.scopes.get("", {}))

"""What stands open for a case: tasks for people, jobs, timers and subscriptions, as the last step left them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, cast, false, func, literal_column, null, select, union_all, update
from sqlalchemy.orm import Session

from engine import access, holding, rows, values
from engine.db import UtcDateTime
from engine.models import Incident, Job, JobState, ProcessInstance, Subscription, Task, TaskCandidate, TaskState
from engine.registry import Catalogue
from engine.runtime import Awaited, DueTimer, OpenTask, ServiceCall, StepResult

TASK = "task"
MESSAGE = "message"
HANDLER = "handler"
TIMER = holding.TIMER

NOTHING = values.dumps({})

# Everything that the tables say is open in a case, asked for in one go.
_STANDING: CompoundSelect[Any] = union_all(
    select(
        literal_column("'task'").label("kind"),
        Task.id,
        Task.spiff_task_id.label("token"),
        literal_column("''").label("about"),
        false().label("broken"),
        Task.due_at,
    ).where(Task.instance_id == bindparam("instance_id"), Task.state == TaskState.OPEN),
    select(
        literal_column("'message'"),
        Subscription.id,
        Subscription.spiff_task_id,
        Subscription.message + "|" + func.coalesce(Subscription.correlation, ""),
        false(),
        cast(null(), UtcDateTime),
    ).where(Subscription.instance_id == bindparam("instance_id")),
    select(Job.kind, Job.id, Job.spiff_task_id, Job.activity_id, Job.state == JobState.INCIDENT, Job.due_at).where(
        Job.instance_id == bindparam("instance_id"),
        Job.kind.in_((HANDLER, TIMER)),
        Job.state.in_((JobState.OPEN, JobState.HELD, JobState.INCIDENT)),
    ),
)


Standing = tuple[str, str, str]  # kind, token, and what about: that is how a row and what the step left are the same


def _of_message(awaited: Awaited) -> Standing:
    return MESSAGE, awaited.spiff_task_id, f"{awaited.message}|{awaited.correlation or ''}"


def _of_timer(timer: DueTimer) -> Standing:
    return TIMER, timer.spiff_task_id, timer.activity_id


def bring_up_to_date(
    session: Session,
    instance: ProcessInstance,
    result: StepResult,
    *,
    by: str | None,
    now: datetime,
    catalogue: Catalogue,
) -> list[Job]:
    """Close what the process moved on without, open what is new; returns the new handler jobs."""
    kept = _withdraw(session, instance.id, result, now)
    _open_tasks(session, instance.id, result.new_tasks, now, catalogue)
    _subscribe(session, instance.id, [each for each in result.awaited if _of_message(each) not in kept])
    base = {"instance_id": instance.id, "actor_key": by, "created_at": now}
    _set_timers(session, instance, [each for each in result.timers if _of_timer(each) not in kept], base)
    return _add_calls(session, result.new_calls, base)


def _withdraw(session: Session, instance_id: int, result: StepResult, now: datetime) -> set[Standing]:
    """Close the tasks, jobs and subscriptions that the process moved on without; returns what stays."""
    moments = {_of_timer(timer): timer.due_at for timer in result.timers}
    wanted = {*map(_of_message, result.awaited), *moments}
    moved: dict[int, datetime] = {}
    kept: set[Standing] = set()
    gone: dict[str, list[int]] = {TASK: [], MESSAGE: [], HANDLER: [], TIMER: []}
    incidents = []
    for kind, identifier, token, about, broken, due_at in session.execute(_STANDING, {"instance_id": instance_id}):
        if kind in (TASK, HANDLER) and token in result.open_ids:
            continue
        if (kind, token, about) in wanted - kept:
            kept.add((kind, token, about))
            if kind == TIMER and due_at != moments[kind, token, about]:
                moved[identifier] = moments[kind, token, about]
            continue
        gone[kind].append(identifier)
        if broken:
            incidents.append(identifier)
    for identifier, due_at in moved.items():  # a cycle, after the machine's clock was set back
        rows.save_all(session, Job, [identifier], due_at=due_at)
    rows.save_all(session, Task, gone[TASK], state=TaskState.CANCELLED, ended_at=now)
    rows.save_all(session, Job, gone[HANDLER] + gone[TIMER], state=JobState.CANCELLED, ended_at=now)
    rows.remove(session, Subscription, gone[MESSAGE])
    if incidents:  # there is nothing left to mend for a job the case went on without
        mine = update(Incident).where(Incident.job_id.in_(incidents), Incident.resolved_at.is_(None))
        session.execute(mine.values(resolved_at=now))
    return kept


def _open_tasks(
    session: Session, instance_id: int, tasks: Sequence[OpenTask], now: datetime, catalogue: Catalogue
) -> None:
    new = [
        {
            "instance_id": instance_id,
            "spiff_task_id": task.spiff_task_id,
            "process_key": task.process_key,
            "activity_id": task.activity_id,
            "name": task.name,
            "step": task.step,
            "form_key": task.form_key,
            "assignee": task.assignee,
            "due_at": task.due_at,
            "follow_up_at": task.follow_up_at,
            "priority": task.priority,
            "created_at": now,
        }
        for task in tasks
    ]
    ids = rows.add_with_ids(session, Task, new)
    groups = [(task_id, group) for task_id, task in zip(ids, tasks, strict=True) for group in task.candidate_groups]
    rows.add(session, TaskCandidate, [{"task_id": task_id, "group_key": group} for task_id, group in groups])
    behind = {group: catalogue.organisations_of(session, group) for group in sorted({group for _, group in groups})}
    invited = [pair for pairs in behind.values() for pair in pairs]
    away = access.invite_all(session, instance_id, invited, now=now, again=False)
    if not away:
        return
    for task_id, task in zip(ids, tasks, strict=True):
        pairs = {pair for group in task.candidate_groups for pair in behind[group]}
        if pairs and pairs <= away:
            catalogue.nobody_can(session, instance_id, task_id, task.name, sorted({key for key, _ in pairs}), now)


def _subscribe(session: Session, instance_id: int, awaited: Sequence[Awaited]) -> None:
    new = [
        {
            "instance_id": instance_id,
            "spiff_task_id": each.spiff_task_id,
            "message": each.message,
            "kind": each.kind,
            "correlation": each.correlation,
            "process_key": each.process_key,
            "activity_id": each.activity_id,
        }
        for each in awaited
    ]
    rows.add(session, Subscription, new)


def _set_timers(session: Session, instance: ProcessInstance, timers: Sequence[DueTimer], base: dict[str, Any]) -> None:
    state = JobState.HELD if holding.is_held(instance, TIMER) else JobState.OPEN
    new = [
        {
            **base,
            "kind": TIMER,
            "spiff_task_id": each.spiff_task_id,
            "activity_id": each.activity_id,
            "due_at": each.due_at,
            "state": state,
            "payload": NOTHING,
        }
        for each in timers
    ]
    rows.add(session, Job, new)


def _add_calls(session: Session, calls: Sequence[ServiceCall], base: dict[str, Any]) -> list[Job]:
    added = [
        Job(
            **base,
            kind=HANDLER,
            topic=call.topic,
            spiff_task_id=call.spiff_task_id,
            activity_id=call.activity_id,
            step=call.step,
            due_at=base["created_at"],
            payload=values.dumps(dict(call.inputs)),
        )
        for call in calls
    ]
    session.add_all(added)
    session.flush()  # a handler that is tried at once needs its job's id
    return added

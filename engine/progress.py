"""One step of a case into the tables: state, variables and history here, what stands open in `standing`.

Whoever takes a step locks the case first (`lock`), runs the step in `runtime`, and hands the outcome to `apply`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session, joinedload

from engine import definitions, holding, metrics, rows, signals, standing, values
from engine.errors import InstanceEnded, InstanceNotFound, InstanceSuspended, TaskNotFound
from engine.models import HistoricActivity, InstanceState, Job, ProcessInstance, Task, Variable
from engine.registry import Catalogue
from engine.runtime import Definitions, Scopes, StepResult

HANDLER = standing.HANDLER
TIMER = holding.TIMER
WITHDRAW, COMPLETED = "intrekken", "completed"


@dataclass
class Case:
    """A locked case with all that a step needs."""

    instance: ProcessInstance
    definitions: Definitions
    scopes: Scopes
    stored: dict[tuple[str, str], bytes]  # what the variable table holds, to write only what changed
    since: metrics.Mark = field(default_factory=metrics.mark)  # from when its next step is timed


@dataclass(frozen=True)
class Step:
    """Who takes a step, when, and what exists around the engine."""

    by: str | None  # user key; None: the machine
    now: datetime
    catalogue: Catalogue


# Built once. The version comes along with the lock: every step needs to know which processes it runs on.
_LOCKED = (
    select(ProcessInstance)
    .options(joinedload(ProcessInstance.version, innerjoin=True))
    .with_for_update(of=ProcessInstance, key_share=True)
    .execution_options(populate_existing=True)
)
_LOCKED_BY_ID = _LOCKED.where(ProcessInstance.id == bindparam("instance_id"))
_LOCKED_BY_TASK = _LOCKED.where(
    ProcessInstance.id == select(Task.instance_id).where(Task.id == bindparam("task_id")).scalar_subquery()
)
_VARIABLES = select(Variable.scope_id, Variable.name, Variable.value).where(
    Variable.instance_id == bindparam("instance_id")
)


def lock(session: Session, instance_id: int, *, even_if_suspended: bool = False) -> Case:
    """The case, for this transaction only; one that has ended, or that an operator holds still, takes no steps."""
    found = session.scalars(_LOCKED_BY_ID, {"instance_id": instance_id}).one_or_none()
    if found is None:
        raise InstanceNotFound(instance_id)
    return resume(session, found, even_if_suspended=even_if_suspended)


def hold_of_task(session: Session, task_id: int) -> ProcessInstance:
    """The lock alone: whoever comes for a task must first be told what is wrong with the task."""
    found = session.scalars(_LOCKED_BY_TASK, {"task_id": task_id}).one_or_none()
    if found is None:
        raise TaskNotFound(task_id)
    return found


def resume(session: Session, instance: ProcessInstance, *, even_if_suspended: bool = False) -> Case:
    """A locked case, ready for its step."""
    if instance.state is not InstanceState.ACTIVE:
        raise InstanceEnded(instance.id)
    if instance.suspended_at is not None and not even_if_suspended:
        raise InstanceSuspended(instance.id, instance.suspended_at)
    return look(session, instance)


def look(session: Session, instance: ProcessInstance) -> Case:
    """The case as it stands, to read from."""
    scopes: Scopes = {}
    stored: dict[tuple[str, str], bytes] = {}
    for scope, name, value in session.execute(_VARIABLES, {"instance_id": instance.id}):
        scopes.setdefault(scope, {})[name] = values.read(value, f"gegeven {name}")
        stored[scope, name] = value
    content = definitions.content_of(session, instance.version_id)
    return Case(instance, content.definitions, scopes, stored)


def apply(session: Session, case: Case, result: StepResult, step: Step) -> list[Job]:
    """Write what a step changed; returns the new handler jobs."""
    instance = case.instance
    session.flush()  # what the caller wrote down before the step stands before it, also in the history
    changes: dict[str, Any] = {"snapshot": result.snapshot, "step": result.step or instance.step}
    if result.completed:
        changes |= {"state": InstanceState.COMPLETED, "ended_at": step.now, "end_activity_id": result.end_activity_id}
    rows.save(session, instance, **changes)
    _write_variables(session, case, result.scopes)
    _write_history(session, instance.id, result, step)
    _withdraw(session, case, result, step)
    new = standing.bring_up_to_date(session, instance, result, by=step.by, now=step.now, catalogue=step.catalogue)
    signals.spread(session, instance, result, by=step.by, now=step.now)
    first = result.history[0].activity_id if result.history else ""
    case.since = metrics.step_taken(case.since, case=instance.id, element=first)
    return new


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


def _withdraw(session: Session, case: Case, result: StepResult, step: Step) -> None:
    """What an element with the mark `intrekken` ends, ends before anything after it begins."""
    for line in result.history:
        element = case.definitions.elements.get(line.process_key, {}).get(line.activity_id)
        marked = element.properties.get(WITHDRAW, "") if element is not None and line.state == COMPLETED else ""
        kinds = [word.strip() for word in marked.split(",") if word.strip()]
        if kinds:
            step.catalogue.withdraw(session, case.instance.id, kinds, line.name, step.now)


def _write_history(session: Session, instance_id: int, result: StepResult, step: Step) -> None:
    lines = [
        {
            "instance_id": instance_id,
            "process_key": each.process_key,
            "activity_id": each.activity_id,
            "name": each.name,
            "kind": each.kind,
            "state": each.state,
            "step": each.step,
            "at": step.now,
            "by": step.by if each.kind == "userTask" and each.state == "completed" else None,
            "detail": each.detail,
        }
        for each in result.history
    ]
    rows.add(session, HistoricActivity, lines)

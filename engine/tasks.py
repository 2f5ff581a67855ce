"""Work for people: who may do it, and that it is done once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload, object_session, selectinload

from engine import access, history, jobs, progress, rows, runtime
from engine.access import Actor, Participant
from engine.errors import (
    Forbidden,
    InstanceSuspended,
    NotACandidate,
    TaskAlreadyCompleted,
    TaskCancelled,
    TaskClaimed,
    TaskNotFound,
)
from engine.models import ProcessInstance, Task, TaskCandidate, TaskState
from engine.progress import Step
from engine.registry import Catalogue

# One statement says what the task is, for whom it is, and what the actor is in its case: a row for each pair.
_WITH_WHO = (
    select(Task, TaskCandidate.group_key, Participant.role)
    .outerjoin(TaskCandidate, TaskCandidate.task_id == Task.id)
    .outerjoin(Participant, (Participant.instance_id == Task.instance_id) & access.mine(*access.PARAMETERS))
    .where(Task.id == bindparam("task_id"))
)
_WITH_CASE = _WITH_WHO.options(joinedload(Task.instance).joinedload(ProcessInstance.version))
_LOCKED_WITH_WHO = _WITH_WHO.with_for_update(of=Task, key_share=True).execution_options(populate_existing=True)

PAGE_SIZE = 25
COUNT_LIMIT = 100  # lists show "99+": counting further costs more than it tells


@dataclass(frozen=True)
class Page:
    rows: list[Task]
    total: int  # at most COUNT_LIMIT
    page: int
    pages: int  # as far as is known: beyond the count only that there is a next one


def open_tasks(
    session: Session,
    actor: Actor,
    *,
    which: str,
    now: datetime,
    overdue: bool = False,
    step: int | None = None,
    sort: str = "termijn",
    page: int = 1,
    size: int = PAGE_SIZE,
    among: ColumnElement[bool] | None = None,
) -> Page:
    """Open tasks the actor may do: "mijn" (taken), "groep" (free, for a group of his) or "alle" (both).

    `among`: what `within` answered, for a page that asks for more than this list.
    """
    query = select(Task).where(within(session, actor) if among is None else among, choice(actor, which))
    if overdue:
        query = query.where(Task.due_at < now)
    if step is not None:
        query = query.where(Task.step == step)
    total = _count(session, query.limit(COUNT_LIMIT))
    found = _rows(session, query, sort, (page - 1) * size, size + 1)  # one more: whether there is a next page
    pages = max(1, -(-total // size), page + (len(found) > size))
    return Page(found[:size], total, page, pages)


def _rows(session: Session, query: Select[Any], sort: str, start: int, count: int) -> list[Task]:
    """A piece of the list in its order; by term, what has none comes after all that has one."""
    query = query.options(selectinload(Task.candidates), selectinload(Task.instance).defer(ProcessInstance.snapshot))
    if sort != "termijn":
        order = {"nieuw": (Task.id.desc(),), "zaak": (Task.instance_id, Task.id)}.get(sort, (Task.id,))
        return list(session.scalars(query.order_by(*order).limit(count).offset(start)))
    # Asked in two pieces, so that an index gives each in order and no list of thousands is sorted for one page.
    dated = query.where(Task.due_at.is_not(None))
    found = list(session.scalars(dated.order_by(Task.due_at, Task.id).limit(count).offset(start)))
    if len(found) < count:
        before = start + len(found) if found or not start else _count(session, dated)
        rest = query.where(Task.due_at.is_(None)).order_by(Task.id)
        found += session.scalars(rest.limit(count - len(found)).offset(max(0, start - before)))
    return found


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def choice(actor: Actor, which: str) -> ColumnElement[bool]:
    """Which tasks of a case he takes part in are his: taken by him ("mijn"), free for one of his groups, or both."""
    # Of this very task: two queries deep SQLAlchemy would take any task that there is, unless it is told.
    in_that_role = (
        access.participations(actor)
        .where(Participant.instance_id == Task.instance_id, Participant.role == TaskCandidate.group_key)
        .correlate(Task, TaskCandidate)
    )
    of_mine = TaskCandidate.group_key.in_(actor.groups) & or_(
        TaskCandidate.group_key == actor.organisation_key, in_that_role.exists()
    )
    for_my_groups = select(TaskCandidate.task_id).where(TaskCandidate.task_id == Task.id, of_mine).exists()
    mine = Task.assignee == actor.user_key
    free = Task.assignee.is_(None) & for_my_groups
    return {"mijn": mine, "groep": free}.get(which, or_(mine, free))


def within(session: Session, actor: Actor) -> ColumnElement[bool]:
    """Deny by default: the open tasks of the cases in which the actor takes part."""
    is_open = Task.state == TaskState.OPEN
    cases = access.few_cases(session, actor)
    if cases is None:
        return is_open & access.participations(actor).where(Participant.instance_id == Task.instance_id).exists()
    # Named one by one: a database without statistics would rather walk through everybody's tasks.
    named = session.scalars(select(Task.id).where(Task.instance_id.in_(cases), is_open))
    return Task.id.in_(list(named))


def of_instance(session: Session, instance_id: int) -> list[Task]:
    """The open tasks of one case, oldest first; who may see the case sees that they are open."""
    query = select(Task).where(Task.instance_id == instance_id, Task.state == TaskState.OPEN).order_by(Task.id)
    return list(session.scalars(query.options(selectinload(Task.candidates))))


def get(session: Session, task_id: int, *, by: Actor) -> Task:
    """A task the actor may do: 404 outside the case, 403 inside it when the task is for others."""
    return _found(session, _WITH_CASE, task_id, by)


def _found(session: Session, query: Select[*tuple[Any, ...]], task_id: int, by: Actor) -> Task:
    found = session.execute(query, {"task_id": task_id, **access.parameters(by)}).all()
    roles = {row.role for row in found} - {None}
    if not roles:  # there is no such task, or he takes no part in its case
        raise TaskNotFound(task_id)
    task: Task = found[0].Task
    if not _is_for(task, {row.group_key for row in found} - {None}, by, roles):
        raise NotACandidate(task_id)
    return task


def _is_for(task: Task, candidates: Set[str], by: Actor, roles: Set[str]) -> bool:
    """Whether the task is for a group of the actor's, and he takes part in the case in that very role.

    Who took it and then lost the role may no longer do it.
    """
    if not candidates:
        return task.assignee == by.user_key
    groups = candidates & by.groups
    return by.organisation_key in groups or bool(groups & roles)


def may_do(task: Task, by: Actor) -> bool:
    """Whether the actor may do this task of a case in which he takes part."""
    session = object_session(task)
    return session is not None and bool(doable(session, [task], by))


def doable(session: Session, found: Sequence[Task], by: Actor) -> list[Task]:
    """Those tasks that the actor may do; all of one case, in which he takes part."""
    if not found:
        return []
    roles = access.roles_in(session, by, found[0].instance_id)
    return [task for task in found if _is_for(task, {each.group_key for each in task.candidates}, by, roles)]


def claim(session: Session, task_id: int, *, by: Actor, now: datetime) -> Task:
    """Take the task, so that it leaves the lists of the group."""
    task = _to_hold(session, task_id, by=by)
    task.assignee = by.user_key
    return task


def take_over(session: Session, task_id: int, *, by: Actor, now: datetime) -> Task:
    """Take a task that a colleague of the same group holds: he may be ill, or gone. The case remembers it."""
    task = _to_hold(session, task_id, by=by, even_if_taken=True)
    if task.assignee not in (None, by.user_key):
        _remember(session, task, "takeover", by=by, now=now)
    task.assignee = by.user_key
    return task


def assign(session: Session, task_id: int, *, to: Actor, by: Actor, now: datetime) -> Task:
    """Give a task that is free or one's own to somebody who may do it too. The case remembers who did."""
    task = _to_hold(session, task_id, by=by)
    roles = access.roles_in(session, to, task.instance_id)
    if not roles or not _is_for(task, {each.group_key for each in task.candidates}, to, roles):
        raise NotACandidate(task_id)
    if task.assignee != to.user_key:
        _remember(session, task, "assignment", by=by, now=now)
    task.assignee = to.user_key
    return task


def _remember(session: Session, task: Task, kind: str, *, by: Actor, now: datetime) -> None:
    history.note(
        session,
        task.instance_id,
        kind=kind,
        name=task.name,
        now=now,
        by=by.user_key,
        activity_id=task.activity_id,
        step=task.step,
    )


def release(session: Session, task_id: int, *, by: Actor, now: datetime) -> Task:
    """Give the task back to its groups."""
    task = _to_hold(session, task_id, by=by)
    if not task.candidates:
        raise Forbidden("A task without groups cannot be given back")
    task.assignee = None
    return task


def complete(
    session: Session,
    task_id: int,
    variables: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
    catalogue: Catalogue,
) -> Task:
    """Finish the task with what its form delivered, and let the case take its step."""
    instance = progress.hold_of_task(session, task_id)
    task = _locked(session, task_id, by=by)
    case = progress.resume(session, instance)

    rows.save(session, task, state=TaskState.COMPLETED, ended_at=now, completed_by=by.user_key)
    result = runtime.complete(
        case.definitions, case.instance.snapshot, case.scopes, task.spiff_task_id, variables, now=now
    )
    step = Step(by.user_key, now, catalogue)
    jobs.settle(session, case, progress.apply(session, case, result, step), step)
    return task


def context(session: Session, task: Task, *, now: datetime) -> dict[str, Any]:
    """Everything the task's form may see: the variables around it, the item of a repetition, `instellingen`."""
    if task.state is not TaskState.OPEN:
        return {}
    case = progress.look(session, task.instance)
    return runtime.visible(case.definitions, case.instance.snapshot, case.scopes, task.spiff_task_id, now=now)


def _to_hold(session: Session, task_id: int, *, by: Actor, even_if_taken: bool = False) -> Task:
    """The open task of a case that is not held still, locked."""
    task = _locked(session, task_id, by=by, even_if_taken=even_if_taken)
    since = session.scalar(select(ProcessInstance.suspended_at).where(ProcessInstance.id == task.instance_id))
    if since is not None:
        raise InstanceSuspended(task.instance_id, since)
    return task


def _locked(session: Session, task_id: int, *, by: Actor, even_if_taken: bool = False) -> Task:
    """The open task, read under a lock; refused when another finished, took or lost it meanwhile."""
    task = _found(session, _LOCKED_WITH_WHO, task_id, by)
    if task.state is TaskState.COMPLETED:
        raise TaskAlreadyCompleted(task_id, task.completed_by)
    if task.state is TaskState.CANCELLED:
        raise TaskCancelled(task_id)
    if task.assignee is not None and task.assignee != by.user_key and not even_if_taken:
        raise TaskClaimed(task_id, task.assignee)
    return task

"""For whom the cases of a regisseur wait, and since when: an organisation in a role, or the machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from dossier import dashboard
from dossier.dashboard import Chosen
from engine.access import Participant
from engine.db import UtcDateTime
from engine.models import InstanceState, Job, JobState, ProcessInstance, Task, TaskCandidate, TaskState
from engine.standing import HANDLER

STANDING = (JobState.OPEN, JobState.HELD, JobState.INCIDENT)


@dataclass(frozen=True)
class Party:
    """Who has work to do: an organisation in a role, or, without both, the topic of a handler."""

    organisation: str  # a key; empty where nobody of the role takes part yet, and for the machine
    role: str
    topic: str
    cases: int
    tasks: int
    since: datetime | None
    stuck: int = 0  # jobs that failed for good


@dataclass(frozen=True)
class Wait:
    """One thing a case waits for."""

    instance_id: int
    title: str
    step: int | None
    task_id: int | None
    name: str  # of the task; of a job the topic
    parties: tuple[tuple[str, str], ...]  # organisation and role; none: the machine
    assignee: str | None
    since: datetime
    due_at: datetime | None
    stuck: bool


def parties(session: Session, chosen: Chosen) -> list[Party]:
    """The one that lets wait longest first; who waits for several counts with each."""
    found = [_party(*row) for row in session.execute(_of_people(chosen))]
    for topic, cases, jobs, since, stuck in session.execute(_of_machine(chosen)):
        found.append(Party("", "", topic, cases, jobs, since, int(stuck)))
    return sorted(found, key=lambda each: (each.since is None, each.since))


def nobody(session: Session, chosen: Chosen) -> int:
    """How many running cases wait for no person and no handler: for a date or a message."""
    mine = and_(ProcessInstance.state == InstanceState.ACTIVE, ProcessInstance.id.in_(dashboard.cases_of(chosen)))
    task = exists().where(Task.instance_id == ProcessInstance.id, Task.state == TaskState.OPEN)
    job = exists().where(Job.instance_id == ProcessInstance.id, _at_work())
    return session.scalar(select(func.count()).select_from(ProcessInstance).where(mine, ~task, ~job)) or 0


def count(session: Session, chosen: Chosen) -> int:
    """How many lines `waits` has."""
    return session.scalar(select(func.count()).select_from(_lines(chosen).subquery())) or 0


def waits(session: Session, chosen: Chosen, *, limit: int, offset: int = 0) -> list[Wait]:
    """What has waited longest first."""
    lines = _lines(chosen).order_by("since", "task_id", "job_id").limit(limit).offset(offset).subquery()
    rows = session.execute(
        select(lines, ProcessInstance.title)
        .join(ProcessInstance, ProcessInstance.id == lines.c.instance_id)
        .order_by(lines.c.since, lines.c.task_id, lines.c.job_id)
    ).all()
    who = _candidates(session, [row.task_id for row in rows if row.task_id is not None])
    return [
        Wait(
            instance_id=row.instance_id,
            title=row.title,
            step=row.step,
            task_id=row.task_id,
            name=row.name,
            parties=tuple(who.get(row.task_id, ())),
            assignee=row.assignee,
            since=row.since,
            due_at=row.due_at,
            stuck=bool(row.stuck),
        )
        for row in rows
    ]


def _party(organisation: str | None, group: str, cases: int, tasks: int, since: datetime) -> Party:
    found, role = _named(organisation, group)
    return Party(found, role, "", cases, tasks, since)


def _named(organisation: str | None, group: str) -> tuple[str, str]:
    """A task for an organisation itself names no role."""
    return (group, "") if group.startswith("org-") else (organisation or "", group)


def _takes_part() -> ColumnElement[bool]:
    return and_(
        Participant.instance_id == Task.instance_id,
        Participant.role == TaskCandidate.group_key,
        Participant.until.is_(None),
    )


def _of_people(chosen: Chosen) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Participant.organisation_key,
            TaskCandidate.group_key,
            func.count(Task.instance_id.distinct()),
            func.count(Task.id.distinct()),
            func.min(Task.created_at),
        )
        .select_from(Task)
        .join(TaskCandidate, TaskCandidate.task_id == Task.id)
        .outerjoin(Participant, _takes_part())
        .where(Task.state == TaskState.OPEN, Task.instance_id.in_(dashboard.cases_of(chosen)))
        .group_by(Participant.organisation_key, TaskCandidate.group_key)
    )


def _of_machine(chosen: Chosen) -> Select[*tuple[Any, ...]]:
    stuck = func.sum(case((Job.state == JobState.INCIDENT, 1), else_=0))
    return (
        select(Job.topic, func.count(Job.instance_id.distinct()), func.count(), func.min(Job.created_at), stuck)
        .where(_at_work(), Job.instance_id.in_(dashboard.cases_of(chosen)))
        .group_by(Job.topic)
    )


def _at_work() -> ColumnElement[bool]:
    return and_(Job.kind == HANDLER, Job.state.in_(STANDING))


def _lines(chosen: Chosen) -> Any:
    """Open tasks and the work of handlers, as one list."""
    mine = dashboard.cases_of(chosen)
    tasks = select(
        Task.instance_id.label("instance_id"),
        Task.step.label("step"),
        Task.id.label("task_id"),
        literal(0).label("job_id"),
        Task.name.label("name"),
        Task.assignee.label("assignee"),
        Task.created_at.label("since"),
        Task.due_at.label("due_at"),
        literal(0).label("stuck"),
    ).where(Task.state == TaskState.OPEN, Task.instance_id.in_(mine))
    jobs = select(
        Job.instance_id,
        Job.step,
        cast(null(), Task.id.type),
        Job.id,
        Job.topic,
        cast(null(), String),
        Job.created_at,
        cast(null(), UtcDateTime),
        case((Job.state == JobState.INCIDENT, 1), else_=0),
    ).where(_at_work(), Job.instance_id.in_(mine))
    return union_all(tasks, jobs)


def _candidates(session: Session, task_ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """For whom these tasks are, in one question."""
    query = (
        select(TaskCandidate.task_id, Participant.organisation_key, TaskCandidate.group_key)
        .join(Task, Task.id == TaskCandidate.task_id)
        .outerjoin(Participant, _takes_part())
        .where(TaskCandidate.task_id.in_(task_ids))
        .distinct()
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for task_id, organisation, group in session.execute(query):
        found.setdefault(task_id, []).append(_named(organisation, group))
    return {task_id: sorted(pairs) for task_id, pairs in found.items()}

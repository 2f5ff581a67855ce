"""Where the cases of a version are, how long its elements take and how often they are late: counts, never a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, case, cast, extract, func, select
from sqlalchemy.orm import Session, aliased

from engine.models import HistoricActivity, InstanceState, ProcessInstance, Task, TaskState

Element = tuple[str, str]  # process key, activity id
LASTING = ("userTask", "callActivity", "subProcess")  # of these the history tells when they began


@dataclass
class Heat:
    """What the figures say of one element."""

    now: int = 0  # cases that are here at this moment
    ended: int = 0  # times that it was finished in the period
    median: timedelta | None = None
    dated: int = 0  # tasks with a due date: finished in the period, or open now
    late: int = 0  # of those: after that date


def of_version(
    session: Session, version_id: int, *, since: datetime, until: datetime, now: datetime
) -> dict[Element, Heat]:
    """Per element: three grouped questions, over the cases of this version only."""
    found: dict[Element, Heat] = {}
    for key, count in _open_now(session, version_id):
        found.setdefault(key, Heat()).now = count
    for key, count, seconds in _durations(session, version_id, since, until):
        heat = found.setdefault(key, Heat())
        heat.ended, heat.median = count, timedelta(seconds=float(seconds))
    for key, dated, late in _dates(session, version_id, since, until, now):
        heat = found.setdefault(key, Heat())
        heat.dated, heat.late = dated, late
    return found


def running(session: Session, version_id: int) -> int:
    query = select(func.count()).where(
        ProcessInstance.version_id == version_id, ProcessInstance.state == InstanceState.ACTIVE
    )
    return session.scalar(query) or 0


def _open_now(session: Session, version_id: int) -> list[tuple[Element, int]]:
    """Cases at the tasks of people, and inside a called process at the element that called it."""
    tasks = (
        select(Task.process_key, Task.activity_id, func.count(Task.instance_id.distinct()))
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .where(_of(version_id), ProcessInstance.state == InstanceState.ACTIVE, Task.state == TaskState.OPEN)
        .group_by(Task.process_key, Task.activity_id)
    )
    began = func.sum(case((HistoricActivity.state == "started", 1), else_=-1))
    inside = (
        select(HistoricActivity.process_key, HistoricActivity.activity_id, HistoricActivity.instance_id)
        .join(ProcessInstance, ProcessInstance.id == HistoricActivity.instance_id)
        .where(_of(version_id), ProcessInstance.state == InstanceState.ACTIVE, HistoricActivity.kind == "callActivity")
        .group_by(HistoricActivity.process_key, HistoricActivity.activity_id, HistoricActivity.instance_id)
        .having(began > 0)
        .subquery()
    )
    calls = select(inside.c.process_key, inside.c.activity_id, func.count()).group_by(
        inside.c.process_key, inside.c.activity_id
    )
    rows = [*session.execute(tasks), *session.execute(calls)]
    return [((process, activity), count) for process, activity, count in rows]


def _durations(session: Session, version_id: int, since: datetime, until: datetime) -> list[tuple[Element, int, float]]:
    """The median of what was finished: the middle one, or halfway the middle two."""
    began, over = _numbered(version_id, "started"), _numbered(version_id, "completed")
    same = [began.c[name] == over.c[name] for name in ("instance_id", "process_key", "activity_id", "nth")]
    took = seconds(session, began.c.at, over.c.at)
    element = over.c.process_key, over.c.activity_id
    ranked = (
        select(
            *element,
            took.label("took"),
            func.row_number().over(partition_by=element, order_by=took).label("place"),
            func.count().over(partition_by=element).label("total"),
        )
        .join_from(over, began, and_(*same))
        .where(over.c.at >= since, over.c.at < until)
        .subquery()
    )
    middle = (
        select(ranked.c.process_key, ranked.c.activity_id, ranked.c.total, func.avg(ranked.c.took))
        .where(ranked.c.place * 2 >= ranked.c.total, ranked.c.place * 2 <= ranked.c.total + 2)
        .group_by(ranked.c.process_key, ranked.c.activity_id, ranked.c.total)
    )
    return [((process, activity), total, took) for process, activity, total, took in session.execute(middle)]


def _numbered(version_id: int, state: str) -> Any:
    """The first, second, third time that an element began (or was finished) in a case."""
    row = aliased(HistoricActivity)
    element = row.instance_id, row.process_key, row.activity_id
    return (
        select(*element, row.at, func.row_number().over(partition_by=element, order_by=row.id).label("nth"))
        .join(ProcessInstance, ProcessInstance.id == row.instance_id)
        .where(_of(version_id), row.kind.in_(LASTING), row.state == state)
        .subquery()
    )


def _dates(
    session: Session, version_id: int, since: datetime, until: datetime, now: datetime
) -> list[tuple[Element, int, int]]:
    """Tasks that had a date: how many, and how many of those were or are late."""
    open_now = and_(Task.state == TaskState.OPEN, ProcessInstance.state == InstanceState.ACTIVE)
    finished = and_(Task.state == TaskState.COMPLETED, Task.ended_at >= since, Task.ended_at < until)
    late = case((and_(Task.state == TaskState.OPEN, Task.due_at < now), 1), (Task.ended_at > Task.due_at, 1), else_=0)
    query = (
        select(Task.process_key, Task.activity_id, func.count(), func.sum(late))
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .where(_of(version_id), Task.due_at.is_not(None), open_now | finished)
        .group_by(Task.process_key, Task.activity_id)
    )
    return [((process, activity), dated, int(late)) for process, activity, dated, late in session.execute(query)]


def _of(version_id: int) -> ColumnElement[bool]:
    return ProcessInstance.version_id == version_id


def seconds(session: Session, begin: Any, end: Any) -> ColumnElement[float]:
    """SQLite has no intervals, PostgreSQL no Julian days."""
    if session.get_bind().dialect.name == "sqlite":
        return (func.julianday(end, type_=Float) - func.julianday(begin, type_=Float)) * 86_400
    return cast(extract("epoch", end - begin), Float)

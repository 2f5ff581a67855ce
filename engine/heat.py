"""Where the cases of a version were, how long its elements took and how often they were late: counts, never a case.

What is counted stands still: it is about a stretch of time that is over, and a case that moved to another version
later counts for the version it was on then. So the same question has the same answer, whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, Label, and_, case, cast, extract, func, or_, select
from sqlalchemy.orm import Session, aliased

from engine.migration.tables import CaseState, Migration, MigrationCase
from engine.models import HistoricActivity, InstanceState, ProcessInstance, Task, TaskState

Element = tuple[str, str]  # process key, activity id
Span = tuple[datetime, datetime]  # from the first moment until just before the second
LASTING = ("userTask", "callActivity", "subProcess")  # of these the history tells when they began


@dataclass
class Heat:
    """What the figures say of one element; lists have a number for each part of the period."""

    here: int = 0  # cases that were here when the period ended
    ended: list[int] = field(default_factory=list)  # times that it was finished
    median: timedelta | None = None
    late: list[int] = field(default_factory=list)  # tasks that were due in it and not finished by then
    timely: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, parts: Sequence[Span]) -> Heat:
        none = [0] * len(parts)
        return cls(ended=[*none], late=[*none], timely=[*none])


def of_version(session: Session, version_id: int, parts: Sequence[Span]) -> dict[Element, Heat]:
    """Per element, in a period made of these parts that follow each other."""
    found: dict[Element, Heat] = {}

    def of(element: Element) -> Heat:
        return found.setdefault(element, Heat.of(parts))

    for element, count in _here(session, version_id, parts[-1][1]):
        of(element).here = count
    for element, part, count in _ended(session, version_id, parts):
        of(element).ended[part] = count
    for element, seconds_taken in _medians(session, version_id, (parts[0][0], parts[-1][1])):
        of(element).median = timedelta(seconds=float(seconds_taken))
    for element, part, due, late in _dates(session, version_id, parts):
        of(element).late[part], of(element).timely[part] = late, due - late
    return found


def running(session: Session, version_id: int) -> int:
    query = select(func.count()).where(
        ProcessInstance.version_id == version_id, ProcessInstance.state == InstanceState.ACTIVE
    )
    return session.scalar(query) or 0


def _here(session: Session, version_id: int, at: datetime) -> list[tuple[Element, int]]:
    """Cases at the tasks of people, and inside a called process at the element that called it."""
    tasks = (
        select(Task.process_key, Task.activity_id, func.count(Task.instance_id.distinct()))
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .where(
            _was_on(version_id, at), _ran(at), Task.created_at < at, or_(Task.ended_at.is_(None), Task.ended_at >= at)
        )
        .group_by(Task.process_key, Task.activity_id)
    )
    row = HistoricActivity
    began = func.sum(case((row.state == "started", 1), else_=-1))
    inside = (
        select(row.process_key, row.activity_id, row.instance_id)
        .join(ProcessInstance, ProcessInstance.id == row.instance_id)
        .where(_was_on(version_id, at), _ran(at), row.kind == "callActivity", row.at < at)
        .group_by(row.process_key, row.activity_id, row.instance_id)
        .having(began > 0)
        .subquery()
    )
    calls = select(inside.c.process_key, inside.c.activity_id, func.count()).group_by(
        inside.c.process_key, inside.c.activity_id
    )
    rows = [*session.execute(tasks), *session.execute(calls)]
    return [((process, activity), count) for process, activity, count in rows]


def _ended(session: Session, version_id: int, parts: Sequence[Span]) -> list[tuple[Element, int, int]]:
    row = HistoricActivity
    part = _part(row.at, parts)
    query = (
        select(row.process_key, row.activity_id, part, func.count())
        .join(ProcessInstance, ProcessInstance.id == row.instance_id)
        .where(_was_on(version_id, row.at), row.kind.in_(LASTING), row.state == "completed", _within(row.at, parts))
        .group_by(row.process_key, row.activity_id, part)
    )
    return [((process, activity), number, count) for process, activity, number, count in session.execute(query)]


def _medians(session: Session, version_id: int, span: Span) -> list[tuple[Element, float]]:
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
        .join(ProcessInstance, ProcessInstance.id == over.c.instance_id)
        .where(_was_on(version_id, over.c.at), _within(over.c.at, [span]))
        .subquery()
    )
    middle = (
        select(ranked.c.process_key, ranked.c.activity_id, func.avg(ranked.c.took))
        .where(ranked.c.place * 2 >= ranked.c.total, ranked.c.place * 2 <= ranked.c.total + 2)
        .group_by(ranked.c.process_key, ranked.c.activity_id)
    )
    return [((process, activity), took) for process, activity, took in session.execute(middle)]


def _numbered(version_id: int, state: str) -> Any:
    """The first, second, third time that an element began (or was finished) in a case."""
    row = aliased(HistoricActivity)
    element = row.instance_id, row.process_key, row.activity_id
    return (
        select(*element, row.at, func.row_number().over(partition_by=element, order_by=row.id).label("nth"))
        .join(ProcessInstance, ProcessInstance.id == row.instance_id)
        .where(_ever_on(version_id), row.kind.in_(LASTING), row.state == state)
        .subquery()
    )


def _dates(session: Session, version_id: int, parts: Sequence[Span]) -> list[tuple[Element, int, int, int]]:
    """Tasks whose date fell in each part: how many, and how many of those were not finished by then."""
    part = _part(Task.due_at, parts)
    is_late = or_(Task.ended_at.is_(None), Task.ended_at > Task.due_at)
    counts = is_late | (Task.state == TaskState.COMPLETED)  # what was taken back before its date was never due
    query = (
        select(Task.process_key, Task.activity_id, part, func.count(), func.sum(case((is_late, 1), else_=0)))
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .where(_was_on(version_id, Task.due_at), _within(Task.due_at, parts), counts)
        .group_by(Task.process_key, Task.activity_id, part)
    )
    rows = session.execute(query)
    return [((process, activity), number, due, int(late)) for process, activity, number, due, late in rows]


def _part(moment: Any, parts: Sequence[Span]) -> Label[int]:
    """In which of the parts this moment lies, by its number."""
    return case(*((moment < until, number) for number, (_, until) in enumerate(parts))).label("part")


def _within(moment: Any, parts: Sequence[Span]) -> ColumnElement[bool]:
    return and_(moment >= parts[0][0], moment < parts[-1][1])


def _ran(at: datetime) -> ColumnElement[bool]:
    return and_(
        ProcessInstance.started_at < at, or_(ProcessInstance.ended_at.is_(None), ProcessInstance.ended_at >= at)
    )


def _was_on(version_id: int, at: Any) -> ColumnElement[bool]:
    """The case was on this version then: what it moved away from first after that moment, or what it is on now."""
    moved_from = (
        select(Migration.from_version_id)
        .join(MigrationCase, MigrationCase.migration_id == Migration.id)
        .where(MigrationCase.instance_id == ProcessInstance.id, MigrationCase.state == CaseState.MOVED)
        .where(MigrationCase.at > at)
        .order_by(MigrationCase.at, MigrationCase.id)
        .limit(1)
        .scalar_subquery()
    )
    return and_(_ever_on(version_id), func.coalesce(moved_from, ProcessInstance.version_id) == version_id)


def _ever_on(version_id: int) -> ColumnElement[bool]:
    left = (
        select(MigrationCase.instance_id)
        .join(Migration, Migration.id == MigrationCase.migration_id)
        .where(Migration.from_version_id == version_id, MigrationCase.state == CaseState.MOVED)
    )
    return or_(ProcessInstance.version_id == version_id, ProcessInstance.id.in_(left))


def seconds(session: Session, begin: Any, end: Any) -> ColumnElement[float]:
    """SQLite has no intervals, PostgreSQL no Julian days."""
    if session.get_bind().dialect.name == "sqlite":
        return (func.julianday(end, type_=Float) - func.julianday(begin, type_=Float)) * 86_400
    return cast(extract("epoch", end - begin), Float)

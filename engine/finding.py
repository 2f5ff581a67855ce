"""How many tasks there are of each kind somebody asks for, and in which cases; in one question each.

`among` is what `tasks.within` answered: a page with several of these asks for it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from engine import tasks
from engine.access import Actor
from engine.models import Task


@dataclass(frozen=True)
class Wanted:
    """A choice among the open tasks of one person."""

    which: str = "alle"  # mijn, groep or alle
    overdue: bool = False
    step: int | None = None
    due_before: datetime | None = None
    due_from: datetime | None = None


def counts(
    session: Session, actor: Actor, wanted: Sequence[Wanted], *, among: ColumnElement[bool], now: datetime
) -> list[int]:
    """How many of each, up to `tasks.COUNT_LIMIT`: beyond that, counting costs more than it tells."""
    if not wanted:
        return []
    columns = []
    for one in wanted:
        some = select(Task.id).where(among, _meant(actor, one, now)).limit(tasks.COUNT_LIMIT).subquery()
        columns.append(select(func.count()).select_from(some).scalar_subquery())
    return list(session.execute(select(*columns)).one())


def cases(session: Session, actor: Actor, *, among: ColumnElement[bool], limit: int) -> list[int]:
    """The cases in which a task waits for this person, the most pressing first."""
    first = func.min(Task.due_at)
    query = select(Task.instance_id).where(among, tasks.choice(actor, "alle"))
    query = query.group_by(Task.instance_id).order_by(first.is_(None), first, Task.instance_id).limit(limit)
    return list(session.scalars(query))


def follow_ups(
    session: Session, actor: Actor, *, among: ColumnElement[bool], after: datetime, limit: int
) -> list[Task]:
    """Of his open tasks those that have a day to look at them again, the nearest first."""
    query = select(Task).where(among, tasks.choice(actor, "alle"), Task.follow_up_at.is_not(None))
    return list(session.scalars(query.where(Task.follow_up_at >= after).order_by(Task.follow_up_at).limit(limit)))


def _meant(actor: Actor, one: Wanted, now: datetime) -> ColumnElement[bool]:
    asked = [tasks.choice(actor, one.which)]
    if one.overdue:
        asked.append(Task.due_at < now)
    if one.step is not None:
        asked.append(Task.step == one.step)
    if one.due_from is not None:
        asked.append(Task.due_at >= one.due_from)
    if one.due_before is not None:
        asked.append(Task.due_at < one.due_before)
    return and_(*asked)

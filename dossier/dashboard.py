"""How the cases of a regisseur stand together: counts and moments by grouped questions, never one for each case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from dossier import sight
from dossier.actions import Action, ActionStatus
from dossier.groups import Groep
from engine import heat
from engine.access import Actor, Participant
from engine.models import InstanceState, ProcessInstance, Task, TaskState

WEEK, MONTH = timedelta(days=7), timedelta(days=28)


@dataclass(frozen=True)
class Chosen:
    """Of which cases, and what happened when."""

    actor: Actor
    since: datetime
    until: datetime  # up to here, not with it
    area: str = ""  # a part of the municipality; empty: all of it


@dataclass(frozen=True)
class Stand:
    """The cases that are in a step now."""

    step: int | None
    running: int
    late: int  # of these: with a task past its term


@dataclass(frozen=True)
class Pace:
    """How long a step took where it was done in the period, and how its terms were kept; without a step: a case."""

    step: int | None
    finished: int = 0
    median: timedelta | None = None
    dated: int = 0  # tasks with a term: done in the period, or open now
    over: int = 0  # of these: past it


@dataclass(frozen=True)
class Late:
    """Open tasks past their term, by how long."""

    step: int | None
    week: int  # up to seven days
    month: int  # up to 28
    longer: int
    oldest: datetime

    @property
    def total(self) -> int:
        return self.week + self.month + self.longer


@dataclass(frozen=True)
class Owned:
    """The actions of one organisation."""

    owner: str
    open: int
    late: int  # of the open ones
    done: int  # in the period
    stopped: int  # in the period: failed, or no longer in the plan


def cases_of(chosen: Chosen) -> Select[int]:
    """The ids of the cases that are counted: only what this person may see whole."""
    mine = sight.cases_in_full(chosen.actor)
    if not chosen.area:
        return mine
    there = select(_reference()).where(Groep.area == chosen.area)
    return mine.join(ProcessInstance, ProcessInstance.id == Participant.instance_id).where(
        ProcessInstance.business_key.in_(there)
    )


def areas(session: Session, actor: Actor) -> list[str]:
    """The parts of the municipality where these cases are."""
    keys = select(ProcessInstance.business_key).where(ProcessInstance.id.in_(sight.cases_in_full(actor)))
    query = select(Groep.area).where(_reference().in_(keys), Groep.area != "").distinct().order_by(Groep.area)
    return list(session.scalars(query))


def stands(session: Session, chosen: Chosen, *, now: datetime) -> list[Stand]:
    mine = and_(ProcessInstance.id.in_(cases_of(chosen)), ProcessInstance.state == InstanceState.ACTIVE)
    running = select(ProcessInstance.step, func.count()).where(mine).group_by(ProcessInstance.step)
    late = (
        select(ProcessInstance.step, func.count(Task.instance_id.distinct()))
        .join(Task, Task.instance_id == ProcessInstance.id)
        .where(mine, _past(now))
        .group_by(ProcessInstance.step)
    )
    behind: dict[int | None, int] = {step: count for step, count in session.execute(late)}
    return [Stand(step, count, behind.get(step, 0)) for step, count in session.execute(running)]


def paces(session: Session, chosen: Chosen, *, now: datetime) -> list[Pace]:
    """Per step, and the whole case as the one without a step."""
    found: dict[int | None, dict[str, Any]] = {None: {}}
    for query in (_visits(session, chosen), _whole(session, chosen)):
        for step, count, seconds in session.execute(query):
            found.setdefault(step, {}).update(finished=count, median=timedelta(seconds=float(seconds)))
    for step, dated, over in session.execute(_terms(chosen, now)):
        if step is not None:
            found.setdefault(step, {}).update(dated=dated, over=int(over))
    return [Pace(step, **values) for step, values in found.items()]


def late(session: Session, chosen: Chosen, *, now: datetime) -> list[Late]:
    one = func.sum(case((Task.due_at >= now - WEEK, 1), else_=0))
    two = func.sum(case((and_(Task.due_at < now - WEEK, Task.due_at >= now - MONTH), 1), else_=0))
    more = func.sum(case((Task.due_at < now - MONTH, 1), else_=0))
    query = (
        select(Task.step, one, two, more, func.min(Task.due_at))
        .where(_past(now), Task.instance_id.in_(cases_of(chosen)))
        .group_by(Task.step)
    )
    return [Late(step, int(a), int(b), int(c), oldest) for step, a, b, c, oldest in session.execute(query)]


def actions(session: Session, chosen: Chosen, *, today: date) -> list[Owned]:
    ended = and_(Action.ended_at >= chosen.since, Action.ended_at < chosen.until)
    running = Action.status == ActionStatus.OPEN
    stopped = Action.status.in_((ActionStatus.FAILED, ActionStatus.DROPPED))
    columns = [
        func.sum(case((condition, 1), else_=0))
        for condition in (
            running,
            and_(running, Action.due_on < today),
            and_(Action.status == ActionStatus.DONE, ended),
            and_(stopped, ended),
        )
    ]
    query = select(Action.owner, *columns).where(Action.instance_id.in_(cases_of(chosen))).group_by(Action.owner)
    return [Owned(owner, *map(int, counts)) for owner, *counts in session.execute(query) if any(counts)]


def _past(now: datetime) -> ColumnElement[bool]:
    return and_(Task.state == TaskState.OPEN, Task.due_at < now)


def _reference() -> ColumnElement[str]:
    """What the case of a group carries: "groep-12"."""
    return literal("groep-") + cast(Groep.id, String)


def _visits(session: Session, chosen: Chosen) -> Select[*tuple[Any, ...]]:
    """Of each case how long each step took, from its first task to its last; while it is in a step it is not done."""
    began, ended = func.min(Task.created_at), func.max(Task.ended_at)
    visits = (
        select(Task.instance_id, Task.step, began.label("began"), ended.label("ended"))
        .where(Task.step.is_not(None), Task.instance_id.in_(cases_of(chosen)))
        .group_by(Task.instance_id, Task.step)
        .having(func.sum(case((Task.state == TaskState.OPEN, 1), else_=0)) == 0)
        .having(ended >= chosen.since, ended < chosen.until)
        .subquery()
    )
    left = or_(
        ProcessInstance.state != InstanceState.ACTIVE,
        ProcessInstance.step.is_(None),
        ProcessInstance.step != visits.c.step,
    )
    took = heat.seconds(session, visits.c.began, visits.c.ended)
    query = select(visits.c.step.label("step"), took.label("took"))
    return middle(query.join(ProcessInstance, ProcessInstance.id == visits.c.instance_id).where(left))


def _whole(session: Session, chosen: Chosen) -> Select[*tuple[Any, ...]]:
    took = heat.seconds(session, ProcessInstance.started_at, ProcessInstance.ended_at)
    query = select(literal(None, String).label("step"), took.label("took")).where(
        ProcessInstance.state != InstanceState.ACTIVE,
        ProcessInstance.ended_at >= chosen.since,
        ProcessInstance.ended_at < chosen.until,
        ProcessInstance.id.in_(cases_of(chosen)),
    )
    return middle(query)


def middle(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Per step how many, and the middle one, or halfway the middle two."""
    each = query.subquery()
    ranked = select(
        each.c.step,
        each.c.took,
        func.row_number().over(partition_by=each.c.step, order_by=each.c.took).label("place"),
        func.count().over(partition_by=each.c.step).label("total"),
    ).subquery()
    middle = and_(ranked.c.place * 2 >= ranked.c.total, ranked.c.place * 2 <= ranked.c.total + 2)
    return (
        select(ranked.c.step, ranked.c.total, func.avg(ranked.c.took))
        .where(middle)
        .group_by(ranked.c.step, ranked.c.total)
    )


def _terms(chosen: Chosen, now: datetime) -> Select[*tuple[Any, ...]]:
    """Tasks that had a term: how many, and how many of those were or are past it."""
    done = and_(Task.state == TaskState.COMPLETED, Task.ended_at >= chosen.since, Task.ended_at < chosen.until)
    over = case((_past(now), 1), (Task.ended_at > Task.due_at, 1), else_=0)
    return (
        select(Task.step, func.count(), func.sum(over))
        .where(Task.due_at.is_not(None), or_(Task.state == TaskState.OPEN, done))
        .where(Task.instance_id.in_(cases_of(chosen)))
        .group_by(Task.step)
    )

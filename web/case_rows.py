"""The groups of a person as rows: where each stands and what is to be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, defer

from dossier import groups, last_seen
from engine import access, finding
from engine.access import Actor
from engine.models import InstanceState, ProcessInstance, Task, TaskCandidate, TaskState
from web import sight, words


@dataclass(frozen=True)
class CaseRow:
    """A case as lists show it; nothing in it is about a person."""

    id: int
    title: str
    area: str
    step: int | None
    ended: bool
    now: str
    status: words.Status
    started_at: datetime
    new: bool  # another did something since this person looked


@dataclass(frozen=True)
class CasePage:
    """One page of cases."""

    rows: list[CaseRow]
    total: int
    page: int
    pages: int


SIZE = 25


def waiting(session: Session, actor: Actor, moment: datetime, *, among: ColumnElement[bool], limit: int) -> CasePage:
    """The first cases in which a task waits for this person, the most pressing first; and how many cases he has."""
    ids = finding.cases(session, actor, among=among, limit=limit)
    query = select(ProcessInstance).options(defer(ProcessInstance.snapshot)).where(ProcessInstance.id.in_(ids))
    found = {instance.id: instance for instance in session.scalars(query)}
    rows = _rows(session, [found[number] for number in ids], actor, moment)
    return CasePage(rows=rows, total=_count(session, actor, ended=False), page=1, pages=1)


def page_of(
    session: Session, actor: Actor, moment: datetime, *, number: int, ended: bool, size: int = SIZE
) -> CasePage:
    """A page of the open (or closed) cases of this person."""
    total = _count(session, actor, ended=ended)
    pages = max(1, -(-total // size))
    number = min(max(number, 1), pages)
    query = (
        select(ProcessInstance)
        .options(defer(ProcessInstance.snapshot))
        .where(*_mine(actor, ended))
        .order_by(ProcessInstance.started_at.desc(), ProcessInstance.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    rows = _rows(session, session.scalars(query).all(), actor, moment)
    return CasePage(rows=rows, total=total, page=number, pages=pages)


def _mine(actor: Actor, ended: bool) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    of_state = ProcessInstance.state != InstanceState.ACTIVE if ended else ProcessInstance.state == InstanceState.ACTIVE
    return ProcessInstance.id.in_(access.participations(actor)), of_state


def _count(session: Session, actor: Actor, *, ended: bool) -> int:
    return session.scalar(select(func.count()).select_from(ProcessInstance).where(*_mine(actor, ended))) or 0


def _rows(session: Session, found: Sequence[ProcessInstance], actor: Actor, moment: datetime) -> list[CaseRow]:
    ids = [instance.id for instance in found]
    work = _open_work(session, ids, actor)
    areas = groups.areas(session, [instance.business_key for instance in found])
    new = last_seen.new_cases(session, actor, ids)
    return [
        _row(instance, areas.get(instance.business_key, ""), work.get(instance.id, []), instance.id in new, moment)
        for instance in found
    ]


def _open_work(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, list[tuple[str, datetime | None]]]:
    """Name and term of the open tasks of these cases, in one query; for a partner only his own."""
    mine = select(TaskCandidate.task_id).where(TaskCandidate.group_key.in_(actor.groups))
    meant = Task.instance_id.in_(sight.cases_in_full(actor)) | Task.id.in_(mine) | (Task.assignee == actor.user_key)
    query = (
        select(Task.instance_id, Task.name, Task.due_at)
        .where(Task.instance_id.in_(ids), Task.state == TaskState.OPEN, meant)
        .order_by(Task.due_at.is_(None), Task.due_at)
    )
    work: dict[int, list[tuple[str, datetime | None]]] = {}
    for instance_id, name, due_at in session.execute(query):
        work.setdefault(instance_id, []).append((name, due_at))
    return work


def _row(
    instance: ProcessInstance,
    area: str,
    work: list[tuple[str, datetime | None]],
    new: bool,
    moment: datetime,
) -> CaseRow:
    ended = instance.state is not InstanceState.ACTIVE
    if ended:
        status = words.Status.DONE
    elif not work:
        status = words.Status.WAITS
    else:
        status = words.status_of(work[0][1], moment)
    return CaseRow(
        id=instance.id,
        title=instance.title,
        area=area,
        step=instance.step,
        ended=ended,
        now=_in_words([name for name, _ in work], ended),
        status=status,
        started_at=instance.started_at,
        new=new,
    )


def area_of(session: Session, reference: str) -> str:
    """Where the group is; empty when the key is no group of ours."""
    groep = groups.find(session, reference)
    return groep.area if groep is not None else ""


def _in_words(names: list[str], ended: bool) -> str:
    if ended:
        return _("Afgesloten")
    if not names:
        return _("Wacht op een antwoord of datum")
    if len(set(names)) == 1:
        return names[0] if len(names) == 1 else _("%(names)s, %(names_2)s keer", names=names[0], names_2=len(names))
    return names[0] if len(names) == 1 else _("%(names)s en nog %(value)s", names=names[0], value=len(names) - 1)

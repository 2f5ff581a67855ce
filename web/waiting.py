"""What a case waits for by itself: its timers, each with its name and its moment in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from engine.check.model import Node
from engine.models import Job, JobState, Task
from engine.progress import TIMER
from web import words
from web.outline import Drawing

STANDING = (JobState.OPEN, JobState.HELD, JobState.INCIDENT)


@dataclass(frozen=True)
class Timer:
    """The timers of one element: how many there are, and when the first goes off."""

    activity_id: str
    count: int
    due_at: datetime
    held: bool  # the case is suspended or its clock stands still


@dataclass(frozen=True)
class Waiting:
    """One line for people."""

    name: str
    about: str
    when: str
    note: str


def timers(session: Session, instance_id: int, activity_ids: Iterable[str] | None = None) -> list[Timer]:
    """The timers of a case, the first to go off first."""
    held = func.max(case((Job.state == JobState.HELD, 1), else_=0))
    query = (
        select(Job.activity_id, func.count(), func.min(Job.due_at), held)
        .where(Job.instance_id == instance_id, Job.kind == TIMER, Job.state.in_(STANDING))
        .group_by(Job.activity_id)
        .order_by(func.min(Job.due_at))
    )
    if activity_ids is not None:
        query = query.where(Job.activity_id.in_(list(activity_ids)))
    return [Timer(element, count, due_at, bool(stands)) for element, count, due_at, stands in session.execute(query)]


def of_case(
    session: Session, instance_id: int, drawings: Mapping[str, Drawing], open_tasks: Iterable[Task], moment: datetime
) -> list[Waiting]:
    """What the case waits for, as lines."""
    at_work = {(task.process_key, task.activity_id) for task in open_tasks}
    found = timers(session, instance_id)
    return [told(timer, _node(timer.activity_id, drawings, at_work), moment) for timer in found]


def _node(activity_id: str, drawings: Mapping[str, Drawing], at_work: Collection[tuple[str, str]]) -> Node | None:
    """The element of a timer; where several processes have the same id, the one whose task is at work."""
    same = [(each.key, node) for each in drawings.values() for node in each.nodes if node.id == activity_id]
    busy = [node for key, node in same if (key, node.attached_to) in at_work]
    return next(iter(busy or [node for _, node in same]), None)


def of_task(session: Session, task: Task, drawings: Mapping[str, Drawing], moment: datetime) -> list[Waiting]:
    """The timers on the edge of a task."""
    drawing = drawings.get(task.process_key)
    edges = {node.id: node for node in drawing.nodes if node.attached_to == task.activity_id} if drawing else {}
    if not edges:
        return []
    found = [(timer, edges[timer.activity_id]) for timer in timers(session, task.instance_id, edges)]
    ends = {True: _("deze taak vervalt dan"), False: ""}
    return [replace(told(timer, edge, moment), about=ends[edge.interrupts]) for timer, edge in found]


def told(timer: Timer, node: Node | None, moment: datetime) -> Waiting:
    return Waiting(
        name=_name(node) or timer.activity_id,
        about=_about(node),
        when=_when(timer, moment),
        note=_note(timer, moment),
    )


def _name(node: Node | None) -> str:
    """The name of the timer, or of the event subprocess it starts."""
    if node is None:
        return ""
    return node.name or (node.scope.node.name if node.tag == "startEvent" and node.scope.node else "")


def _about(node: Node | None) -> str:
    """Where it belongs: on the edge of a task it says what happens to that task."""
    if node is None or node.tag != "boundaryEvent":
        return ""
    host = node.scope.nodes.get(node.attached_to)
    if host is None or not host.name:
        return ""
    return _("‘%(name)s’ vervalt dan", name=host.name) if node.interrupts else _("bij ‘%(name)s’", name=host.name)


def _when(timer: Timer, moment: datetime) -> str:
    first = f"{words.day_and_clock(timer.due_at, moment)}, {words.term(timer.due_at, moment)}"
    return first if timer.count == 1 else _("%(count)s keer; de eerste %(first)s", count=timer.count, first=first)


def _note(timer: Timer, moment: datetime) -> str:
    if timer.held:
        return _("De klok staat stil: dit moment schuift mee.")
    return _("Het moment is voorbij; het systeem pakt het zo op.") if timer.due_at <= moment else ""

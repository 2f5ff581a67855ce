"""Asking a colleague to look along at a task one holds. He answers; whoever asked stays responsible.

Question and answer are comments on the task, so their words lie in the vault.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, selectinload

from dossier import audience, colleagues, comments, telling, users
from dossier.keys import InstallationKey
from engine import access, history, tasks
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.errors import Conflict, Forbidden, Invalid, TaskAlreadyCompleted, TaskCancelled
from engine.models import ProcessInstance, Task, TaskState

SHOWN = 5


class AskState(Enum):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class TaskAsk(Base):
    """A question about a task to one colleague."""

    __tablename__ = "task_ask"
    __table_args__ = (
        Index("task_ask_to", "asked_to", "state"),
        Index("task_ask_by", "asked_by", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    asked_by: Mapped[str] = mapped_column(String(40))
    asked_to: Mapped[str] = mapped_column(String(40))
    question_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    state: Mapped[AskState] = mapped_column(default=AskState.OPEN)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(40))


class AskEnded(Conflict):
    """It was answered or withdrawn meanwhile, or there is none."""

    def __init__(self, task_id: int) -> None:
        self.task_id = task_id
        super().__init__(f"No question about task {task_id} waits for this person")


class AskRefused(Invalid):
    """Why this colleague cannot be asked, in words for on screen."""


@dataclass(frozen=True)
class Waiting:
    """A question as my day tells it."""

    ask: TaskAsk
    task: Task
    mine: bool  # this person asked it; otherwise it waits for him


def ask(
    session: Session, task_id: int, to: str, text: str, *, actor: Actor, now: datetime, key: InstallationKey
) -> TaskAsk:
    """Ask a colleague who may do this task too. Whoever asks holds the task: a free one becomes his."""
    task = tasks.claim(session, task_id, by=actor, now=now)  # under a lock; refused when another was first
    colleague = _asked(session, task, to, actor)
    if open_of(session, task_id) is not None:
        raise AskRefused("Er wacht al een vraag op een collega. Trek die eerst in.")
    # Who sees only his own part of the case must be able to read what he is asked.
    kind = audience.within(session, colleague, task.instance_id)
    about: dict[str, Any] = {"actor": actor, "now": now, "key": key, "task_id": task_id}
    question = comments.write(session, task.instance_id, text, meant_for=kind, **about)
    row = TaskAsk(
        instance_id=task.instance_id,
        task_id=task_id,
        asked_by=actor.user_key,
        asked_to=to,
        question_id=question.id,
        asked_at=now,
    )
    session.add(row)
    session.flush()  # its number names the notice
    _note(session, task, f"Collega gevraagd mee te kijken bij taak ‘{task.name}’", actor, now)
    _tell(session, to, row, "Een collega vraagt u om mee te kijken bij een taak.", "v", now)
    return row


def answer(session: Session, task_id: int, text: str, *, actor: Actor, now: datetime, key: InstallationKey) -> TaskAsk:
    """Say what one thinks, and so give the task back to whoever asked."""
    task = tasks.get(session, task_id, by=actor)
    row = _locked(session, task_id)
    if row is None or row.asked_to != actor.user_key:
        raise AskEnded(task_id)
    session.refresh(task)
    if task.state is TaskState.COMPLETED:
        raise TaskAlreadyCompleted(task_id, task.completed_by)
    if task.state is TaskState.CANCELLED:
        raise TaskCancelled(task_id)
    kind = comments.get(session, row.question_id, task.instance_id, actor).meant_for
    about: dict[str, Any] = {"actor": actor, "now": now, "key": key, "task_id": task_id}
    said = comments.write(session, task.instance_id, text, meant_for=kind, **about)
    row.answer_id = said.id
    _end(row, AskState.ANSWERED, actor, now)
    _note(session, task, f"Meegekeken bij taak ‘{task.name}’", actor, now)
    _tell(session, row.asked_by, row, "Uw collega heeft meegekeken en geantwoord.", "a", now)
    return row


def withdraw(session: Session, task_id: int, *, actor: Actor, now: datetime) -> TaskAsk:
    """The question is not needed any more; also for who took the task over."""
    task = tasks.get(session, task_id, by=actor)
    row = _locked(session, task_id)
    if row is None:
        raise AskEnded(task_id)
    if actor.user_key not in (row.asked_by, task.assignee):
        raise Forbidden("Another person asked")
    _end(row, AskState.WITHDRAWN, actor, now)
    _note(session, task, f"Vraag aan een collega ingetrokken bij taak ‘{task.name}’", actor, now)
    return row


def open_of(session: Session, task_id: int) -> TaskAsk | None:
    """The question about this task that waits for an answer; there is at most one."""
    return session.scalars(_open(task_id)).first()


def of_task(session: Session, task_id: int) -> list[TaskAsk]:
    """All that was asked about a task, the newest first."""
    query = select(TaskAsk).where(TaskAsk.task_id == task_id).order_by(TaskAsk.id.desc())
    return list(session.scalars(query.limit(SHOWN)))


def waiting(session: Session, actor: Actor) -> list[Waiting]:
    """Questions that wait for this person, and his own that wait for others; only of cases in which he takes part."""
    query = (
        select(TaskAsk, Task)
        .join(Task, Task.id == TaskAsk.task_id)
        .where(
            TaskAsk.state == AskState.OPEN,
            Task.state == TaskState.OPEN,
            (TaskAsk.asked_to == actor.user_key) | (TaskAsk.asked_by == actor.user_key),
            TaskAsk.instance_id.in_(access.participations(actor)),
        )
        .options(joinedload(Task.instance).defer(ProcessInstance.snapshot))
        .order_by(TaskAsk.id)
        .limit(2 * SHOWN)
    )
    found = [Waiting(row, task, row.asked_by == actor.user_key) for row, task in session.execute(query)]
    return sorted(found, key=lambda each: each.mine)


def candidates(session: Session, task: Task, actor: Actor) -> list[tuple[str, str]]:
    """Key and name of the colleagues who may do this task too."""
    known = colleagues.of(session, actor)
    people = session.scalars(
        select(users.User)
        .where(users.User.id.in_([int(key.removeprefix("user-")) for key, _ in known]))
        .options(selectinload(users.User.roles), joinedload(users.User.organisation))
    )
    able = {each.key for each in people if tasks.may_do(task, users.actor(session, each))}
    return [(key, name) for key, name in known if key in able]


def _asked(session: Session, task: Task, to: str, actor: Actor) -> Actor:
    colleague = users.find(session, to) if to in dict(colleagues.of(session, actor)) else None
    if colleague is None or not colleague.active:
        raise AskRefused("Kies een collega van uw eigen organisatie met een actief account.")
    found = users.actor(session, colleague)
    if not tasks.may_do(task, found):
        raise AskRefused("Deze collega doet niet mee in deze zaak, of mag deze taak niet doen.")
    return found


def _open(task_id: int) -> Select[TaskAsk]:
    return select(TaskAsk).where(TaskAsk.task_id == task_id, TaskAsk.state == AskState.OPEN).order_by(TaskAsk.id)


def _locked(session: Session, task_id: int) -> TaskAsk | None:
    query = _open(task_id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).first()


def _end(row: TaskAsk, state: AskState, actor: Actor, now: datetime) -> None:
    row.state, row.ended_at, row.ended_by = state, now, actor.user_key


def _note(session: Session, task: Task, name: str, actor: Actor, now: datetime) -> None:
    history.note(session, task.instance_id, kind="asking", name=name, by=actor.user_key, step=task.step, now=now)


def _tell(session: Session, user_key: str, row: TaskAsk, text: str, mark: str, now: datetime) -> None:
    telling.tell(session, user_key, text, origin=f"meekijken-{mark}-{row.id}", instance_id=row.instance_id, now=now)

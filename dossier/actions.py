"""The actions of the plan: what, by which organisation, before when, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import reminders
from dossier.errors import ActionNotFound
from engine.db import Base, UtcDateTime


class ActionStatus(Enum):
    OPEN = "open"
    DONE = "klaar"
    FAILED = "niet_gelukt"
    DROPPED = "vervallen"  # no longer in the plan


class Action(Base):
    """One action of the plan. Its title is at group level; persons are in the vault."""

    __tablename__ = "action"
    __table_args__ = (
        Index("action_instance", "instance_id", "status"),
        Index("action_owner", "owner", "status", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    title: Mapped[str] = mapped_column(String(300))
    track: Mapped[str] = mapped_column(String(20))  # groep, persoon, domein
    kind: Mapped[str] = mapped_column(String(20))  # straf, bestuur, fysiek, zorg
    owner: Mapped[str] = mapped_column(String(40))  # organisation key
    start_on: Mapped[date | None]
    due_on: Mapped[date]
    legal_basis: Mapped[str] = mapped_column(default="")
    status: Mapped[ActionStatus] = mapped_column(default=ActionStatus.OPEN)
    note: Mapped[str] = mapped_column(default="")
    blocker: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def reference(self) -> str:
        return f"actie-{self.id}"


@dataclass(frozen=True)
class PlannedAction:
    """An action as the plan states it."""

    title: str
    track: str
    kind: str
    owner: str
    due_on: date
    start_on: date | None = None
    legal_basis: str = ""


def plan(
    session: Session,
    instance_id: int,
    planned: PlannedAction,
    *,
    settings: Mapping[str, Any],
    now: datetime,
) -> Action:
    """Add an action, with its reminders."""
    action = Action(instance_id=instance_id, status=ActionStatus.OPEN, created_at=now)
    _fill(action, planned)
    session.add(action)
    session.flush()  # the reminders refer to it
    _plan_reminders(session, action, settings, now)
    return action


def change(
    session: Session, action: Action, planned: PlannedAction, *, settings: Mapping[str, Any], now: datetime
) -> None:
    """Let the action say what the plan now says; a new due date or owner means new reminders."""
    if action.status is not ActionStatus.OPEN:
        return
    before = (action.due_on, action.owner)
    _fill(action, planned)
    if (action.due_on, action.owner) != before:
        _plan_reminders(session, action, settings, now)


def finish(
    session: Session,
    action: Action,
    status: ActionStatus,
    *,
    now: datetime,
    note: str = "",
    blocker: str = "",
) -> None:
    """Record how an action ended. Ending it twice is once; its reminders stop."""
    if action.status is not ActionStatus.OPEN:
        return
    action.status = status
    action.note = note or action.note
    action.blocker = blocker or action.blocker
    if status is not ActionStatus.OPEN:
        action.ended_at = now
        reminders.cancel(session, action.id, now=now)


def get(session: Session, action_id: int, instance_id: int) -> Action:
    """An action of this case; one of another case does not exist."""
    action = session.get(Action, action_id)
    if action is None or action.instance_id != instance_id:
        raise ActionNotFound(action_id)
    return action


def of_instance(session: Session, instance_id: int) -> list[Action]:
    query = select(Action).where(Action.instance_id == instance_id).order_by(Action.due_on, Action.id)
    return list(session.scalars(query))


def still_open(session: Session, instance_id: int) -> list[Action]:
    return [a for a in of_instance(session, instance_id) if a.status is ActionStatus.OPEN]


def overdue(session: Session, instance_id: int, *, today: date) -> list[Action]:
    """The open actions of a case whose due date has passed."""
    return [action for action in still_open(session, instance_id) if action.due_on < today]


def _fill(action: Action, planned: PlannedAction) -> None:
    action.title = planned.title
    action.track = planned.track
    action.kind = planned.kind
    action.owner = planned.owner
    action.start_on = planned.start_on
    action.due_on = planned.due_on
    action.legal_basis = planned.legal_basis


def _plan_reminders(session: Session, action: Action, settings: Mapping[str, Any], now: datetime) -> None:
    reminders.plan(
        session,
        action_id=action.id,
        instance_id=action.instance_id,
        due_on=action.due_on,
        settings=settings,
        now=now,
    )

"""The actions of the plan: what, by which organisation, before when, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import measures, policy, reminders
from dossier.errors import ActionNotFound
from dossier.policy import About
from dossier.workdays import AMSTERDAM
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
    measure: Mapped[str] = mapped_column(String(20), default="", server_default="")  # a key of measures.LIMITS
    extensions: Mapped[int] = mapped_column(default=0, server_default="0")  # how often the measure was extended
    agreed_on: Mapped[date | None]  # when its owner accepted it
    begun_on: Mapped[date | None]
    status: Mapped[ActionStatus] = mapped_column(default=ActionStatus.OPEN)
    note: Mapped[str] = mapped_column(default="")
    blocker: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def reference(self) -> str:
        return f"actie-{self.id}"


class ActionPaper(Base):
    """What belongs to an action and lies elsewhere: a document as evidence, or a sealed record about a person."""

    __tablename__ = "action_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    reference: Mapped[str] = mapped_column(String(40))  # "document-5" or "kluis-12"
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(40))


class ActionExtension(Base):
    """A further period of a measure, with its own order. Only ever added to."""

    __tablename__ = "action_extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(40))


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
    measure: str = ""
    extensions: int = 0
    agreed: bool = False  # by its owner


@dataclass(frozen=True)
class Package:
    """What an action needs of the package of its case: its terms, and its files with the table of reminders."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


def plan(
    session: Session,
    instance_id: int,
    planned: PlannedAction,
    *,
    package: Package,
    now: datetime,
) -> Action:
    """Add an action, with its reminders; a measure that lasts longer than its article allows is refused."""
    _require_lawful(planned, package)
    action = Action(instance_id=instance_id, status=ActionStatus.OPEN, created_at=now)
    _fill(action, planned, now)
    session.add(action)
    session.flush()  # the reminders refer to it
    _plan_reminders(session, action, package, now)
    return action


def change(session: Session, action: Action, planned: PlannedAction, *, package: Package, now: datetime) -> None:
    """Let the action say what the plan now says; a new due date or owner means new reminders."""
    if action.status is not ActionStatus.OPEN:
        return
    planned = _with_extensions(session, action, planned)
    _require_lawful(planned, package)
    before = (action.due_on, action.owner)
    _fill(action, planned, now)
    if (action.due_on, action.owner) != before:
        _plan_reminders(session, action, package, now)


def prolong(session: Session, action: Action, until: date, *, package: Package, now: datetime) -> None:
    """A measure runs on until this day: one extension more, and new reminders."""
    action.due_on = until
    action.extensions += 1
    _plan_reminders(session, action, package, now)


def progress(action: Action, *, on: date | None, note: str, blocker: str) -> None:
    """Its owner tells how it goes: begun on this day, and what stands in the way."""
    if action.status is ActionStatus.OPEN:
        action.begun_on = action.begun_on or on
        action.note, action.blocker = note, blocker


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


def add_paper(session: Session, action: Action, reference: str, *, by: str, now: datetime) -> None:
    """Lay a document or a sealed record with an action."""
    session.add(ActionPaper(action_id=action.id, reference=reference, added_at=now, added_by=by))


def papers(session: Session, action_id: int) -> list[ActionPaper]:
    query = select(ActionPaper).where(ActionPaper.action_id == action_id).order_by(ActionPaper.id)
    return list(session.scalars(query))


def _with_extensions(session: Session, action: Action, planned: PlannedAction) -> PlannedAction:
    """A plan that was written before a measure was extended does not undo the extension."""
    query = select(ActionExtension.until_on).where(ActionExtension.action_id == action.id)
    periods = list(session.scalars(query))
    if not periods or planned.measure != action.measure:
        return planned
    return replace(planned, due_on=max(planned.due_on, *periods), extensions=max(planned.extensions, len(periods)))


def _require_lawful(planned: PlannedAction, package: Package) -> None:
    measures.require_within_term(
        planned.measure, planned.start_on, planned.due_on, planned.extensions, package.settings
    )


def _fill(action: Action, planned: PlannedAction, now: datetime) -> None:
    action.title = planned.title
    action.track = planned.track
    action.kind = planned.kind
    action.owner = planned.owner
    action.start_on = planned.start_on
    action.due_on = planned.due_on
    action.legal_basis = planned.legal_basis
    action.measure = planned.measure
    action.extensions = planned.extensions
    if planned.agreed:
        action.agreed_on = action.agreed_on or now.astimezone(AMSTERDAM).date()


def _plan_reminders(session: Session, action: Action, package: Package, now: datetime) -> None:
    since = action.start_on or now.astimezone(AMSTERDAM).date()
    about = About(policy.ACTION, action.due_on, since, action.track, action.kind)
    reminders.plan(
        session,
        action_id=action.id,
        instance_id=action.instance_id,
        about=about,
        rules=policy.rules(package.files, about, package.settings, now=now),
        now=now,
    )

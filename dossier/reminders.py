"""Reminders of actions: planned as jobs, shown in the application, never with a name in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import workdays
from engine import access, holding, jobs
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.models import Job, JobState

TOPIC = "herinnering.actie"
DAYS_BEFORE = "actie_herinnering_voor_dagen"
DAYS_AFTER = "actie_herinnering_na_dagen"


class ReminderMoment(Enum):
    BEFORE = "voor"
    ON = "op"
    AFTER = "na"
    ESCALATION = "escalatie"  # to the procesregisseur


class Reminder(Base):
    """A notice for one person, in the application."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("origin", "user_key"),
        Index("reminder_user", "user_key", "seen_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    user_key: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(300))
    origin: Mapped[str] = mapped_column(String(40))  # the job that wrote it: a second attempt adds nothing
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ActionReminder(Base):
    """Which job reminds of which action, so that it can be cancelled."""

    __tablename__ = "action_reminder"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    moment: Mapped[ReminderMoment]


def schedule(due_on: date, *, days_before: int, days_after: int) -> dict[ReminderMoment, datetime]:
    """When to remind: at nine on working days, never later than meant before the due date."""
    after = workdays.first_from(due_on + timedelta(days=days_after))
    days = {
        ReminderMoment.BEFORE: workdays.last_before(due_on - timedelta(days=days_before)),
        ReminderMoment.ON: workdays.last_before(due_on),
        ReminderMoment.AFTER: after,
        ReminderMoment.ESCALATION: workdays.first_from(after + timedelta(days=1)),
    }
    return {moment: workdays.morning(day) for moment, day in days.items()}


def plan(
    session: Session,
    *,
    action_id: int,
    instance_id: int,
    due_on: date,
    settings: Mapping[str, Any],
    now: datetime,
) -> None:
    """Plan the reminders of an action anew. Moments that are past are left out, but never the escalation."""
    cancel(session, action_id, now=now)
    moments = schedule(due_on, days_before=_days(settings, DAYS_BEFORE), days_after=_days(settings, DAYS_AFTER))
    for moment, at in moments.items():
        if moment is ReminderMoment.ESCALATION:
            at = max(at, now)
        if at >= now:
            payload = {"actie": action_id, "moment": moment.value, "einddatum": due_on}
            job = jobs.add(
                session,
                kind=holding.REMINDER,
                topic=TOPIC,
                payload=payload,
                due_at=at,
                now=now,
                instance_id=instance_id,
            )
            session.add(ActionReminder(job_id=job.id, action_id=action_id, moment=moment))


def cancel(session: Session, action_id: int, *, now: datetime) -> None:
    """Cancel what is still planned for an action."""
    query = (
        select(Job)
        .join(ActionReminder, ActionReminder.job_id == Job.id)
        .where(ActionReminder.action_id == action_id, Job.state.in_((JobState.OPEN, JobState.HELD)))
    )
    for job in session.scalars(query):
        jobs.cancel(job, now=now)


def add(session: Session, user_key: str, text: str, *, instance_id: int | None, origin: str, now: datetime) -> bool:
    """Write a notice for one person; False when this origin already did."""
    known = select(Reminder.id).where(Reminder.origin == origin, Reminder.user_key == user_key)
    if session.scalar(known) is not None:
        return False
    session.add(Reminder(instance_id=instance_id, user_key=user_key, text=text[:300], origin=origin, at=now))
    session.flush()  # the same person may be meant twice in one step
    return True


def for_actor(session: Session, actor: Actor, *, unseen: bool = True) -> list[Reminder]:
    """A person's notices, the newest first; those of a case one left are gone with it."""
    query = select(Reminder).where(Reminder.user_key == actor.user_key)
    query = query.where(Reminder.instance_id.is_(None) | Reminder.instance_id.in_(access.participations(actor)))
    if unseen:
        query = query.where(Reminder.seen_at.is_(None))
    return list(session.scalars(query.order_by(Reminder.id.desc()).limit(100)))


def mark_seen(session: Session, reminder_id: int, actor: Actor, *, now: datetime) -> None:
    """Somebody has seen a notice; only his own."""
    reminder = session.get(Reminder, reminder_id)
    if reminder is not None and reminder.user_key == actor.user_key and reminder.seen_at is None:
        reminder.seen_at = now


def _days(settings: Mapping[str, Any], name: str) -> int:
    value = settings.get(name)
    return max(0, int(value)) if value is not None else 7  # the national proposal

"""Reminders of actions: planned as jobs, shown in the application, never with a name in them."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import policy, users
from dossier.policy import About, Rule
from engine import access, holding, jobs
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.models import Job, JobState

TOPIC = "herinnering.actie"


class ReminderMoment(Enum):
    BEFORE = "voor"
    ON = "op"
    AFTER = "na"
    ESCALATION = "escalatie"  # to another than its owner


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
    digested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # it stood in a daily message


class ActionReminder(Base):
    """Which job reminds of which action, so that it can be cancelled."""

    __tablename__ = "action_reminder"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    moment: Mapped[ReminderMoment]


def plan(
    session: Session,
    *,
    action_id: int,
    instance_id: int,
    about: About,
    rules: list[Rule],
    now: datetime,
) -> None:
    """Plan the reminders of an action anew. What is past is left out, but never the escalation."""
    cancel(session, action_id, now=now)
    escalated = False
    for each in reversed(policy.schedule(rules, about.due_on)):
        at, escalates = each.at, each.to != policy.OWNER
        if at < now and (not escalates or escalated):
            continue
        escalated = escalated or (escalates and at < now)
        moment = ReminderMoment.ESCALATION if escalates else ReminderMoment(each.when)
        payload = {"actie": action_id, "moment": moment.value, "einddatum": about.due_on, "aan": each.to}
        job = jobs.add(
            session,
            kind=holding.REMINDER,
            topic=TOPIC,
            payload=payload,
            due_at=max(at, now),
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


def for_digest(session: Session, user_key: str, *, since: datetime) -> list[Reminder]:
    """What a person has not seen, and no daily message has told yet."""
    query = select(Reminder).where(
        Reminder.user_key == user_key,
        Reminder.seen_at.is_(None),
        Reminder.digested_at.is_(None),
        Reminder.at >= since,
    )
    return list(session.scalars(query.order_by(Reminder.id).limit(200)))


def lines_for(session: Session, user_key: str, numbers: list[int]) -> list[str]:
    """The lines of a daily message: what is seen since, or of a case one left, is not told."""
    user = users.find(session, user_key)
    if user is None or not user.active:
        return []
    actor = users.actor(session, user)
    query = select(Reminder).where(
        Reminder.id.in_(numbers),
        Reminder.user_key == user_key,
        Reminder.seen_at.is_(None),
        Reminder.instance_id.is_(None) | Reminder.instance_id.in_(access.participations(actor)),
    )
    found = session.scalars(query.order_by(Reminder.instance_id, Reminder.id))
    return [f"- {f'Zaak {each.instance_id}: ' if each.instance_id else ''}{each.text}" for each in found]


def mark_told(session: Session, user_key: str, *, now: datetime) -> None:
    """A person's notices up to now are no longer for a daily message."""
    session.execute(
        update(Reminder).where(Reminder.user_key == user_key, Reminder.digested_at.is_(None)).values(digested_at=now)
    )

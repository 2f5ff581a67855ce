"""Who may try which job, and when: claims that expire, waits that grow, and in the end an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session

from engine import values
from engine.db import reading, transaction
from engine.errors import EngineError
from engine.models import Incident, Job, JobState
from engine.registry import JobContext

MAX_ATTEMPTS = 10  # over three hours in all: longer than most outages
LEASE = timedelta(minutes=5)  # longer than the slowest handler; the job of a worker that died comes back after it
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
BATCH = 50


@dataclass(frozen=True)
class Claimed:
    """A job taken for one attempt."""

    id: int
    kind: str
    topic: str
    payload: dict[str, Any]
    context: JobContext


def due(*, now: datetime, limit: int = BATCH) -> list[int]:
    """The jobs that are due, oldest first."""
    with reading() as session:
        dead = session.scalar(_dead(now).limit(1)) is not None
        query = select(Job.id).where(*_is_due(now)).order_by(Job.due_at, Job.id)
        found = list(session.scalars(query.limit(limit)))
    if dead:
        with transaction() as session:
            give_up_on_the_dead(session, now=now)
    return found


def take_back_all(session: Session, *, now: datetime) -> None:
    """Free what a worker held that died; only for the one worker of a database that has no other."""
    session.execute(
        update(Job).where(Job.state == JobState.OPEN, Job.locked_until > now).values(locked_until=now),
        execution_options={"synchronize_session": False},
    )


def next_due(session: Session) -> datetime | None:
    """When the earliest open job is due; the worker sleeps until then."""
    return session.scalar(
        select(Job.due_at).where(Job.state == JobState.OPEN, Job.locked_until.is_(None)).order_by(Job.due_at).limit(1)
    )


def claim(session: Session, job_id: int, *, now: datetime) -> Claimed | None:
    """Take the job for one attempt, or None when another was first."""
    taken = session.execute(
        update(Job)
        .where(Job.id == job_id, *_is_due(now))
        .values(locked_until=now + LEASE, attempts=Job.attempts + 1)
        .returning(Job.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if taken is None:
        return None
    job = session.get_one(Job, job_id)
    return Claimed(job.id, job.kind, job.topic, values.loads(job.payload), context_of(job, now))


def context_of(job: Job, now: datetime) -> JobContext:
    return JobContext(
        job_id=job.id,
        instance_id=job.instance_id or 0,
        attempt=job.attempts,
        now=now,
        activity_id=job.activity_id,
        step=job.step,
        actor_key=job.actor_key,
    )


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Said of the row itself, never in a subquery: PostgreSQL does not ask that again of a row it had to wait for."""
    free = or_(Job.locked_until.is_(None), Job.locked_until <= now)
    return Job.state == JobState.OPEN, Job.due_at <= now, Job.attempts < MAX_ATTEMPTS, free


def give_up_on_the_dead(session: Session, *, now: datetime) -> None:
    """A worker that died on the last attempt leaves a lock that expires: an incident, not silence."""
    for job in session.scalars(_dead(now).with_for_update(skip_locked=True)):
        incident(session, job, "worker died", now=now)


def _dead(now: datetime) -> Select[Job]:
    return select(Job).where(Job.state == JobState.OPEN, Job.attempts >= MAX_ATTEMPTS, Job.locked_until <= now)


def failed(session: Session, job: Job, error: Exception, *, now: datetime) -> None:
    """Count a failed attempt: wait longer each time, after the last one an incident. Never the message."""
    name = type(error).__name__
    where = getattr(error, "activity_id", None) or getattr(error, "code", None)
    text = f"{name} ({where})" if where else name
    if job.attempts >= MAX_ATTEMPTS or isinstance(error, EngineError):
        incident(session, job, text, now=now)
        return
    job.error, job.locked_until = text, None
    wait = min(FIRST_WAIT * 2 ** max(job.attempts - 1, 0), LONGEST_WAIT)
    job.due_at = now + wait * (1 + Random(f"{job.id}-{job.attempts}").random() / 4)


def incident(session: Session, job: Job, text: str, *, now: datetime) -> None:
    job.state, job.error, job.locked_until = JobState.INCIDENT, text, None
    session.add(
        Incident(
            job_id=job.id,
            instance_id=job.instance_id,
            activity_id=job.activity_id,
            topic=job.topic or job.kind,
            error=text,
            created_at=now,
        )
    )

"""Who may try which job, and when: claims that expire, waits that grow, and in the end an incident.

Leases and due times are compared with the clock of the worker. Clocks of machines may differ by minutes: a lease is
longer than any call by more than that, and one that ends too early costs a second call with the same key, whose answer
is not taken. What a clock that was wrong for a while left behind, `straighten` puts right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, or_, select, update
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
    stored: bytes
    context: JobContext

    @property
    def payload(self) -> dict[str, Any]:
        """Read only when the attempt has begun: one that cannot be read is a failure of this job, not of the claim."""
        given: dict[str, Any] = values.read(self.stored, "opdracht")
        return given


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
    """When there is something to do next: the earliest job that is due, or the first lease of a dead worker to end.

    All that an idle worker asks; the end of an index each.
    """
    open_jobs = select(Job.due_at).where(Job.state == JobState.OPEN, Job.locked_until.is_(None))
    leases = select(Job.locked_until).where(Job.state == JobState.OPEN, Job.locked_until.is_not(None))
    first = open_jobs.order_by(Job.due_at).limit(1).scalar_subquery()
    lease = leases.order_by(Job.locked_until).limit(1).scalar_subquery()
    moments = session.execute(select(first, lease)).one()
    return min((moment for moment in moments if moment is not None), default=None)


def take(session: Session, *, now: datetime, newest: bool = False) -> Claimed | None:
    """Claim the job that has been due longest (or shortest), passing over those that another worker is claiming."""
    order = (Job.due_at.desc(), Job.id.desc()) if newest else (Job.due_at, Job.id)
    picked = select(Job.id).where(*_is_due(now)).order_by(*order).limit(1)
    # Materialised: PostgreSQL may otherwise ask the inner query more than once, and lock a job for each time.
    first = (
        picked.with_for_update(skip_locked=True, key_share=True)
        .cte("picked")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return _claimed(session, Job.id.in_(select(first.c.id)), now=now)


def claim(session: Session, job_id: int, *, now: datetime) -> Claimed | None:
    """Take this job for one attempt, or None when another was first."""
    return _claimed(session, Job.id == job_id, *_is_due(now), now=now)


def _claimed(session: Session, *which: ColumnElement[bool], now: datetime) -> Claimed | None:
    job = session.scalars(
        update(Job)
        .where(*which)
        .values(locked_until=now + LEASE, attempts=Job.attempts + 1)
        .returning(Job)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).one_or_none()
    return None if job is None else Claimed(job.id, job.kind, job.topic, job.payload, context_of(job, now))


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
    """Said of the row itself: PostgreSQL asks it again of a row that changed while it was being locked."""
    free = or_(Job.locked_until.is_(None), Job.locked_until <= now)
    return Job.state == JobState.OPEN, Job.due_at <= now, Job.attempts < MAX_ATTEMPTS, free


def give_up_on_the_dead(session: Session, *, now: datetime) -> None:
    """A worker that died on the last attempt leaves a lock that expires: an incident, not silence."""
    for job in session.scalars(_dead(now).order_by(Job.id).with_for_update(skip_locked=True, key_share=True)):
        incident(session, job, "worker died", now=now)


def straighten(session: Session, *, now: datetime) -> int:
    """After a clock that was ahead: what it put in a future that is not to come for long, is brought back to now.

    A lease or a wait for a next attempt is never longer than these; nothing is made later than it is now.
    """
    open_jobs = (Job.state == JobState.OPEN,)
    leases = update(Job).where(*open_jobs, Job.locked_until > now + 2 * LEASE).values(locked_until=now)
    waits = update(Job).where(*open_jobs, Job.error.is_not(None), Job.due_at > now + 2 * LONGEST_WAIT)
    found = 0
    for statement in (leases, waits.values(due_at=now)):
        found += _changed(session, statement)
    for job in session.scalars(select(Job).where(*open_jobs, Job.created_at > now + 2 * LEASE).order_by(Job.id)):
        job.created_at, job.due_at = now, now + (job.due_at - job.created_at)
        found += 1
    return found


def _changed(session: Session, statement: Update) -> int:
    outcome = session.execute(statement, execution_options={"synchronize_session": False})
    return int(getattr(outcome, "rowcount", 0))


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

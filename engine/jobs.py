"""Work that waits for the clock or for a machine: claim, call, record. The table is the truth.

A job may run twice (a worker can die between the call and the record); it carries the same id each time, which
handlers send along as idempotency key.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from engine import progress, runtime, values
from engine.db import reading, transaction
from engine.errors import EngineError
from engine.models import Incident, InstanceState, Job, JobState
from engine.progress import HANDLER, TIMER, Case, Step
from engine.registry import BpmnError, Catalogue, Handler, JobContext

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
LEASE = timedelta(minutes=5)  # longer than the slowest handler; the job of a worker that died comes back after it
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Claimed:
    """A job taken for one attempt."""

    id: int
    kind: str
    topic: str
    payload: dict[str, Any]
    context: JobContext


def add(
    session: Session,
    *,
    kind: str,
    topic: str,
    payload: dict[str, Any],
    due_at: datetime,
    now: datetime,
    instance_id: int | None = None,
    activity_id: str = "",
) -> Job:
    """A job of a kind of the caller's own (a mail, a reminder): the handler of `topic` does it, no process waits."""
    job = Job(
        kind=kind,
        topic=topic,
        instance_id=instance_id,
        activity_id=activity_id,
        payload=values.dumps(payload),
        due_at=due_at,
        created_at=now,
    )
    session.add(job)
    session.flush()  # the caller needs the id, to cancel or to name it
    return job


def cancel(job: Job, *, now: datetime) -> None:
    if job.state is JobState.OPEN:
        job.state, job.ended_at = JobState.CANCELLED, now


def settle(session: Session, case: Case, new: list[Job], step: Step) -> None:
    """Try the inner handlers of a step at once, each in a savepoint; one that fails stays a job like any other."""
    waiting = list(new)
    while waiting:
        job = waiting.pop(0)
        if job.topic not in step.catalogue.registry or not step.catalogue.registry[job.topic].inner:
            continue
        if job.state is not JobState.OPEN:
            continue
        scopes, stored = case.scopes, case.stored
        try:
            with session.begin_nested():
                waiting += _do_inner(session, case, job, step)
        except Exception as error:  # noqa: BLE001 (whatever a handler raises becomes a failed attempt)
            case.scopes, case.stored = scopes, stored
            job.attempts += 1
            _failed(session, job, error, now=step.now)


def run_due(catalogue: Catalogue, *, now: datetime, limit: int = 50) -> int:
    """Do the jobs that are due, oldest first; returns how many were taken."""
    with transaction() as session:
        _give_up_on_the_dead(session, now=now)
    with reading() as session:
        found = list(session.scalars(_due(now).order_by(Job.due_at, Job.id).limit(limit)))
    return sum(run(job_id, catalogue, now=now) for job_id in found)


def next_due(session: Session) -> datetime | None:
    """When the earliest open job is due; the worker sleeps until then."""
    return session.scalar(
        select(Job.due_at).where(Job.state == JobState.OPEN, Job.locked_until.is_(None)).order_by(Job.due_at).limit(1)
    )


def run(job_id: int, catalogue: Catalogue, *, now: datetime) -> bool:
    """One attempt at one job; False when another worker was first."""
    with transaction() as session:
        claimed = claim(session, job_id, now=now)
    if claimed is None:
        return False
    step = Step(claimed.context.actor_key if claimed.kind == HANDLER else None, now, catalogue)
    try:
        _attempt(claimed, step)
    except Exception as error:  # noqa: BLE001 (the one place where any failure is caught, counted and shown)
        logger.warning("job %s failed: %s", claimed.id, type(error).__name__)
        with transaction() as session:
            job = session.get_one(Job, job_id, with_for_update=True)
            if job.state is JobState.OPEN:
                _failed(session, job, error, now=now)
    return True


def claim(session: Session, job_id: int, *, now: datetime) -> Claimed | None:
    """Take the job for one attempt, or None when another was first."""
    taken = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.id.in_(_due(now)))
        .values(locked_until=now + LEASE, attempts=Job.attempts + 1)
        .returning(Job.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if taken is None:
        return None
    job = session.get_one(Job, job_id)
    return Claimed(job.id, job.kind, job.topic, values.loads(job.payload), _context(job, now))


def _context(job: Job, now: datetime) -> JobContext:
    return JobContext(
        job_id=job.id,
        instance_id=job.instance_id or 0,
        attempt=job.attempts,
        now=now,
        activity_id=job.activity_id,
        step=job.step,
        actor_key=job.actor_key,
    )


def _due(now: datetime) -> Any:
    free = or_(Job.locked_until.is_(None), Job.locked_until <= now)
    return select(Job.id).where(Job.state == JobState.OPEN, Job.due_at <= now, Job.attempts < MAX_ATTEMPTS, free)


def _give_up_on_the_dead(session: Session, *, now: datetime) -> None:
    """A worker that died on the last attempt leaves a lock that expires: an incident, not silence."""
    dead = select(Job).where(Job.state == JobState.OPEN, Job.attempts >= MAX_ATTEMPTS, Job.locked_until <= now)
    for job in session.scalars(dead):
        _incident(session, job, "worker died", now=now)


def _attempt(claimed: Claimed, step: Step) -> None:
    if claimed.kind == TIMER:
        with transaction() as session:
            _fire(session, claimed.id, step)
        return
    handler = step.catalogue.registry[claimed.topic]
    if handler.inner:
        with transaction() as session:
            _run_inner(session, claimed, step)
        return
    given = handler.input_type(**claimed.payload)
    if handler.load is not None:
        with transaction() as session:
            given = handler.load(session, given, claimed.context)
    try:
        outcome = handler.call(given, claimed.context)
    except BpmnError as error:
        with transaction() as session:
            _throw(session, claimed.id, error.code, step)
        return
    with transaction() as session:
        _record(session, claimed, handler, given, outcome, step)


def _fire(session: Session, job_id: int, step: Step) -> None:
    """A timer is due: the case takes the step it waited for."""
    job = session.get_one(Job, job_id)
    case = _case_of(session, job)
    if case is None or not _still_open(session, job):
        return
    job.state, job.ended_at = JobState.DONE, step.now
    result = runtime.tick(case.definitions, case.instance.snapshot, case.scopes, now=step.now)
    settle(session, case, progress.apply(session, case, result, step), step)


def _run_inner(session: Session, claimed: Claimed, step: Step) -> None:
    job = session.get_one(Job, claimed.id)
    case = _case_of(session, job) if claimed.kind == HANDLER else None
    if not _still_open(session, job) or (case is None and claimed.kind == HANDLER):
        return
    if case is None:
        _call_inner(session, step.catalogue.registry[job.topic], claimed.payload, claimed.context)
        job.state, job.ended_at = JobState.DONE, step.now
        return
    settle(session, case, _do_inner(session, case, job, step), step)


def _do_inner(session: Session, case: Case, job: Job, step: Step) -> list[Job]:
    """Call an inner handler and let the case take the step that follows, in the caller's transaction."""
    handler = step.catalogue.registry[job.topic]
    instance = case.instance
    where = (case.definitions, instance.snapshot, case.scopes, job.spiff_task_id or "")
    try:
        output = _call_inner(session, handler, values.loads(job.payload), _context(job, step.now))
    except BpmnError as error:
        # Foreseen: what the handler wrote stays (a refusal is recorded), and the diagram says how to go on.
        result = runtime.throw(*where, error.code, now=step.now)
    else:
        result = runtime.complete(*where, output, now=step.now)
    job.state, job.ended_at, job.locked_until = JobState.DONE, step.now, None
    return progress.apply(session, case, result, step)


def _call_inner(session: Session, handler: Handler, payload: dict[str, Any], context: JobContext) -> dict[str, Any]:
    return _output(handler.call(session, handler.input_type(**payload), context))


def _record(session: Session, claimed: Claimed, handler: Handler, given: Any, outcome: Any, step: Step) -> None:
    job = session.get_one(Job, claimed.id)
    case = _case_of(session, job) if claimed.kind == HANDLER else None
    if not _still_open(session, job):
        return  # the case moved on while we called: a late answer is not taken
    output = _output(outcome if handler.record is None else handler.record(session, given, outcome, claimed.context))
    job.state, job.ended_at, job.locked_until = JobState.DONE, step.now, None
    if case is None:
        return
    result = runtime.complete(
        case.definitions, case.instance.snapshot, case.scopes, job.spiff_task_id or "", output, now=step.now
    )
    settle(session, case, progress.apply(session, case, result, step), step)


def _throw(session: Session, job_id: int, code: str, step: Step) -> None:
    job = session.get_one(Job, job_id)
    case = _case_of(session, job)
    if case is None or not _still_open(session, job):
        return
    job.state, job.ended_at, job.locked_until = JobState.DONE, step.now, None
    result = runtime.throw(
        case.definitions, case.instance.snapshot, case.scopes, job.spiff_task_id or "", code, now=step.now
    )
    settle(session, case, progress.apply(session, case, result, step), step)


def _case_of(session: Session, job: Job) -> Case | None:
    """The job's case, locked; None when it has ended."""
    if job.instance_id is None or job.instance is None or job.instance.state is not InstanceState.ACTIVE:
        return None
    return progress.lock(session, job.instance_id)


def _still_open(session: Session, job: Job) -> bool:
    session.refresh(job)
    return job.state is JobState.OPEN


def _output(outcome: Any) -> dict[str, Any]:
    if outcome is None:
        return {}
    return {field.name: getattr(outcome, field.name) for field in fields(outcome)}


def _failed(session: Session, job: Job, error: Exception, *, now: datetime) -> None:
    """Count a failed attempt: wait longer each time, after the last one an incident. Never the message."""
    name = type(error).__name__
    where = getattr(error, "activity_id", None) or getattr(error, "code", None)
    text = f"{name} ({where})" if where else name
    if job.attempts >= MAX_ATTEMPTS or isinstance(error, EngineError):
        _incident(session, job, text, now=now)
        return
    job.error, job.locked_until = text, None
    wait = min(FIRST_WAIT * 2 ** max(job.attempts - 1, 0), LONGEST_WAIT)
    job.due_at = now + wait * (1 + Random(f"{job.id}-{job.attempts}").random() / 4)


def _incident(session: Session, job: Job, text: str, *, now: datetime) -> None:
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

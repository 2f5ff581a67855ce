"""Work that waits for the clock or for a machine: claim, call, record. The table is the truth.

A job may run twice (a worker can die between the call and the record); it carries the same id each time, which
handlers send along as idempotency key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import calling, claims, holding, logs, metrics, progress, runtime, signals, values, wake
from engine.claims import Claimed
from engine.db import transaction
from engine.errors import EngineError, InstanceEnded, InstanceSuspended
from engine.holding import MIGRATION
from engine.migration import working
from engine.models import Job, JobState
from engine.progress import HANDLER, TIMER, Case, Step
from engine.registry import BpmnError, Catalogue, Handler

log = logs.get(__name__)

AT_ONCE = 100  # inner handlers in one step; a loop of them goes on as jobs, so that it holds up nobody


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
        state=holding.state_of_new(session, instance_id, kind),
    )
    session.add(job)
    session.flush()  # the caller needs the id, to cancel or to name it
    if due_at <= now:
        wake.announce(session)
    return job


def cancel(job: Job, *, now: datetime) -> None:
    if job.state in (JobState.OPEN, JobState.HELD):
        job.state, job.ended_at = JobState.CANCELLED, now


def settle(session: Session, case: Case, new: list[Job], step: Step) -> None:
    """Try the inner handlers of a step at once, each in a savepoint; one that fails stays a job like any other."""
    waiting = list(new)
    for _ in range(AT_ONCE):
        if not waiting:
            return
        job = waiting.pop(0)
        if job.topic not in step.catalogue.registry or not step.catalogue.registry[job.topic].inner:
            wake.announce(session)
            continue
        if job.state is not JobState.OPEN:
            continue
        scopes, stored = case.scopes, case.stored
        try:
            with session.begin_nested():
                waiting += _do_inner(session, case, job, step)
        except Exception as error:  # (whatever a handler raises becomes a failed attempt)
            log.warning("job failed at once", job=job.id, case=job.instance_id, topic=job.topic, exc_info=error)
            metrics.attempt_failed(job.topic)
            session.expire_all()  # what plain statements wrote was taken back too
            case.scopes, case.stored = scopes, stored
            job.attempts += 1
            claims.failed(session, job, error, now=step.now)
    wake.announce(session)


def run_due(catalogue: Catalogue, *, now: datetime, limit: int = claims.BATCH) -> int:
    """Do the jobs that are due, oldest first; returns how many were taken."""
    return sum(run(job_id, catalogue, now=now) for job_id in claims.due(now=now, limit=limit))


def run(job_id: int, catalogue: Catalogue, *, now: datetime) -> bool:
    """One attempt at one job; False when another worker was first."""
    with transaction() as session:
        claimed = claims.claim(session, job_id, now=now)
    return _do(claimed, catalogue, now)


def perform(session: Session, job_id: int, catalogue: Catalogue, *, now: datetime) -> bool:
    """One attempt inside the caller's transaction, every handler taken for an inner one: for who tries a process out
    in a database of its own, with handlers that are not the real ones."""
    claimed = claims.claim(session, job_id, now=now)
    if claimed is None:
        return False
    step = Step(claimed.context.actor_key if claimed.kind == HANDLER else None, now, catalogue)
    act = {TIMER: lambda: _fire(session, job_id, step), HANDLER: lambda: _run_inner(session, claimed, step)}
    try:
        with session.begin_nested():
            act.get(claimed.kind, lambda: _deliver(session, claimed, step))()
    except Exception as error:  # (whatever a handler raises becomes a failed attempt)
        log.info("job failed in a try-out", topic=claimed.topic or claimed.kind, exc_info=error)
        session.expire_all()
        claims.failed(session, session.get_one(Job, job_id), error, now=now)
    return True


def run_next(catalogue: Catalogue, *, now: datetime, newest: bool = False) -> bool:
    """One attempt at the job that has been due longest (or shortest); False when nothing is due."""
    with transaction() as session:
        claimed = claims.take(session, now=now, newest=newest)
    return _do(claimed, catalogue, now)


def _do(claimed: Claimed | None, catalogue: Catalogue, now: datetime) -> bool:
    if claimed is None:
        return False
    about = {"job": claimed.id, "case": claimed.context.instance_id or None, "topic": claimed.topic or claimed.kind}
    with logs.bound(**about, element=claimed.context.activity_id or None):
        _try(claimed, Step(claimed.context.actor_key if claimed.kind == HANDLER else None, now, catalogue))
    return True


def _try(claimed: Claimed, step: Step) -> None:
    start = metrics.mark()
    try:
        _attempt(claimed, step)
        log.info("job done", attempt=claimed.context.attempt, **metrics.since(start))
    except Exception as error:  # (the one place where any failure is caught, counted and shown)
        log.warning("job failed", attempt=claimed.context.attempt, exc_info=error, **metrics.since(start))
        metrics.attempt_failed(claimed.topic or claimed.kind)
        with transaction() as session:
            job = session.get_one(Job, claimed.id, with_for_update=True)
            # When the lease ran out another attempt is at work: that one counts, this failure says nothing of it.
            if job.state is JobState.OPEN and job.attempts == claimed.context.attempt:
                claims.failed(session, job, error, now=step.now)


def _attempt(claimed: Claimed, step: Step) -> None:
    if claimed.kind == TIMER:
        with transaction() as session:
            _fire(session, claimed.id, step)
        return
    if claimed.kind in signals.KINDS:
        with transaction() as session:
            _deliver(session, claimed, step)
        return
    if claimed.kind == MIGRATION:
        working.attempt(claimed, step)
        return
    handler = step.catalogue.registry[claimed.topic]
    if handler.inner:
        with transaction() as session:
            _run_inner(session, claimed, step)
        return
    _call_outer(claimed, handler, step)


def _call_outer(claimed: Claimed, handler: Handler, step: Step) -> None:
    given = calling.given_of(handler, claimed.payload)
    try:
        if handler.load is not None:
            with transaction() as session:
                given = handler.load(session, given, claimed.context)
        outcome = calling.outer(handler, given, claimed.context)
    except BpmnError as error:
        with transaction() as session:
            job = session.get_one(Job, claimed.id)
            case = _case_of(session, job)
            if _still_open(session, job):
                _throw(session, case, job, error, step)
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
    where = (case.definitions, case.instance.snapshot, case.scopes)
    try:
        result = runtime.tick(*where, now=step.now)
    except EngineError:
        # Perhaps what fails stands behind another timer that is due as well: that is for that one's own job.
        result = runtime.tick(*where, (job.spiff_task_id or "", job.activity_id), now=step.now)
    settle(session, case, progress.apply(session, case, result, step), step)


def _deliver(session: Session, claimed: Claimed, step: Step) -> None:
    """What another case threw is here: this case takes the step it waited for, if it still does."""
    job = session.get_one(Job, claimed.id)
    case = _case_of(session, job)
    if not _still_open(session, job) or (case is None and job.instance is not None and job.instance.suspended_at):
        return
    job.state, job.ended_at, job.locked_until = JobState.DONE, step.now, None
    if case is None:
        return
    where = (case.definitions, case.instance.snapshot, case.scopes)
    result = signals.arrive(*where, claimed.kind, claimed.payload, now=step.now)
    if result is not None:
        settle(session, case, progress.apply(session, case, result, step), step)


def _run_inner(session: Session, claimed: Claimed, step: Step) -> None:
    job = session.get_one(Job, claimed.id)
    case = _case_of(session, job) if claimed.kind == HANDLER else None
    if not _still_open(session, job) or (case is None and claimed.kind == HANDLER):
        return
    if case is None:
        calling.inner(session, step.catalogue.registry[job.topic], claimed.payload, claimed.context)
        job.state, job.ended_at = JobState.DONE, step.now
        return
    settle(session, case, _do_inner(session, case, job, step), step)


def _do_inner(session: Session, case: Case, job: Job, step: Step) -> list[Job]:
    """Call an inner handler and let the case take the step that follows, in the caller's transaction."""
    handler = step.catalogue.registry[job.topic]
    instance = case.instance
    code, output = None, {}
    try:
        output = calling.inner(session, handler, values.read(job.payload, "opdracht"), claims.context_of(job, step.now))
    except BpmnError as error:
        # Foreseen: what the handler wrote stays (a refusal is recorded), and the diagram says how to go on.
        code = error.code
    # Only now: a handler that lets the clock run again moved the timers in the snapshot.
    where = (case.definitions, instance.snapshot, case.scopes, job.spiff_task_id or "")
    if code is None:
        result = runtime.complete(*where, output, now=step.now)
    else:
        result = runtime.throw(*where, code, now=step.now)
    job.state, job.ended_at, job.locked_until = JobState.DONE, step.now, None
    return progress.apply(session, case, result, step)


def _record(session: Session, claimed: Claimed, handler: Handler, given: Any, outcome: Any, step: Step) -> None:
    job = session.get_one(Job, claimed.id)
    case = _case_of(session, job) if claimed.kind == HANDLER else None
    if not _still_open(session, job) and not (job.state is JobState.HELD and claimed.kind != HANDLER):
        return  # the case moved on while we called: a late answer is not taken; but a mail that left is not sent again
    try:
        output = calling.output_of(
            outcome if handler.record is None else handler.record(session, given, outcome, claimed.context)
        )
    except BpmnError as error:
        _throw(session, case, job, error, step)
        return
    job.state, job.ended_at, job.locked_until = JobState.DONE, step.now, None
    if case is None:
        return
    result = runtime.complete(
        case.definitions, case.instance.snapshot, case.scopes, job.spiff_task_id or "", output, now=step.now
    )
    settle(session, case, progress.apply(session, case, result, step), step)


def _throw(session: Session, case: Case | None, job: Job, error: BpmnError, step: Step) -> None:
    """The diagram says how to go on; a job that no process waits for has no diagram, and simply failed."""
    if case is None or job.kind != HANDLER:
        raise error
    job.state, job.ended_at, job.locked_until = JobState.DONE, step.now, None
    result = runtime.throw(
        case.definitions, case.instance.snapshot, case.scopes, job.spiff_task_id or "", error.code, now=step.now
    )
    settle(session, case, progress.apply(session, case, result, step), step)


def _case_of(session: Session, job: Job) -> Case | None:
    """The job's case, locked; None when it has ended or is held still."""
    if job.instance_id is None:
        return None
    try:
        return progress.lock(session, job.instance_id)
    except (InstanceEnded, InstanceSuspended):
        return None


def _still_open(session: Session, job: Job) -> bool:
    session.refresh(job, with_for_update=True)
    return job.state is JobState.OPEN

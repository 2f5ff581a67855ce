"""Jobs out of attempts: an operator looks, mends the cause, and has them done again or handles them himself.

He sees element, topic and class of error; never a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine import holding, jobs, progress, runtime, wake
from engine.errors import Conflict, JobNotFound
from engine.migration import working
from engine.models import Incident, Job, JobState, ProcessInstance
from engine.operations import deeds
from engine.operations.deeds import Deed
from engine.progress import HANDLER, TIMER, Case, Step
from engine.registry import Catalogue

PAGE_SIZE = 25
AT_ONCE = 1000  # as many as one command or click does


class Way(Enum):
    """How an incident can be handled other than by trying again."""

    DROP = "vervalt"  # the work is not done; only where no process waits for it
    DONE = "gelukt"  # somebody did it by hand; only where nothing else depends on how it went
    ERROR = "fout"  # the process goes on as its diagram says for an error of this handler


class WayRefused(Conflict):
    """This incident cannot be handled in this way."""

    def __init__(self, incident_id: int, way: Way) -> None:
        self.incident_id = incident_id
        self.way = way
        super().__init__(f"Incident {incident_id} cannot be handled as {way.value}")


@dataclass(frozen=True)
class Filter:
    """Which open incidents somebody means; nothing given is all of them."""

    topic: str = ""
    error: str = ""  # the class, without the code behind it
    instance_id: int | None = None


EVERYTHING = Filter()


def open_incidents(
    session: Session, *, only: Filter = EVERYTHING, page: int = 1, size: int = PAGE_SIZE
) -> list[Incident]:
    """Incidents nobody has resolved, newest first."""
    query = select(Incident).where(*_chosen(only)).order_by(Incident.id.desc())
    return list(session.scalars(query.limit(size).offset((page - 1) * size)))


def count_open(session: Session, *, only: Filter = EVERYTHING) -> int:
    return session.scalar(select(func.count()).select_from(Incident).where(*_chosen(only))) or 0


def open_ids(session: Session, *, only: Filter = EVERYTHING, limit: int = AT_ONCE) -> list[int]:
    """The oldest first: who waited longest goes first."""
    return list(session.scalars(select(Incident.id).where(*_chosen(only)).order_by(Incident.id).limit(limit)))


def kinds(session: Session) -> tuple[list[str], list[str]]:
    """The topics and the classes of error among the open incidents, to choose from."""
    rows = session.execute(select(Incident.topic, Incident.error).where(*_chosen(EVERYTHING)).distinct()).all()
    return sorted({row.topic for row in rows}), sorted({_class_of(row.error) for row in rows})


def get(session: Session, incident_id: int) -> Incident:
    incident = session.get(Incident, incident_id)
    if incident is None or incident.resolved_at is not None:
        raise JobNotFound(incident_id)
    return incident


def retry(session: Session, incident_id: int, *, reason: str, by: str, now: datetime) -> Incident:
    """Give the job its attempts back; a job whose case went on without it is only closed."""
    why = deeds.given(reason)
    incident, job = _locked(session, incident_id)
    _closed(incident, "opnieuw", reason=why, by=by, now=now)
    if job.state is JobState.INCIDENT:
        job.state = holding.state_of_new(session, job.instance_id, job.kind)
        job.attempts, job.locked_until, job.due_at = 0, None, now
        wake.announce(session)
    _note(session, incident, Deed.RETRIED, reason=why, by=by, now=now)
    return incident


def ways(job: Job, catalogue: Catalogue) -> tuple[Way, ...]:
    """How an incident of this job may be handled without doing the work.

    A process that waits for a service task cannot be told that it went well when the handler delivers something, or
    writes in our own records: what follows would build on what is not there. Then an operator tries again, lets the
    diagram's error route take over, or moves the token.
    """
    if job.kind == TIMER:
        return ()
    if job.kind != HANDLER:
        return (Way.DROP,)
    handler = catalogue.registry[job.topic] if job.topic in catalogue.registry else None
    if handler is None:
        return ()
    by_hand = not handler.inner and not handler.outputs and handler.shares is None
    return ((Way.DONE,) if by_hand else ()) + ((Way.ERROR,) if handler.errors else ())


def resolve(
    session: Session,
    incident_id: int,
    way: Way,
    *,
    reason: str,
    by: str,
    now: datetime,
    catalogue: Catalogue,
    code: str = "",
) -> Incident:
    """Close an incident without trying again; `code` is the error of the handler that the process goes on with."""
    why = deeds.given(reason)
    incident, job = _locked(session, incident_id)
    if job.state is JobState.INCIDENT:
        _require(incident, job, way, code, catalogue)
    _closed(incident, code or way.value, reason=why, by=by, now=now)
    _note(session, incident, Deed.RESOLVED, reason=why, by=by, now=now, how=code or way.value)
    if job.state is JobState.INCIDENT:
        _close(session, job, way, code, Step(by, now, catalogue))
    return incident


def _require(incident: Incident, job: Job, way: Way, code: str, catalogue: Catalogue) -> None:
    known = way in ways(job, catalogue)
    if not known or (way is Way.ERROR and code not in catalogue.registry[job.topic].errors):
        raise WayRefused(incident.id, way)


def _close(session: Session, job: Job, way: Way, code: str, step: Step) -> None:
    """The job ends here; when a process waits for it, the case takes the step that follows."""
    if way is Way.DROP or job.instance_id is None:
        job.state, job.ended_at = JobState.CANCELLED, step.now
        if job.kind == holding.MIGRATION:
            working.give_up(session, job, now=step.now)
        return
    case = progress.lock(session, job.instance_id)
    job.state, job.ended_at, job.locked_until = JobState.DONE, step.now, None
    jobs.settle(session, case, _go_on(session, case, job, way, code, step), step)


def _go_on(session: Session, case: Case, job: Job, way: Way, code: str, step: Step) -> list[Job]:
    where = case.definitions, case.instance.snapshot, case.scopes, job.spiff_task_id or ""
    if way is Way.ERROR:
        return progress.apply(session, case, runtime.throw(*where, code, now=step.now), step)
    return progress.apply(session, case, runtime.complete(*where, {}, now=step.now), step)


def _locked(session: Session, incident_id: int) -> tuple[Incident, Job]:
    """The incident and its job; the case first, as every step does: one under way may be withdrawing this very job."""
    found = session.get(Incident, incident_id)
    if found is not None and found.instance_id is not None:
        session.get(ProcessInstance, found.instance_id, with_for_update={"key_share": True}, populate_existing=True)
    incident = session.get(Incident, incident_id, with_for_update=True, populate_existing=True)
    if incident is None or incident.resolved_at is not None:
        raise JobNotFound(incident_id)
    return incident, session.get_one(Job, incident.job_id, with_for_update=True, populate_existing=True)


def _closed(incident: Incident, how: str, *, reason: str, by: str, now: datetime) -> None:
    """Who, how, why and when, also of an incident that belongs to no case."""
    incident.resolved_at, incident.resolved_by = now, by
    incident.resolution, incident.reason = how, reason


def _note(
    session: Session, incident: Incident, deed: Deed, *, reason: str, by: str, now: datetime, how: str = ""
) -> None:
    """A line in the history of the case, if it has one."""
    if incident.instance_id is None:
        return
    about = f"{incident.activity_id or incident.topic} ({how})" if how else incident.activity_id or incident.topic
    deeds.note(
        session,
        incident.instance_id,
        deed,
        reason=reason,
        by=by,
        now=now,
        about=about,
        activity_id=incident.activity_id,
    )


def _chosen(only: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Incident.resolved_at.is_(None)]
    if only.topic:
        found.append(Incident.topic == only.topic)
    if only.error:
        found.append((Incident.error == only.error) | Incident.error.startswith(f"{only.error} (", autoescape=True))
    if only.instance_id is not None:
        found.append(Incident.instance_id == only.instance_id)
    return found


def _class_of(error: str) -> str:
    return error.partition(" (")[0]

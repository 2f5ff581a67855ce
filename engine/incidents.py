"""Jobs out of attempts: an operator looks, mends the cause and has them done again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.errors import JobNotFound
from engine.models import Incident, Job, JobState, ProcessInstance

PAGE_SIZE = 25


def open_incidents(session: Session, *, page: int = 1) -> list[Incident]:
    """Incidents nobody has resolved, newest first: element, topic and class of error, never a value."""
    query = select(Incident).where(Incident.resolved_at.is_(None)).order_by(Incident.id.desc())
    return list(session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))


def count_open(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Incident).where(Incident.resolved_at.is_(None))) or 0


def retry(session: Session, incident_id: int, *, by: str, now: datetime) -> Incident:
    """Give the job its attempts back; a job whose case went on without it is only closed."""
    found = session.get(Incident, incident_id)
    if found is not None and found.instance_id is not None:
        # The case first, as every step does: one that is under way may be withdrawing this very job.
        session.get(ProcessInstance, found.instance_id, with_for_update=True)
    incident = session.get(Incident, incident_id, with_for_update=True, populate_existing=True)
    if incident is None or incident.resolved_at is not None:
        raise JobNotFound(incident_id)
    incident.resolved_at, incident.resolved_by = now, by
    job = session.get_one(Job, incident.job_id, with_for_update=True, populate_existing=True)
    if job.state is JobState.INCIDENT:
        job.state, job.attempts, job.locked_until, job.due_at = JobState.OPEN, 0, None, now
    return incident

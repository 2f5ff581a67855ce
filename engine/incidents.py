"""Jobs out of attempts: an operator looks, mends the cause and has them done again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.errors import JobNotFound
from engine.models import Incident, InstanceState, JobState

PAGE_SIZE = 25


def open_incidents(session: Session, *, page: int = 1) -> list[Incident]:
    """Incidents nobody has resolved, newest first: element, topic and class of error, never a value."""
    query = select(Incident).where(Incident.resolved_at.is_(None)).order_by(Incident.id.desc())
    return list(session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))


def count_open(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Incident).where(Incident.resolved_at.is_(None))) or 0


def retry(session: Session, incident_id: int, *, by: str, now: datetime) -> Incident:
    """Give the job its attempts back; a job whose case went on without it is only closed."""
    incident = session.get(Incident, incident_id)
    if incident is None or incident.resolved_at is not None:
        raise JobNotFound(incident_id)
    incident.resolved_at, incident.resolved_by = now, by
    job = incident.job
    ended = job.instance is not None and job.instance.state is not InstanceState.ACTIVE
    if job.state is JobState.INCIDENT and not ended:
        job.state, job.attempts, job.locked_until, job.due_at = JobState.OPEN, 0, None, now
    return incident

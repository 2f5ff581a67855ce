"""What the database knows and who watches asks: what is open, what is due, how far behind the work is."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.db import reading
from engine.models import Incident, InstanceState, Job, JobState, ProcessInstance, Task, TaskState

KEPT = 5.0  # seconds; who asks more often costs the database nothing
COUNTED = 10_000  # due jobs; so far behind, counting on tells nothing more


@dataclass
class _Kept:
    """The last answer of this process."""

    at: float = 0.0
    text: bytes = b""


_kept = _Kept()
_counting = threading.Lock()


def of_database(*, now: datetime) -> bytes:
    """The numbers in the text format of Prometheus, at most some seconds old."""
    with _counting:
        if not _kept.text or monotonic() - _kept.at > KEPT:
            with reading() as session:
                _kept.text = _count(session, now)
            _kept.at = monotonic()
        return _kept.text


def forget() -> None:
    """Count anew at the next look."""
    _kept.text = b""


@dataclass(frozen=True, eq=False)  # the registry keeps it by identity
class _Counted:
    """Numbers from the database, in the shape the library asks for."""

    numbers: tuple[Metric, ...]

    def collect(self) -> Iterable[Metric]:
        return self.numbers


def _count(session: Session, now: datetime) -> bytes:
    """Each an indexed query; a table of cases, tasks or jobs is never walked through."""
    open_tasks = select(func.count()).select_from(Task).where(Task.state == TaskState.OPEN)
    open_cases = select(func.count()).select_from(ProcessInstance).where(ProcessInstance.state == InstanceState.ACTIVE)
    unresolved = select(func.count()).select_from(Incident).where(Incident.resolved_at.is_(None))
    due = select(Job.due_at).where(
        Job.state == JobState.OPEN, Job.due_at <= now, or_(Job.locked_until.is_(None), Job.locked_until <= now)
    )
    due_jobs = select(func.count()).select_from(due.limit(COUNTED).subquery())
    oldest = session.scalar(due.order_by(Job.due_at).limit(1))
    numbers = (
        _gauge("open_cases", "Cases that run", session.scalar(open_cases)),
        _gauge("open_tasks", "Tasks that wait for a person", session.scalar(open_tasks)),
        _gauge("open_incidents", "Incidents that nobody has resolved", session.scalar(unresolved)),
        _gauge("due_jobs", f"Jobs that are due and not taken, counted up to {COUNTED}", session.scalar(due_jobs)),
        _gauge("due_job_lag_seconds", "How long the oldest of them waits", (now - (oldest or now)).total_seconds()),
    )
    registry = CollectorRegistry()
    registry.register(_Counted(numbers))
    return generate_latest(registry)


def _gauge(name: str, text: str, value: float | None) -> Metric:
    return GaugeMetricFamily(f"zevenstap_{name}", text, value=value or 0)

"""All cases as the operator sees them: numbers, versions, steps and states; no title, no group, no value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine.models import (
    HistoricActivity,
    Incident,
    InstanceState,
    Job,
    JobState,
    Package,
    PackageVersion,
    ProcessInstance,
)
from engine.operations.deeds import Deed

PAGE_SIZE = 25


class Which(Enum):
    """What the list can be narrowed to."""

    RUNNING = "lopend"
    SUSPENDED = "opgeschort"
    PAUSED = "klok-stil"
    BROKEN = "storing"
    COMPLETED = "afgerond"
    CANCELLED = "gestopt"
    ALL = "alle"


@dataclass(frozen=True)
class CaseLine:
    """A case without its content."""

    id: int
    package: str
    version: int
    step: int | None
    state: InstanceState
    started_at: datetime
    ended_at: datetime | None
    suspended_at: datetime | None
    clock_paused_at: datetime | None
    incidents: int  # open ones

    @property
    def since(self) -> datetime:
        """Since when the case is in the state that is shown."""
        return self.ended_at or self.suspended_at or self.clock_paused_at or self.started_at


_INCIDENTS = (
    select(func.count())
    .where(Incident.instance_id == ProcessInstance.id, Incident.resolved_at.is_(None))
    .scalar_subquery()
)
_LINES = (
    select(
        ProcessInstance.id,
        Package.title,
        PackageVersion.number,
        ProcessInstance.step,
        ProcessInstance.state,
        ProcessInstance.started_at,
        ProcessInstance.ended_at,
        ProcessInstance.suspended_at,
        ProcessInstance.clock_paused_at,
        _INCIDENTS,
    )
    .join(PackageVersion, PackageVersion.id == ProcessInstance.version_id)
    .join(Package, Package.id == PackageVersion.package_id)
)


def cases(session: Session, which: Which, *, page: int = 1, size: int = PAGE_SIZE) -> list[CaseLine]:
    """A page of the list, the newest case first."""
    query = _LINES.where(*_only(which)).order_by(ProcessInstance.id.desc()).limit(size).offset((page - 1) * size)
    return [CaseLine(*row) for row in session.execute(query)]


def count(session: Session, which: Which) -> int:
    return session.scalar(select(func.count()).select_from(ProcessInstance).where(*_only(which))) or 0


def case(session: Session, instance_id: int) -> CaseLine | None:
    row = session.execute(_LINES.where(ProcessInstance.id == instance_id)).one_or_none()
    return None if row is None else CaseLine(*row)


def waiting_jobs(session: Session, instance_id: int) -> Sequence[Job]:
    """What a machine or the clock still does for this case, the first to come first."""
    left = JobState.OPEN, JobState.HELD, JobState.INCIDENT
    query = select(Job).where(Job.instance_id == instance_id, Job.state.in_(left)).order_by(Job.due_at, Job.id)
    return session.scalars(query.limit(100)).all()


def deeds_done(session: Session, instance_id: int) -> Sequence[HistoricActivity]:
    """What people did to the case from outside its process, the latest first."""
    kinds = [deed.kind for deed in Deed]
    query = select(HistoricActivity).where(
        HistoricActivity.instance_id == instance_id, HistoricActivity.kind.in_(kinds)
    )
    return session.scalars(query.order_by(HistoricActivity.id.desc()).limit(100)).all()


def _only(which: Which) -> tuple[ColumnElement[bool], ...]:
    active = ProcessInstance.state == InstanceState.ACTIVE
    broken = select(Incident.id).where(Incident.instance_id == ProcessInstance.id, Incident.resolved_at.is_(None))
    found: dict[Which, tuple[ColumnElement[bool], ...]] = {
        Which.RUNNING: (active,),
        Which.SUSPENDED: (active, ProcessInstance.suspended_at.is_not(None)),
        Which.PAUSED: (active, ProcessInstance.clock_paused_at.is_not(None)),
        Which.BROKEN: (broken.exists(),),
        Which.COMPLETED: (ProcessInstance.state == InstanceState.COMPLETED,),
        Which.CANCELLED: (ProcessInstance.state == InstanceState.CANCELLED,),
        Which.ALL: (),
    }
    return found[which]

"""Which jobs of a case wait until an operator lets it go on, or until its clock runs again.

A suspended case does nothing at all. A case whose clock stands still goes on working; only what waits for a date waits.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import wake
from engine.models import Job, JobState, ProcessInstance

TIMER = "timer"
REMINDER = "reminder"
MIGRATION = "verhuizing"  # an operator's own work on the case, which goes on while the case itself stands still
CLOCKED = frozenset({TIMER, REMINDER})  # the kinds of jobs that wait for a date


def is_held(instance: ProcessInstance, kind: str) -> bool:
    """Whether a job of this kind must wait now."""
    if kind == MIGRATION:
        return False
    return instance.suspended_at is not None or (instance.clock_paused_at is not None and kind in CLOCKED)


def state_of_new(session: Session, instance_id: int | None, kind: str) -> JobState:
    """The state in which a job of this case begins."""
    instance = session.get(ProcessInstance, instance_id) if instance_id is not None else None
    return JobState.HELD if instance is not None and is_held(instance, kind) else JobState.OPEN


def settle(session: Session, instance: ProcessInstance) -> None:
    """Hold the jobs that must wait now, and let go of the others.

    The lease of an attempt under way stays: whoever calls outside at this moment may still be the one to record it.
    """
    waiting = select(Job).where(Job.instance_id == instance.id, Job.state.in_((JobState.OPEN, JobState.HELD)))
    for job in session.scalars(waiting.order_by(Job.id).with_for_update().execution_options(populate_existing=True)):
        job.state = JobState.HELD if is_held(instance, job.kind) else JobState.OPEN
    wake.announce(session)  # what is let go may be due at once

"""What a case throws beyond itself: a signal to every case that waits for it, a message to one of the same group.

Each case that gets it takes a step of its own, by a job: it holds up nobody, and what fails is tried again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from engine import history, rows, runtime, values, wake
from engine.models import InstanceState, Job, JobState, ProcessInstance, Subscription
from engine.runtime import Definitions, Scopes, StepResult, Thrown

SIGNAL, MESSAGE = "signal", "message"
KINDS = frozenset({SIGNAL, MESSAGE})


def spread(session: Session, instance: ProcessInstance, result: StepResult, *, by: str | None, now: datetime) -> None:
    """Add a job for each case that gets something of what this one threw in a step."""
    for thrown in result.signals:
        waiting = session.execute(_elsewhere(instance, SIGNAL, thrown.name).distinct()).all()
        _send(session, SIGNAL, thrown, waiting, by=by, now=now)
    for thrown in result.messages:
        waiting = _one(session, instance, thrown)
        if not waiting:
            detail = "niemand wachtte op dit bericht"
            history.note(session, instance.id, kind="message", name=thrown.name, now=now, by=None, detail=detail)
        _send(session, MESSAGE, thrown, waiting, by=by, now=now)


def arrive(
    definitions: Definitions, snapshot: bytes, scopes: Scopes, kind: str, sent: Mapping[str, Any], *, now: datetime
) -> StepResult | None:
    """What the case does with it; None when it does not wait for that signal any more."""
    where = (definitions, snapshot, scopes)
    if kind == MESSAGE:
        return runtime.receive(*where, sent["name"], sent["values"], sent["correlation"], now=now)
    try:
        return runtime.signal(*where, sent["name"], sent["values"], now=now)
    except runtime.NotWaiting:
        return None


def _elsewhere(instance: ProcessInstance, kind: str, name: str) -> Select[int, datetime | None]:
    return (
        select(Subscription.instance_id, ProcessInstance.suspended_at)
        .join(ProcessInstance, ProcessInstance.id == Subscription.instance_id)
        .where(
            Subscription.message == name,
            Subscription.kind == kind,
            Subscription.instance_id != instance.id,
            ProcessInstance.state == InstanceState.ACTIVE,
        )
        .order_by(Subscription.instance_id)
    )


def _one(session: Session, instance: ProcessInstance, thrown: Thrown) -> Sequence[Any]:
    """The case of the same group that a message is for: rather one that names its correlation, then the oldest."""
    asks = Subscription.correlation
    meant = _elsewhere(instance, MESSAGE, thrown.name).where(
        ProcessInstance.business_key == instance.business_key, or_(asks.is_(None), asks == thrown.correlation)
    )
    return session.execute(meant.order_by(None).order_by(asks.is_(None), Subscription.instance_id).limit(1)).all()


def _send(
    session: Session, kind: str, thrown: Thrown, waiting: Sequence[Any], *, by: str | None, now: datetime
) -> None:
    sent = {"name": thrown.name, "values": dict(thrown.payload), "correlation": thrown.correlation}
    if waiting:
        wake.announce(session)
    base = {"kind": kind, "topic": "", "payload": values.dumps(sent), "due_at": now, "created_at": now, "actor_key": by}
    rows.add(
        session,
        Job,
        [
            {
                **base,
                "instance_id": instance_id,
                "state": JobState.OPEN if suspended_at is None else JobState.HELD,
            }
            for instance_id, suspended_at in waiting
        ],
    )

"""The deeds themselves as lines of history, with the reason somebody gave; and the case, locked for one."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import history
from engine.errors import InstanceEnded, InstanceNotFound, ReasonMissing
from engine.models import HistoricActivity, InstanceState, ProcessInstance

LONGEST_REASON = 500


class Deed(Enum):
    """The kind of a line of history, and how it reads."""

    CLOCK_PAUSED = ("clock_paused", "Klok stilgezet")
    CLOCK_RESUMED = ("clock_resumed", "Klok loopt weer")
    SUSPENDED = ("suspended", "Zaak opgeschort")
    RESUMED = ("resumed", "Zaak hervat")
    CANCELLED = ("cancelled", "Zaak gestopt")
    MOVED = ("moved", "Zaak verplaatst")
    MIGRATED = ("migrated", "Zaak verhuisd naar een andere versie van het proces")
    MIGRATION_UNDONE = ("migration_undone", "Verhuizing teruggedraaid")
    CORRECTED = ("corrected", "Gegeven hersteld")
    RETRIED = ("incident_retried", "Storing: opnieuw geprobeerd")
    RESOLVED = ("incident_resolved", "Storing afgehandeld")

    @property
    def kind(self) -> str:
        return self.value[0]

    @property
    def title(self) -> str:
        return self.value[1]


def locked(session: Session, instance_id: int) -> ProcessInstance:
    """The case for this transaction only, also one that is held still; nothing of it is read that could be broken."""
    instance = session.get(ProcessInstance, instance_id, with_for_update={"key_share": True}, populate_existing=True)
    if instance is None:
        raise InstanceNotFound(instance_id)
    if instance.state is not InstanceState.ACTIVE:
        raise InstanceEnded(instance_id)
    return instance


def given(reason: str) -> str:
    """The reason as history keeps it; nothing is done to a case without one."""
    kept = " ".join(reason.split())[:LONGEST_REASON]
    if not kept:
        raise ReasonMissing
    return kept


def note(
    session: Session,
    instance_id: int,
    deed: Deed,
    *,
    reason: str,
    by: str | None,
    now: datetime,
    about: str = "",
    activity_id: str = "",
) -> None:
    """Add the line; `about` names an element or a variable, never a value."""
    name = f"{deed.title}: {about}" if about else deed.title
    history.note(
        session, instance_id, kind=deed.kind, name=name, detail=reason, by=by, now=now, activity_id=activity_id
    )


def latest(session: Session, instance_id: int, deed: Deed) -> HistoricActivity | None:
    """When this was last done to the case, by whom and why."""
    query = select(HistoricActivity).where(
        HistoricActivity.instance_id == instance_id, HistoricActivity.kind == deed.kind
    )
    return session.scalars(query.order_by(HistoricActivity.id.desc()).limit(1)).first()

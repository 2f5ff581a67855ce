"""What the meeting decided on a group, beside what the decision table proposed; a person decides, each time anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base, UtcDateTime
from engine.errors import Invalid

PRIORITIES = {"hoog": "Hoog", "middel": "Middel", "laag": "Laag"}
OUTCOMES = {
    "prioriteren": "Plan van aanpak maken",
    "terug": "Terug naar het beeld",
    "licht": "Lichte aanpak",
    "niet": "Geen aanpak",
}


class Priority(Base):
    """One decision on the priority of a group."""

    __tablename__ = "priority"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))  # a key of OUTCOMES
    priority: Mapped[str] = mapped_column(String(10), default="")  # a key of PRIORITIES; empty: back to the picture
    proposed: Mapped[str] = mapped_column(String(10), default="")  # what the table said
    reason: Mapped[str] = mapped_column(default="")  # why otherwise than proposed
    forum: Mapped[str] = mapped_column(String(100), default="")
    decided_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(40))

    @property
    def title(self) -> str:
        return PRIORITIES.get(self.priority, "Geen prioriteit")


class NotAPriority(Invalid):
    """The decision does not say enough."""


@dataclass(frozen=True)
class Decided:
    """What was decided."""

    outcome: str
    priority: str
    proposed: str
    reason: str
    forum: str
    decided_on: date


def keep(session: Session, instance_id: int, decided: Decided, *, by: str | None, now: datetime) -> Priority:
    """Keep a decision; that of before stays. The same decision again is once."""
    if decided.outcome not in OUTCOMES:
        raise NotAPriority(f"besluit moet een van {', '.join(OUTCOMES)} zijn.")
    if decided.priority not in PRIORITIES and decided.outcome != "terug":
        raise NotAPriority(f"prioriteit moet een van {', '.join(PRIORITIES)} zijn.")
    before = of_instance(session, instance_id)
    row = Priority(
        instance_id=instance_id,
        outcome=decided.outcome,
        priority="" if decided.outcome == "terug" else decided.priority,
        proposed=decided.proposed if decided.proposed in PRIORITIES else "",
        reason=decided.reason,
        forum=decided.forum[:100],
        decided_on=decided.decided_on,
        at=now,
        by=by,
    )
    if before and _words(before[-1]) == _words(row):
        return before[-1]
    session.add(row)
    return row


def _words(row: Priority) -> tuple[object, ...]:
    return (row.outcome, row.priority, row.proposed, row.reason, row.forum, row.decided_on, row.by)


def of_instance(session: Session, instance_id: int) -> list[Priority]:
    """The decisions on a case, the oldest first."""
    return list(session.scalars(select(Priority).where(Priority.instance_id == instance_id).order_by(Priority.id)))

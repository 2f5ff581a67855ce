"""That a name stands on a list of names: its dates, never the name. What it says lies in the vault record itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base, UtcDateTime

LIST = "namenlijst"


class ListedName(Base):
    """One name on the list of a case. Only what must be found by date or counted; no word about the person."""

    __tablename__ = "listed_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    record: Mapped[str] = mapped_column(String(40), unique=True)  # "kluis-12"; stays when the record was destroyed
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)  # the terms count from here
    informed_on: Mapped[date | None]
    parents_informed_on: Mapped[date | None]
    delay_until: Mapped[date | None]  # when the decision to inform later is looked at again
    delay_record: Mapped[str] = mapped_column(String(40), default="")  # the decision itself, "kluis-13"
    letters: Mapped[list[str]] = mapped_column(JSON, default=list)  # "document-5"
    rechecked_on: Mapped[date | None]
    rechecked_by: Mapped[str | None] = mapped_column(String(40))
    missing_since: Mapped[date | None]  # the police left it out of a later list; a person decides what that means
    child: Mapped[bool | None]  # under twelve when the machine looked; None: it has not looked yet
    fg_on: Mapped[date | None]  # when the FG advised about a child on the list
    fg_outcome: Mapped[str] = mapped_column(String(20), default="")
    fg_record: Mapped[str] = mapped_column(String(40), default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    certificate: Mapped[str] = mapped_column(String(40), default="")  # "vernietiging-3"


def enter(session: Session, instance_id: int, record: str, *, now: datetime) -> None:
    """A name came on the list; the vault calls this for every record of that category."""
    session.add(
        ListedName(
            instance_id=instance_id,
            record=record,
            entered_at=now,
            delay_record="",
            letters=[],
            fg_outcome="",
            fg_record="",
            certificate="",
        )
    )


def leave(session: Session, records: Iterable[str], *, certificate: str, now: datetime) -> None:
    """Names left the list because their records were destroyed."""
    query = select(ListedName).where(ListedName.record.in_(list(records)), ListedName.removed_at.is_(None))
    for row in session.scalars(query):
        row.removed_at, row.certificate = now, certificate


def of_record(session: Session, record: str) -> ListedName | None:
    return session.scalars(select(ListedName).where(ListedName.record == record)).first()


def of_case(session: Session, instance_id: int, *, removed: bool = False) -> list[ListedName]:
    """The names on the list of a case now, or those that left it."""
    query = select(ListedName).where(ListedName.instance_id == instance_id)
    query = query.where(ListedName.removed_at.is_not(None) if removed else ListedName.removed_at.is_(None))
    return list(session.scalars(query.order_by(ListedName.id)))


def cases(session: Session) -> list[int]:
    """The cases that have names on a list."""
    query = select(ListedName.instance_id).where(ListedName.removed_at.is_(None)).distinct()
    return sorted(session.scalars(query))

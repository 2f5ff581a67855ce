"""The groups: an alias and an area, described as a group. No person ever stands here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from engine import access, values
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.models import InstanceState, ProcessInstance


class GroepStatus(Enum):
    OPEN = "open"
    CLOSED = "closed"  # no case runs any more; a new signal opens it again


class Groep(Base):
    """A group of young people, by a name that says nothing about persons."""

    __tablename__ = "groep"
    __table_args__ = (Index("groep_area", "area", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    alias: Mapped[str] = mapped_column(String(100))
    area: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(default="")
    size: Mapped[str] = mapped_column(String(20), default="onbekend")  # a range: "6_10"
    status: Mapped[GroepStatus] = mapped_column(default=GroepStatus.OPEN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(40))
    signals: Mapped[list[GroepSignal]] = relationship(order_by="GroepSignal.id", back_populates="groep")

    @property
    def reference(self) -> str:
        return f"groep-{self.id}"


class GroepSignal(Base):
    """What somebody saw of the group: the fields of the signal form, at group level."""

    __tablename__ = "groep_signal"

    id: Mapped[int] = mapped_column(primary_key=True)
    groep_id: Mapped[int] = mapped_column(ForeignKey("groep.id"), index=True)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    organisation_key: Mapped[str] = mapped_column(String(40))
    user_key: Mapped[str] = mapped_column(String(40))
    seen_on: Mapped[date | None]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary)  # engine.values
    groep: Mapped[Groep] = relationship(back_populates="signals")

    @property
    def fields(self) -> dict[str, Any]:
        loaded: dict[str, Any] = values.loads(self.content)
        return loaded


def create(
    session: Session,
    *,
    alias: str,
    area: str,
    by: str,
    now: datetime,
    description: str = "",
    size: str = "onbekend",
) -> Groep:
    groep = Groep(
        alias=alias.strip(),
        area=area.strip(),
        description=description.strip(),
        size=size,
        status=GroepStatus.OPEN,
        created_at=now,
        created_by=by,
    )
    session.add(groep)
    session.flush()  # callers want its reference
    return groep


def find(session: Session, reference: str) -> Groep | None:
    """The group behind "groep-12"; None for any other text."""
    number = _number(reference)
    return None if number is None else session.get(Groep, number)


def areas(session: Session, references: Iterable[str]) -> dict[str, str]:
    """Where these groups are, for a page with many of them."""
    numbers = {number for reference in references if (number := _number(reference)) is not None}
    found = session.execute(select(Groep.id, Groep.area).where(Groep.id.in_(numbers)))
    return {f"groep-{number}": area for number, area in found}


def _number(reference: str) -> int | None:
    head, _, number = reference.partition("-")
    return int(number) if head == "groep" and number.isascii() and number.isdecimal() and len(number) < 10 else None


def open_groups(session: Session, actor: Actor, *, area: str | None = None) -> list[Groep]:
    """The groups with a running case that this person takes part in; nobody learns of another group."""
    keys = (
        select(ProcessInstance.business_key)
        .where(ProcessInstance.state == InstanceState.ACTIVE)
        .where(ProcessInstance.id.in_(access.participations(actor)))
    )
    references = [int(key.removeprefix("groep-")) for key in session.scalars(keys) if key[6:].isdecimal()]
    query = select(Groep).where(Groep.id.in_(references), Groep.status == GroepStatus.OPEN)
    if area is not None:
        query = query.where(Groep.area == area)
    return list(session.scalars(query.order_by(Groep.alias)))


def running_instance(session: Session, groep: Groep, actor: Actor) -> int | None:
    """The case of this group that a further signal belongs to, if the person may know of it."""
    return session.scalar(
        select(ProcessInstance.id)
        .where(ProcessInstance.business_key == groep.reference)
        .where(ProcessInstance.state == InstanceState.ACTIVE)
        .where(ProcessInstance.id.in_(access.participations(actor)))
        .order_by(ProcessInstance.id.desc())
        .limit(1)
    )


def add_signal(
    session: Session,
    groep: Groep,
    fields: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
    instance_id: int | None = None,
) -> GroepSignal:
    """Add a signal to the group, with who gave it."""
    seen_on = fields.get("datum_signaal")
    signal = GroepSignal(
        groep=groep,
        instance_id=instance_id,
        organisation_key=actor.organisation_key,
        user_key=actor.user_key,
        seen_on=seen_on if type(seen_on) is date else None,
        received_at=now,
        content=values.dumps(fields),
    )
    session.add(signal)
    return signal


def close(groep: Groep) -> None:
    groep.status = GroepStatus.CLOSED

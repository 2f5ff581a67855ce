"""What is handed over when an approach ends: an action that still runs, or guidance, to a new owner. Only added to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import actions, organisations
from dossier.actions import Action, ActionStatus, Package, PlannedAction
from engine import access
from engine.db import Base, UtcDateTime
from engine.errors import Invalid

KINDS = {"actie": "Actie", "begeleiding": "Begeleiding"}


class Overdracht(Base):
    """One thing that went to another owner; what is about persons stays in the vault, so the title names nobody."""

    __tablename__ = "overdracht"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))  # None: it was not in the plan
    what: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20))  # actie, begeleiding
    from_owner: Mapped[str] = mapped_column(String(40), default="")  # organisation key; empty: nobody's before
    to_owner: Mapped[str] = mapped_column(String(40))
    from_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(40))


@dataclass(frozen=True)
class Handed:
    """What somebody hands over."""

    what: str
    kind: str
    to_owner: str
    from_on: date
    action_id: int | None = None


class NotHanded(Invalid):
    """A row of the hand-over does not say enough."""


def hand_over(
    session: Session, instance_id: int, handed: Handed, *, package: Package, by: str | None, now: datetime
) -> Overdracht:
    """Give it to the new owner, who becomes a partner in the case; the row remembers whose it was. Twice is once."""
    if organisations.find(session, handed.to_owner) is None:
        raise NotHanded("nieuwe_eigenaar moet een organisatie zijn die wij kennen.")
    if handed.kind not in KINDS:
        raise NotHanded("soort moet actie of begeleiding zijn.")
    action = _action_of(session, instance_id, handed)
    known = _same(session, instance_id, handed, action)
    if known is not None:
        return known

    row = Overdracht(
        instance_id=instance_id,
        action_id=action.id if action else None,
        what=action.title if action else handed.what,
        kind=handed.kind,
        from_owner=action.owner if action else "",
        to_owner=handed.to_owner,
        from_on=handed.from_on,
        at=now,
        by=by,
    )
    session.add(row)
    access.invite(session, instance_id, organisation_key=handed.to_owner, role=access.PARTNER, now=now)
    if action is not None and action.owner != handed.to_owner:
        actions.change(session, action, _to(action, handed), package=package, now=now)
    session.flush()  # a second row about the same must find it
    return row


def of_instance(session: Session, instance_id: int) -> list[Overdracht]:
    return list(
        session.scalars(select(Overdracht).where(Overdracht.instance_id == instance_id).order_by(Overdracht.id))
    )


def as_row(session: Session, one: Overdracht) -> dict[str, str]:
    """As a page or a letter tells it."""
    return {
        "wat": one.what,
        "soort": KINDS.get(one.kind, one.kind),
        "van": organisations.name_of(session, one.from_owner) if one.from_owner else "–",
        "aan": organisations.name_of(session, one.to_owner),
        "vanaf": f"{one.from_on:%d-%m-%Y}",
    }


def _action_of(session: Session, instance_id: int, handed: Handed) -> Action | None:
    if handed.action_id is None:
        return None
    action = actions.get(session, handed.action_id, instance_id)
    if action.status is not ActionStatus.OPEN:
        raise NotHanded(f"De actie {action.title} is al afgelopen; die kunt u niet overdragen.")
    return action


def _same(session: Session, instance_id: int, handed: Handed, action: Action | None) -> Overdracht | None:
    for row in of_instance(session, instance_id):
        about = row.action_id == action.id if action else row.action_id is None and row.what == handed.what
        if about and (row.to_owner, row.from_on, row.kind) == (handed.to_owner, handed.from_on, handed.kind):
            return row
    return None


def _to(action: Action, handed: Handed) -> PlannedAction:
    return PlannedAction(
        title=action.title,
        track=action.track,
        kind=action.kind,
        owner=handed.to_owner,
        due_on=action.due_on,
        start_on=action.start_on,
        legal_basis=action.legal_basis,
        measure=action.measure,
        extensions=action.extensions,
    )

"""Who sees what: the participants of a case, and the one place that decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base, UtcDateTime
from engine.errors import Forbidden, InstanceNotFound

FEW = 200  # cases; up to here a list starts from the cases, beyond it from its own order


@dataclass(frozen=True)
class Actor:
    """Who acts: opaque keys, the roles held, nothing else."""

    user_key: str  # "user-3"
    organisation_key: str  # "org-1"
    groups: frozenset[str]  # role keys ("procesregisseur") and the organisation key


class Participant(Base):
    """An organisation (or one person of it) takes part in a case, in a role, from-until."""

    __tablename__ = "participant"
    __table_args__ = (
        Index("participant_organisation", "organisation_key", "instance_id"),
        Index("participant_instance", "instance_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    organisation_key: Mapped[str]
    user_key: Mapped[str | None]  # None: everybody of the organisation who holds the role
    role: Mapped[str]  # a group key; "partner" for an organisation that is only invited
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


def participations(actor: Actor) -> Select[int]:
    """The ids of the cases in which the actor takes part now, as a subquery for every list and count."""
    mine = and_(
        or_(Participant.user_key.is_(None), Participant.user_key == actor.user_key),
        Participant.role.in_(actor.groups | {"partner"}),  # who lost a role lost his place in that role
    )
    # Who was invited as one person of an organisation and then left it, left its cases too.
    here = Participant.organisation_key == actor.organisation_key
    return select(Participant.instance_id).where(here, Participant.until.is_(None), mine)


def few_cases(session: Session, actor: Actor) -> list[int] | None:
    """The cases in which the actor takes part; None when there are too many to name."""
    found = list(session.scalars(participations(actor).distinct().limit(FEW + 1)))
    return found if len(found) <= FEW else None


def takes_part(session: Session, actor: Actor, instance_id: int) -> bool:
    return session.scalar(participations(actor).where(Participant.instance_id == instance_id).limit(1)) is not None


def roles_in(session: Session, actor: Actor, instance_id: int) -> frozenset[str]:
    """The roles in which the actor takes part in this case; empty: no participant."""
    found = session.scalars(
        participations(actor).with_only_columns(Participant.role).where(Participant.instance_id == instance_id)
    )
    return frozenset(found)


def require_participant(session: Session, actor: Actor, instance_id: int) -> None:
    """404 for who takes no part: it must look the same as a case that does not exist."""
    if not takes_part(session, actor, instance_id):
        raise InstanceNotFound(instance_id)


def require_role(session: Session, actor: Actor, instance_id: int, role: str) -> None:
    """404 for no participant, 403 for a participant without this role in the case."""
    roles = roles_in(session, actor, instance_id)
    if not roles:
        raise InstanceNotFound(instance_id)
    if role not in roles or role not in actor.groups:
        raise Forbidden(f"Needs the role {role}")


def invite(
    session: Session,
    instance_id: int,
    *,
    organisation_key: str,
    role: str,
    now: datetime,
    user_key: str | None = None,
) -> None:
    """Make an organisation or person a participant; twice is once."""
    known = select(Participant.id).where(
        Participant.instance_id == instance_id,
        Participant.organisation_key == organisation_key,
        Participant.role == role,
        Participant.user_key.is_(None) if user_key is None else Participant.user_key == user_key,
        Participant.until.is_(None),
    )
    if session.scalar(known) is None:
        session.add(
            Participant(
                instance_id=instance_id,
                organisation_key=organisation_key,
                user_key=user_key,
                role=role,
                since=now,
            )
        )
        session.flush()  # the next invitation of the same step must find it

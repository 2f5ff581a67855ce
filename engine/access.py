"""Who sees what: the participants of a case, and the one place that decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, and_, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import rows
from engine.db import ANSWERS, Base, UtcDateTime
from engine.errors import Forbidden, InstanceNotFound

PARTNER = "partner"  # who is only invited
FEW = 200  # cases; up to here a list starts from the cases, beyond it from its own order


@dataclass(frozen=True)
class Actor:
    """Who acts: opaque keys, the roles held, and when."""

    user_key: str  # "user-3"
    organisation_key: str  # "org-1"
    groups: frozenset[str]  # role keys ("procesregisseur") and the organisation key
    at: datetime | None = None  # when he looks; without it emergency access opens nothing


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


class BreakGlass(Base):
    """Emergency access: one person sees one case in which he takes no part, for a short time and with a reason."""

    __tablename__ = "break_glass"
    __table_args__ = (
        Index("break_glass_user", "user_key", "instance_id"),
        Index("break_glass_instance", "instance_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    user_key: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(100))  # by which he may; who loses it loses this too
    reason: Mapped[str] = mapped_column(String(500))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)  # it ends by itself
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # ended earlier
    ended_by: Mapped[str | None] = mapped_column(String(40))


def mine(organisation: Any, user: Any, roles: Any) -> ColumnElement[bool]:
    """What makes a participation somebody's own now; the values may be parameters of a statement built once."""
    return and_(
        Participant.organisation_key == organisation,  # who left it left its cases, also those he alone was asked for
        Participant.until.is_(None),
        or_(Participant.user_key.is_(None), Participant.user_key == user),
        Participant.role.in_(roles),  # who lost a role lost his place in that role
    )


PARAMETERS: tuple[Any, Any, Any] = (bindparam("organisation"), bindparam("user"), bindparam("roles", expanding=True))
_ROLES_IN = select(Participant.role).where(Participant.instance_id == bindparam("instance_id"), mine(*PARAMETERS))

_INVITED = select(Participant.organisation_key, Participant.role, Participant.user_key, Participant.until).where(
    Participant.instance_id == bindparam("instance_id"),
    or_(Participant.user_key.is_not(None), Participant.user_key.is_not_distinct_from(bindparam("user"))),
)


def parameters(actor: Actor) -> dict[str, Any]:
    """The values for a statement with `mine(*PARAMETERS)` in it."""
    roles = sorted(actor.groups | {PARTNER})
    return {"organisation": actor.organisation_key, "user": actor.user_key, "roles": roles}


def participations(actor: Actor) -> Select[int]:
    """The ids of the cases in which the actor takes part now, as a subquery for every list and count."""
    here = mine(actor.organisation_key, actor.user_key, actor.groups | {PARTNER})
    return select(Participant.instance_id).where(here)


def few_cases(session: Session, actor: Actor) -> list[int] | None:
    """The cases in which the actor takes part; None when there are too many to name."""
    found = list(session.scalars(participations(actor).distinct().limit(FEW + 1)))
    return found if len(found) <= FEW else None


def takes_part(session: Session, actor: Actor, instance_id: int) -> bool:
    return bool(roles_in(session, actor, instance_id))


def roles_in(session: Session, actor: Actor, instance_id: int) -> frozenset[str]:
    """The roles in which the actor takes part in this case; empty: no participant."""
    answers: dict[Any, frozenset[str]] = session.info.get(ANSWERS, {})  # every part of a page asks for them
    found = answers.get((actor, instance_id))
    if found is None:
        found = frozenset(session.scalars(_ROLES_IN, {"instance_id": instance_id, **parameters(actor)}))
        answers[actor, instance_id] = found
    return found


def require_participant(session: Session, actor: Actor, instance_id: int) -> None:
    """404 for who takes no part: it must look the same as a case that does not exist."""
    if not takes_part(session, actor, instance_id):
        raise InstanceNotFound(instance_id)


def broken_glass(session: Session, actor: Actor, instance_id: int) -> BreakGlass | None:
    """The emergency access to this case that holds for the actor now."""
    if actor.at is None:
        return None
    query = select(BreakGlass).where(
        BreakGlass.user_key == actor.user_key,
        BreakGlass.instance_id == instance_id,
        BreakGlass.role.in_(actor.groups),
        BreakGlass.until > actor.at,
        BreakGlass.ended_at.is_(None),
    )
    return session.scalars(query.limit(1)).first()


def sees(session: Session, actor: Actor, instance_id: int) -> bool:
    """Whether the actor may look into the case; to do something in it he must take part."""
    return takes_part(session, actor, instance_id) or broken_glass(session, actor, instance_id) is not None


def require_sight(session: Session, actor: Actor, instance_id: int) -> None:
    """404 for who takes no part and has no emergency access."""
    if not sees(session, actor, instance_id):
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
    invite_all(session, instance_id, [(organisation_key, role)], now=now, user_key=user_key)


def invite_all(
    session: Session,
    instance_id: int,
    wanted: Iterable[tuple[str, str]],
    *,
    now: datetime,
    user_key: str | None = None,
    again: bool = True,
) -> set[tuple[str, str]]:
    """Make organisations participants, each in a role; whoever is one stays one.

    A role that one person holds alone in this case, as after a hand-over, is not given to a whole organisation.
    Whose participation somebody ended comes back only when a person asks (`again`), never because the process needs
    him; returns who stayed away so.
    """
    new = list(dict.fromkeys(wanted))
    if not new:
        return set()
    there = session.execute(_INVITED, {"instance_id": instance_id, "user": user_key}).all()
    known = {(row.organisation_key, row.role) for row in there if row.user_key == user_key and row.until is None}
    alone = {row.role for row in there if row.user_key is not None and row.until is None} - {PARTNER}
    alone = alone if user_key is None else set()
    ended = {(row.organisation_key, row.role) for row in there if row.user_key == user_key} - known
    away = set() if again else {pair for pair in new if pair in ended and pair[1] not in alone}
    one = {"instance_id": instance_id, "user_key": user_key, "since": now}
    rows.add(
        session,
        Participant,
        [
            {**one, "organisation_key": key, "role": role}
            for key, role in new
            if (key, role) not in known | away and role not in alone
        ],
    )
    return away

"""How much of a case a participant sees: all of it, or only what is meant for his organisation."""

from __future__ import annotations

from sqlalchemy import Select
from sqlalchemy.orm import Session

from engine import access
from engine.access import Actor, Participant

# The gezag, the regisseur and who watches over privacy follow the whole case; a partner his own part.
IN_FULL = frozenset({"procesregisseur", "burgemeester", "politie", "om", "fg", "privacy_officer"})


def in_full(session: Session, actor: Actor, instance_id: int) -> bool:
    return not access.roles_in(session, actor, instance_id).isdisjoint(IN_FULL)


def cases_in_full(actor: Actor) -> Select[int]:
    """The ids of the cases that this person sees whole, as a subquery."""
    return access.participations(actor).where(Participant.role.in_(IN_FULL))

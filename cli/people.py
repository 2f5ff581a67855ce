"""Who gives a command: the same rules hold for him as on screen."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cli.parts import Parts
from cli.refusal import Refused
from engine.access import Actor


def actor_of(session: Session, parts: Parts, login: str) -> Actor:
    """The person behind a login name."""
    actor = parts.find_actor(session, login)
    if actor is None:
        raise Refused(f"Er is geen gebruiker “{login}”.")
    return actor


def with_role(session: Session, parts: Parts, login: str, *roles: str) -> Actor:
    """The person, who must hold one of the roles."""
    actor = actor_of(session, parts, login)
    if actor.groups.isdisjoint(roles):
        raise Refused(f"Dit mag alleen met de rol {' of '.join(roles)}; {login} heeft die niet.")
    return actor

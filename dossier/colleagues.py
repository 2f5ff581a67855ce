"""Who works at the same organisation: to whom somebody may give his work."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import users
from dossier.users import User
from engine.access import Actor


def of(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Key and name of the other active people of one's organisation, by name."""
    user = users.find(session, actor.user_key)
    me = user.id if user is not None else 0
    found = select(User.id, User.name).where(User.active, User.id != me)
    same = select(User.organisation_id).where(User.id == me).scalar_subquery()
    query = found.where(User.organisation_id == same).order_by(User.name, User.id)
    return [(f"user-{number}", name) for number, name in session.execute(query)]

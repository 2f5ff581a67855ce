"""Who takes part in this installation, without names: for what a package from elsewhere counts on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier.organisations import Organisation, OrganisationKind
from dossier.users import User, UserRole
from engine.packages.arriving import Here


def here(session: Session) -> Here:
    """The roles that an active person holds, and the kinds of organisations that take part."""
    roles = session.scalars(select(UserRole.role).join(User, User.id == UserRole.user_id).where(User.active).distinct())
    kinds = session.scalars(select(Organisation.kind).where(Organisation.active).distinct())
    every = frozenset(kind.value for kind in OrganisationKind)
    return Here(frozenset(roles), frozenset(kind.value for kind in kinds), every)

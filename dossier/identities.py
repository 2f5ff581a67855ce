"""People who log in with their municipality's own provider (OpenID Connect): who there is who here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier.users import User, UserRole
from engine.db import Base, UtcDateTime


@dataclass(frozen=True)
class Provider:
    """The provider of this municipality, from the environment."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    label: str = "het account van uw organisatie"
    groups_claim: str = "groups"
    roles: Mapping[str, str] = field(default_factory=dict)  # group there -> role here; these roles follow the groups
    strong: Collection[str] = ("mfa", "otp", "hwk", "swk", "fido")  # words of `amr` (RFC 8176) that count as two steps


@dataclass(frozen=True)
class Claims:
    """What the provider says of a person, verified."""

    subject: str
    email: str  # "" unless the provider verified it
    groups: tuple[str, ...]
    methods: tuple[str, ...]  # how he logged in there


class ExternalIdentity(Base):
    """An account there that belongs to an account here; once tied, a change of address does not matter."""

    __tablename__ = "external_identity"

    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    tied_at: Mapped[datetime] = mapped_column(UtcDateTime)


def person_of(session: Session, provider: Provider, claims: Claims, *, now: datetime) -> User | None:
    """The active account here; the first time it is found by a verified address that exactly one account has."""
    known = session.get(ExternalIdentity, (provider.issuer, claims.subject))
    user = session.get(User, known.user_id) if known else _by_address(session, provider, claims.email)
    if user is None or not user.active:
        return None
    if known is None:
        row = ExternalIdentity(issuer=provider.issuer, subject=claims.subject, user_id=user.id, tied_at=now)
        session.add(row)
    give_roles(user, provider, claims.groups)
    user.last_login_at = now
    session.flush()  # the roles count from this very login
    return user


def give_roles(user: User, provider: Provider, groups: Collection[str]) -> None:
    """The roles the mapping knows follow the groups; a role that no group stands for is left as it is."""
    managed = set(provider.roles.values())
    wanted = {provider.roles[group] for group in groups if group in provider.roles}
    user.roles = [held for held in user.roles if held.role not in managed or held.role in wanted]
    kept = {held.role for held in user.roles}
    user.roles.extend(UserRole(role=role) for role in sorted(wanted - kept))


def is_strong(provider: Provider, claims: Claims) -> bool:
    """Whether the provider asked for a second step itself."""
    return not set(claims.methods).isdisjoint(provider.strong)


def _by_address(session: Session, provider: Provider, email: str) -> User | None:
    if not email:
        return None
    found = session.scalars(select(User).where(func.lower(User.email) == email.lower(), User.active)).all()
    if len(found) != 1:
        return None  # nobody, or two: nothing is guessed
    # An account that is tied already stays with who it is tied to, whatever address somebody else gets.
    tied = select(ExternalIdentity).where(
        ExternalIdentity.user_id == found[0].id, ExternalIdentity.issuer == provider.issuer
    )
    return None if session.scalar(tied) is not None else found[0]

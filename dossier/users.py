"""The people who log in: who they are, for whom they work, which roles they hold."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dossier.errors import WeakPassword
from dossier.organisations import Organisation
from engine.access import Actor
from engine.db import Base, UtcDateTime

SHORTEST_PASSWORD = 12
_hasher = PasswordHasher()


class User(Base):
    """A professional with an account."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(5), default="")  # of the screens; "": never chose
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)  # asked for at every request
    roles: Mapped[list[UserRole]] = relationship(cascade="all, delete-orphan")

    @property
    def key(self) -> str:
        return f"user-{self.id}"


class UserRole(Base):
    """A role a person holds: a group key such as "procesregisseur"."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)


def add(
    session: Session,
    *,
    username: str,
    name: str,
    password: str | None,
    organisation: Organisation,
    roles: tuple[str, ...] = (),
    email: str = "",
) -> User:
    """Make an account; without a password its owner chooses one himself, by a link."""
    user = User(
        username=_normal(username),
        name=name.strip(),
        email=email.strip(),
        password_hash=_nobodys_hash() if password is None else hash_password(password),
        organisation=organisation,
        active=True,
        roles=[UserRole(role=role) for role in roles],
    )
    session.add(user)
    session.flush()  # callers want its key
    return user


def speak(session: Session, user_key: str, language: str) -> None:
    """Keep the language somebody chose for the screens."""
    user = find(session, user_key)
    if user is not None:
        user.language = language


def set_password(user: User, password: str) -> None:
    user.password_hash = hash_password(password)


def without_password(user: User) -> None:
    """Nothing fits from now on, until he chose one himself; the login takes as long as for anybody."""
    user.password_hash = _nobodys_hash()


def authenticate(session: Session, username: str, password: str, *, now: datetime) -> User | None:
    """The person with this name and password; an unknown name takes as long as a wrong password."""
    proof = prove(hash_of(session, username), password)
    return accept(session, username, proof, now=now)


@dataclass(frozen=True)
class Proof:
    """That somebody knew the password with this hash, and what to keep from now on."""

    password_hash: str
    renewed: str


def hash_of(session: Session, username: str) -> str:
    """What a password must fit; an unknown name has one too, that nothing fits."""
    user = by_username(session, username)
    return user.password_hash if user is not None else _nobodys_hash()


def prove(password_hash: str, password: str) -> Proof | None:
    """Takes a good part of a second of work, on purpose: to be called with no transaction open that writes."""
    if not _matches(password_hash, password):
        return None
    weak = _hasher.check_needs_rehash(password_hash)
    return Proof(password_hash, renewed=_hasher.hash(password) if weak else password_hash)


def accept(session: Session, username: str, proof: Proof | None, *, now: datetime) -> User | None:
    """The person, when the proof is about the password he has at this moment."""
    user = by_username(session, username)
    if user is None or proof is None or not user.active or user.password_hash != proof.password_hash:
        return None

    user.password_hash = proof.renewed
    user.last_login_at = now
    return user


def get(session: Session, user_id: int) -> User | None:
    """The active user with this id, for the session cookie."""
    user = session.get(User, user_id)
    return user if user is not None and user.active else None


def by_username(session: Session, username: str) -> User | None:
    """The user with this login name, active or not."""
    return session.scalar(select(User).where(User.username == _normal(username)))


def find(session: Session, user_key: str) -> User | None:
    """The user behind "user-3", active or not; None for any other text."""
    number = _number(user_key)
    return None if number is None else session.get(User, number)


def _number(user_key: str) -> int | None:
    head, _, number = user_key.partition("-")
    return int(number) if head == "user" and number.isascii() and number.isdecimal() and len(number) < 10 else None


def actor(session: Session, user: User) -> Actor:
    """What the engine may know of a person."""
    organisation_key = user.organisation.key
    groups = frozenset(role.role for role in user.roles) | {organisation_key}
    return Actor(user_key=user.key, organisation_key=organisation_key, groups=groups)


def name_of(session: Session, user_key: str | None) -> str:
    """A name for on screen; the machine and people who are gone have one too."""
    if user_key is None:
        return "Zevenstap"
    user = find(session, user_key)
    return user.name if user is not None else by_link(user_key) or "Onbekende gebruiker"


def by_link(user_key: str) -> str:
    """What a partner is called who has no account and came with a link that works once; "" for others."""
    head, _, number = user_key.partition("-")
    return f"Partner met eenmalige link {number}" if head == "link" else ""


def names(session: Session) -> dict[str, str]:
    """The name of every user key, for pages with many of them."""
    return {f"user-{number}": name for number, name in session.execute(select(User.id, User.name))}


def with_role(session: Session, role: str, *, organisation_ids: list[int] | None = None) -> list[User]:
    """The active people who hold the role, of these organisations."""
    query = select(User).join(UserRole).where(UserRole.role == role, User.active).order_by(User.id)
    if organisation_ids is not None:
        query = query.where(User.organisation_id.in_(organisation_ids))
    return list(session.scalars(query))


def of_organisation(session: Session, organisation_id: int) -> list[User]:
    """The active people of one organisation."""
    query = select(User).where(User.organisation_id == organisation_id, User.active).order_by(User.id)
    return list(session.scalars(query))


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(User)) or 0


def _normal(username: str) -> str:
    return username.strip().casefold()


def hash_password(password: str) -> str:
    """Takes a good part of a second of work, on purpose: to be called with no transaction open that writes."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(SHORTEST_PASSWORD)
    return _hasher.hash(password)


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))  # also of who has none yet, so nobody may know it

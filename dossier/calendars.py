"""The secret address of a person's calendar feed: made and revoked by himself, kept as a hash."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base, UtcDateTime


class CalendarLink(Base):
    """Who has a feed; one for each person. Whoever knows the address reads the feed, so it can be revoked."""

    __tablename__ = "calendar_link"

    user_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


def make(session: Session, user_key: str, *, now: datetime) -> str:
    """A new secret address; the one before stops working. It is shown once: only its hash is kept."""
    revoke(session, user_key)
    token = secrets.token_urlsafe(32)
    session.add(CalendarLink(user_key=user_key, token_hash=_hash(token), created_at=now))
    session.flush()  # a second link of the same moment must fail here, not at the end
    return token


def revoke(session: Session, user_key: str) -> None:
    session.execute(delete(CalendarLink).where(CalendarLink.user_key == user_key))
    session.expire_all()  # a link read before is gone


def of_user(session: Session, user_key: str) -> CalendarLink | None:
    return session.get(CalendarLink, user_key)


def owner_of(session: Session, token: str) -> str | None:
    """Whose feed this is; None for anything else."""
    # The hash of 256 random bits tells nothing about the address, so a look-up by it gives nothing away.
    return session.scalar(select(CalendarLink.user_key).where(CalendarLink.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()

"""Login attempts, so that guessing passwords stops early. Names and addresses are kept as hashes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base, UtcDateTime

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
PER_NAME_AND_ADDRESS = 5
PER_NAME = 20  # higher: a stranger should not easily lock a colleague out
PER_ADDRESS = 30  # an office shares one address


class LoginAttempt(Base):
    """A failed attempt to log in."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("login_attempt_name", "name_hash", "at"),
        Index("login_attempt_address", "address_hash", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def throttled(session: Session, username: str, address_hash: str, now: datetime) -> bool:
    """Whether this person, or this address, must wait before trying again."""
    name = LoginAttempt.name_hash == _digest(username)
    address = LoginAttempt.address_hash == address_hash
    return (
        _failures(session, now, name, address) >= PER_NAME_AND_ADDRESS
        or _failures(session, now, name) >= PER_NAME
        or _failures(session, now, address) >= PER_ADDRESS
    )


def record_failure(session: Session, username: str, address_hash: str, now: datetime) -> None:
    """Count a failed attempt, and forget the old ones."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.at < now - KEPT))
    session.add(LoginAttempt(name_hash=_digest(username), address_hash=address_hash, at=now))


def record_success(session: Session, username: str, address_hash: str) -> None:
    """Who knows the password starts again from zero at this address."""
    session.execute(
        delete(LoginAttempt).where(
            LoginAttempt.name_hash == _digest(username), LoginAttempt.address_hash == address_hash
        )
    )


def address_hash(address: str, secret: bytes) -> str:
    """An address that can be compared but not read back."""
    return hashlib.sha256(secret + address.encode()).hexdigest()


def _failures(session: Session, now: datetime, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(LoginAttempt).where(LoginAttempt.at > now - WINDOW, *conditions)
    return session.scalar(query) or 0


def _digest(username: str) -> str:
    return hashlib.sha256(username.strip().casefold().encode()).hexdigest()

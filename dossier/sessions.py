"""Who is logged in where: every login is a row that ends by itself, by its owner, or with his password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, String, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier.users import User, UserRole
from engine.access import Actor
from engine.db import Base, UtcDateTime

LASTS = timedelta(hours=12)  # then one logs in again, whatever one was doing (NIST SP 800-63B, AAL2: at most a day)
KEPT = timedelta(days=30)  # an ended session, so that its owner can see what happened


class LoginSession(Base):
    """One login in one browser; only the hash of its token is kept."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(100))  # "Firefox op Windows": what people recognise
    second_factor: Mapped[bool]  # a code was asked besides the password
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def begin(session: Session, user: User, *, device: str, second_factor: bool, now: datetime) -> str:
    """A new session; returns the token that the browser keeps."""
    session.execute(delete(LoginSession).where(LoginSession.until < now - KEPT))
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            user_id=user.id,
            token_hash=_digest(token),
            device=device[:100],
            second_factor=second_factor,
            began_at=now,
            until=now + LASTS,
        )
    )
    return token


_SIGNED_IN = (
    select(User.id, User.name, User.organisation_id, UserRole.role)
    .join(LoginSession, LoginSession.user_id == User.id)
    .outerjoin(UserRole, UserRole.user_id == User.id)
    .where(
        LoginSession.token_hash == bindparam("digest"),
        LoginSession.ended_at.is_(None),
        LoginSession.until > bindparam("moment"),
        User.active,
    )
)


def signed_in(session: Session, token: str, *, now: datetime) -> tuple[str, Actor] | None:
    """Name and actor of whom this session is, as he is now: asked at every request, so in one plain statement."""
    found = session.execute(_SIGNED_IN, {"digest": _digest(token), "moment": now}).all()
    if not found:
        return None
    organisation_key = f"org-{found[0].organisation_id}"
    groups = frozenset(row.role for row in found if row.role is not None) | {organisation_key}
    return found[0].name, Actor(user_key=f"user-{found[0].id}", organisation_key=organisation_key, groups=groups)


def end(session: Session, token: str, *, now: datetime) -> None:
    """The owner logs out."""
    _end(session, LoginSession.token_hash == _digest(token), now)


def end_one(session: Session, user_id: int, session_id: int, *, now: datetime) -> bool:
    """End another session of the same person; False when he has none of that number."""
    return _end(session, (LoginSession.id == session_id) & (LoginSession.user_id == user_id), now) > 0


def end_all(session: Session, user_id: int, *, but: str = "", now: datetime) -> int:
    """End every session of a person, but the one he is in; returns how many."""
    return _end(session, (LoginSession.user_id == user_id) & (LoginSession.token_hash != _digest(but)), now)


def open_of(session: Session, user_id: int, *, now: datetime) -> list[LoginSession]:
    """Where this person is logged in, the newest first."""
    query = select(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.ended_at.is_(None), LoginSession.until > now
    )
    return list(session.scalars(query.order_by(LoginSession.id.desc())))


def is_of(row: LoginSession, token: str) -> bool:
    return row.token_hash == _digest(token)


def _end(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    query = update(LoginSession).where(which, LoginSession.ended_at.is_(None)).values(ended_at=now)
    return len(session.scalars(query.returning(LoginSession.id)).all())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

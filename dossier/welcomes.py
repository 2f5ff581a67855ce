"""Which welcome somebody has read: shown at first, until he says that he has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base, UtcDateTime


class WelcomeRead(Base):
    """A welcome that does not come up by itself any more; each kind of work has its own."""

    __tablename__ = "welcome_read"

    user_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    about: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def is_read(session: Session, user_key: str, about: str) -> bool:
    return session.get(WelcomeRead, (user_key, about)) is not None


def put_away(session: Session, user_key: str, about: str, *, now: datetime) -> None:
    """Said twice is once."""
    if not is_read(session, user_key, about):
        session.add(WelcomeRead(user_key=user_key, about=about, at=now))

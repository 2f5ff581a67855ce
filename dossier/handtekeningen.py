"""What one person advised or decided in a privacy test, kept as he gave it: nothing in a diagram can change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import users
from engine.db import Base, UtcDateTime

FG = "fg"


class Capacity(Enum):
    FG = "fg"  # advises, in writing
    DECIDER = "beslisser"  # decides; another person has to agree


class PrivacyHandtekening(Base):
    """One person's word in one privacy test, for one scope."""

    __tablename__ = "privacy_handtekening"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    capacity: Mapped[Capacity]
    scope: Mapped[list[str]] = mapped_column(JSON)  # steps, kinds, provider and receivers, as words
    word: Mapped[str] = mapped_column(String(40))  # the outcome
    text: Mapped[str]
    signed_by: Mapped[str] = mapped_column(String(40))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def reference(self) -> str:
        return f"handtekening-{self.id}"


@dataclass(frozen=True)
class Given:
    """What was signed."""

    word: str
    text: str


def sign(
    session: Session,
    instance_id: int,
    capacity: Capacity,
    given: Given,
    *,
    scope: Sequence[str],
    by: str,
    now: datetime,
) -> PrivacyHandtekening:
    made = PrivacyHandtekening(
        instance_id=instance_id,
        capacity=capacity,
        scope=list(scope),
        word=given.word,
        text=given.text,
        signed_by=by,
        signed_at=now,
    )
    session.add(made)
    session.flush()  # the process gets its reference
    return made


def find(
    session: Session, reference: str, *, instance_id: int, capacity: Capacity, scope: Sequence[str]
) -> PrivacyHandtekening | None:
    """The signature behind a reference, when it was given in this case, in this capacity and for this very scope."""
    head, _, number = reference.partition("-")
    if head != "handtekening" or not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    found = session.get(PrivacyHandtekening, int(number))
    if found is None or (found.instance_id, found.capacity, found.scope) != (instance_id, capacity, list(scope)):
        return None
    return found


def is_fg(session: Session, user_key: str | None) -> bool:
    """Whether this person is FG, whatever else he is: he advises, and decides nothing."""
    user = users.find(session, user_key) if user_key else None
    return user is not None and any(held.role == FG for held in user.roles)

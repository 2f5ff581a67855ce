"""What somebody looks for again and again in the list of tasks, kept under a name of his own. Closed fields only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base, UtcDateTime

MOST = 10  # each has a count in the list
NAME = 60


class SavedFilter(Base):
    """A choice of tasks of one person. Its name is his own; what it asks is one of what the list offers."""

    __tablename__ = "saved_filter"
    __table_args__ = (Index("saved_filter_user", "user_key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(NAME))
    which: Mapped[str] = mapped_column(String(10))
    sort: Mapped[str] = mapped_column(String(10))
    overdue: Mapped[bool]
    step: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


def of_user(session: Session, user_key: str) -> list[SavedFilter]:
    query = select(SavedFilter).where(SavedFilter.user_key == user_key)
    return list(session.scalars(query.order_by(SavedFilter.id).limit(MOST)))


def keep(session: Session, found: SavedFilter) -> bool:
    """Keep it; the same name again is the new meaning of that name. False when there are too many."""
    same = SavedFilter.user_key == found.user_key, SavedFilter.name == found.name
    session.execute(delete(SavedFilter).where(*same))
    query = select(func.count()).select_from(SavedFilter).where(SavedFilter.user_key == found.user_key)
    if (session.scalar(query) or 0) >= MOST:
        return False
    session.add(found)
    return True


def remove(session: Session, filter_ids: Iterable[int], user_key: str) -> None:
    """Only one's own; of another's nothing happens, as of one that is gone."""
    mine = SavedFilter.id.in_(list(filter_ids)), SavedFilter.user_key == user_key
    session.execute(delete(SavedFilter).where(*mine))

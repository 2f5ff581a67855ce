"""Up to where somebody has seen a case, so that lists can say what is new. Written at a look, never by a list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import sight
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.models import HistoricActivity, Task


class LastSeen(Base):
    """The last line of the history that was there when this person opened the case or a task of it."""

    __tablename__ = "last_seen"

    user_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), primary_key=True, index=True)
    history_id: Mapped[int]
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


def behind(session: Session, actor: Actor, instance_id: int) -> int | None:
    """The newest line of the history that this person has not seen yet; None when he has seen all."""
    newest = select(func.max(HistoricActivity.id)).where(HistoricActivity.instance_id == instance_id).scalar_subquery()
    seen = (
        select(LastSeen.history_id)
        .where(LastSeen.user_key == actor.user_key, LastSeen.instance_id == instance_id)
        .scalar_subquery()
    )
    last, before = session.execute(select(newest, seen)).one()
    return None if before is not None and (last or 0) <= before else last or 0


def look(session: Session, actor: Actor, instance_id: int, history_id: int, *, now: datetime) -> None:
    """This person has seen the case up to here."""
    seen = session.get(LastSeen, (actor.user_key, instance_id))
    if seen is None:
        seen = LastSeen(user_key=actor.user_key, instance_id=instance_id)
        session.add(seen)
    seen.history_id, seen.seen_at = history_id, now


def new_cases(session: Session, actor: Actor, instance_ids: Collection[int]) -> set[int]:
    """Of these cases the ones in which another did something since; only where he may follow the whole case."""
    if not instance_ids:
        return set()
    seen = (
        select(LastSeen.history_id)
        .where(LastSeen.user_key == actor.user_key, LastSeen.instance_id == HistoricActivity.instance_id)
        .correlate(HistoricActivity)
        .scalar_subquery()
    )
    query = select(HistoricActivity.instance_id).where(
        HistoricActivity.instance_id.in_(instance_ids),
        HistoricActivity.instance_id.in_(sight.cases_in_full(actor)),
        HistoricActivity.id > func.coalesce(seen, 0),
        or_(HistoricActivity.by.is_(None), HistoricActivity.by != actor.user_key),
    )
    return set(session.scalars(query.distinct()))


def new_tasks(session: Session, actor: Actor, task_ids: Collection[int]) -> set[int]:
    """Of these tasks the ones that came since this person last opened the case or a task of it."""
    if not task_ids:
        return set()
    mine = and_(LastSeen.instance_id == Task.instance_id, LastSeen.user_key == actor.user_key)
    query = select(Task.id).outerjoin(LastSeen, mine).where(Task.id.in_(task_ids))
    return set(session.scalars(query.where(or_(LastSeen.seen_at.is_(None), Task.created_at > LastSeen.seen_at))))

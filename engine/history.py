"""What happened in a case: rows that are only ever added to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine.models import HistoricActivity

PAGE_SIZE = 50


def timeline(
    session: Session, instance_id: int, *, only: ColumnElement[bool], page: int = 1, size: int = PAGE_SIZE
) -> list[HistoricActivity]:
    """The rows of a case, newest first; `only` says which are for whoever looks."""
    query = (
        select(HistoricActivity)
        .where(HistoricActivity.instance_id == instance_id, only)
        .order_by(HistoricActivity.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return list(session.scalars(query))


def last_of_elements(session: Session, instance_id: int) -> list[HistoricActivity]:
    """The last line of each element of the diagrams: of thousands of lines no more than there are elements."""
    of_case = HistoricActivity.instance_id == instance_id, HistoricActivity.process_key != ""
    element = HistoricActivity.process_key, HistoricActivity.activity_id
    last = select(func.max(HistoricActivity.id)).where(*of_case).group_by(*element)
    query = select(HistoricActivity).where(HistoricActivity.id.in_(last)).order_by(HistoricActivity.id)
    return list(session.scalars(query))


def has_begun(session: Session, instance_id: int, process_key: str | None) -> bool:
    """Whether anything of this process happened in the case; None asks for no process."""
    if process_key is None:
        return True
    query = select(HistoricActivity.id).where(
        HistoricActivity.instance_id == instance_id, HistoricActivity.process_key == process_key
    )
    return session.scalar(query.limit(1)) is not None


def note(
    session: Session,
    instance_id: int,
    *,
    kind: str,
    name: str,
    now: datetime,
    by: str | None,
    detail: str = "",
    activity_id: str = "",
    step: int | None = None,
) -> None:
    """Add a row of a kind of the caller's own (a step skipped, a reminder sent); never person data."""
    session.add(
        HistoricActivity(
            instance_id=instance_id,
            process_key="",
            activity_id=activity_id,
            name=name,
            kind=kind,
            state="completed",
            step=step,
            at=now,
            by=by,
            detail=detail,
        )
    )

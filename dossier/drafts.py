"""What somebody typed and has not sent yet. It may hold names, so it lies in the vault."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import destruction, vault
from dossier.keys import InstallationKey
from dossier.vault import VaultRecord
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.errors import TaskNotFound
from engine.models import Task, TaskState

KEPT = timedelta(days=1)  # after its task ended


class Draft(Base):
    """One person's draft of one task; the text is in the vault."""

    __tablename__ = "draft"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    user_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    record: Mapped[str] = mapped_column(String(40))  # "kluis-12"
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


def save(session: Session, task_id: int, *, actor: Actor, data: Any, now: datetime, key: InstallationKey) -> None:
    """Keep what was typed; the earlier draft is destroyed."""
    task = session.get(Task, task_id)
    if task is None:
        raise TaskNotFound(task_id)

    delete(session, task_id, user_key=actor.user_key)
    reference = vault.store(
        session,
        task.instance_id,
        category=vault.DRAFT,
        kind=vault.DRAFT,
        step=task.step,
        provider=actor.organisation_key,
        author=actor.user_key,
        value=data,
        now=now,
        key=key,
    )
    session.add(
        Draft(
            task_id=task_id,
            user_key=actor.user_key,
            instance_id=task.instance_id,
            record=reference,
            saved_at=now,
        )
    )


def load(session: Session, task_id: int, *, actor: Actor, now: datetime, key: InstallationKey) -> Any:
    """The person's own draft of this task, or None."""
    draft = find(session, task_id, user_key=actor.user_key)
    if draft is None:
        return None
    return vault.read(session, draft.record, actor=actor, purpose="Eigen concept afmaken", step=None, now=now, key=key)


def find(session: Session, task_id: int, *, user_key: str) -> Draft | None:
    """That there is a draft, and since when; not what it says."""
    return session.get(Draft, (task_id, user_key))


def delete(session: Session, task_id: int, *, user_key: str) -> None:
    """Destroy the draft, when it was sent or thrown away."""
    draft = session.get(Draft, (task_id, user_key))
    if draft is not None:
        _remove(session, draft)


def forget_ended(session: Session, *, now: datetime) -> int:
    """Destroy the drafts of tasks that ended without them: cancelled, or done by somebody else. Returns how many.

    A day later, so that whoever was typing can still copy it from the page that says that the task is gone.
    """
    query = select(Draft).join(Task, Task.id == Draft.task_id).where(Task.state != TaskState.OPEN)
    ended = list(session.scalars(query.where(Task.ended_at < now - KEPT, Draft.saved_at < now - KEPT)))
    for draft in ended:
        writer, instance_id = draft.user_key, draft.instance_id
        _remove(session, draft)
        others = select(Draft.task_id).where(Draft.instance_id == instance_id, Draft.user_key == writer)
        if session.scalar(others.limit(1)) is None:
            # Files that waited with it. Nobody can see from outside to which draft a file belongs: only with the last.
            waiting = select(VaultRecord).where(VaultRecord.instance_id == instance_id)
            waiting = waiting.where(VaultRecord.kind == vault.DRAFT, VaultRecord.author == writer)
            destruction.remove(session, list(session.scalars(waiting)))
    return len(ended)


def delete_all(session: Session, instance_id: int) -> int:
    """Destroy every draft of a case, files that wait with one too: nobody can tell which of them hold names.

    Returns how many drafts.
    """
    drafts = list(session.scalars(select(Draft).where(Draft.instance_id == instance_id)))
    for draft in drafts:
        _remove(session, draft)
    waiting = select(VaultRecord).where(VaultRecord.instance_id == instance_id, VaultRecord.kind == vault.DRAFT)
    destruction.remove(session, list(session.scalars(waiting)))
    return len(drafts)


def _remove(session: Session, draft: Draft) -> None:
    record = session.get(VaultRecord, int(draft.record.removeprefix("kluis-")))
    session.delete(draft)
    session.flush()  # a new draft may take its place in this step
    if record is not None:
        destruction.remove(session, [record])

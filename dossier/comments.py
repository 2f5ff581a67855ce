"""What people say to each other about a case or a task. The words lie in the vault; here stands only who and when.

A comment is never changed: its writer puts a better one in its place for a short while, or takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ColumnElement, ForeignKey, Index, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import audience, destruction, looks, requests, vault
from dossier.errors import LookEntry
from dossier.keys import InstallationKey
from engine import access
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.errors import Conflict, Forbidden, InstanceEnded, InstanceNotFound, Invalid, NotFound
from engine.models import InstanceState, ProcessInstance

CATEGORY = "opmerking"
TEXT = "tekst"
LONGEST = 4000
MENDED = timedelta(minutes=30)  # so long its writer may still put it right
COUNT_LIMIT = 100


class CommentState(Enum):
    STANDING = "standing"
    CORRECTED = "corrected"  # a newer one stands in its place
    WITHDRAWN = "withdrawn"  # the words are destroyed


class Comment(Base):
    """That somebody said something, and for whom; what he said is in the vault."""

    __tablename__ = "comment"
    __table_args__ = (Index("comment_instance", "instance_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    meant_for: Mapped[str] = mapped_column(String(20))  # a kind of dossier/audience.py
    organisation: Mapped[str] = mapped_column(String(40))
    author: Mapped[str] = mapped_column(String(40))
    record: Mapped[str] = mapped_column(String(40))  # "kluis-12"; stays when the record was destroyed
    at: Mapped[datetime] = mapped_column(UtcDateTime)  # of the first words
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[CommentState] = mapped_column(default=CommentState.STANDING)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)  # of what it is a version


class CommentNotFound(NotFound):
    def __init__(self, comment_id: int) -> None:
        self.comment_id = comment_id
        super().__init__(f"Comment {comment_id} does not exist")


class CommentEnded(Conflict):
    """It was withdrawn, corrected or destroyed before."""

    def __init__(self, comment_id: int) -> None:
        self.comment_id = comment_id
        super().__init__(f"Comment {comment_id} can no longer be changed")


class NotAComment(Invalid):
    """It says nothing, or too much."""


@dataclass(frozen=True)
class Page:
    rows: list[Comment]
    earlier: dict[int, list[Comment]]  # by id of the newest version: what stood there before
    page: int
    more: bool


def write(
    session: Session,
    instance_id: int,
    text: str,
    *,
    meant_for: str,
    actor: Actor,
    now: datetime,
    key: InstallationKey,
    task_id: int | None = None,
) -> Comment:
    """Say something, for as long as the case runs."""
    instance = session.get(ProcessInstance, instance_id)
    if instance is None or not access.takes_part(session, actor, instance_id):
        raise InstanceNotFound(instance_id)
    if instance.state is not InstanceState.ACTIVE:
        raise InstanceEnded(instance_id)
    comment = Comment(
        instance_id=instance_id,
        task_id=task_id,
        meant_for=meant_for,
        organisation=actor.organisation_key,
        author=actor.user_key,
        at=now,
    )
    comment.record = _seal(session, comment, text, step=instance.step, now=now, key=key)
    session.add(comment)
    session.flush()  # callers want its number
    return comment


def correct(
    session: Session, comment: Comment, text: str, *, actor: Actor, now: datetime, key: InstallationKey
) -> Comment:
    """Better words in the place of these, which stay to be read as what was said before."""
    _require_own(comment, actor)
    if not may_correct(comment, actor, now):
        raise CommentEnded(comment.id)
    _require_unrestricted(session, [comment])
    step = session.scalar(select(ProcessInstance.step).where(ProcessInstance.id == comment.instance_id))
    better = Comment(
        instance_id=comment.instance_id,
        task_id=comment.task_id,
        meant_for=comment.meant_for,
        organisation=comment.organisation,
        author=comment.author,
        at=comment.at,
        changed_at=now,
        first_id=comment.first_id or comment.id,
    )
    better.record = _seal(session, better, text, step=step, now=now, key=key)
    comment.state = CommentState.CORRECTED
    session.add(better)
    session.flush()  # callers want its number
    return better


def withdraw(session: Session, comment: Comment, *, actor: Actor, now: datetime) -> None:
    """Take it back: its words, also the earlier ones, are destroyed; that something was said stays."""
    _require_own(comment, actor)
    if comment.state is not CommentState.STANDING:
        raise CommentEnded(comment.id)
    versions = [comment, *_versions(session, [comment]).get(comment.id, [])]
    _require_unrestricted(session, versions)
    for each in versions:
        if vault.exists(session, each.record):
            entry = LookEntry(
                now, actor.user_key, each.instance_id, each.record, "Opmerking ingetrokken", "vernietigen", True
            )
            looks.log(session, entry)
            destruction.remove(session, [vault.get(session, each.record)])
    comment.state, comment.changed_at = CommentState.WITHDRAWN, now


def may_correct(comment: Comment, actor: Actor, now: datetime) -> bool:
    return may_withdraw(comment, actor) and now - comment.at <= MENDED


def may_withdraw(comment: Comment, actor: Actor) -> bool:
    return comment.state is CommentState.STANDING and comment.author == actor.user_key


def get(session: Session, comment_id: int, instance_id: int, actor: Actor) -> Comment:
    """A comment of this case that this person may read; any other does not exist."""
    query = select(Comment).where(Comment.id == comment_id, _for(session, actor, instance_id))
    found = session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()
    if found is None:
        raise CommentNotFound(comment_id)
    return found


def listed(
    session: Session, instance_id: int, actor: Actor, *, task_id: int | None = None, page: int = 1, size: int = 20
) -> Page:
    """What this person may read, the newest first; of the whole case, or of one task."""
    query = select(Comment).where(_shown(session, actor, instance_id, task_id))
    query = query.order_by(Comment.at.desc(), Comment.id.desc()).limit(size + 1).offset((page - 1) * size)
    found = list(session.scalars(query))
    rows = found[:size]
    return Page(rows, _versions(session, rows), page, len(found) > size)


def count(session: Session, instance_id: int, actor: Actor) -> int:
    """How many comments on the case this person may read; at most COUNT_LIMIT."""
    query = select(Comment.id).where(_shown(session, actor, instance_id, None)).limit(COUNT_LIMIT)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _shown(session: Session, actor: Actor, instance_id: int, task_id: int | None) -> ColumnElement[bool]:
    shown = _for(session, actor, instance_id) & (Comment.state != CommentState.CORRECTED)
    return shown if task_id is None else shown & (Comment.task_id == task_id)


def _for(session: Session, actor: Actor, instance_id: int) -> ColumnElement[bool]:
    """Those of the case that the guard of the vault would open too."""
    allowed = [
        Comment.meant_for == kind if organisation is None else and_(
            Comment.meant_for == kind, Comment.organisation == organisation
        )
        for kind, organisation in audience.readable(session, actor, instance_id)
    ]  # fmt: skip
    return (Comment.instance_id == instance_id) & or_(Comment.author == actor.user_key, *allowed)


def _versions(session: Session, rows: Iterable[Comment]) -> dict[int, list[Comment]]:
    """By id of each comment its earlier words, the latest first."""
    newest = {row.first_id: row.id for row in rows if row.first_id is not None}
    if not newest:
        return {}
    query = select(Comment).where(
        or_(Comment.id.in_(newest), Comment.first_id.in_(newest)), Comment.id.not_in(newest.values())
    )
    found: dict[int, list[Comment]] = {}
    for each in session.scalars(query.order_by(Comment.id.desc())):
        found.setdefault(newest[each.first_id or each.id], []).append(each)
    return found


def _seal(
    session: Session, comment: Comment, text: str, *, step: int | None, now: datetime, key: InstallationKey
) -> str:
    if not text.strip():
        raise NotAComment("Schrijf op wat u wilt zeggen.")
    if len(text) > LONGEST:
        raise NotAComment(f"Gebruik niet meer dan {LONGEST} tekens.")
    return vault.store(
        session,
        comment.instance_id,
        category=CATEGORY,
        kind=comment.meant_for,
        step=step,
        provider=comment.organisation,
        author=comment.author,
        value={TEXT: text.strip()},
        now=now,
        key=key,
    )


def _require_own(comment: Comment, actor: Actor) -> None:
    if comment.author != actor.user_key:
        raise Forbidden("Another person wrote this comment")


def _require_unrestricted(session: Session, found: Iterable[Comment]) -> None:
    """What a person objects to must be there when the privacy officer decides on it."""
    for each in found:
        if requests.restricted(session, each.record):
            raise NotAComment(vault.OBJECTION)

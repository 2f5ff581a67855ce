"""The files of a case. Each content is sealed in the vault; a secret one needs a privacy decision to open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from sqlalchemy import JSON, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import vault
from dossier.errors import DocumentNotFound, RecordNotFound
from dossier.keys import InstallationKey
from engine import access
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.errors import InstanceNotFound


class SecrecyClass(Enum):
    OPEN = "open"  # group level: who takes part in the case and is a receiver may read it
    GEHEIM = "geheim"  # person data: only past the guard of the vault


class Document(Base):
    """A file: what it is called stands here, without names of persons; what it says is in the vault."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(50))  # "groepsscanverzoek", "namenlijst", ...
    secrecy: Mapped[SecrecyClass]
    receivers: Mapped[list[str]] = mapped_column(JSON)  # roles and organisations; empty: all
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    record: Mapped[str] = mapped_column(String(40))  # "kluis-12"; stays when the record was destroyed
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(40))

    @property
    def reference(self) -> str:
        return f"document-{self.id}"


@dataclass(frozen=True)
class File:
    """An upload or a generated letter."""

    name: str
    media_type: str
    content: bytes


def add(
    session: Session,
    instance_id: int,
    *,
    file: File,
    title: str,
    kind: str,
    by: str,
    provider: str,
    now: datetime,
    key: InstallationKey,
    receivers: Iterable[str] = (),
    data_kind: str = vault.NAMELESS,
    step: int | None = None,
) -> Document:
    """Keep a file. `data_kind` other than the default says it holds person data: then it is secret."""
    reference = vault.store(
        session,
        instance_id,
        category=kind,
        kind=data_kind,
        step=step,
        provider=provider,
        author=by,
        value=file.content,
        now=now,
        key=key,
    )
    document = _row(file, kind, secret=data_kind != vault.NAMELESS)
    document.instance_id, document.title, document.record = instance_id, title, reference
    document.receivers = sorted(set(receivers))
    document.created_at, document.created_by = now, by
    session.add(document)
    session.flush()  # the process wants its reference
    return document


def list_for(session: Session, instance_id: int, actor: Actor) -> list[Document]:
    """The documents of the case that are meant for this person; opening one is another question."""
    roles = access.roles_in(session, actor, instance_id)
    emergency = not roles and access.broken_glass(session, actor, instance_id) is not None
    if not roles and not emergency:
        raise InstanceNotFound(instance_id)
    query = select(Document).where(Document.instance_id == instance_id).order_by(Document.id.desc())
    return [document for document in session.scalars(query) if emergency or _meant_for(document, actor, roles)]


def get(session: Session, document_id: int, actor: Actor) -> Document:
    """One document, if it is meant for this person; otherwise it does not exist."""
    document = session.get(Document, document_id)
    if document is None:
        raise DocumentNotFound(document_id)
    roles = access.roles_in(session, actor, document.instance_id)
    meant = bool(roles) and _meant_for(document, actor, roles)
    if not meant and access.broken_glass(session, actor, document.instance_id) is None:
        raise DocumentNotFound(document_id)
    return document


def content(
    session: Session,
    document_id: int,
    *,
    actor: Actor,
    purpose: str,
    step: int | None,
    now: datetime,
    key: InstallationKey,
) -> bytes:
    """What the document says, past the guard of the vault."""
    document = get(session, document_id, actor)
    opened: bytes = vault.read(session, document.record, actor=actor, purpose=purpose, step=step, now=now, key=key)
    return opened


def is_destroyed(session: Session, document: Document) -> bool:
    """Whether only the title is left."""
    try:
        vault.get(session, document.record)
    except RecordNotFound:
        return True
    return False


def of_kind(session: Session, instance_id: int, kinds: Iterable[str]) -> list[Document]:
    """The documents of a case of these kinds, the oldest first."""
    query = select(Document).where(Document.instance_id == instance_id, Document.kind.in_(list(kinds)))
    return list(session.scalars(query.order_by(Document.id)))


def next_version(session: Session, instance_id: int, kind: str, title: str) -> int:
    """Which version a document of this kind and title would be."""
    same = Document.instance_id == instance_id, Document.kind == kind, Document.title == title
    return 1 + (session.scalar(select(func.count()).select_from(Document).where(*same)) or 0)


def versions(session: Session, instance_id: int) -> dict[int, int]:
    """By id which version each document of the case is: the same kind and title again is the next one."""
    query = select(Document.id, Document.kind, Document.title).where(Document.instance_id == instance_id)
    seen: dict[tuple[str, str], int] = {}
    found = {}
    for number, kind, title in session.execute(query.order_by(Document.id)):
        found[number] = seen[kind, title] = seen.get((kind, title), 0) + 1
    return found


def by_reference(session: Session, reference: str) -> Document | None:
    """The document behind "document-5", for the machine; people go through `get`."""
    head, _, number = reference.rpartition("-")
    known = head == "document" and number.isascii() and number.isdecimal() and len(number) < 10
    return session.get(Document, int(number)) if known else None


def share_with(document: Document, receivers: Iterable[str]) -> None:
    """Add receivers; a document that was for everyone stays so."""
    if document.receivers:
        document.receivers = sorted({*document.receivers, *receivers})


def _row(file: File, kind: str, *, secret: bool) -> Document:
    return Document(
        kind=kind,
        secrecy=SecrecyClass.GEHEIM if secret else SecrecyClass.OPEN,
        filename=f"{kind}{Path(file.name).suffix[:10]}",  # ours: people put names in file names
        media_type=file.media_type,
        size=len(file.content),
    )


def _meant_for(document: Document, actor: Actor, roles: frozenset[str]) -> bool:
    mine = {actor.user_key, actor.organisation_key, *roles}
    return not document.receivers or document.created_by == actor.user_key or not mine.isdisjoint(document.receivers)

"""Destroying person data, with proof. Keys and rows go; the certificate stays."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import JSON, Engine, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import listed, looks
from dossier.errors import LookEntry
from dossier.keys import VaultKey
from dossier.vault import NAMELESS, VaultRecord
from engine.db import Base, UtcDateTime


class Destruction(Base):
    """The certificate: what was destroyed, why, by whom, and its two dates."""

    __tablename__ = "destruction"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    category: Mapped[str] = mapped_column(String(50))
    records: Mapped[int]  # how many
    reason: Mapped[str]
    by: Mapped[str] = mapped_column(String(40))
    removed_at: Mapped[datetime] = mapped_column(UtcDateTime)  # keys and rows are gone from the database
    # When the installation key was renewed and older backups of it have expired; until then a backup
    # of database and key together could still be read.
    unrecoverable_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    categories: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # category -> how many
    references: Mapped[list[str]] = mapped_column(JSON, default=list)  # "kluis-3": what it was called, not who
    digest: Mapped[str] = mapped_column(String(64), default="")  # over the tokens: `digest_of`
    document: Mapped[str] = mapped_column(String(40), default="")  # "document-8": the newest written certificate
    documented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    log_cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the database's own log was emptied too

    @property
    def reference(self) -> str:
        return f"vernietiging-{self.id}"


def destroy(
    session: Session,
    instance_id: int,
    *,
    reason: str,
    by: str,
    now: datetime,
    category: str | None = None,
    reference: str | None = None,
    among: Collection[str] | None = None,
    keep_nameless: bool = False,
) -> Destruction:
    """Remove one record, everything of a category, or (neither given) all of a case, perhaps but the group level.

    `among`: only of these references.
    """
    query = select(VaultRecord).where(VaultRecord.instance_id == instance_id)
    if category is not None:
        query = query.where(VaultRecord.category == category)
    if keep_nameless:
        query = query.where(VaultRecord.kind != NAMELESS)
    chosen = among if reference is None else (reference,)
    records = [r for r in session.scalars(query) if chosen is None or r.reference in chosen]
    for record in records:
        looks.log(session, LookEntry(now, by, instance_id, record.reference, reason, "vernietigen", True))
    certificate = _certificate(records, reason)
    certificate.instance_id, certificate.category = instance_id, category or (reference or "alles")
    certificate.by, certificate.removed_at = by, now
    remove(session, records)
    session.add(certificate)
    session.flush()  # callers want its reference
    listed.leave(session, [record.reference for record in records], certificate=certificate.reference, now=now)
    return certificate


def _certificate(records: list[VaultRecord], reason: str) -> Destruction:
    return Destruction(
        categories=dict(sorted(Counter(record.category for record in records).items())),
        references=[record.reference for record in records],
        digest=digest_of(record.token for record in records),
        records=len(records),
        reason=reason,
    )


def digest_of(tokens: Iterable[str]) -> str:
    """One number over the random tokens of what was destroyed.

    It says nothing about anybody. Whoever finds records in an old back-up can compute it anew from their tokens, and
    so prove that these were the ones.
    """
    return hashlib.sha256("\n".join(sorted(tokens)).encode()).hexdigest()


def remove(session: Session, records: list[VaultRecord]) -> None:
    """Delete keys and rows, without a certificate: for drafts that are replaced or done."""
    tokens = [record.token for record in records]
    session.execute(delete(VaultKey).where(VaultKey.record_token.in_(tokens)))
    for record in records:
        session.delete(record)
    session.flush()  # gone before anything else of this step looks


def mark_unrecoverable(session: Session, *, removed_before: datetime, now: datetime) -> int:
    """State the second date, once the old key is discarded and its backups have expired."""
    query = select(Destruction).where(Destruction.unrecoverable_at.is_(None), Destruction.removed_at < removed_before)
    certificates = list(session.scalars(query))
    for certificate in certificates:
        certificate.unrecoverable_at = now
    return len(certificates)


def of_instance(session: Session, instance_id: int) -> list[Destruction]:
    query = select(Destruction).where(Destruction.instance_id == instance_id).order_by(Destruction.id)
    return list(session.scalars(query))


def not_cleared(session: Session) -> list[int]:
    """The certificates of after the database's own log was last emptied."""
    return list(session.scalars(select(Destruction.id).where(Destruction.log_cleared_at.is_(None))))


def mark_cleared(session: Session, destruction_ids: list[int], *, now: datetime) -> None:
    """State on these certificates that the database's own log was emptied after them."""
    for certificate in session.scalars(select(Destruction).where(Destruction.id.in_(destruction_ids))):
        certificate.log_cleared_at = certificate.log_cleared_at or now


def truncate_log(engine: Engine) -> bool:
    """Remove what a database itself keeps of rows that were destroyed; False when somebody still read the old state.

    SQLite: the write-ahead log is emptied; in the file, deleted rows were overwritten at once. PostgreSQL leaves a
    deleted row in its page: the small table of keys is written anew, and with its key gone a sealed value that still
    lingers somewhere is noise. Its write-ahead log, like any back-up, lasts until it expires (`unrecoverable_at`).
    """
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(f"VACUUM (FULL) {VaultKey.__tablename__}")
            connection.exec_driver_sql(f"VACUUM {VaultRecord.__tablename__}")
            return True
        connection.execution_options(writes=False)
        raw = connection.connection.dbapi_connection
        if raw is None:
            return False
        done = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # outside a transaction, or it is refused
        return not done or done[0][0] == 0

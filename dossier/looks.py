"""The log of the vault: who looked at which record, why, and whether it was allowed. Only added to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier.errors import HiddenRecord, LookEntry, NoPermission
from engine.db import Base, UtcDateTime

PURPOSE = "doel"  # not a look yet: somebody says what he is going to look for
HOLDS = timedelta(minutes=15)
VERBS = {
    "verzamelen": "Verzameld",
    "raadplegen": "Bekeken",
    "verstrekken": "Verstrekt",
    "wijzigen": "Gewijzigd",
    "vernietigen": "Vernietigd",
    PURPOSE: "Doel opgegeven",
}


@dataclass(frozen=True)
class Wanted:
    """Which lines of the log somebody asks for; None and False ask for nothing in particular."""

    instance_id: int | None = None
    user_key: str | None = None
    verb: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    refused_only: bool = False


class VaultLook(Base):
    """A line of the log. The verbs are those of Wpg 32a."""

    __tablename__ = "vault_look"
    __table_args__ = (
        Index("vault_look_instance", "instance_id", "at"),
        Index("vault_look_seal", "seal_id", "id"),
        Index("vault_look_reference", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_key: Mapped[str] = mapped_column(String(40))
    # No foreign key: the log outlives the records, and a made-up reference is logged as well.
    instance_id: Mapped[int]
    reference: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(500))
    verb: Mapped[str] = mapped_column(String(20))  # one of VERBS
    allowed: Mapped[bool]
    seal_id: Mapped[int | None] = mapped_column(ForeignKey("vault_seal.id"))  # dossier.seals; set once


def log(session: Session, entry: LookEntry) -> None:
    session.add(
        VaultLook(
            at=entry.at,
            user_key=entry.user_key,
            instance_id=entry.instance_id,
            reference=entry.reference,
            purpose=entry.purpose[:500],
            verb=entry.verb,
            allowed=entry.allowed,
        )
    )


def log_refusal(session: Session, error: NoPermission | HiddenRecord) -> None:
    """Log a refused look again: raising it has rolled back the transaction that held the line."""
    log(session, error.entry)


def state_purpose(session: Session, instance_id: int, user_key: str, purpose: str, *, now: datetime) -> None:
    """Keep what somebody is going to look for; here and not in his browser, for it may hold a name."""
    log(session, LookEntry(now, user_key, instance_id, f"zaak-{instance_id}", purpose, PURPOSE, True))


def stated_purpose(session: Session, instance_id: int, user_key: str, *, now: datetime) -> str | None:
    """The purpose this person gave for this case, for as long as it holds."""
    query = select(VaultLook.purpose).where(
        VaultLook.instance_id == instance_id,
        VaultLook.user_key == user_key,
        VaultLook.verb == PURPOSE,
        VaultLook.at > now - HOLDS,
    )
    return session.scalar(query.order_by(VaultLook.id.desc()).limit(1))


def log_export(session: Session, user_key: str, *, now: datetime) -> None:
    """Whoever takes the log along stands in it."""
    log(session, LookEntry(now, user_key, 0, "kluislog", "Kluislog geëxporteerd", "raadplegen", True))


def every_line(session: Session) -> Iterator[VaultLook]:
    """The whole log, oldest first, a piece at a time."""
    return iter(session.scalars(select(VaultLook).order_by(VaultLook.id).execution_options(yield_per=1000)))


def search(session: Session, wanted: Wanted, *, start: int, count: int) -> list[VaultLook]:
    """A piece of the log, newest first, for the privacy officer and the FG."""
    query = select(VaultLook)
    for column, value in (
        (VaultLook.instance_id, wanted.instance_id),
        (VaultLook.user_key, wanted.user_key),
        (VaultLook.verb, wanted.verb),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(VaultLook.at >= wanted.since)
    if wanted.before is not None:
        query = query.where(VaultLook.at < wanted.before)
    if wanted.refused_only:
        query = query.where(VaultLook.allowed.is_(False))
    return list(session.scalars(query.order_by(VaultLook.id.desc()).limit(count).offset(start)))


def of_reference(session: Session, reference: str) -> list[VaultLook]:
    """Every line about one record, the oldest first."""
    query = select(VaultLook).where(VaultLook.reference == reference, VaultLook.allowed.is_(True))
    return list(session.scalars(query.order_by(VaultLook.id)))


def of_instance(session: Session, instance_id: int, *, limit: int = 200) -> list[VaultLook]:
    """The newest lines about a case, for the privacy officer."""
    query = select(VaultLook).where(VaultLook.instance_id == instance_id)
    return list(session.scalars(query.order_by(VaultLook.id.desc()).limit(limit)))

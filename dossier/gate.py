"""What came to the machine door of the groepsscan: which nonces were used, which deliveries done, how much refused."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier.keys import InstallationKey
from dossier.signatures import WINDOW
from engine import jobs
from engine.db import Base, UtcDateTime
from engine.errors import Conflict
from engine.models import Job, JobState

REJECTIONS_TOPIC = "groepsscan.afkeur"
MANY = 10  # refused in an hour: then an operator hears of it
HOUR = timedelta(hours=1)
KEPT = timedelta(days=90)


class ScanDelivery(Base):
    """One delivery that was taken in, so that a repeat of it does nothing and gets the same answer."""

    __tablename__ = "groepsscan_levering"
    __table_args__ = (Index("groepsscan_levering_key", "scan_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("groepsscan.id"))
    key: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)  # words and numbers, nothing of what was delivered
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ScanNonce(Base):
    """A nonce that was used; the same message a second time is a replay."""

    __tablename__ = "groepsscan_nonce"

    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ScanRejection(Base):
    """How often an hour a delivery was refused, and why: counted, never kept."""

    __tablename__ = "groepsscan_afkeur"
    __table_args__ = (Index("groepsscan_afkeur_hour", "hour", "code", "kenmerk", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(UtcDateTime)
    code: Mapped[str] = mapped_column(String(40))
    kenmerk: Mapped[str] = mapped_column(String(40))  # of a request that exists; otherwise empty
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeyReused(Conflict):
    """The same idempotency key came with another content."""

    def __init__(self) -> None:
        super().__init__("This key was used for another delivery")


@dataclass(frozen=True)
class Done:
    """What was answered to this very delivery before."""

    answer: Mapping[str, Any]


def fingerprint(content: bytes, *, about: str, key: InstallationKey) -> str:
    """Tells the same from another; says nothing without the installation's key."""
    return hmac.new(key.secret, b"groepsscan\n" + about.encode() + b"\n" + content, hashlib.sha256).hexdigest()


def use_nonce(session: Session, nonce: str, *, now: datetime) -> bool:
    """False when it was used before; nonces older than any valid signature are forgotten."""
    session.execute(delete(ScanNonce).where(ScanNonce.seen_at < now - 3 * WINDOW))
    try:
        with session.begin_nested():
            session.add(ScanNonce(nonce=nonce, seen_at=now))
            session.flush()  # the primary key decides, also between two servers
    except IntegrityError:
        return False
    return True


def earlier(session: Session, scan_id: int, key: str, mark: str) -> Done | None:
    """The answer to this delivery when it was taken in before."""
    query = select(ScanDelivery).where(ScanDelivery.scan_id == scan_id, ScanDelivery.key == key)
    found = session.scalars(query).first()
    if found is None:
        return None
    if not hmac.compare_digest(found.fingerprint, mark):
        raise KeyReused
    return Done(found.answer)


def keep(session: Session, scan_id: int, key: str, mark: str, answer: Mapping[str, Any], *, now: datetime) -> None:
    session.add(ScanDelivery(scan_id=scan_id, key=key, fingerprint=mark, answer=dict(answer), received_at=now))


def reject(session: Session, code: str, *, kenmerk: str = "", now: datetime) -> None:
    """Count a refusal; at many in an hour a job becomes an incident, once."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    same = (ScanRejection.hour == hour, ScanRejection.code == code, ScanRejection.kenmerk == kenmerk)
    if not _add_one(session, same, now):
        try:
            with session.begin_nested():
                session.add(ScanRejection(hour=hour, code=code, kenmerk=kenmerk, count=1, last_at=now))
                session.flush()  # another server may have counted the first one
        except IntegrityError:
            _add_one(session, same, now)
    if lately(session, now=now) >= MANY and not _reported(session):
        jobs.add(session, kind="groepsscan", topic=REJECTIONS_TOPIC, payload={}, due_at=now, now=now)


def lately(session: Session, *, now: datetime) -> int:
    """How many were refused in this hour and the one before."""
    query = select(func.sum(ScanRejection.count)).where(ScanRejection.last_at > now - HOUR)
    return session.scalar(query) or 0


def rejections(session: Session, *, limit: int = 200) -> list[ScanRejection]:
    """What was refused, the latest first."""
    return list(session.scalars(select(ScanRejection).order_by(ScanRejection.last_at.desc()).limit(limit)))


def forget(session: Session, *, now: datetime) -> None:
    """Counts of a season ago tell nobody anything."""
    session.execute(delete(ScanRejection).where(ScanRejection.last_at < now - KEPT))


def _add_one(session: Session, same: tuple[Any, ...], now: datetime) -> bool:
    done = session.execute(
        update(ScanRejection).where(*same).values(count=ScanRejection.count + 1, last_at=now),
        execution_options={"synchronize_session": False},
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _reported(session: Session) -> bool:
    open_states = (JobState.OPEN, JobState.HELD, JobState.INCIDENT)
    query = select(Job.id).where(Job.topic == REJECTIONS_TOPIC, Job.state.in_(open_states))
    return session.scalar(query.limit(1)) is not None

"""The audit trail: who did what, with which case or thing, and how that ended. Numbers only, never what was typed.

Only added to. The seals of `dossier.seals` close its lines each minute, in one chain with the log of the vault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, and_, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier.actions import Action
from engine.db import Base, UtcDateTime
from engine.models import Task

NOBODY = ""  # who is not logged in
COMMAND_LINE = "opdrachtregel"

VIEWED, CHANGED, EXPORTED = "bekijken", "wijzigen", "exporteren"
CONFIGURED, CAME, LEFT, CLEARED = "instellen", "inloggen", "uitloggen", "opruimen"
VERBS = {
    VIEWED: "Bekeken",
    CHANGED: "Gewijzigd",
    EXPORTED: "Geëxporteerd",
    CONFIGURED: "Ingesteld",
    CAME: "Ingelogd",
    LEFT: "Uitgelogd",
    CLEARED: "Opgeruimd",
}

DONE, HALFWAY, REFUSED, NOT_FOUND = "gelukt", "halverwege", "geweigerd", "niet_gevonden"
NOT_DONE, FAILED = "niet_gedaan", "mislukt"
OUTCOMES = {
    DONE: "Gelukt",
    HALFWAY: "Halverwege",  # the password was right, a code must follow
    REFUSED: "Geweigerd",
    NOT_FOUND: "Niet gevonden, of doet niet mee",
    NOT_DONE: "Niet gedaan",
    FAILED: "Mislukt",
}
# Whose case a thing is; looked up while the line is written, in the same statement.
CASE_OF: Mapping[str, type[Task] | type[Action]] = {"task_id": Task, "action_id": Action}


@dataclass(frozen=True)
class Entry:
    """One line to be."""

    at: datetime
    user_key: str
    verb: str  # one of VERBS
    route: str  # the endpoint, or the words of a command
    outcome: str  # one of OUTCOMES
    instance_id: int | None = None
    thing: str = ""  # "taak-7"
    owner: tuple[str, int] | None = None  # a key of CASE_OF and the number, when the case is not known


@dataclass(frozen=True)
class Wanted:
    """Which lines somebody asks for; None asks for nothing in particular."""

    user_key: str | None = None
    instance_id: int | None = None
    verb: str | None = None
    outcome: str | None = None
    since: datetime | None = None
    before: datetime | None = None


class AuditLine(Base):
    """A line. No foreign keys: it outlives what it is about, and a made-up number is recorded as well."""

    __tablename__ = "audit_line"
    __table_args__ = (
        Index("audit_line_at", "at", "id"),
        Index("audit_line_user", "user_key", "at", "id"),
        Index("audit_line_instance", "instance_id", "at", "id"),
        Index("audit_line_verb", "verb", "at", "id"),
        Index("audit_line_outcome", "outcome", "at", "id"),
        Index("audit_line_seal", "seal_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_key: Mapped[str] = mapped_column(String(40))
    verb: Mapped[str] = mapped_column(String(20))
    route: Mapped[str] = mapped_column(String(80))
    instance_id: Mapped[int | None]
    thing: Mapped[str] = mapped_column(String(80))
    outcome: Mapped[str] = mapped_column(String(20))
    seal_id: Mapped[int | None] = mapped_column(ForeignKey("vault_seal.id"))  # dossier.seals; set once


def record(session: Session, entry: Entry) -> None:
    """Write one line, in one statement."""
    case: Any = entry.instance_id
    if case is None and entry.owner is not None:
        table = CASE_OF[entry.owner[0]]
        case = select(table.instance_id).where(table.id == entry.owner[1]).scalar_subquery()
    session.execute(
        insert(AuditLine.__table__).values(  # type: ignore[arg-type]  # of the table: nothing has to be loaded again
            at=entry.at,
            user_key=entry.user_key,
            verb=entry.verb,
            route=entry.route[:80],
            instance_id=case,
            thing=entry.thing[:80],
            outcome=entry.outcome,
        )
    )


def search(session: Session, wanted: Wanted, *, older_than: int | None = None, count: int) -> list[AuditLine]:
    """A piece of the trail, newest first; the next piece is what is older than its last line."""
    query = select(AuditLine)
    for column, value in (
        (AuditLine.user_key, wanted.user_key),
        (AuditLine.instance_id, wanted.instance_id),
        (AuditLine.verb, wanted.verb),
        (AuditLine.outcome, wanted.outcome),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(AuditLine.at >= wanted.since)
    if wanted.before is not None:
        query = query.where(AuditLine.at < wanted.before)
    last = session.get(AuditLine, older_than) if older_than is not None else None
    if last is not None:
        older = or_(AuditLine.at < last.at, and_(AuditLine.at == last.at, AuditLine.id < last.id))
        query = query.where(AuditLine.at <= last.at, older)
    return list(session.scalars(query.order_by(AuditLine.at.desc(), AuditLine.id.desc()).limit(count)))


def every_line(session: Session) -> Iterator[AuditLine]:
    """The whole trail, oldest first, a piece at a time."""
    return iter(session.scalars(select(AuditLine).order_by(AuditLine.id).execution_options(yield_per=1000)))


COLUMNS = ("nummer", "moment_utc", "gebruiker", "handeling", "onderdeel", "zaak", "ding", "uitkomst")


def as_row(line: AuditLine) -> list[object]:
    """A line as it is sealed and exported, in the order of COLUMNS."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    return [line.id, at, line.user_key, line.verb, line.route, line.instance_id, line.thing, line.outcome]

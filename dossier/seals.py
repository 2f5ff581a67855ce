"""The log of the vault and the audit trail sealed in batches: one chain of hashes in which a changed or removed line
shows.

Each seal takes in the seal before it, so whoever rewrites a line has to rewrite every seal after it. Against somebody
who can rewrite the whole table a copy of the newest seal kept elsewhere is what helps; the command prints it.
The audit lines of a batch come into its seal as one hash. So they can go when their time is over
(dossier/audit_retention.py) and the chain can still be followed, through the lines of the vault's log that stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from sqlalchemy import String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import audit
from dossier.audit import AuditLine
from dossier.looks import VaultLook
from engine.db import Base, UtcDateTime

BATCH = 5_000
FIRST = "0" * 64  # what the first seal takes in


class VaultSeal(Base):
    """One batch of lines, closed."""

    __tablename__ = "vault_seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    previous: Mapped[str] = mapped_column(String(64), unique=True)  # two that seal at once: the second is refused
    digest: Mapped[str] = mapped_column(String(64))
    lines: Mapped[int]  # of the vault's log
    audit_lines: Mapped[int] = mapped_column(default=0, server_default="0")
    audit_digest: Mapped[str] = mapped_column(String(64), default="", server_default="")  # "": none, as before 2026-11
    audit_removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # their time was over
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Verdict:
    """What the chain says of the two logs."""

    seals: int
    lines: int
    unsealed: int  # too new to be sealed yet
    head: str  # the newest seal: keep a copy of it outside this machine
    broken: tuple[str, ...]  # what is wrong, in Dutch; empty: nothing was changed
    audit_lines: int = 0
    audit_unsealed: int = 0
    audit_removed: int = 0  # lines whose time was over


def seal(session: Session, *, now: datetime) -> int:
    """Close the lines that are not sealed yet, at most a batch of each log; returns how many."""
    last = newest(session)
    looks = list(
        session.scalars(select(VaultLook).where(VaultLook.seal_id.is_(None)).order_by(VaultLook.id).limit(BATCH))
    )
    trail = list(
        session.scalars(select(AuditLine).where(AuditLine.seal_id.is_(None)).order_by(AuditLine.id).limit(BATCH))
    )
    if not looks and not trail:
        return 0
    previous = last.digest if last is not None else FIRST
    of_trail = audit_digest(trail)
    made = VaultSeal(
        previous=previous,
        digest=_digest(previous, looks, of_trail),
        lines=len(looks),
        audit_lines=len(trail),
        audit_digest=of_trail,
        sealed_at=now,
    )
    session.add(made)
    session.flush()  # the lines name their seal
    _close(session, VaultLook, [line.id for line in looks], made.id)
    _close(session, AuditLine, [line.id for line in trail], made.id)
    return len(looks) + len(trail)


def _close(session: Session, table: type[VaultLook] | type[AuditLine], ids: list[int], seal_id: int) -> None:
    if ids:
        session.execute(update(table).where(table.id.in_(ids)).values(seal_id=seal_id))


def seal_all(session: Session, *, now: datetime) -> int:
    """Close every line there is, batch by batch."""
    total = 0
    while closed := seal(session, now=now):
        total += closed
    return total


def verify(session: Session, *, expected: str | None = None) -> Verdict:
    """Compute the chain again from the lines; `expected` is a seal that somebody kept elsewhere."""
    broken: list[str] = []
    known, previous = {FIRST}, FIRST
    seals, lines, trail_lines, removed, kept_before = 0, 0, 0, 0, False
    # a piece at a time: a year has half a million seals
    for each in session.scalars(select(VaultSeal).order_by(VaultSeal.id).execution_options(yield_per=1000)):
        found = list(session.scalars(select(VaultLook).where(VaultLook.seal_id == each.id).order_by(VaultLook.id)))
        trail = list(session.scalars(select(AuditLine).where(AuditLine.seal_id == each.id).order_by(AuditLine.id)))
        broken += _problems(each, found, previous)
        broken += _trail_problems(each, trail, kept_before)
        seals, lines, trail_lines, previous = seals + 1, lines + len(found), trail_lines + len(trail), each.digest
        removed += each.audit_lines if each.audit_removed_at is not None else 0
        kept_before = kept_before or (each.audit_lines > 0 and each.audit_removed_at is None)
        known.add(previous)
    broken += _untold(session)
    if expected is not None and expected not in known:
        broken.append("Het zegel dat u bewaarde komt in deze keten niet voor.")
    return Verdict(
        seals=seals,
        lines=lines,
        unsealed=_open(session, VaultLook),
        head=previous,
        broken=tuple(broken),
        audit_lines=trail_lines,
        audit_unsealed=_open(session, AuditLine),
        audit_removed=removed,
    )


def _open(session: Session, table: type[VaultLook] | type[AuditLine]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(table.seal_id.is_(None))) or 0


def newest(session: Session) -> VaultSeal | None:
    return session.scalars(select(VaultSeal).order_by(VaultSeal.id.desc()).limit(1)).one_or_none()


def _problems(each: VaultSeal, lines: list[VaultLook], previous: str) -> Iterator[str]:
    if each.previous != previous:
        yield f"{_name(each)}: er ontbreekt een zegel, of het vorige is veranderd."
    if len(lines) != each.lines:
        yield f"{_name(each)}: {each.lines} regels verzegeld, {len(lines)} gevonden."
    elif _digest(each.previous, lines, each.audit_digest) != each.digest:
        yield f"{_name(each)}: een regel is veranderd."


def _trail_problems(each: VaultSeal, lines: list[AuditLine], kept_before: bool) -> Iterator[str]:
    if each.audit_removed_at is not None:
        if kept_before:
            yield f"{_name(each)}: regels van het gebruikslog zijn opgeruimd terwijl oudere er nog staan."
        if lines:
            yield f"{_name(each)}: opgeruimd, maar er staan nog {len(lines)} regels van het gebruikslog."
    elif len(lines) != each.audit_lines:
        yield f"{_name(each)}: {each.audit_lines} regels van het gebruikslog verzegeld, {len(lines)} gevonden."
    elif audit_digest(lines) != each.audit_digest:
        yield f"{_name(each)}: een regel van het gebruikslog is veranderd."


def _untold(session: Session) -> Iterator[str]:
    """A removal that no line of the audit trail tells of was none of ours."""
    last = session.scalar(select(func.max(VaultSeal.id)).where(VaultSeal.audit_removed_at.is_not(None)))
    told = select(AuditLine.thing).where(AuditLine.verb == audit.CLEARED).order_by(AuditLine.id.desc()).limit(1)
    if last is not None and session.scalar(told) != f"zegel-{last}":
        yield f"Tot en met zegel {last} is het gebruikslog opgeruimd, maar geen regel vertelt dat."


def _name(each: VaultSeal) -> str:
    return f"Zegel {each.id} ({each.sealed_at:%Y-%m-%d %H:%M} UTC)"


def audit_digest(lines: Iterable[AuditLine]) -> str:
    """One hash over the audit lines of a batch; "" when it has none, so that the seals from before them stay valid."""
    made, some = hashlib.sha256(), False
    for line in lines:
        made.update(orjson.dumps(audit.as_row(line)) + b"\n")
        some = True
    return made.hexdigest() if some else ""


def _digest(previous: str, lines: list[VaultLook], of_trail: str) -> str:
    made = hashlib.sha256(previous.encode())
    for line in lines:
        made.update(orjson.dumps(as_row(line)) + b"\n")
    if of_trail:
        made.update(of_trail.encode() + b"\n")
    return made.hexdigest()


def as_row(line: VaultLook) -> list[object]:
    """A line as it is sealed and exported: number, moment in UTC, who, case, record, purpose, verb, allowed."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    return [line.id, at, line.user_key, line.instance_id, line.reference, line.purpose, line.verb, line.allowed]

"""The log of the vault sealed in batches: a chain of hashes in which a changed or removed line shows.

Each seal takes in the seal before it, so whoever rewrites a line has to rewrite every seal after it. Against somebody
who can rewrite the whole table a copy of the newest seal kept elsewhere is what helps; the command prints it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from sqlalchemy import String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

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
    lines: Mapped[int]
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Verdict:
    """What the chain says of the log."""

    seals: int
    lines: int
    unsealed: int  # too new to be sealed yet
    head: str  # the newest seal: keep a copy of it outside this machine
    broken: tuple[str, ...]  # what is wrong, in Dutch; empty: nothing was changed


def seal(session: Session, *, now: datetime) -> int:
    """Close the lines that are not sealed yet, at most a batch of them; returns how many."""
    last = newest(session)
    query = select(VaultLook).where(VaultLook.seal_id.is_(None)).order_by(VaultLook.id).limit(BATCH)
    lines = list(session.scalars(query))
    if not lines:
        return 0
    previous = last.digest if last is not None else FIRST
    made = VaultSeal(previous=previous, digest=_digest(previous, lines), lines=len(lines), sealed_at=now)
    session.add(made)
    session.flush()  # the lines name their seal
    ids = [line.id for line in lines]
    session.execute(update(VaultLook).where(VaultLook.id.in_(ids)).values(seal_id=made.id))
    return len(lines)


def seal_all(session: Session, *, now: datetime) -> int:
    """Close every line there is, batch by batch."""
    total = 0
    while closed := seal(session, now=now):
        total += closed
    return total


def verify(session: Session, *, expected: str | None = None) -> Verdict:
    """Compute the chain again from the lines; `expected` is a seal that somebody kept elsewhere."""
    broken: list[str] = []
    known, previous, lines, seals = {FIRST}, FIRST, 0, 0
    for each in session.scalars(select(VaultSeal).order_by(VaultSeal.id)):
        found = list(session.scalars(select(VaultLook).where(VaultLook.seal_id == each.id).order_by(VaultLook.id)))
        broken += _problems(each, found, previous)
        seals, lines, previous = seals + 1, lines + len(found), each.digest
        known.add(previous)
    if expected is not None and expected not in known:
        broken.append("Het zegel dat u bewaarde komt in deze keten niet voor.")
    open_lines = session.scalar(select(func.count()).select_from(VaultLook).where(VaultLook.seal_id.is_(None))) or 0
    return Verdict(seals, lines, open_lines, previous, tuple(broken))


def newest(session: Session) -> VaultSeal | None:
    return session.scalars(select(VaultSeal).order_by(VaultSeal.id.desc()).limit(1)).one_or_none()


def _problems(each: VaultSeal, lines: list[VaultLook], previous: str) -> Iterator[str]:
    when = f"{each.sealed_at:%Y-%m-%d %H:%M} UTC"
    if each.previous != previous:
        yield f"Zegel {each.id} ({when}): er ontbreekt een zegel, of het vorige is veranderd."
    if len(lines) != each.lines:
        yield f"Zegel {each.id} ({when}): {each.lines} regels verzegeld, {len(lines)} gevonden."
    elif _digest(each.previous, lines) != each.digest:
        yield f"Zegel {each.id} ({when}): een regel is veranderd."


def _digest(previous: str, lines: list[VaultLook]) -> str:
    made = hashlib.sha256(previous.encode())
    for line in lines:
        made.update(orjson.dumps(as_row(line)) + b"\n")
    return made.hexdigest()


def as_row(line: VaultLook) -> list[object]:
    """A line as it is sealed and exported: number, moment in UTC, who, case, record, purpose, verb, allowed."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    return [line.id, at, line.user_key, line.instance_id, line.reference, line.purpose, line.verb, line.allowed]

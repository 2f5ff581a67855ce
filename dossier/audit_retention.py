"""Lines of the audit trail whose time is over: whole sealed batches from the old end, while their seals stay."""

from __future__ import annotations

from datetime import UTC, datetime, time

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from dossier import audit
from dossier.audit import AuditLine, Entry
from dossier.seals import VaultSeal
from engine.feel.temporal import shift_months

PROPOSED_MONTHS = 60  # a proposal: no law names a term
SHORTEST_MONTHS, LONGEST_MONTHS = 12, 1200


def clear(session: Session, *, months: int, by: str, route: str, now: datetime) -> int:
    """Take away what was sealed before the term of so many months began; returns how many lines."""
    before = datetime.combine(shift_months(now.date(), -months), time(), tzinfo=UTC)
    return remove(session, before=before, by=by, route=route, now=now)


def remove(session: Session, *, before: datetime, by: str, route: str, now: datetime) -> int:
    """Take away what was sealed before this moment; the removal is itself a line, which says up to which seal."""
    old = (VaultSeal.sealed_at < before, VaultSeal.audit_removed_at.is_(None), VaultSeal.audit_lines > 0)
    last, count = session.execute(select(func.max(VaultSeal.id), func.sum(VaultSeal.audit_lines)).where(*old)).one()
    if last is None:
        return 0
    session.execute(delete(AuditLine).where(AuditLine.seal_id.in_(select(VaultSeal.id).where(*old))))
    session.execute(update(VaultSeal).where(*old).values(audit_removed_at=now))
    done = Entry(now, by, audit.CLEARED, route, audit.DONE, thing=f"zegel-{last}")
    audit.record(session, done)
    return int(count)

"""What the clock does for the installation as a whole: destruction planned, logs sealed and emptied, papers watched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from dossier import archive, audit_retention, destruction, gate, links, register_watch, retention, seals
from dossier.vault import MACHINE
from engine import db
from engine.migration import planning

ROUND = "dagelijkse ronde"  # what the audit trail calls this work


def forget_what_was_removed(now: datetime) -> None:
    """Daily, and soon after a destruction: what was destroyed must not linger in the database's log."""
    with db.reading() as session:
        bind, waiting = session.get_bind(), destruction.not_cleared(session)
    if isinstance(bind, Engine) and destruction.truncate_log(bind) and waiting:
        with db.transaction() as session:
            destruction.mark_cleared(session, waiting, now=now)


def forget_what_was_destroyed(now: datetime) -> None:
    """Each minute: the log is emptied when something was destroyed since it last was."""
    with db.reading() as session:
        waiting = destruction.not_cleared(session)
    if waiting:
        forget_what_was_removed(now)


def plan_destruction(now: datetime) -> None:
    """Daily: names of ended cases whose time is over, and certificates that are not written yet."""
    with db.transaction() as session:
        retention.plan(session, now=now)
        archive.notify(session, now=now)


def remind_of_papers(now: datetime) -> None:
    """Daily: a convenant, a decision or the DPIA that ends within three months, or has ended."""
    with db.transaction() as session:
        register_watch.remind(session, now)


def forget_kept_states(now: datetime) -> None:
    """Daily: the state of cases from before they moved, when they cannot go back; old counts of refused deliveries."""
    with db.transaction() as session:
        planning.forget_kept(session, now=now)
        gate.forget(session, now=now)


def tidy_links(now: datetime) -> None:
    """Daily: what links that no longer work still hold."""
    with db.transaction() as session:
        links.tidy(session, now=now)


def clear_trail(months: int | None, now: datetime) -> None:
    """Daily: lines of the audit trail whose term is over, where the municipality agreed on one."""
    if months is None:
        return
    with db.transaction() as session:
        audit_retention.clear(session, months=months, by=MACHINE, route=ROUND, now=now)


def seal_log(now: datetime) -> None:
    """Each minute: the new lines of the vault's log join its chain of seals."""
    try:
        with db.transaction() as session:
            seals.seal_all(session, now=now)
    except IntegrityError:
        return  # another process sealed these very lines a moment before

"""Is it alive, and can it work: for the machine that watches this one. Says nothing about what is in it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from engine import claims, db, logs, scheduler
from web.parts import parts

bp = Blueprint("health", __name__)
log = logs.get(__name__)


@bp.get("/healthz")
def alive() -> Response:
    """The process answers; whether it can work is another question."""
    return jsonify(status="leeft")


@bp.get("/readyz")
def ready() -> tuple[Response, int]:
    """Whether requests may be sent here; if not, why: by code."""
    reasons = [code for code, holds in CHECKS.items() if not holds()]
    if "database" in reasons and "migraties" in reasons:
        reasons.remove("migraties")  # nobody could tell
    if reasons:
        log.warning("not ready", code="+".join(reasons))
        return jsonify(status="niet gereed", redenen=reasons), 503
    return jsonify(status="gereed", redenen=[]), 200


@bp.get("/gezond")
def show() -> Response:
    """Answers when the database does; the address of before."""
    with db.reading() as session:
        session.execute(text("select 1"))
    return jsonify(status="gezond")


def _database_answers() -> bool:
    try:
        with db.reading() as session:
            session.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    return True


def _database_is_migrated() -> bool:
    """Whether the tables are those of this version of the program; not asked when nobody told which that is."""
    newest = parts().newest_migration
    if not newest:
        return True
    try:
        with db.reading() as session:
            return bool(session.scalar(text("select version_num from alembic_version")) == newest)
    except SQLAlchemyError:
        return False


def _worker_is_at_work() -> bool:
    """Whether the worker in this process, if it has one, still ticks; one long job is no reason to worry."""
    silent = scheduler.silent_for()
    return silent is None or silent < claims.LEASE.total_seconds()


def _disk_takes_writing() -> bool:
    home: Path | None = parts().home
    if home is None:
        return True
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"gereed")
            file.flush()
    except OSError:
        return False
    return True


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database_answers,
    "migraties": _database_is_migrated,
    "worker": _worker_is_at_work,
    "schijf": _disk_takes_writing,
}

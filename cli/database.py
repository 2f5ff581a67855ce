"""The database for a command: connected, migrated, and locked against a second process on SQLite."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import OperationalError

from cli.parts import Parts
from cli.refusal import Refused
from engine import db

_PATIENCE = 8.0  # seconds; workers of a killed server need a moment to notice
_SECOND_PROCESS = (
    "Er draait al een server of worker op deze SQLite-database ({home}). Op SQLite kan er maar één draaien.\n"
    "Stop de andere, of gebruik PostgreSQL (ZEVENSTAP_DATABASE_URL).\n"
    "A server or worker already runs on this SQLite database; only one can. Stop it, or use PostgreSQL."
)


_NOT_READY = (
    "De database is nog niet klaar. Draai eerst: zevenstap init\n"
    "The database is not ready yet. First run: zevenstap init"
)


def connect(parts: Parts) -> Engine:
    """Open the database that `zevenstap init` made; refuse one that is empty or cannot be reached."""
    parts.home.mkdir(parents=True, exist_ok=True)
    engine = db.connect(parts.database_url)
    try:
        ready = inspect(engine).has_table("alembic_version")
    except OperationalError as problem:
        raise Refused(f"De database antwoordt niet: {problem.orig}") from problem
    if not ready:
        raise Refused(_NOT_READY)
    return engine


def migrate(parts: Parts) -> None:
    """Alembic up to the newest version, on one connection of ours."""
    parts.home.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(parts.root / "migrations"))
    engine = db.connect(parts.database_url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def newest_migration(root: Path) -> str:
    """What the database of this version of the program stands at."""
    config = Config()
    config.set_main_option("script_location", str(root / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head() or ""


def is_sqlite(parts: Parts) -> bool:
    return parts.database_url.startswith("sqlite")


@contextmanager
def only_process(parts: Parts) -> Iterator[None]:
    """Hold the data folder's lock while serving; on PostgreSQL any number may."""
    if not is_sqlite(parts):
        yield
        return
    parts.home.mkdir(parents=True, exist_ok=True)
    with (parts.home / "zevenstap.lock").open("w") as lock:
        deadline = time.monotonic() + _PATIENCE
        while not _locked(lock.fileno()):
            if time.monotonic() > deadline:
                raise Refused(_SECOND_PROCESS.format(home=parts.home))
            time.sleep(0.2)
        yield


def _locked(descriptor: int) -> bool:
    # The lock goes with the process, and with the workers it forked: a crash leaves nothing behind.
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

"""The database for a command: connected, migrated, and locked against a second process on SQLite."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config

from cli.parts import Parts
from cli.refusal import Refused
from engine import db

_PATIENCE = 8.0  # seconds; workers of a killed server need a moment to notice
_SECOND_PROCESS = (
    "Er draait al een server of worker op deze SQLite-database ({home}). Op SQLite kan er maar één draaien.\n"
    "Stop de andere, of gebruik PostgreSQL (ZEVENSTAP_DATABASE_URL).\n"
    "A server or worker already runs on this SQLite database; only one can. Stop it, or use PostgreSQL."
)


def connect(parts: Parts) -> None:
    parts.home.mkdir(parents=True, exist_ok=True)
    db.connect(parts.database_url)


def migrate(parts: Parts) -> None:
    """Alembic up to the newest version, on one connection of ours."""
    config = Config()
    config.set_main_option("script_location", str(parts.root / "migrations"))
    engine = db.connect(parts.database_url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


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

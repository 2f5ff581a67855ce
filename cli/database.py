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
from sqlalchemy import Connection, Engine, func, inspect, select
from sqlalchemy.exc import ArgumentError, OperationalError

from cli.parts import Parts
from cli.refusal import Refused
from engine import db

_PATIENCE = 8.0  # seconds; workers of a killed server need a moment to notice
_SECOND_PROCESS = (
    "Er draait al een server of worker op deze SQLite-database ({home}). Op SQLite kan er maar één draaien.\n"
    "Stop de andere, of gebruik PostgreSQL (ZEVENSTAP_DATABASE_URL).\n"
    "A server or worker already runs on this SQLite database; only one can. Stop it, or use PostgreSQL."
)
_WAITING = "Een andere `zevenstap init` is bezig. Even wachten tot die klaar is."
_INIT = 7_000_007  # the number of our lock in the database
_OLDEST = 13  # the oldest PostgreSQL that its makers still mend, when this was written
_NO_UTF8 = (
    "De database bewaart tekst als {encoding}, en dat kan niet elke naam aan. Maak hem opnieuw:\n"
    "createdb --encoding=UTF8 --template=template0 NAAM"
)

_NO_ADDRESS = (
    "ZEVENSTAP_DATABASE_URL is geen adres van een database die Zevenstap kent.\n"
    "Zo ziet het eruit: postgresql://gebruiker:wachtwoord@machine/database"
)
_OTHER_VERSION = (
    "De database hoort bij een andere versie van Zevenstap. Draai eerst: zevenstap init\n"
    "The database belongs to another version of Zevenstap. First run: zevenstap init"
)
_NOT_READY = (
    "De database is nog niet klaar. Draai eerst: zevenstap init\n"
    "The database is not ready yet. First run: zevenstap init"
)


def connect(parts: Parts) -> Engine:
    """Open the database that `zevenstap init` made; refuse one that is empty or cannot be reached."""
    parts.home.mkdir(parents=True, exist_ok=True)
    engine = _opened(parts)
    try:
        if not inspect(engine).has_table("alembic_version"):
            raise Refused(_NOT_READY)
        with engine.connect() as connection:
            stands_at = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except OperationalError as problem:
        raise Refused(f"De database antwoordt niet: {problem.orig}") from problem
    if stands_at != newest_migration(parts.root):
        raise Refused(_OTHER_VERSION)
    return engine


def _opened(parts: Parts) -> Engine:
    try:
        found = db.connect(parts.database_url)
    except (ArgumentError, ImportError, ValueError) as problem:
        raise Refused(_NO_ADDRESS, 2) from problem
    if found.dialect.name not in ("sqlite", "postgresql"):
        raise Refused(_NO_ADDRESS, 2)
    return found


def migrate(parts: Parts) -> None:
    """Alembic up to the newest version, on one connection of ours."""
    parts.home.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(parts.root / "migrations"))
    with db.altering(_opened(parts)) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def alone(parts: Parts) -> Iterator[None]:
    """One `zevenstap init` at a time: a second one waits, and then finds the work done."""
    parts.home.mkdir(parents=True, exist_ok=True)
    if is_sqlite(parts):
        with (parts.home / "init.lock").open("w") as lock:
            if not _locked(lock.fileno()):
                print(_WAITING, flush=True)
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX)
            yield
        return
    # A lock of the session, for several transactions follow; it goes with the connection, also after a crash.
    engine = _opened(parts)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # closed at the end, not kept with its lock
        _require_usable(connection)
        if not connection.execute(select(func.pg_try_advisory_lock(_INIT))).scalar_one():
            print(_WAITING, flush=True)
            connection.exec_driver_sql("SET statement_timeout = 0; SET lock_timeout = 0")
            connection.execute(select(func.pg_advisory_lock(_INIT)))
        yield


def _require_usable(connection: Connection) -> None:
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if version < _OLDEST * 10_000:
        raise Refused(f"PostgreSQL {version // 10_000} is te oud. Zevenstap werkt met PostgreSQL {_OLDEST} of nieuwer.")
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise Refused(_NO_UTF8.format(encoding=encoding))


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

"""Alembic's way into our tables, for `zevenstap init` (on an open connection) and for the `alembic` command."""

import os
from pathlib import Path
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine

import dossier.tables
import engine.draft_tables
import engine.migration.tables
import engine.models
import engine.scenarios.walks  # noqa: F401  # fills the metadata
from dossier import search_index
from engine.db import Base, UtcDateTime

assert dossier.tables  # imported for its tables


def database_url() -> str:
    """The database of ZEVENSTAP_DATABASE_URL, else the SQLite file in the data folder."""
    home = Path(os.environ.get("ZEVENSTAP_HOME", "var"))
    return os.environ.get("ZEVENSTAP_DATABASE_URL") or f"sqlite:///{home / 'zevenstap.db'}"


def render_type(kind: str, obj: Any, _context: Any) -> str | Literal[False]:
    """A migration names what is in the database, not our class round it, which may change."""
    if kind == "type" and isinstance(obj, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def include_name(name: str | None, _kind: str, _parent: Any) -> bool:
    """What is in the database and of the search index alone is not compared: `search_index` makes it."""
    return name not in search_index.BY_HAND


def moves() -> bool:
    """Whether tables are going to change; at most starts they stand where they must."""
    try:
        wanted = context.get_revision_argument()
    except KeyError:  # a migration is being written
        return True
    return bool(context.get_context().get_current_revision() != wanted)


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_item=render_type,
        include_name=include_name,
        # SQLite cannot alter a table: Alembic makes a new one and moves the rows
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        moving = moves()
        if moving:
            search_index.take_off(connection)
        context.run_migrations()
        if moving:
            search_index.put_on(connection)


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    with create_engine(database_url()).begin() as connection:
        migrate(connection)


if context.is_offline_mode():
    raise SystemExit("Zevenstap migrates an open database; there is no offline mode")
run()

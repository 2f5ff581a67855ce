"""The migrations make the tables that the code expects: no more, no less."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect

import dossier.tables
from engine import db

ROOT = Path(__file__).parent.parent

assert dossier.tables.MODULES  # imported for its tables


def config(connection: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.attributes["connection"] = connection
    return made


def upgraded(tmp_path: Path) -> Engine:
    engine = db.connect(f"sqlite:///{tmp_path / 'tables.db'}")
    with engine.begin() as connection:
        command.upgrade(config(connection), "head")
    return engine


def test_all_migrations_together_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    engine = upgraded(tmp_path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.Base.metadata) == [], "run script/migration"
    engine.dispose()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    engine = upgraded(tmp_path)
    with engine.begin() as connection:
        command.upgrade(config(connection), "head")
        assert inspect(connection).has_table("process_instance")
    engine.dispose()


def test_migrating_back_leaves_no_table(tmp_path: Path) -> None:
    engine = upgraded(tmp_path)
    with engine.begin() as connection:
        command.downgrade(config(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()

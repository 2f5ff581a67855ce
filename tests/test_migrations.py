"""The migrations make the tables that the code expects, no more and no less, and keep what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, Connection, Engine, Enum, MetaData, Table, inspect, select, text

import dossier.tables
from dossier import search_index
from engine import db

ROOT = Path(__file__).parent.parent
FIRST = "0001"  # what the first release made
MOVED = {"convenant": {"organisation_id", "signed_on"}}  # to a table of their own: what 0011 does, and takes back
Rows = list[dict[str, Any]]

assert dossier.tables.MODULES  # imported for its tables


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    engine = db.connect(empty_database_url)
    yield engine
    engine.dispose()


def config(connection: Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.attributes["connection"] = connection
    return made


def upgrade(engine: Engine, to: str = "head") -> None:
    with db.altering(engine) as connection:
        command.upgrade(config(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    with db.altering(engine) as connection:
        command.downgrade(config(connection), to)


REVISIONS = [one.revision for one in ScriptDirectory.from_config(config()).walk_revisions()][::-1]


def described(name: str | None, _kind: str, _parent: Any) -> bool:
    """All but the full text part of the search index, by name: a test of its own looks at that."""
    return name not in search_index.BY_HAND


def tables(engine: Engine) -> list[Table]:
    """The tables as they are in the database now, whatever the code thinks; those that others name come first."""
    found = MetaData()
    found.reflect(engine, only=lambda name, _: name not in search_index.BY_HAND)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def value(table: Table, column: Column[Any], number: int) -> Any:
    """Something that fits, and that is right for a choice among words."""
    if column.primary_key and not column.foreign_keys and column.type.python_type is int:
        return number
    if number == 2 and column.nullable:
        return None
    known = db.Base.metadata.tables.get(table.name)
    kind = known.c[column.name].type if known is not None and column.name in known.c else None
    if isinstance(kind, Enum):
        return kind.enums[0]
    if column.foreign_keys:
        return number if column.primary_key or column.unique else 1
    if isinstance(column.type, JSON):
        return {"lijst": ["een", number]}
    made = {
        int: number,
        str: f"{column.name[:10]}-{number}",
        bytes: b"\x00\x01" + bytes([number]),
        bool: True,
        datetime: datetime(2026, 3, number, 12, 30, tzinfo=UTC),
        date: date(2026, 3, number),
        float: 1.5,
    }
    return made[column.type.python_type]


def fill(engine: Engine) -> None:
    """Two rows in every table, with their references; the second one with everything empty that may be empty."""
    found = tables(engine)
    with engine.begin() as connection:
        for table in found:
            connection.execute(
                table.insert(), [{c.name: value(table, c, number) for c in table.columns} for number in (1, 2)]
            )


def kept(engine: Engine, columns: dict[str, list[str]] | None = None) -> dict[str, Rows]:
    """All rows; of a later version only the columns that were there before."""
    found: dict[str, Rows] = {}
    there = tables(engine)
    with engine.connect() as connection:
        for table in there:
            if columns is None or table.name in columns:
                names = [c.name for c in table.columns] if columns is None else columns[table.name]
                rows = connection.execute(select(*(table.c[name] for name in names)).order_by(*table.primary_key))
                found[table.name] = [dict(row) for row in rows.mappings()]
    return found


def test_all_migrations_together_make_exactly_the_tables_of_the_code(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": described})
        assert compare_metadata(context, db.Base.metadata) == [], "run script/migration"


def test_the_database_keeps_the_search_index_itself_with_no_trigger_more_or_less(engine: Engine) -> None:
    sqlite = engine.dialect.name == "sqlite"
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    for to in ("head", "0022", "head"):  # off for the way back, and on again
        (downgrade if to == "0022" else upgrade)(engine, to)
        with engine.connect() as connection:
            there = list(connection.exec_driver_sql(asked).scalars())
        assert sorted(there) == (sorted(search_index.triggers(engine.dialect.name)) if to == "head" else [])
    found = set(inspect(engine).get_table_names()) & search_index.BY_HAND
    assert found == search_index.BY_HAND if sqlite else not found
    if not sqlite:
        assert search_index.TEXT in {index["name"] for index in inspect(engine).get_indexes("search_entry")}


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    upgrade(engine)
    assert inspect(engine).has_table("process_instance")


def test_migrating_back_leaves_no_table(engine: Engine) -> None:
    upgrade(engine)
    downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_every_migration_keeps_every_row_there_and_back(engine: Engine) -> None:
    upgrade(engine, FIRST)
    fill(engine)
    before = kept(engine)
    columns = {table: list(rows[0]) for table, rows in before.items()}
    assert all(len(rows) == 2 for rows in before.values()) and len(before) > 20
    for revision in REVISIONS[1:]:
        upgrade(engine, revision)
        moved = MOVED if revision >= "0011" else {}
        staying = {table: [name for name in columns[table] if name not in moved.get(table, ())] for table in columns}
        wanted = {table: [{n: row[n] for n in staying[table]} for row in rows] for table, rows in before.items()}
        assert kept(engine, staying) == wanted, revision
    downgrade(engine, FIRST)
    assert kept(engine) == before


def test_what_was_migrated_full_has_the_same_rules_as_what_was_made_new(engine: Engine) -> None:
    upgrade(engine, FIRST)
    fill(engine)
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": described})
        assert compare_metadata(context, db.Base.metadata) == []
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_rows_of_one_convenant_become_one_paper_with_its_parties(engine: Engine) -> None:
    # given what three organisations signed, as it stood before: a row each
    upgrade(engine, "0010")
    row = "INSERT INTO convenant (title, organisation_id, signed_on, valid_from, valid_until) VALUES "
    with engine.begin() as connection:
        for name in ("Gemeente", "Politie", "School"):
            made = "INSERT INTO organisation (name, kind, email, active) VALUES (:name, 'PARTNER', '', true)"
            connection.execute(text(made), {"name": name})
        for organisation, title, signed in (
            (1, "Samen", "'2026-01-01'"),
            (2, "Samen", "'2026-02-01'"),
            (3, "Samen", "NULL"),
            (1, "Ander", "NULL"),
        ):
            values = f"('{title}', {organisation}, {signed}, '2026-01-01', '2027-12-31')"
            connection.execute(text(row + values))
    # when
    upgrade(engine)
    # then
    with engine.connect() as connection:
        papers = connection.execute(text("SELECT id, title FROM convenant ORDER BY id")).all()
        parties = connection.execute(text("SELECT convenant_id, organisation_id, signed_on FROM convenant_party")).all()
    assert [title for _, title in papers] == ["Samen", "Ander"]
    assert sorted((paper, who, when is not None) for paper, who, when in parties) == [
        (papers[0][0], 1, True),
        (papers[0][0], 2, True),
        (papers[0][0], 3, False),
        (papers[1][0], 1, False),
    ]

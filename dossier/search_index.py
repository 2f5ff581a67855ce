"""The index of the search: what stands in it, and how the database itself keeps it up to date.

Triggers write it, so that it changes in the very transaction that changes a case, a task or a document, whichever way
that was done. They and the full text part are no business of Alembic's: `migrations/env.py` takes the triggers off
before it alters tables (SQLite makes a table anew for that and would lose them) and puts them back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base

TEXT = "search_text"  # SQLite: the FTS5 table. PostgreSQL: the GIN index
SHADOWS = frozenset(f"{TEXT}_{part}" for part in ("config", "data", "docsize", "idx"))
BY_HAND = SHADOWS | {TEXT}  # what no model describes; everything of it is made here
ACCENTS = "'áàâäãåéèêëíìîïóòôöõúùûüýÿçñ', 'aaaaaaeeeeiiiiooooouuuuyycn'"
# What PostgreSQL looks in: lower case, no accents, and every sign a space, as FTS5 does by itself.
_PLAIN = f"regexp_replace(translate(lower(text), {ACCENTS}), '[^[:alnum:]]+', ' ', 'g')"
VECTOR = f"to_tsvector('simple', {_PLAIN})"


class SearchEntry(Base):
    """Something that can be found: at group level only. No person, no answer to a form, no comment."""

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("kind", "ref_id", name="uq_search_entry_kind"),
        Index("search_entry_instance", "instance_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # zaak, taak, document
    ref_id: Mapped[int]
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    text: Mapped[str]


_GROUP_ID = {
    "sqlite": "CASE WHEN i.business_key GLOB 'groep-[0-9]*' THEN CAST(substr(i.business_key, 7) AS INTEGER) END",
    "postgresql": "CASE WHEN i.business_key ~ '^groep-[0-9]{1,9}$' THEN CAST(substr(i.business_key, 7) AS INTEGER) END",
}
_NAME = "CASE WHEN g.alias IS NULL OR g.alias = i.title THEN i.title ELSE i.title || ' · ' || g.alias END"
_INTO = "INSERT INTO search_entry (kind, ref_id, instance_id, text)"


def _rows(dialect: str) -> dict[str, str]:
    """What goes in, of each kind; a dossier that was destroyed has no key any more, and a task that is over no use."""
    return {
        "zaak": (
            f"{_INTO} SELECT 'zaak', i.id, i.id, {_NAME} || coalesce(' · ' || g.area, '') FROM process_instance i "
            f"LEFT JOIN groep g ON g.id = {_GROUP_ID[dialect]} WHERE i.business_key <> ''"
        ),
        "taak": (
            f"{_INTO} SELECT 'taak', t.id, t.instance_id, t.name FROM task t WHERE t.state = 'OPEN' AND t.name <> ''"
        ),
        "document": (
            f"{_INTO} SELECT 'document', d.id, d.instance_id, d.title || ' · ' || replace(d.kind, '_', ' ') "
            "FROM document d WHERE d.title <> ''"
        ),
    }


def _changes(dialect: str) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """The triggers: name -> on which table, at which event, what they do."""
    rows = _rows(dialect)
    made: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    for kind, table, columns in (
        ("zaak", "process_instance", "title, business_key"),
        ("taak", "task", "name, state"),
        ("document", "document", "title, kind"),
    ):
        letter = {"zaak": "i", "taak": "t", "document": "d"}[kind]
        out = f"DELETE FROM search_entry WHERE kind = '{kind}' AND ref_id = {{row}}.id"
        into = f"{rows[kind]} AND {letter}.id = NEW.id"
        made[f"search_{kind}_new"] = (table, "INSERT", (into,))
        made[f"search_{kind}_other"] = (table, f"UPDATE OF {columns}", (out.format(row="NEW"), into))
        made[f"search_{kind}_gone"] = (table, "DELETE", (out.format(row="OLD"),))
    of_group = "business_key = 'groep-' || NEW.id"
    ids = f"SELECT id FROM process_instance WHERE {of_group}"
    out = f"DELETE FROM search_entry WHERE kind = 'zaak' AND ref_id IN ({ids})"
    made["search_groep_other"] = ("groep", "UPDATE OF alias, area", (out, f"{rows['zaak']} AND i.{of_group}"))
    if dialect == "sqlite":
        add = f"INSERT INTO {TEXT} (rowid, text) VALUES (NEW.id, NEW.text)"
        drop = f"INSERT INTO {TEXT} ({TEXT}, rowid, text) VALUES ('delete', OLD.id, OLD.text)"
        made[f"{TEXT}_new"] = ("search_entry", "INSERT", (add,))
        made[f"{TEXT}_other"] = ("search_entry", "UPDATE OF text", (drop, add))
        made[f"{TEXT}_gone"] = ("search_entry", "DELETE", (drop,))
    return made


def triggers(dialect: str) -> frozenset[str]:
    """The names of the triggers that must be there."""
    return frozenset(_changes(dialect))


def take_off(connection: Connection) -> None:
    """Before tables are altered."""
    there = set(inspect(connection).get_table_names())
    dialect = connection.dialect.name
    for name, (table, _, _) in _changes(dialect).items():
        if dialect == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        elif table in there:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}()")
    if dialect == "sqlite":
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {TEXT}")
    else:
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {TEXT}")


def put_on(connection: Connection) -> int:
    """After tables were altered: everything back, and the index made anew; returns how much can be found."""
    if not inspect(connection).has_table(SearchEntry.__tablename__):
        return 0  # an older version of the tables
    dialect = connection.dialect.name
    if dialect == "sqlite":
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {TEXT} USING fts5(text, content='search_entry', content_rowid='id', "
            'tokenize="unicode61 remove_diacritics 2")'
        )
    else:
        connection.exec_driver_sql(f"CREATE INDEX {TEXT} ON search_entry USING gin ({VECTOR})")
    found = _fill(connection)  # before the triggers: they would take out of the full text what is not in it yet
    for name, (table, happens, deeds) in _changes(dialect).items():
        body = "; ".join(deeds)
        if dialect == "sqlite":
            connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {happens} ON {table} BEGIN {body}; END")
            continue
        connection.exec_driver_sql(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} AFTER {happens} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    return found


def _fill(connection: Connection) -> int:
    """Everything that can be found, from the tables; returns how much that is."""
    connection.exec_driver_sql("DELETE FROM search_entry")
    for insert in _rows(connection.dialect.name).values():
        connection.exec_driver_sql(insert)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {TEXT} ({TEXT}) VALUES ('rebuild')")
    return int(connection.exec_driver_sql("SELECT count(*) FROM search_entry").scalar() or 0)


@event.listens_for(Base.metadata, "after_create")
def created(_target: Any, connection: Connection, tables: Sequence[Table] = (), **_more: Any) -> None:
    """Who makes all tables at once, without migrations, gets the index too."""
    if SearchEntry.__table__ in tables:
        put_on(connection)

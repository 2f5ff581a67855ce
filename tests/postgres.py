"""The PostgreSQL of the tests: one server for a whole run, a database of its own for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine

from bench import cluster
from bench.cluster import Cluster

_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A running server. Without PostgreSQL the tests on it fail, unless you ask here to skip them."""
    try:
        cluster.programs()
    except cluster.NoPostgreSQL as missing:
        if os.environ.get("ZEVENSTAP_TEST_POSTGRESQL") == "skip":
            pytest.skip(f"{missing}; skipped because ZEVENSTAP_TEST_POSTGRESQL=skip")
        pytest.fail(f"{missing}. To skip these tests on your own machine: ZEVENSTAP_TEST_POSTGRESQL=skip")
    with cluster.running() as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql: Cluster) -> Iterator[str]:
    """The URL of an empty database, gone after the test."""
    name = f"test_{next(_numbers)}"
    yield cluster.create(postgresql, name)
    cluster.drop(postgresql, name)


# Every table with its rows, as PostgreSQL itself writes them, and every sequence with where it stands.
Content = tuple[dict[str, bytes], dict[str, int]]
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
SEQUENCES = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'"
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def content(url: str) -> Content:
    with connected(url) as connection:
        rows = {}
        for table in names(connection):
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(table)) as copy:
                rows[table.as_string()] = b"".join(copy)
        return rows, dict(connection.execute(SEQUENCES).fetchall())


def fill(url: str, what: Content) -> None:
    """Put this in a database that is empty."""
    with connected(url) as connection:
        for table, rows in what[0].items():
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.SQL(table))) as copy:
                copy.write(rows)
        for sequence, value in what[1].items():
            if value:
                connection.execute("SELECT setval(%s, %s)", [sequence, value])


def wipe(url: str) -> None:
    """Leave nothing but tables; whoever is still connected is cut off."""
    with connected(url) as connection:
        connection.execute(OTHERS)
        tables = [sql.SQL("DELETE FROM {}").format(table) for table in names(connection)]
        sequences = [sql.SQL("SELECT setval({}, 1, false)").format(row[0]) for row in connection.execute(SEQUENCES)]
        connection.execute(sql.SQL("; ").join([*tables, *sequences]))


def raw_pages(engine: Engine) -> bytes:
    """The files of all tables and indexes as they lie on the disk, deleted rows and all."""
    files = (
        "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
        "WHERE relkind IN ('r', 'i', 't') AND oid > 16384 AND relfilenode <> 0"
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        return b"".join(row[0] for row in connection.exec_driver_sql(files))


def names(connection: psycopg.Connection) -> list[sql.Identifier]:
    return [sql.Identifier(row[0]) for row in connection.execute(TABLES)]


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    """A connection that does not look at references between tables."""
    with psycopg.connect(url.replace("+psycopg", ""), options="-c session_replication_role=replica") as connection:
        yield connection

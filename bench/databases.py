"""Databases to measure on: SQLite in a file, and a PostgreSQL that keeps what it committed over a power cut."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, Table, text

from bench import cluster
from engine import db

SQLITE, POSTGRESQL = "sqlite", "postgresql"
Server = cluster.Cluster | None  # None: SQLite needs no server


@contextmanager
def server(kind: str) -> Iterator[Server]:
    if kind == SQLITE:
        yield None
        return
    with cluster.running(durable=True) as running:
        yield running


@contextmanager
def empty(on: Server) -> Iterator[Engine]:
    """A database of the engine's tables; this process is connected to it."""
    with tempfile.TemporaryDirectory(prefix="zevenstap-bench-") as folder:
        name = f"bench_{time.monotonic_ns()}"
        url = f"sqlite:///{Path(folder) / 'bench.db'}" if on is None else cluster.create(on, name)
        engine = db.connect(url)
        db.Base.metadata.create_all(engine)
        try:
            yield engine
        finally:
            engine.dispose()
            if on is not None:
                cluster.drop(on, name)


def table_of(model: type[db.Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def settle_down(engine: Engine) -> None:
    """After rows by the thousand: PostgreSQL counts them by itself within a minute; the bench does not wait."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))

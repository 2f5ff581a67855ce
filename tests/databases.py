"""The database of a test: a file, or with `pytest --database=postgresql` a database of the tests' own server.

A test asks for `database_url`; what is not about the database does not, and stays out of the second run.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

import dossier.tables
from bench import cluster
from bench.cluster import Cluster
from engine import db
from tests import postgres
from tests.postgres import Content

SQLITE, POSTGRESQL = "sqlite", "postgresql"

assert dossier.tables.MODULES  # imported, so that every table is made
_numbers = count(1)


@dataclass(frozen=True)
class Databases:
    """Where this run keeps its databases, and the one with all tables that the others are copied from."""

    folder: Path
    server: Cluster | None
    free: list[str] = field(default_factory=list)  # made, emptied, and used again: making one takes longer than a test
    contents: dict[str, Content] = field(default_factory=dict)

    @contextmanager
    def copy(self, like: str | None = None) -> Iterator[str]:
        """The URL of a database with all tables, or a copy of another one to which nobody is connected."""
        if self.server is None:
            file = self.folder / f"test_{next(_numbers)}" / "zevenstap.db"  # its write-ahead log goes beside it
            file.parent.mkdir()
            shutil.copyfile(self.folder / "tables.db" if like is None else like.removeprefix("sqlite:///"), file)
            yield f"sqlite:///{file}"
            shutil.rmtree(file.parent)
            return
        url = self.free.pop() if self.free else self.another(self.server)
        if like is not None:
            if like not in self.contents:
                self.contents[like] = postgres.content(like)
            postgres.fill(url, self.contents[like])
        yield url
        postgres.wipe(url)
        self.free.append(url)

    def another(self, server: Cluster) -> str:
        return cluster.create(server, f"test_{next(_numbers)}", template="tables")

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a database without tables."""
        name = f"test_{next(_numbers)}"
        if self.server is None:
            (self.folder / name).mkdir()
            yield f"sqlite:///{self.folder / name / 'zevenstap.db'}"
            shutil.rmtree(self.folder / name)
            return
        yield cluster.create(self.server, name)
        cluster.drop(self.server, name)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=[SQLITE, POSTGRESQL], default=SQLITE, help="where the tests keep their data")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what needs a database: the rest would say the same again."""
    if config.getoption("--database") == SQLITE:
        return
    chosen = [item for item in items if "databases" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    if request.config.getoption("--database") == POSTGRESQL:
        server: Cluster = request.getfixturevalue("postgresql")
        made = Databases(Path(), server)
        make_tables(cluster.create(server, "tables"))
        return made
    made = Databases(tmp_path_factory.mktemp("databases"), None)
    make_tables(f"sqlite:///{made.folder / 'tables.db'}")
    return made


def make_tables(url: str) -> None:
    engine = db.connect(url)
    db.Base.metadata.create_all(engine)
    engine.dispose()


def everything_kept(engine: Engine, home: Path) -> Iterator[tuple[str, bytes]]:
    """All that is in the database and in the data folder, byte for byte, with the place where it stands."""
    engine.dispose()
    folders = [home]
    if engine.dialect.name == SQLITE:
        folders.append(Path(str(engine.url.database)).parent)
    else:
        with engine.connect() as connection, connection.connection.cursor() as cursor:
            for table in inspect(engine).get_table_names():
                with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as rows:
                    yield table, b"".join(rows)
    for folder in folders:
        yield from ((file.name, file.read_bytes()) for file in folder.rglob("*") if file.is_file())


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A database with all tables and nothing in them."""
    with databases.copy() as url:
        yield url


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """A database without tables: for what makes them itself."""
    with databases.empty() as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(databases: Databases) -> Iterator[str]:
    """The same, for all tests of a module together."""
    with databases.copy() as url:
        yield url

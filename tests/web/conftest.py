"""The fixtures of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from dossier import users
from tests.databases import Databases
from tests.web import web_world
from tests.web.web_world import World


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[tuple[Path, str]]:
    """An installation made once, folder and database; every test gets a copy."""
    patch = pytest.MonkeyPatch()
    patch.setattr(users, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    folder = tmp_path_factory.mktemp("installatie")
    with databases.copy() as url:
        world = web_world.build(folder, url)
        world.engine.dispose()  # closing the last connection puts the write-ahead log into the database
        patch.undo()
        yield folder, url


@pytest.fixture
def world(
    template: tuple[Path, str], databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    monkeypatch.setattr(users, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    with databases.copy(template[1]) as url:
        world = web_world.copy(template[0], tmp_path / "installatie", url)
        yield world
        world.engine.dispose()


@pytest.fixture
def case(world: World) -> int:
    """A case in step 1, begun by the procesregisseur."""
    return world.start_case()

"""The fixtures of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from dossier import users
from tests.databases import Databases
from tests.groepsscan.police_side import SECRET, Waiting, with_adapter
from tests.web import web_world
from tests.web.conftest import template, world
from tests.web.web_world import to_groepsscan

__all__ = ["template", "world"]


@pytest.fixture(scope="session")
def asked(
    template: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory, databases: Databases
) -> Iterator[tuple[Path, str, int]]:
    """An installation with a case that waits for the police, made once; every test gets a copy."""
    patch = pytest.MonkeyPatch()
    patch.setattr(users, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    folder = tmp_path_factory.mktemp("gevraagd")
    with databases.copy(template[1]) as url:
        made = web_world.copy(template[0], folder / "installatie", url)
        case = made.start_case()
        to_groepsscan(made, case)
        made.engine.dispose()
        patch.undo()
        yield folder / "installatie", url, case


@pytest.fixture
def waiting(
    asked: tuple[Path, str, int], databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Waiting]:
    """A case that waits for the police, at an installation with a secret; the request went out as a notice."""
    monkeypatch.setattr(users, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    folder, like, case = asked
    with databases.copy(like) as url:
        world = with_adapter(web_world.copy(folder, tmp_path / "installatie", url), url="", secret=SECRET)
        yield Waiting(world, case)
        world.engine.dispose()

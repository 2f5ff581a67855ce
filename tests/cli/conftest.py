"""A checkout of a tiny package, an installation beside it, and the command run in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.main import main
from cli.parts import Parts
from engine import db
from engine.access import Actor
from tests.check.drawing import CATALOGUE, files, simple, user

ROOT = Path(__file__).parents[2]
NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)
REGISSEUR = Actor("user-1", "org-1", frozenset({"procesregisseur", "org-1"}))
PARTNER = Actor("user-2", "org-2", frozenset({"partner", "org-2"}))


def write(root: Path, package: dict[str, bytes]) -> None:
    for path, data in package.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


@pytest.fixture
def parts(tmp_path: Path, empty_database_url: str) -> Iterator[Parts]:
    root, home = tmp_path / "root", tmp_path / "var"
    write(root, files(simple(user())))
    shutil.copytree(ROOT / "migrations", root / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    yield Parts(
        root=root,
        home=home,
        database_url=empty_database_url,
        key_file=tmp_path / "sleutel" / "zevenstap.key",
        catalogue=CATALOGUE,
        clock=lambda: NOON,
        make_wsgi_app=lambda: None,
        start_worker=lambda: lambda: None,
        prepare=lambda: home.mkdir(parents=True, exist_ok=True),
        load_demo=lambda: "regisseur / geheim",
        first_account=lambda: "",
        take_bounce=lambda content: ("", False),
        find_actor=lambda _session, login: {"regisseur": REGISSEUR, "partner": PARTNER}.get(login),
    )
    bound = db.make_session.kw.get("bind")
    if bound is not None:
        bound.dispose()


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Zevenstap = Callable[..., Outcome]


@pytest.fixture
def zevenstap(parts: Parts, capsys: pytest.CaptureFixture[str]) -> Zevenstap:
    """Run a command: zevenstap("check", path)."""

    def run(*words: object, **changed: object) -> Outcome:
        try:
            code = main([str(word) for word in words], replace(parts, **changed))  # type: ignore[arg-type]
        except SystemExit as stopped:  # argparse
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return run


@pytest.fixture
def installed(zevenstap: Zevenstap) -> Zevenstap:
    assert zevenstap("init").code == 0
    return zevenstap

"""One database: what fails is gone, and shuts nobody else out."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, StatementError

from engine import db
from engine.models import Package, PackageVersion


def add_package(name: str) -> None:
    with db.transaction() as session:
        session.add(Package(name=name, title=name))


def test_a_commit_that_fails_keeps_nothing_and_leaves_the_database_to_others(database, monkeypatch):
    with db.reading() as session:
        dialect = session.get_bind().dialect

    def full(_connection: object) -> None:
        raise dialect.dbapi.OperationalError("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(dialect, "do_commit", full)
        with pytest.raises(OperationalError):
            add_package("verloren")
    add_package("bewaard")
    with db.reading() as session:
        assert session.scalars(select(Package.name)).all() == ["bewaard"]


def test_a_reader_does_not_wait_for_a_writer_and_does_not_see_half_of_what_he_does(database):
    with db.transaction() as session:
        session.add(Package(name="half", title="half"))
        session.flush()
        with db.reading() as other:
            assert other.scalar(select(func.count()).select_from(Package)) == 0


def test_a_moment_without_a_zone_is_refused(database):
    with pytest.raises(StatementError), db.transaction() as session:
        naive = datetime(2026, 3, 2)
        package = Package(name="p", title="p")
        session.add(PackageVersion(package=package, number=1, digest="x", published_at=naive, published_by="user-1"))

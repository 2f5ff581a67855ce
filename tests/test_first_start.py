"""An installation that starts without the demo: somebody can log in, and a lost key is never replaced in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import app
from dossier import users
from engine import db


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Iterator[app.Settings]:
    home = tmp_path / "var"
    made = replace(
        app.read_settings(),
        home=home,
        database_url=database_url,
        key_file=tmp_path / "sleutel" / "zevenstap.key",
    )
    app.prepare(made)
    engine = db.connect(made.database_url)
    yield made
    engine.dispose()


def test_the_first_account_can_log_in_with_the_password_that_was_printed_once(settings):
    printed = app.first_account(settings)
    password = printed.split("wachtwoord ")[1].split()[0]
    with db.transaction() as session:
        user = users.authenticate(session, "beheer", password, now=datetime.now(UTC))
        assert user is not None and "applicatiebeheerder" in users.actor(session, user).groups
    assert app.first_account(settings) == ""


def test_a_lost_key_is_refused_and_not_made_anew(settings):
    settings.key_file.unlink()
    with pytest.raises(app.KeyLost):
        app.prepare(settings)
    assert not settings.key_file.exists()


def test_another_key_is_refused(settings):
    settings.key_file.unlink()
    app.keys.create_file(settings.key_file)
    with pytest.raises(app.KeyLost):
        app.prepare(settings)


def test_starting_again_with_the_same_key_is_fine(settings):
    app.prepare(settings)
    assert app.installation_key(settings).key_id

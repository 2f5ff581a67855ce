"""A database that is busy, or cannot keep a character: a page in plain Dutch, and nothing that was typed is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine import db
from tests.web.web_world import SIGNAL, World


@pytest.fixture
def impatient(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a lock; on SQLite its one writer is made up, for it is waited for half a minute."""
    if world.engine.dialect.name == "postgresql":
        monkeypatch.setitem(db.PATIENCE, "lock_timeout", "200ms")
        db.connect(world.settings.database_url)
        return

    def locked(*_given: object, **_named: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))

    monkeypatch.setattr("engine.tasks.claim", locked)


@pytest.mark.usefixtures("impatient")
def test_who_meets_a_lock_reads_that_it_is_busy_and_keeps_what_was_typed(world: World, case: int) -> None:
    task_id = world.task(case)
    typed = {"toelichting": 'Regel een\nRegel "twee" <b>', "keuze": "ja"}
    with db.make_session() as other:
        if world.engine.dialect.name == "postgresql":
            other.execute(text("SELECT 1 FROM task WHERE id = :id FOR UPDATE"), {"id": task_id})
        answer = world.post("procesregisseur", f"/taken/{task_id}/pakken", typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
    assert "Het is nu te druk" in page and "is niet weg" in page
    kept = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page))
    assert {name: unescape(value) for name, value in kept.items()} == typed
    assert f'action="/taken/{task_id}/pakken"' in page


def test_a_password_is_never_sent_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_given: object, **_named: object) -> None:
        raise OperationalError("SELECT", None, Exception("no answer"))

    monkeypatch.setattr("dossier.users.hash_of", locked)
    answer = world.app.test_client().post("/inloggen", data={"naam": "boa", "wachtwoord": "geheim-in-voorbeeld"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503 and "geheim-in-voorbeeld" not in page and "boa" not in page


def test_a_database_that_is_gone_gives_a_page_and_no_stack(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = world.client("procesregisseur")

    def gone(*_given: object, **_named: object) -> None:
        raise OperationalError("SELECT", None, Exception("connection refused"))

    monkeypatch.setattr("sqlalchemy.orm.Session.execute", gone)
    monkeypatch.setattr("sqlalchemy.orm.Session.scalars", gone)
    monkeypatch.setattr("sqlalchemy.orm.Session.get", gone)
    monkeypatch.setattr("sqlalchemy.orm.Session.connection", gone)
    answer = client.get("/taken")
    assert answer.status_code == 503 and "open de pagina dan opnieuw" in answer.get_data(as_text=True)


def test_a_nul_character_is_refused_in_words(world: World) -> None:
    answer = world.post("procesregisseur", "/signaal/nieuw", {**SIGNAL, "groep_alias": "Groep \x00 Plein"})
    assert answer.status_code == 422 and "onzichtbaar teken" in answer.get_data(as_text=True)
    assert world.get("procesregisseur", "/taken?lijst=%00").status_code == 422


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_larger_than_any_is_a_page_that_is_not_there(world: World, number: int) -> None:
    assert world.get("procesregisseur", f"/taken/{number}").status_code == 404
    assert world.get("procesregisseur", f"/groepen/{number}").status_code == 404

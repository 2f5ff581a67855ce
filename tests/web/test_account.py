"""One's own account: where one is logged in, another password, and a code besides the password."""

from __future__ import annotations

import re
from dataclasses import replace

import pyotp
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dossier import second_factor, users
from engine import db
from tests.web.web_world import PASSWORD, World, open_in, token_in_mail

NEW = "fiets molen regen kaas"
WRONG_CODE = "000000"


@pytest.fixture
def strict(world: World) -> World:
    """The same installation, that asks a code of who opens the vault."""
    return open_in(replace(world.settings, second_factor=True), world.clock)


def log_in(world: World, name: str, password: str = PASSWORD) -> tuple[FlaskClient, TestResponse]:
    client = world.app.test_client()
    return client, client.post("/inloggen", data={"naam": name, "wachtwoord": password})


def secret_on(page: TestResponse) -> str:
    found = re.search(r'<code class="zs-code">([A-Z2-7 ]+)</code>', page.get_data(as_text=True))
    assert found
    return found[1].replace(" ", "")


def code(world: World, secret: str) -> str:
    return pyotp.TOTP(secret).at(world.clock())


def set_up(world: World, name: str) -> tuple[FlaskClient, str, list[str]]:
    """Somebody who logs in for the first time and makes a second factor: his secret, and his codes on paper."""
    client, _ = log_in(world, name)
    secret = secret_on(client.get("/inloggen/tweede-stap"))
    page = client.post("/inloggen/tweede-stap", data={"code": code(world, secret)}).get_data(as_text=True)
    return client, secret, re.findall(r"<code class=\"zs-code\">([a-z0-9]{5}-[a-z0-9]{5})</code>", page)


def is_in(client: FlaskClient) -> bool:
    return client.get("/mijn-account").status_code == 200


def test_who_opens_the_vault_makes_a_second_factor_at_the_first_login(strict: World) -> None:
    client, answer = log_in(strict, "politie")

    assert answer.headers["Location"] == "/inloggen/tweede-stap"
    assert not is_in(client)
    secret = secret_on(client.get("/inloggen/tweede-stap"))
    assert client.post("/inloggen/tweede-stap", data={"code": WRONG_CODE}).status_code == 422
    assert not is_in(client)
    paper = client.post("/inloggen/tweede-stap", data={"code": code(strict, secret)})
    assert len(re.findall("<code", paper.get_data(as_text=True))) == second_factor.ON_PAPER
    assert is_in(client)


def test_the_designer_opens_no_vault_and_needs_no_code(strict: World) -> None:
    client, answer = log_in(strict, "beheerder")

    assert is_in(client)
    assert "/inloggen" not in answer.headers["Location"]


def test_the_password_alone_opens_nothing_for_who_has_a_second_factor(strict: World) -> None:
    _, secret, _ = set_up(strict, "politie")
    strict.clock.forward(minutes=5)

    client, answer = log_in(strict, "politie")

    assert answer.headers["Location"] == "/inloggen/code"
    assert client.get("/taken").status_code == 302
    assert client.post("/inloggen/code", data={"code": WRONG_CODE}).status_code == 422
    assert client.post("/inloggen/code", data={"code": code(strict, secret)}).status_code == 302
    assert is_in(client)


def test_a_code_is_right_once(strict: World) -> None:
    _, secret, _ = set_up(strict, "politie")
    strict.clock.forward(minutes=5)
    first, _ = log_in(strict, "politie")
    first.post("/inloggen/code", data={"code": code(strict, secret)})

    second, _ = log_in(strict, "politie")
    answer = second.post("/inloggen/code", data={"code": code(strict, secret)})

    assert answer.status_code == 422
    assert not is_in(second)


def test_a_code_on_paper_gets_one_in_once(strict: World) -> None:
    _, _, paper = set_up(strict, "politie")
    first, _ = log_in(strict, "politie")
    assert first.post("/inloggen/code", data={"code": paper[0].upper()}).status_code == 302

    second, _ = log_in(strict, "politie")
    assert second.post("/inloggen/code", data={"code": paper[0]}).status_code == 422


def test_codes_are_not_guessed_without_end(strict: World) -> None:
    _, secret, _ = set_up(strict, "politie")
    client, _ = log_in(strict, "politie")

    answers = [client.post("/inloggen/code", data={"code": f"{number:06}"}).status_code for number in range(6)]

    assert answers[-1] == 429
    assert client.post("/inloggen/code", data={"code": code(strict, secret)}).status_code == 429


def test_who_takes_too_long_between_password_and_code_begins_again(strict: World) -> None:
    _, secret, _ = set_up(strict, "politie")
    client, _ = log_in(strict, "politie")
    strict.clock.forward(minutes=11)

    answer = client.post("/inloggen/code", data={"code": code(strict, secret)})

    assert answer.headers["Location"] == "/inloggen"
    assert not is_in(client)


def test_somebody_with_a_second_factor_cannot_be_given_another_by_who_knows_the_password(strict: World) -> None:
    set_up(strict, "politie")
    client, _ = log_in(strict, "politie")

    assert client.get("/inloggen/tweede-stap").headers["Location"] == "/inloggen"


def test_a_stolen_cookie_is_worth_nothing_after_logging_out(world: World) -> None:
    client, _ = log_in(world, "politie")
    kept = client.get_cookie("zevenstap")
    assert kept is not None
    client.post("/uitloggen")

    thief = world.app.test_client()
    thief.set_cookie("zevenstap", kept.value)

    assert not is_in(thief)


def test_another_password_logs_one_out_everywhere_else(world: World) -> None:
    here, _ = log_in(world, "politie")
    elsewhere, _ = log_in(world, "politie")

    answer = here.post("/mijn-account/wachtwoord", data={"oud": PASSWORD, "nieuw": NEW})

    assert answer.status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert log_in(world, "politie")[1].status_code == 422
    assert log_in(world, "politie", NEW)[1].status_code == 302


@pytest.mark.parametrize("weak", ["kort", "politie2026!", "wachtwoord123", "aaaaaaaaaaaaaaaa", "Welkom01Welkom01"])
def test_a_password_that_is_guessed_first_is_refused_with_advice(world: World, weak: str) -> None:
    client, _ = log_in(world, "politie")

    answer = client.post("/mijn-account/wachtwoord", data={"oud": PASSWORD, "nieuw": weak})

    assert answer.status_code == 422
    assert "wachtwoord" in answer.get_data(as_text=True)
    assert log_in(world, "politie")[1].status_code == 302


def test_the_old_password_is_asked_for_a_new_one(world: World) -> None:
    client, _ = log_in(world, "politie")

    answer = client.post("/mijn-account/wachtwoord", data={"oud": "iets heel anders", "nieuw": NEW})

    assert answer.status_code == 422
    assert "niet uw wachtwoord" in answer.get_data(as_text=True)


def test_one_sees_where_one_is_logged_in_and_ends_it_there(world: World) -> None:
    here, _ = log_in(world, "politie")
    elsewhere = world.app.test_client()
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    elsewhere.post("/inloggen", data={"naam": "politie", "wachtwoord": PASSWORD}, headers={"User-Agent": agent})

    page = here.get("/mijn-account").get_data(as_text=True)
    assert "Firefox op Linux" in page
    number = re.search(r"/mijn-account/sessies/(\d+)/beeindigen", page)
    assert number
    here.post(f"/mijn-account/sessies/{number[1]}/beeindigen")

    assert is_in(here)
    assert elsewhere.get("/mijn-account", headers={"User-Agent": agent}).status_code == 302


def test_nobody_ends_the_session_of_another(world: World) -> None:
    mine, _ = log_in(world, "politie")
    page = mine.get("/mijn-account").get_data(as_text=True)
    assert "/mijn-account/sessies/1/" not in page

    for number in range(1, 10):
        world.post("om", f"/mijn-account/sessies/{number}/beeindigen")

    assert is_in(mine)


def test_a_session_ends_after_twelve_hours(world: World) -> None:
    client, _ = log_in(world, "politie")
    world.clock.forward(hours=13)

    assert not is_in(client)


def test_a_reset_by_the_administrator_ends_all_sessions_and_can_take_the_second_factor_off(
    strict: World, world: World
) -> None:
    client, _, _ = set_up(strict, "politie")
    with db.reading() as session:
        found = users.by_username(session, "politie")
        assert found is not None
        number = found.id

    answers = {"email": "kim@politie.example", "telefoon": "ja"}
    world.post("applicatiebeheerder", f"/mensen/{number}/wachtwoord", answers)

    assert not is_in(client)
    assert log_in(strict, "politie")[1].status_code == 422
    chooser = strict.app.test_client()
    chooser.get(f"/wachtwoord-kiezen/{token_in_mail(strict, 'kim@politie.example')}")
    chosen = chooser.post("/wachtwoord-kiezen", data={"nieuw": NEW, "nogmaals": NEW})
    assert chosen.headers["Location"] == "/inloggen/tweede-stap"
    assert not is_in(chooser)
    assert log_in(strict, "politie", NEW)[1].headers["Location"] == "/inloggen/tweede-stap"


def test_who_has_a_second_factor_gives_it_also_after_a_reset(strict: World, world: World) -> None:
    set_up(strict, "politie")
    with db.reading() as session:
        found = users.by_username(session, "politie")
        assert found is not None
    world.post("applicatiebeheerder", f"/mensen/{found.id}/wachtwoord", {"email": "kim@politie.example"})

    chooser = strict.app.test_client()
    chooser.get(f"/wachtwoord-kiezen/{token_in_mail(strict, 'kim@politie.example')}")
    chosen = chooser.post("/wachtwoord-kiezen", data={"nieuw": NEW, "nogmaals": NEW})

    assert chosen.headers["Location"] == "/inloggen/code"
    assert not is_in(chooser)


def test_a_weak_new_password_is_no_wrong_old_one(world: World) -> None:
    client, _ = log_in(world, "politie")

    for _ in range(6):
        answer = client.post("/mijn-account/wachtwoord", data={"oud": PASSWORD, "nieuw": "wachtwoord123"})
        assert "te makkelijk te raden" in answer.get_data(as_text=True)
    assert client.post("/mijn-account/wachtwoord", data={"oud": PASSWORD, "nieuw": NEW}).status_code == 302


def test_passwords_are_worked_out_while_nobody_waits_for_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = log_in(world, "politie")
    work, seen = users.hash_password, []

    def meanwhile(password: str) -> str:
        with db.transaction() as session:  # another writes in the meantime; on SQLite it would wait for ever
            found = users.by_username(session, "om")
            assert found is not None
            found.name = "Robin van Om"
        seen.append(password)
        return work(password)

    monkeypatch.setattr(users, "hash_password", meanwhile)
    assert client.post("/mijn-account/wachtwoord", data={"oud": PASSWORD, "nieuw": NEW}).status_code == 302
    assert seen == [NEW]

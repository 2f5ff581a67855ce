"""Coming in: who may, how often one may try, where one goes, and what a browser may keep."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier import users
from engine import db
from tests.web.web_world import PASSWORD, World
from web import people


def log_in(world: World, name: str, password: str, **more: str):  # type: ignore[no-untyped-def]
    return world.app.test_client().post("/inloggen", data={"naam": name, "wachtwoord": password, **more})


def test_the_first_page_says_what_this_is(world: World) -> None:
    page = world.app.test_client().get("/inloggen").get_data(as_text=True)

    assert "Samen een jeugdgroep aanpakken, in zeven stappen" in page
    for name in ("Signalen delen", "Afronden en evalueren"):
        assert name in page


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(world: World) -> None:
    wrong = log_in(world, "procesregisseur", "niet dit wachtwoord")
    unknown = log_in(world, "niemand", "niet dit wachtwoord")

    assert wrong.status_code == unknown.status_code == 422
    for answer in (wrong, unknown):
        assert "Gebruikersnaam of wachtwoord klopt niet." in answer.get_data(as_text=True)


def test_after_five_wrong_passwords_even_the_right_one_must_wait(world: World) -> None:
    for _ in range(5):
        log_in(world, "procesregisseur", "niet dit wachtwoord")

    assert log_in(world, "procesregisseur", PASSWORD).status_code == 429

    world.clock.now += timedelta(minutes=16)
    assert log_in(world, "procesregisseur", PASSWORD).status_code == 302


def test_who_was_sent_to_the_login_goes_on_to_the_page_he_wanted(world: World) -> None:
    client = world.app.test_client()
    sent = client.get("/taken?lijst=mijn")
    assert sent.headers["Location"] == "/inloggen?next=/taken?lijst%3Dmijn"

    data = {"naam": "procesregisseur", "wachtwoord": PASSWORD, "next": "/taken?lijst=mijn"}
    answer = client.post("/inloggen", data=data)

    assert answer.headers["Location"] == "/taken?lijst=mijn"


@pytest.mark.parametrize(
    "target", ["https://kwaad.example", "//kwaad.example", "/\\kwaad.example", "javascript:alert(1)", "taken", "/\tx"]
)
def test_nobody_is_sent_to_another_site_after_the_login(world: World, target: str) -> None:
    answer = log_in(world, "procesregisseur", PASSWORD, next=target)

    assert answer.headers["Location"] == "/"


@given(st.text(max_size=80))
def test_a_page_to_go_on_to_always_lies_on_this_site(target: str) -> None:
    found = people.safe_next(target)

    assert found is None or (found.startswith("/") and not found.startswith("//") and "\\" not in found)


def test_a_session_of_before_the_login_is_worth_nothing_after_it(world: World) -> None:
    client = world.app.test_client()
    with client.session_transaction() as cookie:
        cookie["doel"] = "van een ander"

    client.post("/inloggen", data={"naam": "procesregisseur", "wachtwoord": PASSWORD})

    with client.session_transaction() as cookie:
        assert "doel" not in cookie


def test_who_leaves_is_out(world: World) -> None:
    world.post("procesregisseur", "/uitloggen")

    assert world.get("procesregisseur", "/").status_code == 302


def test_who_is_switched_off_is_out_at_the_next_click(world: World) -> None:
    world.get("procesregisseur", "/")
    with db.transaction() as session:
        user = users.by_username(session, "procesregisseur")
        assert user is not None
        user.active = False

    assert world.get("procesregisseur", "/").headers["Location"].startswith("/inloggen")


def test_a_cookie_in_another_browser_does_not_work(world: World) -> None:
    client = world.client("procesregisseur")

    assert client.get("/", headers={"User-Agent": "Een andere browser"}).status_code == 302


def test_every_page_carries_the_strict_headers_and_is_not_stored(world: World) -> None:
    for path in ("/inloggen", "/", "/taken", "/bestaat-niet"):
        headers = world.get("procesregisseur", path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_this_server_only_and_not_for_scripts(world: World) -> None:
    cookie = log_in(world, "procesregisseur", PASSWORD).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_form_without_its_token_is_refused(world: World) -> None:
    world.client("procesregisseur")
    world.app.config["WTF_CSRF_ENABLED"] = True

    answer = world.post("procesregisseur", "/uitloggen")

    assert answer.status_code == 400
    assert "Dit formulier is verlopen" in answer.get_data(as_text=True)


def test_the_machine_that_watches_needs_no_login(world: World) -> None:
    assert world.app.test_client().get("/gezond").get_json() == {"status": "gezond"}


def test_a_failure_of_ours_shows_no_detail(world: World) -> None:
    def broken() -> str:
        raise RuntimeError("geheim uit de databank")

    world.app.view_functions["health.show"] = broken
    world.app.config["PROPAGATE_EXCEPTIONS"] = False

    answer = world.app.test_client().get("/gezond")

    assert answer.status_code == 500
    assert "geheim" not in answer.get_data(as_text=True)
    assert "Er ging iets mis bij ons" in answer.get_data(as_text=True)


def test_a_designer_starts_with_processes_and_an_operator_with_incidents(world: World) -> None:
    assert world.get("beheerder", "/").headers["Location"] == "/processen"
    assert world.get("applicatiebeheerder", "/").headers["Location"] == "/storingen"
    assert "ziet u geen zaken" in world.get("bestuur", "/").get_data(as_text=True)

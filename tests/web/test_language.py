"""The screens in English: chosen by who wants it, complete, and never a way out of the site."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from dossier import users
from dossier.users import User
from engine import db
from tests.web.web_world import PASSWORD, World


def language_of(client: FlaskClient, path: str) -> str:
    found = re.search(r'<html lang="(\w+)"', client.get(path).get_data(as_text=True))
    assert found
    return found[1]


def kept_language(world: World, name: str) -> str:
    with db.reading() as session:
        user = users.by_username(session, name)
        assert isinstance(user, User)
        return user.language


def test_who_chose_nothing_gets_dutch_whatever_the_browser_asks(world: World) -> None:
    client = world.app.test_client()

    page = client.get("/inloggen", headers={"Accept-Language": "en-GB,en;q=0.9"}).get_data(as_text=True)

    assert '<html lang="nl"' in page
    assert (
        '<button class="utrecht-button utrecht-button--subtle" type="submit" name="taal" value="en" lang="en"' in page
    )


def test_english_is_kept_with_the_account_and_comes_back_in_another_browser(world: World) -> None:
    # given a visitor who chooses English before the login
    client = world.app.test_client()
    answer = client.post("/taal", data={"taal": "en", "next": "/inloggen?next=/taken"})
    assert answer.headers["Location"] == "/inloggen?next=/taken"
    assert language_of(client, "/inloggen") == "en"
    # when
    client.post("/inloggen", data={"naam": "politie", "wachtwoord": PASSWORD})
    # then it stays, and once chosen while logged in it is kept with the account
    assert language_of(client, "/taken") == "en"
    client.post("/taal", data={"taal": "nl", "next": "/taken"})
    assert language_of(client, "/taken") == "nl"
    client.post("/taal", data={"taal": "en", "next": "/taken"})
    assert kept_language(world, "politie") == "en"
    client.post("/uitloggen")
    assert language_of(client, "/inloggen") == "en"
    other = world.app.test_client()
    other.post("/inloggen", data={"naam": "politie", "wachtwoord": PASSWORD})
    assert language_of(other, "/taken") == "en"
    assert kept_language(world, "om") == ""


@pytest.mark.parametrize(
    "target", ["https://elders.example/", "//elders.example/", "/\\elders.example", "javascript:alert(1)", "", "taken"]
)
def test_the_choice_of_a_language_leads_to_no_other_site(world: World, target: str) -> None:
    answer = world.app.test_client().post("/taal", data={"taal": "en", "next": target})

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("language", ["", "de", "../../etc", "en\x00"])
def test_a_language_that_is_not_there_changes_nothing(world: World, language: str) -> None:
    client = world.app.test_client()
    client.post("/taal", data={"taal": language, "next": "/inloggen"})

    assert language_of(client, "/inloggen") == "nl"

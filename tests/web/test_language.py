"""The screens in English: chosen by who wants it, complete, and never a way out of the site."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import session
from flask.testing import FlaskClient
from lxml.html import document_fromstring
from markupsafe import escape

from dossier import audit, looks, users
from dossier.users import User
from engine import db
from tests.web.web_world import PASSWORD, World
from web import language, words
from web.told import lazy_gettext

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "web" / "templates"
PO = ROOT / "web" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
DAY = lazy_gettext("Mijn dag")
Catalogue = dict[str, str]
# words of a page that need no translation: the name of the product, and how a date is written
NAMES = {"Zevenstap", "- Zevenstap -", "- Zevenstap", "Zevenstap ·", "dd-mm-jjjj"}
# texts of screens that are words of the municipality's forms and diagrams too
AMBIGUOUS = {"Signalen delen"}
PAGES = {
    "procesregisseur": (
        "/",
        "/taken",
        "/taken/{task}",
        "/groepen",
        "/groepen/{case}",
        "/groepen/{case}/tijdlijn",
        "/acties",
        "/overzicht",
        "/mijn-account",
        "/meldingen",
        "/meldingen/e-mail",
    ),
    "privacy_officer": ("/registers", "/rechten", "/kluislog", "/gebruikslog"),
    "beheerder": ("/processen", "/ontwerpen"),
    "applicatiebeheerder": ("/organisaties", "/storingen", "/zaken", "/verhuizen"),
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    with PO.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="en") if message.id}


def gathered() -> set[str]:
    """Every text of the screens, as script/translate gathers them."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = parse_keywords(["_", "gettext", "lazy_gettext"])
    return {str(found[2]) for found in extract_from_dir(ROOT / "web", methods, options, keywords)}


def holes(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|%%|\{\w+\}", text))


def bare(template: str) -> list[str]:
    """Words that a template says itself, to a reader or a screen reader."""
    left = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", template, flags=re.DOTALL)
    left = re.sub(r"\{\{.*?\}\}", "\0", left, flags=re.DOTALL)
    left = re.sub(r"<(script|style|code|macro).*?</\1>", "", left, flags=re.DOTALL)
    texts = re.findall(r">([^<>]*)<", left)
    texts += re.findall(r' (?:aria-label|title|alt|placeholder)="([^"]*)"', left)
    plain = (" ".join(text.replace("\0", " ").split()) for text in texts)
    return [text for text in plain if re.search(r"[A-Za-z]{2,}", text) and "=" not in text and text not in NAMES]


def shown(page: str) -> set[str]:
    """What a page says, less what it says to be Dutch."""
    tree = document_fromstring(page)
    for part in tree.xpath('//*[@lang="nl"]'):
        part.drop_tree()
    attributes = ("aria-label", "title", "alt", "placeholder")
    said = {text for element in tree.iter() for name in attributes if (text := element.get(name))}
    return said | {" ".join(str(text).split()) for text in tree.itertext()}


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


def test_every_text_of_the_screens_has_its_english(catalogue: Catalogue) -> None:
    texts = gathered()

    missing = sorted(text for text in texts if not catalogue.get(text))
    assert not missing, f"without English, run script/translate and write it in {PO}: {missing}"
    gone = sorted(set(catalogue) - texts)
    assert not gone, f"no longer on any screen, run script/translate: {gone}"


def test_the_english_has_the_placeholders_of_the_dutch(catalogue: Catalogue) -> None:
    different = {text: said for text, said in catalogue.items() if holes(text) != holes(said)}

    assert not different, f"write the same %(names)s in {PO}: {different}"


def test_nothing_in_the_catalogue_waits_to_be_looked_at() -> None:
    with PO.open("rb") as file:
        assert [message.id for message in read_po(file, locale="en") if message.id and message.fuzzy] == []


def test_what_the_application_reads_is_what_the_catalogue_says(catalogue: Catalogue) -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}

    assert compiled == catalogue, "run script/translate, or script/setup"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_a_template_has_no_text_outside_of_its_marks(path: Path) -> None:
    assert bare(path.read_text()) == [], "put it in _() and run script/translate"


def test_the_words_of_the_layers_below_are_in_the_catalogue_too(catalogue: Catalogue) -> None:
    missing = {word for each in (audit.VERBS, audit.OUTCOMES, looks.VERBS) for word in each.values()} - set(catalogue)

    assert not missing, "add them to BELOW in web/told.py and run script/translate"


def test_a_text_without_a_mark_is_found() -> None:
    assert bare('<p>{{ _("Goed") }}</p><p>Niet vertaald</p><a aria-label="Ook niet">{# wel #}</a>') == [
        "Niet vertaald",
        "Ook niet",
    ]


def test_pages_in_english_show_no_dutch_that_the_catalogue_knows(world: World, catalogue: Catalogue, case: int) -> None:
    # what is the same in both languages tells nothing
    dutch = {text for text, said in catalogue.items() if text.strip() != said.strip()} - AMBIGUOUS
    found = {}
    for role, paths in PAGES.items():
        client = world.client(role)
        client.get("/")  # what was to be told before
        client.post("/taal", data={"taal": "en"})
        for path in (each.format(case=case, task=world.task(case)) for each in paths):
            page = client.get(path)
            assert page.status_code == 200, path
            if left := sorted(shown(page.get_data(as_text=True)) & dutch):
                found[path] = left
    assert not found, "say it by _() or lazy_gettext where the page is made"


def test_a_part_that_stays_dutch_says_so(world: World, case: int) -> None:
    client = world.client("procesregisseur")
    path = f"/taken/{world.task(case)}"
    assert ' lang="nl"' not in client.get(path).get_data(as_text=True).partition("<body")[2]

    client.post("/taal", data={"taal": "en"})
    page = document_fromstring(client.get(path).get_data(as_text=True))

    assert page.get("lang") == "en"
    assert page.xpath('//h1[@lang="nl"]')
    assert page.xpath('//form[@id="formulier"]//*[@lang="nl"]//label')
    assert not page.xpath('//*[@lang="nl"]//button[@name="_actie"]')


def test_dates_terms_and_statuses_are_said_in_english(world: World) -> None:
    with world.app.test_request_context():
        session[language.KEPT] = "en"
        assert words.day(NOW, NOW) == "Monday 23 November"
        assert words.clock(NOW) == "10:05"
        assert words.moment(NOW - timedelta(days=1), NOW) == "yesterday 10:05"
        assert words.term(NOW.date() + timedelta(days=3), NOW) == "in 3 days"
        assert words.term(NOW.date() - timedelta(days=1), NOW) == "1 day late"
        assert words.Status.LATE.word == "Late"
        assert words.shown(True) == "yes"
        assert f"{DAY}" == escape(DAY) == DAY.lower().capitalize() == "My day"
        assert ", ".join([DAY]) == "Mijn dag"  # what a database or a letter gets
    assert words.Status.LATE.word == "Te laat"

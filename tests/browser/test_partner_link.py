"""A partner without an account on a telephone, and a new colleague: from a mail to a page, and done."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import desk
from tests.browser.clerk import Clerk, Form
from tests.browser.conftest import PATIENCE, Enter
from tests.browser.kinds import case
from tests.browser.looking import check_page
from tests.browser.town import Town
from tests.html import judging
from tests.html.judging import Judge

TELEPHONE = {"width": 390, "height": 844}
SECRET = re.compile(r"(/(?:eenmalig|wachtwoord-kiezen)/[\w-]{43})\s")


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with judging.opened() as found:
        yield found


@pytest.fixture
def stranger(town: Town, browser: Browser) -> Iterator[Page]:
    """Somebody with a telephone who has never been here."""
    context = browser.new_context(base_url=town.url, viewport=TELEPHONE, locale="nl-NL")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def link_to(town: Town, address: str) -> str:
    """The path of the link in the newest mail to this address."""
    town.run_jobs()
    files = sorted((town.home / "uitbak").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    mails = [email.message_from_bytes(Path(path).read_bytes(), policy=email.policy.default) for path in files]
    text = next(mail.get_content() for mail in reversed(mails) if mail["To"] == address)
    found = SECRET.search(text)
    assert found, text
    return found[1]


def code_for(who: Clerk, question: str) -> str:
    """The regisseur sends a link for this question, and reads the code that he will tell by telephone."""
    who.follow("Eenmalige links")
    check_page(who.page)
    who.choose("Welke vraag, en aan wie?", question)
    who.press("Link versturen")
    code = who.part.locator("code").inner_text()
    check_page(who.page)
    return code


def test_a_partner_without_account_answers_on_a_telephone_and_never_again(
    town: Town, person: Enter, stranger: Page, judge: Judge
) -> None:
    who = person("regisseur")
    desk.report(who, town, about="Lindegroep", by="Gemeente Voorbeeld", new=True)
    desk.ask_for_signals(who, "Woningcorporatie De Sleutel")
    case("Lindegroep")(who)
    code = code_for(who, "Signaal geven – Woningcorporatie De Sleutel")
    path = link_to(town, "corporatie@voorbeeld.example")

    partner, looked = Form(stranger, stranger.locator("main")), []
    stranger.on("request", lambda request: looked.append(request.url))
    stranger.goto(path)
    expect(stranger).to_have_url(re.compile("/eenmalig$"))  # the secret left the address
    looks_well(stranger, town, judge)
    partner.fill("Code van 8 cijfers", "0000 0000")
    stranger.get_by_role("button", name="Verder").click()
    expect(stranger.get_by_text("nog 4 keer").first).to_be_visible()
    partner.fill("Code van 8 cijfers", code)
    stranger.get_by_role("button", name="Verder").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Signaal geven")
    assert "Lindegroep" not in stranger.content() and "Ziet u de groep ook?" not in stranger.content()

    partner.choose("Hebt u een signaal over deze groep?", "Ja")
    partner.fill("Waar was dit?", "Bij de fietsenkelder")
    stranger.get_by_role("button", name="Versturen").click()  # not all is filled in
    expect(stranger.get_by_role("alert").first).to_be_visible()
    looks_well(stranger, town, judge)
    partner.choose("Hebt u een signaal over deze groep?", "Nee")
    partner.fill("Wilt u uitleggen waarom niet?", "Wij hebben daar geen woningen.")
    stranger.get_by_role("button", name="Versturen").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Uw antwoord is ontvangen")
    looks_well(stranger, town, judge)
    assert all(url.startswith(town.url) for url in looked)

    stranger.goto(path)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Deze link werkt niet")
    case("Lindegroep")(who)
    who.follow("Eenmalige links")
    who.sees("Gebruikt")
    assert who.complaints == []


def test_a_new_colleague_chooses_a_password_that_nobody_else_knows(
    town: Town, person: Enter, stranger: Page, judge: Judge
) -> None:
    who = person("beheer")
    who.visit("/organisaties")
    who.follow("Jongerenwerk Voorbeeld")
    who.follow("Account toevoegen")
    assert who.part.locator("input[type=password]").count() == 0
    who.fill("Naam", "Sam Voorbeeld")
    who.fill("Gebruikersnaam", "sam")
    who.fill("E-mailadres", "sam@voorbeeld.example")
    who.tick("Rollen", "Jongerenwerk")
    who.press("Account toevoegen")
    path = link_to(town, "sam@voorbeeld.example")
    who.page.reload()
    who.sees("Link: verstuurd")
    check_page(who.page)

    stranger.goto(path)
    looks_well(stranger, town, judge)
    colleague = Form(stranger, stranger.locator("main"))
    for label in ("Nieuw wachtwoord", "Nog een keer hetzelfde wachtwoord"):
        colleague.fill(label, "lantaarn beuk fietspomp")
    stranger.get_by_role("button", name="Wachtwoord bewaren").click()
    expect(stranger.get_by_text("Alleen u kent het.")).to_be_visible()
    stranger.goto(path)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Deze link werkt niet")
    assert who.complaints == []


def looks_well(page: Page, town: Town, judge: Judge) -> None:
    """At every width, as HTML too, and a telephone again after."""
    check_page(page)
    page.set_viewport_size(TELEPHONE)
    assert judge.faults(town.sources[urlsplit(page.url).path]) == []

"""A groepsscan that the municipality sends by hand and the police deliver in parts, each at the own screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from engine import db, definitions
from tests.browser import desk
from tests.browser.conftest import Enter
from tests.browser.desk import HANDHAVING, JONGERENWERK, Paper
from tests.browser.looking import check_page
from tests.browser.town import PACKAGE, Town
from web.settings import with_settings

GROUP = "Groep Zwembad"


@pytest.fixture(autouse=True)
def by_download(town: Town) -> None:
    """This municipality sends its requests by hand, and gives the list of names to nobody else."""
    values = {"groepsscan_verzending": "download", "groepsscan_ontvangers_namenlijst": "gemeente"}
    with db.transaction() as session:
        content = definitions.content_of(session, definitions.latest(session, PACKAGE).id)
        files = with_settings(content, values)
        definitions.publish(session, files, note="Test", by="test", now=town.clock(), catalogue=town.catalogue)


def test_a_scan_is_sent_by_hand_and_delivered_in_parts(town: Town, person: Enter, paper: Paper) -> None:
    regisseur, police = person("regisseur"), person("wijkagent")
    desk.report(person("jongerenwerker"), town, about=GROUP, by=JONGERENWERK, new=True)
    desk.ask_for_signals(regisseur, HANDHAVING)
    desk.give_signal(person("boa"), town, "Het zwembad")
    desk.weigh(regisseur)
    desk.ask_for_information(regisseur, JONGERENWERK)
    desk.inform(person("jongerenwerker"), "De kern is vier jongeren.")
    desk.request_scan(regisseur, town)

    the_letter_is_sent_by_hand(town, person)
    the_police_are_reminded(town, person)
    a_part_is_delivered(town, person, paper)
    desk.deliver_scan(police, town, paper, "Testpersoon Een")
    a_list_that_comes_later_is_judged(town, person, paper)
    desk.accept_delivery(regisseur)

    scans_of(person, "regisseur")
    regisseur.sees("compleet")
    officer = person("officier")
    scans_of(person, "officier")
    row = officer.part.get_by_role("row", name="Namenlijst")
    expect(row).to_contain_text("gemeente")
    expect(row).not_to_contain_text("OM")


def test_a_request_is_withdrawn_with_a_reason(town: Town, person: Enter) -> None:
    regisseur, police = person("regisseur"), person("wijkagent")
    desk.report(person("jongerenwerker"), town, about=GROUP, by=JONGERENWERK, new=True)
    desk.ask_for_signals(regisseur, HANDHAVING)
    desk.give_signal(person("boa"), town, "Het zwembad")
    desk.weigh(regisseur)
    desk.ask_for_information(regisseur, JONGERENWERK)
    desk.inform(person("jongerenwerker"), "De kern is vier jongeren.")
    desk.request_scan(regisseur, town)
    scans_of(person, "regisseur")
    at = regisseur.page.url
    regisseur.follow("Verzoek intrekken")
    check_page(regisseur.page)
    regisseur.press("Verzoek intrekken")
    regisseur.sees("Schrijf op waarom u het verzoek intrekt")
    regisseur.fill("Waarom trekt u het verzoek in?", "De groep is uit elkaar.")
    regisseur.press("Verzoek intrekken")
    regisseur.sees("Verzoek ingetrokken:")
    regisseur.sees("De groep is uit elkaar.")
    expect(regisseur.part.get_by_role("link", name="Verzoek intrekken")).to_have_count(0)
    police.visit(at)
    expect(police.part.get_by_role("link", name="Verzoek intrekken")).to_have_count(0)
    regisseur.open("Groepsgedrag beoordelen")  # the case goes on without it


def the_letter_is_sent_by_hand(town: Town, person: Enter) -> None:
    regisseur = person("regisseur")
    assert any("leg vast wanneer en hoe" in text for text in regisseur.reminders())
    town.later(days=5)  # two working days, and more
    assert any("Verzending vastleggen" in text for text in regisseur.reminders())
    assert "Groepsscan leveren" not in person("wijkagent").tasks()
    assert not [mail for mail in town.mails() if "Verzoek om een groepsscan" in mail]
    scans_of(person, "regisseur")
    regisseur.sees("Nog niet verstuurd.")
    check_page(regisseur.page)
    regisseur.follow("Verzending vastleggen")
    check_page(regisseur.page)
    regisseur.fill("Op welke dag is de brief verstuurd?", town.in_days(0))
    regisseur.choose("Hoe is de brief verstuurd?", "Per post")
    regisseur.finish()
    scans_of(person, "regisseur")
    regisseur.sees("Verstuurd: Per post")
    expect(regisseur.part.get_by_role("link", name="Verzending vastleggen")).to_have_count(0)
    at = regisseur.page.url
    worker = person("jongerenwerker")
    worker.visit(at)
    worker.sees_title("Dit mag u niet doen")
    stranger = person("corporatie")
    stranger.visit(at)
    stranger.sees_title("Deze pagina is er niet voor u")


def the_police_are_reminded(town: Town, person: Enter) -> None:
    town.later(days=15)  # ten working days, and one more
    assert any("Groepsscan leveren" in text for text in person("wijkagent").reminders())
    town.later(days=14)  # twenty working days
    assert any("Groepsscan leveren" in text for text in person("regisseur").reminders())


def a_part_is_delivered(town: Town, person: Enter, paper: Paper) -> None:
    regisseur, police = person("regisseur"), person("wijkagent")
    police.open("Groepsscan leveren")
    police.attach("Aanbiedingsbrief", paper("aanbiedingsbrief"))
    police.fill("Datum van levering", town.in_days(0))
    police.finish()
    regisseur.open("Levering controleren")
    regisseur.sees("Aanbiedingsbrief: ontvangen.")
    regisseur.sees("Namenlijst: ontbreekt nog.")
    regisseur.sees("Standaardrapportage: ontbreekt nog.")
    regisseur.choose("Is de levering compleet?", "Nee")
    regisseur.choose("Hoe gaat u verder?", "Ik vraag de politie om aanvulling")
    regisseur.fill("Wat mist u nog?", "Het rapport en de namenlijst.")
    regisseur.finish()
    scans_of(person, "regisseur")
    regisseur.sees("Nog niet binnen: standaardrapportage, namenlijst.")
    police.open("Groepsscan leveren")
    police.sees("Het rapport en de namenlijst.")


def a_list_that_comes_later_is_judged(town: Town, person: Enter, paper: Paper) -> None:
    regisseur, police = person("regisseur"), person("wijkagent")
    regisseur.open("Levering controleren")
    regisseur.choose("Is de levering compleet?", "Nee")
    regisseur.choose("Hoe gaat u verder?", "Ik vraag de politie om aanvulling")
    regisseur.fill("Wat mist u nog?", "Klopt de lijst nog?")
    regisseur.finish()
    desk.deliver_scan(police, town, paper, "Testpersoon Een", "Testpersoon Twee")
    scans_of(person, "regisseur")
    check_page(regisseur.page)
    regisseur.follow("Beoordelen: namenlijst, versie 2")
    at = regisseur.page.url
    regisseur.sees("1 op beide, 1 nieuw, 0 niet meer genoemd")
    check_page(regisseur.page)
    police.visit(at)
    police.sees_title("Dit mag u niet doen")
    regisseur.choose("Neemt u deze versie over?", "Ja, deze versie geldt vanaf nu")
    regisseur.fill("Waarom?", "Mohamed hoort erbij")
    regisseur.press("Oordeel vastleggen")
    regisseur.sees("Schrijf haar op zonder personen")
    regisseur.fill("Waarom?", "De politie vulde de lijst aan.")
    regisseur.press("Oordeel vastleggen")
    expect(regisseur.page.get_by_text("Overgenomen: deze versie geldt vanaf nu.")).to_be_visible()


def scans_of(person: Enter, login: str) -> None:
    who = person(login)
    who.visit("/groepen")
    who.follow(GROUP)
    who.sees_title(GROUP)
    who.follow("Groepsscans")
    who.sees_title("Groepsscans")

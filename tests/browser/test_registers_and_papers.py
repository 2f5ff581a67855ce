"""The registers, and the decisions that need a look: each at the screen of who may, and refused to who may not."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Enter
from tests.browser.looking import check_page
from tests.browser.town import Town


def test_the_privacy_officer_records_a_dpia_and_the_fg_reads_it(demo_town: Town, demo_person: Enter) -> None:
    officer = demo_person("privacy")
    officer.visit("/registers")
    check_page(officer.page)
    officer.visit("/registers/dpia/nieuw")
    officer.press("Bewaren")
    officer.sees("Vul de naam van de DPIA in")
    officer.fill("Naam van de DPIA", "DPIA voor de proef")
    officer.fill("Vastgesteld op", demo_town.in_days(0))
    officer.fill("Herzien voor", demo_town.in_days(700))
    officer.press("Bewaren")
    officer.sees_title("Registers")
    reader = demo_person("fg")
    reader.visit("/registers")
    reader.sees("DPIA voor de proef")
    reader.visit("/registers/dpia/nieuw")
    reader.sees_title("Dit mag u niet doen")


def test_the_officer_sees_which_decisions_need_a_look_and_nothing_of_the_case(demo_person: Enter) -> None:
    officer = demo_person("privacy")
    officer.visit("/privacybesluiten")
    officer.sees_title("Privacybesluiten om te bekijken")
    check_page(officer.page)
    assert "Groep " not in officer.part.inner_text()


@pytest.mark.parametrize("login", ["wijkagent", "regisseur", "ontwerper"])
@pytest.mark.parametrize("path", ["/registers", "/privacybesluiten"])
def test_others_see_neither(demo_person: Enter, login: str, path: str) -> None:
    who = demo_person(login)
    who.visit(path)
    who.sees_title("Dit mag u niet doen")


def test_a_partner_opens_no_document_that_is_not_meant_for_him(demo_person: Enter) -> None:
    regisseur = demo_person("regisseur")
    regisseur.visit("/groepen/1")
    links = regisseur.part.locator("a[href*='/documenten/']")
    first = links.first.get_attribute("href") or ""
    assert "/documenten/" in first
    stranger = demo_person("corporatie")
    stranger.visit(first)
    stranger.sees_title("Deze pagina is er niet voor u")

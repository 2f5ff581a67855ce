"""An FG-toets in the browser: advice, two people, and the end of the decision; each at the own screen."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import desk
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.desk import HANDHAVING, JONGERENWERK
from tests.browser.looking import check_page
from tests.browser.town import Town

GROUP = "Groep Speelveld"


def test_the_fg_advises_two_others_decide_and_it_is_withdrawn(town: Town, person: Enter) -> None:
    regisseur = person("regisseur")
    up_to_the_gate(town, person, regisseur)
    the_fg_advises_and_cannot_decide(person)
    the_first_decides(town, regisseur)
    the_second_agrees(person)
    the_decision_is_withdrawn(person, regisseur)


def up_to_the_gate(town: Town, person: Enter, regisseur: Clerk) -> None:
    desk.report(regisseur, town, about=GROUP, by=HANDHAVING, new=True)
    desk.ask_for_signals(regisseur, HANDHAVING)
    desk.give_no_signal(person("boa"), "Niets gezien.")
    desk.weigh(regisseur)
    desk.ask_for_information(regisseur, JONGERENWERK)
    desk.inform(person("jongerenwerker"), "De groep is jong.")
    desk.ask_for_scan(regisseur, town, youngest="11")
    assert "Uitkomst bevestigen" not in regisseur.tasks()


def the_fg_advises_and_cannot_decide(person: Enter) -> None:
    fg = person("fg")
    fg.open("Advies geven")
    fg.sees("Er staat misschien een kind jonger dan 12 jaar op de lijst.")
    check_page(fg.page)
    fg.choose("Wat is uw advies?", "Toestaan")
    fg.fill("Uw toelichting", "Kies voor zorg, niet voor straf.")
    fg.finish()
    assert "Uitkomst bevestigen" not in fg.tasks()


def the_first_decides(town: Town, regisseur: Clerk) -> None:
    regisseur.open("Uitkomst bevestigen")
    regisseur.sees("Kies voor zorg, niet voor straf.")
    rows = regisseur.part.get_by_role("table", name=re.compile("Alle regels die passen"))
    for basis in ("CBP; Gemeentewet 172b", "Wpg 16(1), 7(2)"):
        expect(rows.get_by_text(basis)).to_be_visible()
    check_page(regisseur.page)
    desk.confirm(regisseur, town, "Toestaan")
    assert "Groepsscan leveren" not in regisseur.tasks()


def the_second_agrees(person: Enter) -> None:
    police = person("wijkagent")
    assert not [name for name in police.tasks() if name == "Groepsscan leveren"]
    mayor = person("burgemeester")
    mayor.open("Als tweede akkoord geven")
    mayor.sees("Het is nodig, en met minder gaat het niet.")
    check_page(mayor.page)
    mayor.choose("Bent u akkoord met dit besluit?", "Ja, ik ben akkoord")
    mayor.fill("Waarom?", "De scan is nodig voor zorg.")
    mayor.finish()
    assert "Groepsscan leveren" in police.tasks()


def the_decision_is_withdrawn(person: Enter, regisseur: Clerk) -> None:
    fg = person("fg")
    open_decision(fg)
    expect(fg.part.get_by_role("button", name="Besluit intrekken")).to_have_count(0)
    fg.fill("Waarom?", "De jongste is ouder dan gedacht.")
    fg.press("Advies geven")
    fg.sees_title(fg.page.get_by_role("heading", level=1).inner_text())
    assert any("De FG adviseert" in line for line in regisseur.reminders())
    open_decision(regisseur)
    check_page(regisseur.page)
    for told in ("Kies voor zorg, niet voor straf.", "De scan is nodig voor zorg.", "CBP; Gemeentewet 172b"):
        regisseur.sees(told)
    regisseur.press("Besluit intrekken")
    regisseur.sees("Schrijf op waarom")
    regisseur.fill("Waarom?", "De feiten zijn veranderd.")
    regisseur.press("Besluit intrekken")
    expect(regisseur.page.get_by_text("Het besluit is ingetrokken.")).to_be_visible()
    regisseur.sees("Geldt niet")


def open_decision(who: Clerk) -> None:
    who.visit("/groepen")
    who.follow(GROUP)
    who.part.get_by_role("region", name="Privacybesluiten").get_by_role("link", name="Toegestaan").first.click()

"""The process of 2023 at the screen: chosen by the administrator, nameless in 2A, names behind the gate in 2B."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from engine import db, definitions
from tests.browser import desk
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter, people_of
from tests.browser.desk import HANDHAVING, JONGERENWERK, Paper
from tests.browser.looking import check_page
from tests.browser.town import ROOT, Town, opened

GROUP, OTHER = "Groep Watertoren", "Groep Stadsweide"
POLICE = "Politie, basisteam Voorbeeld"
SCAN = "Groepsscan aanvragen"
LISTED = "Fictief Persoon Delta"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with opened(tmp_path_factory.mktemp("renewed")) as town:
        with db.transaction() as session:
            files = definitions.read_folder(ROOT, "werkproces-2023")
            definitions.publish(session, files, note="Landelijk", by="test", now=town.clock(), catalogue=town.catalogue)
        yield town


@pytest.fixture(scope="module")
def person(town: Town, browser: Browser) -> Iterator[Enter]:
    yield from people_of(town, browser)


def test_a_case_of_2023_goes_from_2a_through_2b_to_the_decision(town: Town, person: Enter, paper: Paper) -> None:
    the_municipality_chooses_2023(person("ontwerper"))
    to_2a(town, person, GROUP)
    the_group_is_judged_without_names(person)
    the_list_is_made_behind_the_gate(town, person)
    the_police_use_the_list(town, person, paper)
    the_group_is_confirmed(person("regisseur"))
    desk.lay_piece(person("jongerenwerker"), "De groep komt elke vrijdag.")
    the_regisseur_sees_where_a_piece_comes_from(person("regisseur"))
    desk.make_picture(person("regisseur"))
    the_scores_stand_on_the_page(person("regisseur"))
    the_overleg_differs_from_the_proposal(town, person)


def test_a_group_that_is_not_problematic_in_2a_ends_without_a_list(town: Town, person: Enter) -> None:
    regisseur = person("regisseur")
    to_2a(town, person, OTHER)
    judge_2a(regisseur, "Nee, niet problematisch")
    regisseur.open("Lichte aanpak vastleggen")
    regisseur.choose("Wat gebeurt er nu?", "Een lichte aanpak, bijvoorbeeld een gesprek op straat")
    regisseur.fill("Wie doet wat?", "Het jongerenwerk praat met de groep.")
    regisseur.finish()
    regisseur.sees_title(OTHER)
    regisseur.sees("Afgesloten")
    expect(regisseur.part.get_by_role("region", name="Persoonsgegevens")).to_have_count(0)  # nothing is kept of anybody


def the_municipality_chooses_2023(designer: Clerk) -> None:
    designer.visit("/processen")
    designer.press("Nieuwe zaken hiermee starten")
    designer.sees("Nieuwe zaken starten nu met")
    check_page(designer.page)


def to_2a(town: Town, person: Enter, group: str) -> None:
    regisseur = person("regisseur")
    desk.report(regisseur, town, about=group, by=HANDHAVING, new=True)
    regisseur.open("Uitvraag voorbereiden")
    regisseur.choose("Wilt u partners om hun signalen vragen?", "Nee")
    regisseur.finish()
    desk.weigh(regisseur)
    desk.ask_for_information(regisseur, JONGERENWERK, POLICE)
    desk.inform(person("jongerenwerker"), "Een groep van tien, vooral op vrijdag.")
    desk.inform(person("wijkagent"), "Wij zien een vaste kern.")


def to_case(who: Clerk, group: str) -> None:
    who.visit("/groepen")
    who.follow(group)


def judge_2a(who: Clerk, answer: str) -> None:
    who.open("Groepsgedrag beoordelen")
    who.fill("Wat kenmerkt de groep?", "Een vaste kern met meelopers.")
    who.fill("Wat doet de groep?", "Geluid en vernielingen.")
    who.choose("Hoe ernstig is het?", "Middel")
    who.choose("Is de groep of het gedrag problematisch?", answer)
    who.fill("Waarom oordeelt u zo?", "Drie partners zien hetzelfde.")
    who.finish()


def the_group_is_judged_without_names(person: Enter) -> None:
    regisseur = person("regisseur")
    to_case(regisseur, GROUP)
    expect(regisseur.part.get_by_role("button", name=SCAN)).to_have_count(0)  # not before 2B
    judge_2a(regisseur, "Ja, problematisch")
    to_case(regisseur, GROUP)
    expect(regisseur.part.get_by_role("button", name=SCAN)).to_have_count(1)


def the_list_is_made_behind_the_gate(town: Town, person: Enter) -> None:
    regisseur = person("regisseur")
    regisseur.open("Noodzaak opstellen")
    regisseur.fill("Wat is het doel?", "Weten wie de kern vormt.")
    regisseur.fill("Waarom staat dit in verhouding?", "Alleen van deze groep, alleen de kern.")
    regisseur.fill("Waarom kan het niet met minder?", "Zonder namen is hulp niet mogelijk.")
    regisseur.choose("Komt een deel van uw informatie van internet?", "Nee")
    regisseur.choose("Is er toestemming of een wettelijke plicht?", "Nee")
    regisseur.fill("Hoe oud is de jongste in de groep, denkt u?", "14")
    regisseur.finish()
    assert "Namenlijst opstellen" not in regisseur.tasks()
    regisseur.open("Uitkomst bevestigen")
    regisseur.sees("U mag dit delen.")
    desk.confirm(regisseur, town, "Toestaan")
    regisseur.open("Namenlijst opstellen")
    row = regisseur.add("Persoon toevoegen", "Persoon 1")
    row.fill("Naam", LISTED)
    row.fill("Contact of wettelijk vertegenwoordiger", "onbekend")
    row.fill("Waarom staat deze persoon op de lijst?", "Hoort bij de kern")
    row.fill("Waar komt dit vandaan?", "Overleg met het jongerenwerk")
    row.choose("Is dit een feit of een oordeel?", "Feit: zelf gezien of vastgelegd")
    row.fill("Toegevoegd door", "Procesregisseur")
    row.fill("Toegevoegd op", town.in_days(0))
    regisseur.choose("Is een groepsscan van de politie nodig?", "Ja")
    regisseur.finish()


def the_police_use_the_list(town: Town, person: Enter, paper: Paper) -> None:
    regisseur, police = person("regisseur"), person("wijkagent")
    desk.request_scan(regisseur, town)
    to_case(police, GROUP)
    police.follow("Openen met een doel")
    police.fill("Doel", "De groepsscan maken")
    police.press("Openen")
    police.sees(LISTED)
    desk.deliver_scan(police, town, paper, LISTED)
    desk.accept_delivery(regisseur)


def the_group_is_confirmed(who: Clerk) -> None:
    who.open("Groepsgedrag bevestigen")
    who.fill("Hoe ziet het netwerk eruit?", "Een kern van vier, online en op straat.")
    who.fill("Welke feiten pleegt de groep samen?", "Vernieling, vastgesteld.")
    who.choose("Is bevestigd dat de groep problematisch is?", "Ja, bevestigd")
    who.fill("Waarom oordeelt u zo?", "De scan bevestigt het beeld.")
    who.choose("Zijn partners nodig voor het integrale beeld?", "Ja")
    who.finish()
    desk.invite(who, JONGERENWERK)


def the_regisseur_sees_where_a_piece_comes_from(who: Clerk) -> None:
    who.open("Integraal beeld opstellen")
    pieces = who.part.get_by_role("table", name="Puzzelstukken van partners")
    expect(pieces).to_contain_text("Eigen waarneming op straat")
    expect(pieces).to_contain_text("Feit: zelf gezien of vastgelegd")


def the_scores_stand_on_the_page(who: Clerk) -> None:
    to_case(who, GROUP)
    drawing = who.part.get_by_role("img", name=re.compile("Ernst in de tijd"))
    expect(drawing).to_be_visible()
    expect(who.part.get_by_role("table", name="Scores van 1 (licht) tot 5 (zwaar)")).to_contain_text("eerste meting")
    check_page(who.page)


def the_overleg_differs_from_the_proposal(town: Town, person: Enter) -> None:
    desk.advise(person("regisseur"), "Overlast op vrijdag.")
    mayor = person("burgemeester")
    mayor.open("Over prioriteit besluiten")
    mayor.sees("Voorstel voor de prioriteit: hoog")
    mayor.sees("Dit is een voorstel")
    why = mayor.part.get_by_role("table", name="Waarom dit voorstel")
    expect(why).to_contain_text("Het gedrag is ernstig en de buurt heeft er veel last van.")
    mayor.fill("Wanneer was het overleg?", town.in_days(0))
    mayor.choose("Wat besluit het overleg?", "Prioriteit geven: plan van aanpak maken (stap 5)")
    mayor.choose("Welke prioriteit krijgt de groep?", "Middel")
    mayor.press("Taak afronden")
    mayor.sees("Waarom wijkt u af van het voorstel?")
    mayor.fill("Waarom wijkt u af van het voorstel?", "Er loopt al een aanpak in deze buurt.")
    mayor.finish()
    assert "Plan opstellen" in person("regisseur").tasks()

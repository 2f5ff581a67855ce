"""What a case keeps of persons, at the screen: the list of names kept up, and a request of a person answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.kinds import STATION, case, then, with_purpose
from tests.browser.town import Town

FIRST, SECOND = "Fictief Persoon Een", "Fictief Persoon Twee"


def the_list(who: Clerk) -> None:
    with_purpose(then(case(STATION), follow="Namenlijst bijhouden"))(who)
    who.sees_title("Namenlijst")


def deed(who: Clerk, title: str, name: str) -> None:
    who.part.get_by_role("region", name=name, exact=True).get_by_role("link", name=re.compile(f"^{title}")).click()
    who.sees_title(f"{title}: {name}")


def of(who: Clerk, name: str, text: str) -> None:
    expect(who.part.get_by_role("region", name=name, exact=True).get_by_text(text).first).to_be_visible()


def test_the_procesregisseur_keeps_the_list_of_names(demo_person: Enter, demo_town: Town) -> None:
    who = demo_person("regisseur")
    the_list(who)
    of(who, FIRST, "Uiterlijk")

    deed(who, "Gegevens bijwerken", FIRST)
    who.fill("Waarom staat deze persoon op de lijst?", "Was er drie keer bij")
    who.press("Bewaren")
    of(who, FIRST, "Was er drie keer bij")

    deed(who, "Brief maken", FIRST)
    who.choose("Voor wie is de brief?", "De persoon zelf")
    who.press("Brief maken")
    demo_town.run_jobs()
    who.page.reload()
    of(who, FIRST, "Informatiebrief aan de persoon")

    deed(who, "Geïnformeerd", FIRST)
    who.fill("Persoon geïnformeerd op", demo_town.in_days(0))
    who.press("Vastleggen")
    of(who, FIRST, "Geïnformeerd op")

    deed(who, "Later informeren", SECOND)
    who.press("Besluit bewaren")
    who.sees("Kies een grond")
    who.fill("Opnieuw bekijken op", demo_town.in_days(60))
    who.choose("Waarom mag u wachten?", "De openbare veiligheid")
    who.fill("Waarom is wachten nu nodig?", "Er loopt een onderzoek")
    who.fill("Waarom is dat in verhouding?", "Het duurt kort")
    who.fill("Hoe beschermt u de persoon zolang?", "Alleen de procesregisseur ziet de naam")
    who.press("Besluit bewaren")
    of(who, SECOND, "Uitgesteld")

    deed(who, "Opnieuw bekijken", SECOND)
    who.choose("Is deze naam nog nodig?", "Ja, de naam blijft op de lijst")
    who.fill("Waarom?", "Nog steeds betrokken")
    who.press("Vastleggen")
    of(who, SECOND, "Opnieuw bekeken")
    assert who.complaints == []


@pytest.mark.parametrize("login", ["wijkagent", "officier", "burgemeester"])
def test_others_in_the_case_do_not_keep_the_list(demo_person: Enter, login: str) -> None:
    who = demo_person(login)
    case(STATION)(who)
    expect(who.part.get_by_role("link", name="Namenlijst bijhouden")).to_have_count(0)
    who.visit(f"{who.page.url.partition('?')[0]}/namenlijst")
    who.sees("Dit mag u niet doen")


def record(who: Clerk, town: Town, kind: str, *, name: str, asked: str, born: str = "") -> None:
    """A request of a person, written down and searched in all cases."""
    who.visit("/rechten")
    who.follow("Verzoek vastleggen")
    who.choose("Wat vraagt de persoon?", kind)
    who.fill("Ontvangen op", town.in_days(0))
    who.fill("Naam van de persoon", name)
    if born:
        who.fill("Geboortedatum", born)
    who.fill("Adres voor het antwoord", "Balie van het gemeentehuis")
    who.choose("Hoe is vastgesteld wie het vraagt?", "Bekend bij de gemeente, aan de balie")
    who.fill("Wat is precies gevraagd?", asked)
    who.press("Vastleggen")
    who.press("Zoeken in alle zaken")


def overview(who: Clerk, folder: Path) -> str:
    """Everything found is of this person; what the overview for him then says."""
    same = who.part.get_by_role("button", name="Dit is deze persoon", exact=True)
    expect(same.first).to_be_visible()
    while same.count():
        same.first.click()
        who.page.wait_for_load_state()
    who.press("Overzicht maken")
    with who.page.expect_download() as download:
        who.follow("Overzicht voor de persoon")
    download.value.save_as(folder / "overzicht.txt")
    return (folder / "overzicht.txt").read_text("utf-8")


def test_a_request_of_a_person_is_searched_answered_and_carried_out(
    demo_person: Enter, demo_town: Town, tmp_path: Path
) -> None:
    who = demo_person("privacy")
    record(who, demo_town, "Wissen", name=SECOND.upper(), born="20-11-2008", asked="Haal mijn gegevens weg")
    who.sees("Zelfde naam en geboortedatum")
    told = overview(who, tmp_path)
    assert SECOND in told and "Wie het zag" in told and FIRST not in told

    wipe = who.part.get_by_role("link", name=re.compile("^Wissen"))
    while wipe.count():
        wipe.first.click()
        who.confirm("Ik weet dat dit niet terug te draaien is")
        who.press("Wissen")
        who.page.wait_for_load_state()
    who.sees("Vernietigd")

    who.follow("Besluiten")
    who.choose("Wat is het besluit?", "Toewijzen")
    who.fill("Motivering", "De gegevens zijn niet meer nodig.")
    who.press("Besluit bewaren")
    who.sees("Brief met het besluit")
    assert who.complaints == []

    regisseur = demo_person("regisseur")
    the_list(regisseur)
    expect(regisseur.part.get_by_text(SECOND)).to_have_count(0)
    regisseur.sees("van de lijst gehaald en vernietigd")
    case(STATION)(regisseur)


def test_nobody_but_the_privacy_officer_sees_requests(demo_person: Enter) -> None:
    who = demo_person("regisseur")
    who.visit("/rechten")
    who.sees("Dit mag u niet doen")


def test_a_request_for_access_is_answered_and_what_was_wrong_is_mended_and_told(
    demo_person: Enter, demo_town: Town, tmp_path: Path
) -> None:
    who = demo_person("privacy")
    record(who, demo_town, "Inzage in de eigen gegevens", name=FIRST, asked="Wat hebt u van mij?")
    told = overview(who, tmp_path)
    assert FIRST in told and SECOND not in told

    who.part.get_by_role("link", name=re.compile("^Verbeteren")).first.click()
    who.fill("Woonplaats", "Verbeterdam")
    who.press("Bewaren")
    who.sees("Verbeterd")
    who.follow("Besluiten")
    who.choose("Wat is het besluit?", "Toewijzen")
    who.fill("Motivering", "U krijgt het overzicht.")
    who.press("Besluit bewaren")
    who.sees("Brief met het besluit")
    assert who.complaints == []
    regisseur = demo_person("regisseur")
    assert any("is een persoonsgegeven verbeterd" in line for line in regisseur.reminders())
    the_list(regisseur)
    of(regisseur, FIRST, "Verbeterdam")

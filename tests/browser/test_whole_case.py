"""One group from the first signal to the evaluation, as the people who do it, each on a telephone of 390 px wide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import desk
from tests.browser.conftest import PHONE, Enter, people_of
from tests.browser.desk import CORPORATIE, HANDHAVING, JONGERENWERK, Paper
from tests.browser.looking import check_page
from tests.browser.town import Town

GROUP = "Groep Bibliotheekplein"


@pytest.fixture(scope="module")
def person(town: Town, browser: Browser) -> Iterator[Enter]:
    """As everywhere, but each form is looked at for barriers when somebody first opens it."""
    seen: set[str] = set()

    def look(page: Page) -> None:
        title = page.get_by_role("heading", level=1).inner_text()
        if title not in seen:
            seen.add(title)
            check_page(page)
            page.set_viewport_size(PHONE["viewport"])
            fits(page)

    yield from people_of(town, browser, look, screen=PHONE)


def fits(page: Page) -> None:
    """Nothing scrolls sideways, and what must be touched is big enough to hit."""
    assert page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [390, 390], page.url
    for button in page.locator("main").get_by_role("button").all():
        box = button.bounding_box() if button.is_visible() else None
        assert box is None or box["height"] >= 24, f"{page.url}: {button.inner_text()} is small"


def test_a_group_goes_from_the_first_signal_to_the_evaluation(town: Town, person: Enter, paper: Paper) -> None:
    signals_are_shared(town, person)
    information_is_connected(town, person, paper)
    the_picture_is_made(town, person)
    the_overleg_sends_it_back_once(town, person)
    a_plan_is_made_and_watched(town, person)
    a_second_scan_is_asked_for(town, person, paper)
    the_problem_is_defined_anew(town, person)
    the_approach_is_wound_down(town, person)


def signals_are_shared(town: Town, person: Enter) -> None:
    regisseur = person("regisseur")
    desk.report(person("jongerenwerker"), town, about=GROUP, by=JONGERENWERK, new=True)
    desk.report(regisseur, town, about=GROUP, by=HANDHAVING, new=False)
    desk.ask_for_signals(regisseur, HANDHAVING, CORPORATIE)
    desk.give_signal(person("boa"), town, "De fietsenkelder")
    desk.give_no_signal(person("corporatie"), "Geen meldingen van bewoners.")
    regisseur.open("Signalen wegen")
    signals = regisseur.part.get_by_role("table", name="Signalen", exact=True)
    expect(signals.get_by_role("row")).to_have_count(3)  # the head, and the two that were reported
    regisseur.sees("De fietsenkelder")
    desk.weigh(regisseur)


def information_is_connected(town: Town, person: Enter, paper: Paper) -> None:
    regisseur, police = person("regisseur"), person("wijkagent")
    desk.ask_for_information(regisseur, JONGERENWERK)
    desk.inform(person("jongerenwerker"), "De kern is vier jongeren.")
    assert "Groepsscan leveren" not in police.tasks()
    desk.request_scan(regisseur, town)
    desk.deliver_scan(police, town, paper, *desk.NAMES)
    desk.accept_delivery(regisseur)
    desk.judge(regisseur)
    desk.invite(regisseur, JONGERENWERK, CORPORATIE)


def the_picture_is_made(town: Town, person: Enter) -> None:
    desk.announce_persons(person("jongerenwerker"))
    desk.lay_piece(person("corporatie"), "Schade in de kelder.")
    desk.share_within_limits(person("jongerenwerker"), town)
    desk.make_picture(person("regisseur"))


def the_overleg_sends_it_back_once(town: Town, person: Enter) -> None:
    regisseur, mayor = person("regisseur"), person("burgemeester")
    desk.advise(regisseur, "Overlast in het weekend.")
    desk.decide(mayor, town, "Terug naar het beeld (stap 3)", priority="")
    desk.lay_piece(person("jongerenwerker"), "Ook door de week is het onrustig.")
    desk.decline_piece(person("corporatie"), "Wij hebben niets toe te voegen.")
    regisseur.open("Integraal beeld opstellen")
    expect(regisseur.part.get_by_label("Hoe werkt de groep?")).to_have_value("Een kern van vier bepaalt.")
    desk.make_picture(regisseur)
    desk.advise(regisseur, "Overlast, ook door de week.")
    desk.decide(mayor, town, "Prioriteit geven: plan van aanpak maken (stap 5)")


def a_plan_is_made_and_watched(town: Town, person: Enter) -> None:
    regisseur, late = person("regisseur"), person("corporatie")
    desk.plan(regisseur, town, JONGERENWERK, HANDHAVING, CORPORATIE)
    for owner in ("jongerenwerker", "boa", "corporatie"):
        desk.agree(person(owner))
    desk.finish_action(person("jongerenwerker"), "Elke week gesproken.")
    before = set(town.mails())
    town.later(days=25)
    assert "Een actie van uw organisatie is bijna aan de beurt." in late.reminders()
    assert [mail for mail in set(town.mails()) - before if "To: corporatie@voorbeeld.example" in mail]
    town.later(days=20)
    assert "Een actie van uw organisatie is te laat." in late.reminders()
    assert "Een actie in het plan is te laat en nog niet klaar." in regisseur.reminders()
    expect(regisseur.part.get_by_role("region", name="Acties die te laat zijn")).to_contain_text(CORPORATIE)


def a_second_scan_is_asked_for(town: Town, person: Enter, paper: Paper) -> None:
    regisseur = person("regisseur")
    regisseur.visit("/groepen")
    regisseur.follow(GROUP)
    regisseur.press("Groepsscan aanvragen")
    desk.request_scan(regisseur, town)
    desk.deliver_scan(person("wijkagent"), town, paper, desk.NAMES[0])
    desk.accept_delivery(regisseur)
    assert regisseur.tasks() == ["Voortgang bespreken"]


def the_problem_is_defined_anew(town: Town, person: Enter) -> None:
    regisseur = person("regisseur")
    desk.discuss(regisseur, "Opnieuw adviseren (stap 4)")
    regisseur.open("Advies opstellen")
    expect(regisseur.part.get_by_label("Wat is het probleem?")).to_have_value("Overlast, ook door de week.")
    desk.advise(regisseur, "De overlast is kleiner, maar er is nu ook vandalisme.")
    desk.decide(person("burgemeester"), town, "Prioriteit geven: plan van aanpak maken (stap 5)", priority="Middel")
    desk.plan(regisseur, town, JONGERENWERK, HANDHAVING, CORPORATIE)
    for owner in ("jongerenwerker", "boa", "corporatie"):
        desk.agree(person(owner))
    desk.finish_action(person("boa"), "Elke vrijdag gecontroleerd.")


def the_approach_is_wound_down(town: Town, person: Enter) -> None:
    regisseur = person("regisseur")
    desk.discuss(regisseur, "Afronden (stap 7)")
    desk.wind_down(regisseur, town, to=JONGERENWERK)
    regisseur.sees_title(GROUP)
    regisseur.sees("Afgesloten")
    assert regisseur.tasks() == []
    for login in ("regisseur", "burgemeester", "wijkagent", "jongerenwerker", "boa", "corporatie"):
        assert person(login).complaints == []

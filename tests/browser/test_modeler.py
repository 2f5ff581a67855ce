"""A designer draws in the browser: what is drawn is kept, checked and read back; nobody goes over another's work."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import looking
from tests.browser.conftest import Enter
from tests.browser.modeling import Modeler, begin

STEP_6 = "stap_6_uitvoeren.bpmn"


@pytest.fixture(scope="module")
def draft(person: Enter) -> str:
    return begin(person("ontwerper"))


def opened(person: Enter, draft: str, name: str = STEP_6) -> Modeler:
    designer = person("ontwerper")
    designer.visit(f"{draft}/diagrammen/bpmn/werkproces-2016/{name}")
    return Modeler(designer.page)


def test_a_task_with_a_form_and_a_reminder_is_drawn_checked_and_kept(person: Enter, draft: str) -> None:
    modeler = opened(person, draft)
    expect(modeler.findings).to_contain_text("Geen bevindingen in dit diagram")

    # the arrow goes away: the check says what cannot be reached
    modeler.choose("voortgang_bespreken__score_vastleggen")
    modeler.key("Delete")
    expect(modeler.findings).to_contain_text("Score vastleggen")
    expect(modeler.page.locator(".zs-teken--error").first).to_be_visible()

    # a task in its place, by the keyboard
    modeler.choose("voortgang_bespreken")
    modeler.menu("a", "Gebruikerstaak")
    modeler.key("Escape")
    modeler.panel.get_by_label("Naam", exact=True).fill("Afspraken vastleggen")
    expect(modeler.panel.get_by_label("Id", exact=True)).to_have_value("afspraken_vastleggen")
    modeler.panel.get_by_label("Formulier", exact=True).select_option(label="stap-6-voortgang")
    groups = modeler.open_group("Wie doet het")
    groups.locator("summary").click()
    groups.get_by_label("Procesregisseur (procesregisseur)").check()
    modeler.choose("afspraken_vastleggen")
    modeler.connect("score_vastleggen")

    # a reminder on its edge
    modeler.choose("afspraken_vastleggen")
    modeler.menu("a", "Op de rand: timer, zonder te onderbreken")
    modeler.key("Escape")
    timer = modeler.chosen()
    modeler.panel.get_by_label("Naam", exact=True).fill("Afspraken blijven liggen")
    modeler.panel.get_by_label("Soort", exact=True).select_option(label="Na een termijn")
    modeler.choose("afspraken_blijven_liggen")
    modeler.pad("append.end-event")
    modeler.key("Escape")
    modeler.panel.get_by_label("Naam", exact=True).fill("Herinnerd")
    modeler.kept()
    expect(modeler.findings).not_to_contain_text("Fout")

    again = opened(person, draft)
    expect(again.shape("afspraken_vastleggen")).to_be_visible()
    again.choose("afspraken_vastleggen")
    expect(again.panel.get_by_label("Formulier", exact=True)).to_have_value("stap-6-voortgang")
    expect(again.root.page.get_by_role("region", name="Wat er in het diagram staat")).to_contain_text(
        "Afspraken vastleggen"
    )
    assert timer != "afspraken_blijven_liggen"
    assert person("ontwerper").complaints == []


def test_a_way_past_the_gate_is_drawn_in_red_from_the_start(person: Enter, draft: str) -> None:
    modeler = opened(person, draft, "groepsscan.bpmn")
    gate = modeler.page.locator("g.zs-el--poort").first
    expect(gate).to_be_attached()
    expect(modeler.page.locator("g.zs-el--deelt").first).to_be_attached()
    expect(modeler.page.locator("g.zs-el--weg")).to_have_count(0)

    modeler.choose(gate.get_attribute("data-element-id") or "")
    modeler.panel.get_by_label("Poort", exact=True).select_option(label="(geen poort)")

    expect(modeler.findings).to_contain_text("zonder privacypoort")
    expect(modeler.findings).to_contain_text("Zo kan het misgaan")
    assert modeler.page.locator("g.zs-el--weg").count() > 2
    modeler.page.get_by_role("button", name="Ongedaan maken").click()
    expect(modeler.findings).not_to_contain_text("zonder privacypoort")
    expect(modeler.page.locator("g.zs-el--weg")).to_have_count(0)


def test_the_second_of_two_designers_is_told_and_keeps_his_own_work(person: Enter, draft: str) -> None:
    modeler = opened(person, draft)
    bar = modeler.root.locator("[data-saving]")
    url, token = bar.get_attribute("data-file") or "", bar.get_attribute("data-csrf") or ""
    theirs = modeler.page.request.get(url)
    content = theirs.text().replace("Voortgang bespreken", "Voortgang van de ander")
    headers = {"X-Revisie": theirs.headers["x-revisie"], "X-CSRFToken": token}
    assert modeler.page.request.put(url, data=content, headers=headers).ok

    modeler.choose("voortgang_bespreken")
    modeler.panel.get_by_label("Naam", exact=True).fill("Voortgang van mij")

    window = modeler.page.get_by_role("dialog")
    expect(window).to_contain_text("heeft dit bestand om")
    window.get_by_role("button", name="Terug naar mijn werk").click()
    expect(modeler.panel.get_by_label("Naam", exact=True)).to_have_value("Voortgang van mij")
    assert "Voortgang van de ander" in modeler.page.request.get(url).text()

    bar.get_by_role("button", name="Kies wat er moet gebeuren").click()
    window.get_by_role("button", name="Mijn werk opslaan").click()
    modeler.kept()
    assert "Voortgang van mij" in modeler.page.request.get(url).text()
    person("ontwerper").complaints.clear()  # the browser notes the 409


def test_without_a_connection_the_work_stays_and_is_kept_later(person: Enter, draft: str) -> None:
    modeler = opened(person, draft, "stap_7_afronden.bpmn")
    context = modeler.page.context
    first = modeler.page.locator("g.djs-shape[data-element-id]").nth(3).get_attribute("data-element-id") or ""
    context.set_offline(True)
    modeler.choose(first)
    modeler.panel.get_by_label("Naam", exact=True).fill("Zonder verbinding getekend")
    expect(modeler.root.locator("[data-status]")).to_contain_text("Geen verbinding")

    context.set_offline(False)

    modeler.kept()
    url = modeler.root.locator("[data-saving]").get_attribute("data-file") or ""
    assert "Zonder verbinding getekend" in modeler.page.request.get(url).text()
    person("ontwerper").complaints.clear()  # the browser notes that there was no connection


def test_the_drawing_is_copied_as_a_picture(person: Enter, draft: str) -> None:
    modeler = opened(person, draft)
    modeler.page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    modeler.page.get_by_role("button", name="Kopieer als afbeelding").click()

    expect(modeler.page.get_by_role("button", name="Gekopieerd")).to_be_visible()
    size = modeler.page.evaluate("async () => (await (await navigator.clipboard.read())[0].getType('image/png')).size")
    assert size > 10_000


def test_around_the_canvas_nobody_meets_a_barrier(person: Enter, draft: str) -> None:
    modeler = opened(person, draft)
    modeler.choose("voortgang_bespreken")
    expect(modeler.panel.get_by_label("Naam", exact=True)).to_be_visible()
    for width in (looking.WIDE, looking.NARROW):
        modeler.page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(modeler.page, context={"exclude": [["[data-canvas]"]]}, options=looking.RULES)
        assert found.violations_count == 0, found.generate_report()
        assert modeler.page.evaluate("document.documentElement.scrollWidth") <= width
    modeler.page.set_viewport_size({"width": looking.WIDE, "height": 900})

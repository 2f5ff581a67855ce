"""A designer draws in the browser: what is drawn is kept, checked and read back; nobody goes over another's work."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

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

"""A designer of a small town changes the process from the first drawing to a second town that uses it too.

One story: draw, ask, decide, be refused, try out, compare, publish, move what runs, hand over, and take over what
is new in the country.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from engine import db, definitions
from engine.packages import folder
from tests.browser import modeling
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter, people_of
from tests.browser.modeling import KEPT, Modeler
from tests.browser.test_change_process import a_case_in_step_six, downloaded, hand_in
from tests.browser.town import PACKAGE, ROOT, Town, opened
from tests.comparing.planted import PLANTED

STEP_6, SCAN = "stap_6_uitvoeren.bpmn", "groepsscan.bpmn"
FORM, OTHER_FORM = "stap-6-weigering", "stap-6-voortgang"
TASK, REMINDER = "Weigering bespreken", "Weigering blijft liggen"
QUESTION, ANOTHER = "Wat doet u nu de persoon niet wordt aangemeld?", "Wie was erbij?"
REFUSAL = "Opschalen van een persoon wordt geweigerd"  # a national scenario that comes along the new task
RULE = '"U deelt het burgerservicenummer nooit."'
NOTE = "Na een weigering bespreekt de procesregisseur wat er dan wel kan."
KEPT_TEXT = "([url, text]) => fetch(url).then(answer => answer.text()).then(kept => kept.includes(text))"
PLAYING = 60_000  # milliseconds; all scenarios of the package are played, on a machine that may be busy
WHOLE = "document.querySelector('[data-modeler]').modeler.get('canvas').zoom('fit-viewport', 'auto')"
NATIONAL_CHANGE = "Taak “De uitvraag voorbereiden”: naam"


def test_a_designer_changes_step_six_and_a_second_town_takes_it_over(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> None:
    first, second, release = (tmp_path_factory.mktemp(name) for name in ("eerste", "tweede", "uitgave"))
    with opened(first) as town:
        for enter in people_of(town, browser):
            a_case_in_step_six(town, "Groep van voor de wijziging")
            package = the_first_town(town, enter, first)
    with opened(second, release=newer_release(release)) as town:
        for enter in people_of(town, browser):
            the_second_town(enter("ontwerper"), package)


def the_first_town(town: Town, enter: Enter, folder: Path) -> Path:
    designer = enter("ontwerper")
    draft = modeling.begin(designer)
    a_form_is_made(designer, draft)
    a_field_is_added(designer, draft)
    a_task_with_a_reminder_is_drawn(designer, draft)
    a_row_of_the_privacy_table_is_changed(designer, draft)
    a_way_past_the_gate_is_refused(designer, draft)
    the_scenario_that_meets_the_task_fails(designer, draft)
    the_task_is_tried_out_and_kept_as_scenario(designer, draft)
    the_change_is_seen(designer, draft)
    the_draft_is_published(designer, draft)
    what_runs_is_moved(town, enter)
    assert designer.complaints == []
    return downloaded(designer, folder)


def a_form_is_made(designer: Clerk, draft: str) -> None:
    designer.visit(draft)
    designer.follow("Nieuw formulier")
    designer.fill("Naam van het formulier", FORM)
    designer.press("Formulier maken")
    a_question(designer, QUESTION, "wat_nu")


def a_field_is_added(designer: Clerk, draft: str) -> None:
    designer.visit(f"{draft}/formulieren/forms/{PACKAGE}/{OTHER_FORM}.form")
    a_question(designer, ANOTHER, "wie_erbij")


def a_question(designer: Clerk, label: str, key: str) -> None:
    """One more at the end of the form that is open."""
    page = designer.page
    expect(page.locator("[data-form-editor][data-ready]")).to_be_visible()
    page.get_by_title("Tekst, één regel toevoegen").press("Enter")
    panel = page.get_by_role("region", name="Eigenschappen")
    panel.get_by_label("Label").fill(label)
    panel.get_by_label("Naam van het gegeven").fill(key)
    panel.get_by_label("Naam van het gegeven").blur()
    expect(page.frame_locator('iframe[name="voorbeeld"]').get_by_label(label)).to_be_visible()
    expect(page.get_by_text(re.compile("Opgeslagen om"))).to_be_visible()
    in_draft(designer, key)


def in_draft(designer: Clerk, text: str) -> None:
    """The server has it; what an editor shows may be a moment ahead."""
    url = designer.page.locator("[data-saving]").get_attribute("data-file") or ""
    designer.page.wait_for_function(KEPT_TEXT, arg=[url, text], polling=200)


def a_task_with_a_reminder_is_drawn(designer: Clerk, draft: str) -> None:
    modeler = drawing(designer, draft, STEP_6)
    modeler.choose("delen_geweigerd__voortgang_bespreken")
    modeler.key("Delete")
    modeler.choose("delen_geweigerd")
    modeler.menu("a", "Gebruikerstaak")
    modeler.key("Escape")
    modeler.panel.get_by_label("Naam", exact=True).fill(TASK)
    modeler.panel.get_by_label("Formulier", exact=True).select_option(label=FORM)
    groups = modeler.open_group("Wie doet het")
    groups.locator("summary").click()
    groups.get_by_label("Procesregisseur (procesregisseur)").check()
    modeler.choose("weigering_bespreken")
    modeler.page.evaluate(WHOLE)  # where the line ends lies far to the left
    modeler.connect("voortgang_bespreken")
    modeler.choose("weigering_bespreken")
    modeler.menu("a", "Op de rand: timer, zonder te onderbreken")
    modeler.key("Escape")
    modeler.panel.get_by_label("Naam", exact=True).fill(REMINDER)
    modeler.panel.get_by_label("Soort", exact=True).select_option(label="Na een termijn")
    modeler.choose("weigering_blijft_liggen")
    modeler.pad("append.end-event")
    modeler.key("Escape")
    modeler.panel.get_by_label("Naam", exact=True).fill("Aan de weigering herinnerd")
    modeler.kept()
    in_draft(designer, "Aan de weigering herinnerd")
    expect(modeler.findings).not_to_contain_text("Fout")


def drawing(designer: Clerk, draft: str, name: str) -> Modeler:
    designer.visit(f"{draft}/diagrammen/bpmn/{PACKAGE}/{name}")
    return Modeler(designer.page)


def a_row_of_the_privacy_table_is_changed(designer: Clerk, draft: str) -> None:
    designer.visit(f"{draft}/tabellen/bpmn/{PACKAGE}/privacytabel.dmn")
    page = designer.page
    expect(page.locator("[data-table-editor][data-state=klaar]")).to_be_visible()
    page.locator("[data-canvas] td[data-element-id='rij_16_bsn__toelichting']").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(RULE)
    page.locator("h1").click()
    expect(page.locator("[data-status]")).to_contain_text("Opgeslagen om")
    in_draft(designer, "nooit.")


def a_way_past_the_gate_is_refused(designer: Clerk, draft: str) -> None:
    """The editor tells it, the page of the check draws the way, publishing says no; then the designer undoes it."""
    modeler = drawing(designer, draft, SCAN)
    gate = modeler.page.locator("g.zs-el--poort").first
    modeler.choose(gate.get_attribute("data-element-id") or "")
    modeler.panel.get_by_label("Poort", exact=True).select_option(label="(geen poort)")
    expect(modeler.findings).to_contain_text("zonder privacypoort")
    modeler.kept()

    beside = modeler.page.context.new_page()
    beside.goto(f"{draft}/controle")
    finding = beside.get_by_role("listitem").filter(has_text="zonder privacypoort").first
    expect(finding).to_be_visible()
    expect(finding.locator("figure[data-ready=true]").first).to_be_visible()
    assert finding.locator("ol li").count() > 2
    beside.goto(f"{draft}/publiceren")
    expect(beside.get_by_text("Met fouten kan dit ontwerp niet worden gepubliceerd")).to_be_visible()
    expect(beside.locator("main").get_by_role("button", name="Publiceren")).to_have_count(0)
    beside.close()

    modeler.page.get_by_role("button", name="Ongedaan maken").click()
    expect(modeler.findings).not_to_contain_text("zonder privacypoort")
    expect(modeler.page.locator("g.zs-el--weg")).to_have_count(0)
    expect(modeler.root.locator("[data-status]")).to_have_text(KEPT)
    designer.visit(f"{draft}/controle")
    designer.sees("Dit ontwerp heeft geen fouten.")


def the_scenario_that_meets_the_task_fails(designer: Clerk, draft: str) -> None:
    """What no longer runs as it says is told before anything is published."""
    designer.visit(f"{draft}/proefdraaien")
    expect(the_scenario(designer)).to_contain_text("Stap ", timeout=PLAYING)  # the page is there before they are played
    assert versions() == [1]


def the_scenario(designer: Clerk) -> Locator:
    return designer.part.get_by_role("row").filter(has_text=REFUSAL).first


def versions() -> list[int]:
    with db.reading() as session:
        return [version.number for version in definitions.versions(session, PACKAGE)]


def the_task_is_tried_out_and_kept_as_scenario(designer: Clerk, draft: str) -> None:
    the_scenario(designer).get_by_role("button").click()
    designer.sees("lukt niet in dit ontwerp")
    designer.part.get_by_role("button", name=re.compile("^Deze stap terugnemen")).click()
    at_work = designer.page.locator('[aria-current="step"]', has_text=TASK).first
    expect(at_work).to_be_visible()

    designer.part.get_by_role("listitem").filter(has_text=TASK).get_by_role(
        "link", name="Speel Procesregisseur"
    ).click()
    expect(designer.part.get_by_label(QUESTION)).to_be_visible()
    designer.follow("Vul voorbeelden in")
    designer.press("Stap zetten")
    designer.sees("is gedaan")
    expect(at_work).to_have_count(0)
    designer.press("Scenario bewaren")
    designer.sees("Dit scenario loopt zoals het zegt")


def the_change_is_seen(designer: Clerk, draft: str) -> None:
    """What was done stands there, and nothing that was taken back."""
    designer.visit(f"{draft}/vergelijken?met=begin")
    for told in (TASK, REMINDER, f"{FORM}.form", ANOTHER, "nooit."):
        expect(designer.part).to_contain_text(told)
    assert SCAN not in designer.part.inner_text()
    expect(designer.page.locator("figure[data-ready=true]").first).to_be_visible()


def the_draft_is_published(designer: Clerk, draft: str) -> None:
    designer.visit(f"{draft}/publiceren")
    designer.fill("Wat is er anders in deze versie?", NOTE)
    designer.press("Publiceren")
    designer.sees("Versie 2 is in gebruik")
    designer.sees(NOTE)
    assert versions() == [2, 1]


def what_runs_is_moved(town: Town, enter: Enter) -> None:
    """The designer says where everything goes; the operator sees what would happen, and starts it."""
    designer, operator = enter("ontwerper"), enter("beheer")
    designer.follow("Zaken van versie 1 verhuizen")
    expect(designer.page.locator("figure[data-ready=true]")).to_have_count(2)
    designer.press("Aan de applicatiebeheerder voorstellen")
    designer.sees("Uw voorstel is verhuizing 1")

    operator.visit("/verhuizen")
    operator.follow("Verhuizing 1")
    town.run_jobs()
    operator.visit(operator.page.url)
    operator.sees("De proef is klaar. Er is nog niets veranderd. Kan mee: 1 van 1 zaak.")
    operator.fill("Waarom verhuist u deze zaken?", NOTE)
    operator.press("1 zaak verhuizen")
    town.run_jobs()
    operator.visit(operator.page.url)
    operator.sees("Klaar. Verhuisd: 1 van 1 zaak.")
    assert "Voortgang bespreken" in enter("regisseur").tasks()


def newer_release(root: Path) -> Path:
    """A release in which the national package says something else."""
    files = PLANTED["name of a task"](folder.read_folder(ROOT, PACKAGE))
    folder.write_folder(root, PACKAGE, files)
    return root


def the_second_town(designer: Clerk, package: Path) -> None:
    the_package_is_taken_in(designer, package)
    the_national_change_is_taken_over(designer)
    assert designer.complaints == []


def the_package_is_taken_in(designer: Clerk, package: Path) -> None:
    hand_in(designer, package)
    designer.sees("is gecontroleerd en heeft geen fouten")
    designer.sees("Dit pakket staat hier al, versie 1.")
    designer.sees(f"Gemaakt door Gemeente Voorbeeld uit {PACKAGE}, versie 2. Sindsdien is er niets aan veranderd.")
    expect(designer.part.get_by_role("heading", name="Wat hier nog mist")).to_be_visible()
    assert versions() == [1]
    designer.fill("Wat is er anders in deze versie?", "Van onze buren")
    designer.press("Publiceren")
    designer.sees("Versie 2 is in gebruik")


def the_national_change_is_taken_over(designer: Clerk) -> None:
    designer.sees("Er is een nieuw landelijk pakket")
    designer.visit("/processen")
    designer.sees("Nieuw landelijk pakket")
    draft = modeling.begin(designer)
    designer.follow("Bekijk wat er landelijk anders is")
    designer.part.get_by_label(NATIONAL_CHANGE).check()
    designer.press("Aangevinkte rijen overnemen")
    designer.sees("1 verschil overgenomen uit het landelijke pakket.")
    designer.follow("Verder vergelijken")
    expect(designer.part.get_by_label(NATIONAL_CHANGE)).to_have_count(0)
    designer.press("Ik heb alles bekeken, meld dit niet meer")

    designer.visit(f"{draft}/publiceren")
    designer.fill("Wat is er anders in deze versie?", "De landelijke naam")
    designer.press("Publiceren")
    designer.sees("Versie 3 is in gebruik")
    expect(designer.part.get_by_text("Er is een nieuw landelijk pakket")).to_have_count(0)
    designer.visit(f"/processen/{PACKAGE}/vergelijken?van=2&naar=3")
    designer.sees(NATIONAL_CHANGE)

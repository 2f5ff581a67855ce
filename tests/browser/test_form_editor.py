"""A designer adds a question to a form in the browser: it is kept, checked, and drawn as a clerk will see it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.looking import check_page

TOP = Path(__file__).parents[2]
PACKAGE = "werkproces-2016"
FORM = f"forms/{PACKAGE}/stap-6-actie.form"
KEPT = re.compile("Opgeslagen om")


@pytest.fixture(scope="module")
def desk(demo_person: Enter) -> Iterator[Clerk]:
    """A designer with a draft of the process of 2016."""
    designer = demo_person("ontwerper")
    designer.visit("/ontwerpen")
    begin = designer.page.locator(f'form[action="/processen/{PACKAGE}/ontwerpen"]')
    begin.get_by_role("button").click()
    expect(designer.page).to_have_url(re.compile(r"/ontwerpen/\d+$"))
    yield designer


@pytest.fixture
def address(desk: Clerk) -> str:
    """Of the draft."""
    desk.visit("/ontwerpen")
    link = desk.page.locator('main a[href^="/ontwerpen/"]').first.get_attribute("href")
    assert link
    return link


def open_form(desk: Clerk, address: str, path: str = FORM) -> Page:
    desk.visit(f"{address}/formulieren/{path}")
    expect(desk.page.locator("[data-form-editor][data-ready]")).to_be_visible()
    return desk.page


def preview(page: Page) -> FrameLocator:
    return page.frame_locator('iframe[name="voorbeeld"]')


def properties(page: Page) -> Locator:
    return page.get_by_role("region", name="Eigenschappen")


def kept(page: Page, address: str, path: str = FORM) -> dict[str, Any]:
    found: dict[str, Any] = page.request.get(f"{address}/bestanden/{path}").json()
    return found


def test_a_question_about_a_person_is_added_marked_seen_and_kept(desk: Clerk, address: str) -> None:
    page = open_form(desk, address)

    page.get_by_title("Tekst, één regel toevoegen").press("Enter")
    panel = properties(page)
    panel.get_by_label("Label").fill("Wie is de contactpersoon?")
    panel.get_by_label("Naam van het gegeven").fill("contactpersoon")
    panel.get_by_label("Dit is een persoonsgegeven").check()
    panel.get_by_label("Bewaren onder").select_option(label="Namenlijst")
    panel.get_by_label("Soort gegeven").fill("gewoon")
    panel.get_by_label("Soort gegeven").blur()

    drawn = preview(page)
    expect(drawn.get_by_label("Wie is de contactpersoon?")).to_be_visible()
    expect(drawn.get_by_text("Persoonsgegevens: contactpersoon", exact=False)).to_be_visible()
    expect(page.get_by_text(KEPT)).to_be_visible()
    field = kept(page, address)["components"][-1]
    assert field["key"] == "contactpersoon"
    assert field["properties"] == {"persoonsgegeven": "ja", "bewaren": "namenlijst", "gegeven": "gewoon"}

    open_form(desk, address)
    expect(page.locator("[data-outline]")).to_contain_text("persoonsgegeven, bewaren onder namenlijst")
    assert kept(page, address)["components"][-1] == field


def test_a_fault_is_found_by_the_server_and_its_link_chooses_the_field(desk: Clerk, address: str) -> None:
    page = open_form(desk, address, f"forms/{PACKAGE}/stap-1-weging.form")

    page.get_by_title("Getal toevoegen").press("Enter")
    panel = properties(page)
    panel.get_by_label("Label").fill("")
    panel.get_by_label("Label").blur()

    found = page.locator("[data-findings-list] [data-severity=error]").first
    expect(found).to_be_visible()
    page.get_by_role("button", name="Wat besluit u?").click()
    expect(panel.get_by_role("heading", name="Eén keuze")).to_be_visible()
    found.get_by_role("button").click()
    expect(panel.get_by_role("heading", name="Getal")).to_be_visible()

    panel.get_by_role("button", name="Weghalen", exact=True).click()
    expect(page.get_by_text("Geen bevindingen bij dit formulier.")).to_be_visible()


def test_the_preview_checks_answers_as_the_page_of_a_task_does(desk: Clerk, address: str) -> None:
    page = open_form(desk, address, f"forms/{PACKAGE}/stap-1-weging.form")
    drawn = preview(page)

    page.get_by_role("button", name="Antwoorden controleren").click()
    expect(drawn.get_by_text("Controleer nog").first).to_be_visible()
    page.get_by_role("button", name="Voorbeeldantwoorden invullen").click()
    expect(drawn.get_by_label("Afsluiten")).to_be_visible()
    page.get_by_role("button", name="Antwoorden controleren").click()
    expect(drawn.get_by_text("Deze antwoorden zijn goed.")).to_be_visible()

    page.get_by_label("Telefoon, 320").check()
    width = page.locator('iframe[name="voorbeeld"]').evaluate("frame => frame.contentWindow.innerWidth")
    inner = page.locator('iframe[name="voorbeeld"]').evaluate("f => f.contentDocument.documentElement.scrollWidth")
    assert (width, inner) == (320, 320)


def test_who_was_second_keeps_his_work_on_the_screen(desk: Clerk, address: str) -> None:
    path = f"forms/{PACKAGE}/stap-7-overdracht.form"
    page = open_form(desk, address, path)
    token = page.locator("[data-saving]").get_attribute("data-csrf") or ""
    headers = {"X-Revisie": "0", "X-CSRFToken": token}
    theirs = (TOP / path).read_bytes().replace(b'"id"', b'"id"')
    assert page.request.put(f"{address}/bestanden/{path}", data=theirs, headers=headers).ok

    page.get_by_title("Lijn toevoegen").press("Enter")

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("heeft dit bestand om")
    dialog.get_by_role("button", name="Terug naar mijn werk").click()
    expect(page.locator(".fjs-element[data-field-type=separator]")).to_be_visible()
    page.get_by_role("button", name="Kies wat er moet gebeuren").click()
    dialog.get_by_role("button", name="Mijn werk opslaan").click()
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert kept(page, address, path)["components"][-1]["type"] == "separator"
    desk.complaints[:] = [text for text in desk.complaints if "409" not in text]


def test_every_form_of_the_national_packages_comes_out_of_the_editor_as_it_went_in(desk: Clerk, address: str) -> None:
    page = open_form(desk, address)
    changed = []

    for path in sorted(TOP.glob("forms/*/*.form")):
        before = json.loads(path.read_bytes())
        after = page.evaluate("form => window.zevenstapRoundTrip(form)", before)
        if after != before:
            changed.append(path.name)

    assert not changed


def test_no_word_of_the_editor_is_english(desk: Clerk, address: str) -> None:
    page = open_form(desk, address)
    desk.complaints.clear()
    seen = set()
    for kind in page.locator(".fjs-palette-field").all():
        kind.press("Enter")
        seen.add(properties(page).get_by_role("heading").inner_text())
        properties(page).locator("details:not([open]) > summary").evaluate_all("all => all.forEach(one => one.click())")
        text = page.locator("[data-form-editor]").inner_text() + properties(page).inner_text()
        assert not ENGLISH.findall(text), seen

    assert len(seen) == page.locator(".fjs-palette-field").count()
    assert page.locator(".fjs-powered-by").is_visible()
    assert not desk.complaints


def test_the_pages_of_a_form_have_no_barriers_and_fit_a_phone(desk: Clerk, address: str) -> None:
    page = open_form(desk, address, f"forms/{PACKAGE}/stap-1-weging.form")
    page.get_by_role("button", name="Wat besluit u?").click()
    check_page(page)

    for path in (f"formulier-nieuw?van={FORM}", f"formulier-voorbeeld/{FORM}"):
        desk.visit(f"{address}/{path}")
        check_page(page)


ENGLISH = re.compile(
    r"\b(?:the|text view|field|required|select|remove|add|drag|drop|search|empty|value|label is|column|options|"
    r"default|description|validation|general|condition|layout|appearance|nothing to show|content|browse|no files)\b",
    re.IGNORECASE,
)

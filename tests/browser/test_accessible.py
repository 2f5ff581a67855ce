"""Everybody can use every page: with a screen reader, on a phone, by keyboard alone, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from cli.demo.people import PASSWORD
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter, nothing_more
from tests.browser.kinds import PAGES
from tests.browser.looking import check_page, settled
from tests.browser.town import Town
from tests.html import judging
from tests.html.judging import Judge


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with judging.opened() as found:
        yield found


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_has_no_barriers_is_valid_html_and_fits_a_phone(
    kind: str, demo_person: Enter, demo_town: Town, judge: Judge
) -> None:
    login, way = PAGES[kind]
    who = demo_person(login)
    way(who)
    settled(who.page)
    check_page(who.page)
    assert who.complaints == []
    address = urlsplit(who.page.url)
    sent = demo_town.sources[unquote(address.path) + (f"?{unquote(address.query)}" if address.query else "")]
    assert judge.faults(sent) == []


def test_a_barrier_and_a_sideways_scroll_are_found(demo_person: Enter) -> None:
    page = demo_person("bestuur").page
    for fault in ("<input>", "<img src='x'>", "<div role='knop'>tekst</div>"):
        page.goto("/hulp")
        page.locator("main").evaluate("(main, fault) => main.insertAdjacentHTML('beforeend', fault)", fault)
        with pytest.raises(AssertionError, match="violations"):
            check_page(page)
    page.goto("/hulp")
    page.locator("main").evaluate("main => { main.style.minWidth = '400px'; }")
    with pytest.raises(AssertionError, match="wide at 320"):
        check_page(page)


def test_the_login_page_has_no_barriers_and_fits_a_phone(demo_town: Town, browser: Browser) -> None:
    context = browser.new_context(base_url=demo_town.url)
    page = context.new_page()
    page.goto("/inloggen")
    check_page(page)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_page(page)
    context.close()


def press_until(page: Page, key: str, reached: str) -> None:
    """Press a key until the focus is on the element with this text or label."""
    for _ in range(120):
        page.keyboard.press(key)
        if re.search(reached, focused(page)):
            return
    raise AssertionError(f"{reached} cannot be reached with {key}; the focus is at {focused(page)}")


def focused(page: Page) -> str:
    return str(
        page.evaluate(
            """() => { const at = document.activeElement; const label = at.labels && at.labels[0];
            const group = at.closest("fieldset"); const legend = group && group.querySelector("legend");
            return [at.type === "radio" && legend ? legend.textContent.trim() + ":" : "",
                    (label || at).textContent.trim()].join(" ").trim(); }"""
        )
    )


def test_a_task_is_done_by_keyboard_alone(demo_person: Enter) -> None:
    page = demo_person("regisseur").page
    page.goto("/taken")
    press_until(page, "Tab", "^Signalen wegen$|^Uitvraag voorbereiden$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uitvraag voorbereiden")
    press_until(page, "Tab", "Wilt u partners om hun signalen vragen")
    page.keyboard.press("ArrowDown")  # an empty group starts at its first button, so this is the second: no
    expect(page.get_by_label("Nee", exact=True)).to_be_checked()
    press_until(page, "Tab", "^Taak afronden$")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is afgerond")).to_be_visible()


@pytest.fixture
def without_script(demo_town: Town, browser: Browser) -> Clerk:
    context = browser.new_context(base_url=demo_town.url, java_script_enabled=False)
    return Clerk(context.new_page(), "wijkagent", PASSWORD, demo_town.run_jobs, nothing_more)


def test_a_task_with_rows_files_and_a_draft_is_done_without_script(
    demo_town: Town, without_script: Clerk, paper: Callable[[str], Path]
) -> None:
    who = without_script
    who.open("Groepsscan leveren")
    who.attach("Aanbiedingsbrief", paper("aanbiedingsbrief"))
    row = who.add("Persoon toevoegen", "Persoon 1")
    row.fill("Naam", "Fictief Persoon Delta")
    who.press("Concept bewaren")
    who.sees("Opgeslagen om")
    expect(who.part.get_by_label("Naam", exact=True)).to_have_value("Fictief Persoon Delta")
    who.sees("aanbiedingsbrief.pdf")  # the file that came along with the new row is still there
    who.add("Persoon toevoegen", "Persoon 2")
    who.press("Persoon 2 verwijderen")
    expect(who.part.get_by_role("group", name="Persoon 2", exact=True)).to_have_count(0)
    who.attach("Standaardrapportage", paper("standaardrapportage"))
    row = who.row("Persoon 1")
    row.fill("Contact of wettelijk vertegenwoordiger", "onbekend")
    row.fill("Waarom staat deze persoon op de lijst?", "Vaak gezien")
    row.fill("Waar komt dit vandaan?", "Wijkagent")
    row.choose("Is dit een feit of een oordeel?", "Oordeel: mijn inschatting")
    row.fill("Toegevoegd door", "Basisteam")
    row.fill("Toegevoegd op", demo_town.in_days(0))
    who.fill("Datum van levering", demo_town.in_days(0))
    who.finish()
    who.page.context.close()

"""My day and the list of tasks, as a procesregisseur uses them."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.looking import check_page

MEETING, SCAN = "Over prioriteit besluiten", "Noodzaak en vraag opstellen"
# what would happen within a minute happens within a second
IMPATIENT = (
    "const later = setTimeout; window.setTimeout = (deed, ms, ...more) => later(deed, Math.min(ms, 1000), ...more)"
)


def test_the_regisseur_goes_through_his_day(demo_person: Enter) -> None:
    who = demo_person("regisseur")
    welcome(who)
    pressing(who)
    several_at_once(who)
    searching(who)
    what_is_typed_stays(who)
    assert who.complaints == []


def welcome(who: Clerk) -> None:
    who.visit("/")
    who.sees("U leidt de aanpak van groepen")
    check_page(who.page)
    who.press("Begrepen, niet meer tonen")
    expect(who.part.get_by_role("region", name="Welkom bij Zevenstap")).to_have_count(0)


def pressing(who: Clerk) -> None:
    """Late is told in a word and in a colour of its own; meetings and what is new stand there too."""
    groups = who.part.get_by_role("region", name="Groepen die op u wachten").locator("tbody")
    late, timely = (groups.get_by_text(word, exact=True).first for word in ("Te laat", "Op tijd"))
    expect(late).to_be_visible()
    expect(timely).to_be_visible()
    color = "one => getComputedStyle(one).color"
    assert late.evaluate(color) != timely.evaluate(color)
    agenda = who.part.get_by_role("region", name="Op de agenda")
    expect(agenda.get_by_role("link", name=MEETING)).to_be_visible()
    row = who.part.get_by_role("region", name="Uw taken").get_by_role("row").filter(has_text=MEETING)
    expect(row.get_by_text("Nieuw", exact=True)).to_be_visible()
    agenda.get_by_role("link", name=MEETING).click()
    who.sees_title(MEETING)
    who.visit("/")
    expect(row).to_be_visible()
    expect(row.get_by_text("Nieuw", exact=True)).to_have_count(0)


def several_at_once(who: Clerk) -> None:
    who.visit("/taken?lijst=alle")
    for task in (MEETING, SCAN):
        who.part.get_by_role("row").filter(has_text=task).get_by_role("checkbox").check()
    who.press("Pak ze zelf")
    who.visit("/taken?lijst=mijn")
    who.sees(MEETING)
    who.sees(SCAN)
    who.part.get_by_text("Filters bewaren en verwijderen").click()
    who.fill("Naam voor wat u nu ziet", "Door mij gepakt, alles")
    who.press("Bewaar filter")
    who.visit("/")
    filters = who.part.get_by_role("region", name="Uw filters").get_by_role("listitem")
    expect(filters.filter(has_text="Door mij gepakt, alles")).to_contain_text(re.compile(r"\b2 taken"))


def searching(who: Clerk) -> None:
    box = who.page.get_by_role("searchbox")
    box.fill("marktk")
    box.press("Enter")
    who.sees_title("Zoeken")
    expect(who.part.get_by_role("link", name=re.compile("Marktkade")).first).to_be_visible()
    assert "marktk" not in who.page.url  # people type names


def what_is_typed_stays(who: Clerk) -> None:
    """A list looks again by itself, but not where somebody is choosing or typing."""
    who.page.add_init_script(IMPATIENT)
    who.visit("/taken?lijst=mijn")
    chosen, meeting = (who.part.get_by_role("row").filter(has_text=task) for task in (SCAN, MEETING))
    chosen.get_by_role("checkbox").check()
    who.part.get_by_text("Filters bewaren en verwijderen").click()
    who.fill("Naam voor wat u nu ziet", "half getypt")
    chosen.get_by_role("checkbox").focus()
    with who.page.expect_response(lambda answer: "/taken" in answer.url and answer.status == 200):
        gives_back_elsewhere(who)
    who.page.wait_for_timeout(300)  # what was answered had its time to do harm
    expect(meeting).to_be_visible()
    expect(chosen.get_by_role("checkbox")).to_be_checked()
    # when he is done with it
    chosen.get_by_role("checkbox").uncheck()
    who.page.evaluate("document.activeElement.blur()")
    expect(meeting).to_have_count(0)
    expect(who.part.get_by_label("Naam voor wat u nu ziet")).to_have_value("half getypt")


def gives_back_elsewhere(who: Clerk) -> None:
    """The same person in another window."""
    other = who.page.context.new_page()
    other.goto("/taken?lijst=mijn")
    other.get_by_role("row").filter(has_text=MEETING).get_by_role("checkbox").check()
    other.get_by_role("button", name="Geef ze vrij", exact=True).click()
    expect(other.get_by_role("row").filter(has_text=MEETING)).to_have_count(0)
    other.close()

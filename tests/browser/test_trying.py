"""A designer tries the process out: plays two roles, sees the token move, and keeps the walk as a scenario."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.town import PACKAGE, Town


def test_a_designer_plays_step_one_as_two_roles_and_keeps_the_scenario(town: Town, person: Enter) -> None:
    designer = person("ontwerper")
    begin(designer)
    designer.press("Proef beginnen")
    designer.follow("De zaak starten")
    play(designer)
    at_work(designer, "Uitvraag voorbereiden")

    designer.follow("Speel Procesregisseur")
    designer.sees("U speelt nu: Procesregisseur")
    play(designer)
    at_work(designer, "Signaal geven")
    designer.page.get_by_role("link", name=re.compile("^Speel ")).first.click()
    play(designer)
    at_work(designer, "Signalen wegen")

    designer.fill("Titel van het scenario", "Een partner geeft een signaal")
    designer.press("Scenario bewaren")
    designer.sees("Dit scenario loopt zoals het zegt")
    designer.follow("Proefdraaien")
    designer.sees("Een partner geeft een signaal")


def begin(designer: Clerk) -> None:
    """A draft of the national process, at its tab for trying out."""
    designer.visit("/ontwerpen")
    designer.page.locator(f'form[action$="/processen/{PACKAGE}/ontwerpen"] button').click()
    designer.follow("Proefdraaien")


def play(designer: Clerk) -> None:
    """The form that is open, filled in with examples, sent."""
    designer.follow("Vul voorbeelden in")
    designer.press("Stap zetten")
    designer.sees("is gedaan")


def at_work(designer: Clerk, name: str) -> None:
    """The token is at this element: in the list, and on the drawing."""
    expect(designer.page.locator('[aria-current="step"]', has_text=name).first).to_be_visible()
    expect(designer.page.locator("[data-canvas] svg").first).to_be_visible()

"""What partners bring and measure in a case that runs: evidence, goals, contributions, scores, papers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import desk
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.kinds import STATION, case
from tests.browser.looking import check_page
from tests.browser.town import Town

Paper = Callable[[str], Path]
REFUSED, NOT_THERE = "Dit mag u niet doen", "Deze pagina is er niet voor u"
PIECE = "Bewoners melden schade in de kelder en het trappenhuis."
BETTER = "Bewoners melden schade in de kelder, niet in het trappenhuis."


def test_an_owner_lays_evidence_with_his_action_and_another_partner_cannot(demo_person: Enter, paper: Paper) -> None:
    owner = demo_person("corporatie")
    owner.visit("/acties")
    owner.follow("Verlichting fietsenkelder maken")
    owner.follow("Stukken bij deze actie")
    at = owner.page.url
    owner.attach("Bewijs", paper("foto-verlichting"))
    owner.press("Toevoegen")
    owner.visit(at)
    owner.sees("Bewijs van 1 september")
    other = demo_person("jongerenwerker")
    other.visit(at)
    refused(other)
    assert owner.complaints == []


def test_a_goal_is_measured_by_the_regisseur_alone(demo_person: Enter, demo_town: Town) -> None:
    who = demo_person("regisseur")
    case(STATION)(who)
    who.follow("Meting toevoegen")
    at = who.page.url
    who.press("Meting bewaren")
    who.sees("Vul in hoe het nu is")
    who.fill("Hoe is het nu?", "11")
    who.fill("Op welke dag is dit gemeten?", demo_town.in_days(0))
    who.press("Meting bewaren")
    goals = who.part.get_by_role("table", name="Doelen van het plan")
    expect(goals.get_by_role("row").filter(has_text="11").first).to_be_visible()
    partner = demo_person("corporatie")
    partner.visit(at)
    refused(partner)
    assert who.complaints == []


def test_a_partner_mends_and_withdraws_his_contribution_and_no_other(demo_person: Enter) -> None:
    owner = demo_person("corporatie")
    case(STATION)(owner)
    owner.sees(PIECE)
    owner.follow("Verbeteren of intrekken")
    at = owner.page.url
    other = demo_person("jongerenwerker")
    other.visit(at)
    refused(other)
    owner.fill("Wat weet u over de groep?", BETTER)
    owner.fill("Wat klopte er niet?", "Het trappenhuis was van een ander gebouw.")
    owner.press("Verbeteren")
    owner.sees(BETTER)
    owner.part.get_by_text("Verbeterd of ingetrokken").click()
    owner.sees("Het trappenhuis was van een ander gebouw.")
    check_page(owner.page)
    regisseur = demo_person("regisseur")
    case(STATION)(regisseur)
    regisseur.sees(BETTER)

    owner.follow("Verbeteren of intrekken")
    owner.follow("Intrekken")
    owner.sees("Dat u iets gaf en waarom u het introk, blijft staan.")
    owner.fill("Waarom trekt u dit in?", "De bron bleek onjuist.")
    owner.press("Intrekken")
    owner.part.get_by_text("Verbeterd of ingetrokken").click()
    owner.sees("De bron bleek onjuist.")
    case(STATION)(regisseur)
    expect(regisseur.part.get_by_role("region", name="Bijdragen van partners").get_by_text(BETTER)).to_have_count(0)
    assert owner.complaints == [] and regisseur.complaints == []


def test_a_group_is_scored_again_and_the_line_says_what_the_table_says(demo_person: Enter) -> None:
    who = demo_person("regisseur")
    case(STATION)(who)
    before = numbers(who)
    desk.discuss(who, "Doorgaan")
    case(STATION)(who)
    assert len(numbers(who)) == len(before) + 1
    drawing = who.part.get_by_role("img", name=re.compile("Ernst in de tijd"))
    drawn = drawing.locator(".zs-scores__getal").all_text_contents()
    assert [text for text in numbers(who) if text.isdigit()] == drawn
    assert who.complaints == []


def numbers(who: Clerk) -> list[str]:
    """What the table says of the item `ernst`, without its words."""
    table = who.part.get_by_role("table", name="Scores van 1 (licht) tot 5 (zwaar)")
    row = table.get_by_role("row").filter(has_text="Ernst").first
    return row.get_by_role("cell").all_inner_texts()[1:-1]


def test_a_document_opens_for_who_it_is_meant_for_and_for_nobody_else(demo_person: Enter) -> None:
    who = demo_person("regisseur")
    case(STATION)(who)
    links = who.part.locator("a[href*='/documenten/']")
    address = links.filter(has_text=re.compile("advies", re.IGNORECASE)).first.get_attribute("href") or ""
    assert who.page.request.get(address).status == 200
    assert demo_person("boa").page.request.get(address).status in (403, 404)
    assert demo_person("ontwerper").page.request.get(address).status == 404


def refused(who: Clerk) -> None:
    expect(who.page.get_by_role("heading", level=1)).to_have_text(re.compile(f"{REFUSED}|{NOT_THERE}"))

"""The end of an approach: looked back on, handed over, its names kept as long as agreed; and the figures."""

from __future__ import annotations

from playwright.sync_api import expect
from sqlalchemy import select

import app
from dossier import retention
from dossier.registers import Convenant
from engine import db
from tests.browser import desk
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.town import Town

GROUP = "Groep Stationsplein"


def test_an_approach_is_ended_handed_over_and_its_names_destroyed_in_time(demo_town: Town, demo_person: Enter) -> None:
    regisseur = demo_person("regisseur")
    desk.discuss(regisseur, "Afronden (stap 7)")
    regisseur.open("Afronding beoordelen")
    regisseur.choose("Wat besluit u?", "Stoppen")
    regisseur.fill("Waarom?", "De overlast is sterk gedaald.")
    regisseur.finish()

    regisseur.open("Aanpak evalueren")
    expect(regisseur.part.get_by_role("table", name="Van het begin tot de laatste meting")).to_contain_text("Ernst")
    regisseur.sees("12 maanden na het afsluiten (convenant)")
    regisseur.fill("Zijn de doelen gehaald?", "Ja.")
    regisseur.score(ernst=2, risico=1, ontwikkeling=2, impact=2)
    regisseur.choose("Welke kant gaat het op?", "Beter")
    regisseur.fill("Wat werkte goed?", "Samen optrekken.")
    regisseur.fill("Hoe ging de samenwerking?", "Iedereen deed mee.")
    regisseur.finish()

    regisseur.open("Acties en begeleiding overdragen")
    row = regisseur.row("Overdracht 1")
    title = row.part.get_by_label("Wat moet er nog gebeuren?").input_value()
    owners = row.part.get_by_label("Welke organisatie neemt het over?")
    new = owners.locator("option").nth(3).inner_text()
    desk.hand_over_what_is_open(regisseur, new, demo_town.in_days(7))
    regisseur.finish()

    closed(regisseur)
    regisseur.sees("Evaluatie van de aanpak")
    regisseur.follow("Dossier om te printen")
    regisseur.sees(title)
    regisseur.sees(f"aan {new}")
    assert regisseur.complaints == []
    names_go(demo_town)
    regisseur = demo_person("regisseur")  # a session does not last five weeks
    closed(regisseur)
    regisseur.sees("vernietigd")
    regisseur.sees("nog niet onherstelbaar")
    regisseur.sees("Certificaat van vernietiging")
    assert regisseur.complaints == []


def closed(who: Clerk) -> None:
    who.visit("/groepen?toon=afgesloten")
    who.follow(GROUP)
    who.sees_title(GROUP)


def names_go(town: Town) -> None:
    """The municipality records its term; the day comes, and the daily round and the worker do their work."""
    with db.transaction() as session:
        for convenant in session.scalars(select(Convenant)):
            convenant.retention_months = 1
    town.later(days=35)
    with db.transaction() as session:
        assert retention.plan(session, now=town.clock()) >= 1
    town.run_jobs()
    app.forget_what_was_destroyed(town.clock())


def test_the_council_reads_figures_and_nobody_else_does(demo_town: Town, demo_person: Enter) -> None:
    bestuur = demo_person("bestuur")
    bestuur.visit("/")
    bestuur.page.get_by_role("link", name="Cijfers", exact=True).click()
    bestuur.sees_title("Cijfers over de aanpak")
    bestuur.sees("niet getoond")
    assert GROUP not in bestuur.part.inner_text()
    for link in ("Tabel voor een spreadsheet (CSV)", "Rapport in Word"):
        with bestuur.page.expect_download() as got:
            bestuur.follow(link)
        assert got.value.path().stat().st_size > 200
    assert bestuur.complaints == []
    regisseur = demo_person("regisseur")
    regisseur.visit("/cijfers")
    assert "Cijfers over de aanpak" not in regisseur.part.inner_text()
    assert regisseur.page.get_by_role("link", name="Cijfers", exact=True).count() == 0

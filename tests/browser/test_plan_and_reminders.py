"""A plan from a refusal to a late action: who answers, who adjusts, who is reminded and how he wants his mail."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from sqlalchemy import select

from dossier import users
from dossier.actions import Action
from engine import db
from engine.models import ProcessInstance
from handlers import rounds
from tests.browser import desk
from tests.browser.conftest import Enter
from tests.browser.looking import check_page
from tests.browser.town import Town

OWNERS = ("jongerenwerker", "boa", "corporatie")
GROUP, LIGHTS = "Groep Havenkwartier", "Verlichting fietsenkelder maken"


def test_an_owner_declines_the_plan_is_adjusted_and_what_is_late_is_told(demo_town: Town, demo_person: Enter) -> None:
    town, person = demo_town, demo_person
    regisseur, owner = person("regisseur"), person("corporatie")
    desk.decline(owner, "Onze monteur kan pas volgende maand.")
    the_plan_is_adjusted(regisseur, town)
    desk.agree(person("jongerenwerker"), actions=2)
    desk.agree(person("boa"))
    desk.agree(owner)
    the_measure_is_extended_by_who_carries_it_out(person, town)
    the_owner_tells_how_it_goes(owner, regisseur)
    what_is_late_comes_in_one_message_a_day(owner, regisseur, town)
    the_calendar_holds_numbers_only(owner)
    the_operator_sees_what_became_of_the_mail(person("beheer"), owner)
    assert owner.complaints == [] and regisseur.complaints == []


def the_plan_is_adjusted(regisseur: desk.Clerk, town: Town) -> None:
    regisseur.open("Plan opstellen")
    regisseur.sees("Onze monteur kan pas volgende maand.")
    measure = "Is het een maatregel met een termijn in de wet?"
    row = regisseur.row("Actie 2")
    row.choose(measure, "Gebiedsverbod, groepsverbod of meldplicht (Gemeentewet 172a)")
    row.fill("Einddatum", town.in_days(200))
    regisseur.press("Taak afronden")
    if not row.part.get_by_label("Hoe vaak is het bevel verlengd?").input_value():
        row.fill("Hoe vaak is het bevel verlengd?", "0")
        regisseur.press("Taak afronden")
    regisseur.sees("Gemeentewet 172a: een bevel mag hooguit 3 maanden duren")
    row.fill("Einddatum", town.in_days(60))
    regisseur.row("Actie 3").fill("Einddatum", town.in_days(30))
    regisseur.finish()


def the_measure_is_extended_by_who_carries_it_out(person: Enter, town: Town) -> None:
    with db.reading() as session:
        number, owner = session.execute(select(Action.id, Action.owner).where(Action.measure == "172a")).one()
    who = next(each for each in map(person, OWNERS) if organisation_of(each) == owner)
    others = [each for each in map(person, OWNERS) if organisation_of(each) != owner]
    who.visit(f"/acties/{number}")
    who.follow("Maatregel verlengen")
    check_page(who.page)
    who.fill("Tot en met welke dag?", town.in_days(400))
    who.fill("Waarom is verlengen nodig?", "De overlast is nog niet weg.")
    who.press("Verlengen")
    who.sees("Gemeentewet 172a: deze maatregel mag duren tot en met")
    who.fill("Tot en met welke dag?", town.in_days(120))
    who.press("Verlengen")
    expect(who.page.get_by_text("De maatregel is verlengd.")).to_be_visible()
    who.sees("1 keer verlengd")
    for other in others:
        assert other.page.request.get(f"/acties/{number}/verlengen").status in (403, 404)


def organisation_of(who: desk.Clerk) -> str:
    with db.reading() as session:
        user = session.scalars(select(users.User).where(users.User.username == who.login)).one()
        return users.actor(session, user).organisation_key


def the_owner_tells_how_it_goes(owner: desk.Clerk, regisseur: desk.Clerk) -> None:
    owner.visit(f"/acties/{lights()}")
    owner.sees("uw organisatie ging akkoord")
    owner.confirm("Wij zijn begonnen")
    owner.fill("Wat houdt u tegen?", "De lampen zijn nog niet geleverd.")
    owner.press("Bewaren")
    regisseur.visit("/groepen")
    regisseur.follow(GROUP)
    stuck = regisseur.part.get_by_role("heading", name="Loopt vast").locator("xpath=..")
    expect(stuck).to_contain_text(LIGHTS)
    expect(stuck).to_contain_text("De lampen zijn nog niet geleverd.")


def what_is_late_comes_in_one_message_a_day(owner: desk.Clerk, regisseur: desk.Clerk, town: Town) -> None:
    owner.visit("/meldingen/e-mail")
    owner.part.get_by_label("Eén keer per dag").check()
    owner.press("Bewaren")
    before = set(town.mails())
    for _ in range(45):
        town.later(days=1)
        rounds.send_digests(town.clock())
        town.run_jobs()
    to_owner = [mail for mail in set(town.mails()) - before if "To: corporatie@" in mail]
    assert to_owner and all("Vandaag" in mail and "Zevenstap" in mail for mail in to_owner)
    assert not any(LIGHTS in mail or GROUP in mail for mail in to_owner)
    assert "Een actie in het plan is te laat en nog niet klaar." in regisseur.reminders()
    owner.visit("/acties?toon=laat")
    expect(owner.part.get_by_role("row").filter(has_text=LIGHTS).first).to_contain_text("te laat")


def the_calendar_holds_numbers_only(owner: desk.Clerk) -> None:
    owner.visit("/agenda")
    owner.press("Adres maken")
    check_page(owner.page)
    address = owner.part.get_by_label("Adres voor uw agenda").input_value()
    feed = owner.page.request.get(address).text()
    assert f"UID:actie-{lights()}@" in feed and LIGHTS not in feed and GROUP not in feed
    owner.visit("/agenda")
    owner.press("Adres intrekken")
    assert owner.page.request.get(address).status == 404


def the_operator_sees_what_became_of_the_mail(operator: desk.Clerk, owner: desk.Clerk) -> None:
    operator.visit("/e-mail")
    expect(operator.part.get_by_role("row").filter(has_text=re.compile("In de uitbak")).first).to_be_visible()
    assert "@" not in operator.part.inner_text()
    assert owner.page.goto("/e-mail").status == 403  # type: ignore[union-attr]


def lights() -> int:
    """The number of the action in this group's plan."""
    with db.reading() as session:
        query = select(Action.id).join(ProcessInstance, ProcessInstance.id == Action.instance_id)
        found = session.scalars(query.where(ProcessInstance.title == GROUP, Action.title == LIGHTS)).all()
        return found[-1]

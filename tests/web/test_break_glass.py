"""Emergency access: for whom, how long, who hears of it, and what it never gives."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from dossier import looks, organisations, users
from dossier.looks import VaultLook
from dossier.organisations import OrganisationKind
from dossier.reminders import Reminder
from dossier.users import UserRole
from engine import access, db, values
from engine.access import BreakGlass
from engine.models import HistoricActivity, Job
from tests.web.web_world import PASSWORD, ROLES, World, deliver, to_groepsscan
from web import route_rows

REASON = "Er dreigt nu gevaar en de procesregisseur is er niet."
ALIAS = "Groep Molenveld"
OUTSIDE = "burgemeester"  # takes no part in a case that has only just begun


def take(world: World, case: int, who: str = OUTSIDE, reason: str = REASON) -> int:
    return world.post(who, "/noodtoegang", {"zaak": str(case), "reden": reason}).status_code


def page(world: World, who: str, path: str) -> str:
    answer = world.get(who, path)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def newcomer(world: World) -> str:
    """A procesregisseur of another organisation, who came after the case had begun."""
    with db.transaction() as session:
        organisation = organisations.add(session, name="Buurgemeente", kind=OrganisationKind.GEMEENTE)
        users.add(
            session,
            username="invaller",
            name="Kim Invaller",
            password=PASSWORD,
            organisation=organisation,
            roles=("procesregisseur",),
        )
    return "invaller"


def test_it_opens_the_case_for_an_hour_and_closes_by_itself(world: World, case: int) -> None:
    assert world.get(OUTSIDE, f"/groepen/{case}").status_code == 404

    assert take(world, case) == 302
    assert ALIAS in page(world, OUTSIDE, f"/groepen/{case}")
    world.clock.forward(minutes=59)
    assert world.get(OUTSIDE, f"/groepen/{case}").status_code == 200
    world.clock.forward(minutes=1)
    assert world.get(OUTSIDE, f"/groepen/{case}").status_code == 404


def test_it_opens_one_case_and_no_list(world: World, case: int) -> None:
    other = world.start_case()
    take(world, case)

    assert world.get(OUTSIDE, f"/groepen/{other}").status_code == 404
    assert ALIAS not in page(world, OUTSIDE, "/groepen")


def test_the_fg_the_privacy_officer_and_the_regisseur_hear_of_it_without_content(world: World, case: int) -> None:
    take(world, case)

    with db.reading() as session:
        told = {users.name_of(session, r.user_key): r.text for r in session.scalars(select(Reminder))}
        mails = [values.loads(job.payload) for job in session.scalars(select(Job).where(Job.kind == "mail"))]
    assert set(told) == {"Kim van Fg", "Kim van Privacy Officer", "Kim van Procesregisseur"}
    assert len(mails) == 3
    for text in (*told.values(), *(mail["onderwerp"] for mail in mails)):
        assert ALIAS not in text and REASON not in text
    assert f"noodtoegang genomen tot zaak {case}" in page(world, "fg", "/meldingen")


def test_it_stands_in_the_history_and_on_the_page_of_the_case(world: World, case: int) -> None:
    take(world, case)

    with db.reading() as session:
        row = session.scalars(select(HistoricActivity).where(HistoricActivity.kind == "break_glass")).one()
        assert (row.name, row.by, row.detail) == ("Noodtoegang genomen", world.actor(OUTSIDE).user_key, "")
    shown = page(world, "procesregisseur", f"/groepen/{case}")
    assert "Kim van Burgemeester" in shown and REASON in shown and "Nu open" in shown


def test_every_look_in_the_vault_by_it_is_logged_with_its_reason(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    who = newcomer(world)
    assert take(world, case, who) == 302

    shown = page(world, who, f"/groepen/{case}/personen")

    assert "Testpersoon Een" in shown
    with db.reading() as session:
        seen = session.scalars(
            select(VaultLook).where(VaultLook.user_key == world.actor(who).user_key, VaultLook.verb != looks.PURPOSE)
        ).all()
    assert seen
    assert all(line.allowed and line.purpose == f"Noodtoegang: {REASON[:-1]}" for line in seen)


def test_without_it_the_vault_stays_closed_for_who_comes_after(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    who = newcomer(world)
    take(world, case, who)
    world.clock.forward(hours=1)

    assert world.get(who, f"/groepen/{case}/personen").status_code == 404


def test_it_gives_sight_and_nothing_to_do(world: World, case: int) -> None:
    who = newcomer(world)
    take(world, case, who)

    shown = page(world, who, f"/groepen/{case}")
    assert "U kunt kijken, maar niets doen" in shown
    assert "Wat kunt u nog doen?" not in shown
    assert world.get(who, f"/taken/{world.task(case)}").status_code == 404
    assert world.post(who, f"/taken/{world.task(case)}/pakken").status_code == 404
    with world.app.test_request_context():
        message = world.app.url_map.bind("localhost").build(
            "message.send", {"instance_id": case, "message": "stap_overslaan", "activity_id": "x"}, method="POST"
        )
    assert world.post(who, message).status_code == 403


@pytest.mark.parametrize("role", [role for role in ROLES if role not in route_rows.GLASS_TAKERS])
def test_other_roles_cannot_take_it(world: World, case: int, role: str) -> None:
    assert world.get(role, "/noodtoegang").status_code == 403
    assert take(world, case, role) == 403
    assert world.get(role, f"/groepen/{case}").status_code == 404


@pytest.mark.parametrize("reason", ["", "   ", "Gevaar", "x" * 501])
def test_a_reason_that_says_nothing_or_too_much_is_refused(world: World, case: int, reason: str) -> None:
    assert take(world, case, reason=reason) == 422
    assert world.get(OUTSIDE, f"/groepen/{case}").status_code == 404


@pytest.mark.parametrize("number", ["", "999999", "-1", "1.5", "²", "een", "9" * 30])
def test_a_number_of_no_case_is_refused(world: World, number: str) -> None:
    assert world.post(OUTSIDE, "/noodtoegang", {"zaak": number, "reden": REASON}).status_code == 422


def test_it_cannot_be_taken_when_no_fg_would_hear_of_it(world: World, case: int) -> None:
    with db.transaction() as session:
        session.execute(delete(UserRole).where(UserRole.role == "fg"))

    assert take(world, case) == 422
    assert world.get(OUTSIDE, f"/groepen/{case}").status_code == 404


def test_asking_again_does_not_make_it_last_longer(world: World, case: int) -> None:
    take(world, case)
    world.clock.forward(minutes=50)
    take(world, case)
    world.clock.forward(minutes=10)

    assert world.get(OUTSIDE, f"/groepen/{case}").status_code == 404
    with db.reading() as session:
        assert len(session.scalars(select(BreakGlass)).all()) == 1


@pytest.mark.parametrize("who", [OUTSIDE, "fg", "privacy_officer"])
def test_it_can_be_ended_by_who_took_it_and_by_who_supervises(world: World, case: int, who: str) -> None:
    take(world, case)

    assert world.post(who, "/noodtoegang/1/einde").status_code == 302
    assert world.get(OUTSIDE, f"/groepen/{case}").status_code == 404
    with db.reading() as session:
        glass = session.get_one(BreakGlass, 1)
        assert (glass.ended_at, glass.ended_by) == (world.clock(), world.actor(who).user_key)


def test_for_somebody_else_it_does_not_exist(world: World, case: int) -> None:
    take(world, case)

    assert world.post("procesregisseur", "/noodtoegang/1/einde").status_code == 404
    assert world.post("procesregisseur", "/noodtoegang/99/einde").status_code == 404
    assert world.get(OUTSIDE, f"/groepen/{case}").status_code == 200


def test_who_loses_the_role_loses_it_too(world: World, case: int) -> None:
    take(world, case)
    with db.transaction() as session:
        user = users.by_username(session, OUTSIDE)
        assert user is not None
        user.roles = [UserRole(role="bestuur"), UserRole(role="politie")]

    assert world.get(OUTSIDE, f"/groepen/{case}").status_code == 404


def test_the_fg_sees_all_of_them_and_nothing_of_the_case(world: World, case: int) -> None:
    take(world, case)

    shown = page(world, "fg", "/noodtoegang/alle")
    assert f"Zaak {case}" in shown and "Kim van Burgemeester" in shown and REASON in shown
    assert ALIAS not in shown
    assert world.get("fg", f"/groepen/{case}").status_code == 404
    assert world.get(OUTSIDE, "/noodtoegang/alle").status_code == 403


def test_what_has_no_moment_opens_nothing(world: World, case: int) -> None:
    """The command line makes no moment: emergency access is for the screen."""
    take(world, case)

    with db.reading() as session:
        assert not access.sees(session, world.actor(OUTSIDE), case)


def test_how_long_it_lasts_is_a_setting(world: World, case: int) -> None:
    assert world.app.extensions["zevenstap"].break_glass_for == timedelta(hours=1)
    assert "60 minuten" in page(world, OUTSIDE, "/noodtoegang")

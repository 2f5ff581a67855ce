"""What the privacy officer sees of all decisions, and how to get into a case to end one; and papers that lapsed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dossier import privacy
from dossier.privacy import PrivacyBesluit
from dossier.registers import Dpia, Mandaat
from engine import db
from tests.web.web_world import World, to_groepsscan

LIST = "/privacybesluiten"


def besluit_of(case: int) -> PrivacyBesluit:
    with db.reading() as session:
        return privacy.decisions(session, case)[0]


def page(world: World, who: str, path: str = LIST) -> str:
    answer = world.get(who, path)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def soon(case: int, world: World) -> None:
    with db.transaction() as session:
        session.get_one(PrivacyBesluit, besluit_of(case).id).valid_until = world.clock().date() + timedelta(days=20)


def test_the_officer_is_let_in_and_ends_a_decision(world: World, case: int) -> None:
    to_groepsscan(world, case)
    besluit = besluit_of(case)
    assert f"Besluit {besluit.id}" not in page(world, "privacy_officer")
    soon(case, world)
    shown = page(world, "privacy_officer")
    assert f"Besluit {besluit.id}" in shown and "loopt af op 13-12-2026" in shown
    assert "Molenveld" not in shown  # nothing of the case
    at = f"/groepen/{case}/privacybesluiten/{besluit.id}"
    assert world.get("privacy_officer", at).status_code == 404

    assert world.post("privacy_officer", f"{LIST}/{besluit.id}/meedoen").status_code == 302
    told = page(world, "procesregisseur", "/meldingen")
    assert f"De privacy officer wil meedoen in zaak {case}" in told
    assert world.post("procesregisseur", f"/groepen/{case}/privacy-officer").status_code == 302

    assert world.get("privacy_officer", at).status_code == 200
    assert world.post("privacy_officer", f"{at}/intrekken", {"reden": "De DPIA is vervallen."}).status_code == 302
    assert besluit_of(case).withdrawn_at is not None


@pytest.mark.parametrize("who", ["jongerenwerk", "beheerder", "procesregisseur", "applicatiebeheerder"])
def test_the_list_is_for_the_officer_and_the_fg(world: World, case: int, who: str) -> None:
    assert world.get(who, LIST).status_code == 403
    assert world.post(who, f"{LIST}/1/meedoen").status_code == 403
    assert world.get("fg", LIST).status_code == 200
    assert world.post("fg", f"{LIST}/1/meedoen").status_code == 403


@pytest.mark.parametrize("who", ["privacy_officer", "politie", "burgemeester"])
def test_nobody_lets_himself_in(world: World, case: int, who: str) -> None:
    assert world.post(who, f"/groepen/{case}/privacy-officer").status_code == 404  # as if there were no such case
    assert world.get("privacy_officer", f"/groepen/{case}").status_code == 404


def test_a_decision_that_needs_no_look_is_not_asked_about(world: World, case: int) -> None:
    to_groepsscan(world, case)
    assert world.post("privacy_officer", f"{LIST}/{besluit_of(case).id}/meedoen").status_code == 404


def test_a_lapsed_dpia_is_shown_where_it_bites_and_ends_nothing_by_itself(world: World, case: int) -> None:
    to_groepsscan(world, case)
    besluit = besluit_of(case)
    places = [f"/groepen/{case}", f"/groepen/{case}/privacybesluiten/{besluit.id}"]
    assert not any("Er is geen geldige DPIA" in page(world, "procesregisseur", place) for place in places)
    with db.transaction() as session:
        session.query(Dpia).update({"review_before": date(2026, 11, 22)})

    assert all("Vraag de FG of dat zo kan blijven" in page(world, "procesregisseur", place) for place in places)
    with db.reading() as session:
        assert privacy.holds(session.get_one(PrivacyBesluit, besluit.id), world.clock())
    assert "er is geen geldige DPIA" in page(world, "privacy_officer")


def test_a_lapsed_mandate_is_shown_in_the_case(world: World, case: int) -> None:
    to_groepsscan(world, case)
    with db.transaction() as session:
        session.query(Mandaat).update({"valid_until": date(2026, 11, 22)})
    assert "Het mandaat M-1 liep af op 22-11-2026" in page(world, "procesregisseur", f"/groepen/{case}")

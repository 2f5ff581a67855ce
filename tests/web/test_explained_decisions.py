"""The case page tells why a decision table said what it said."""

from __future__ import annotations

from tests.web.web_world import World, to_groepsscan


def test_the_timeline_tells_which_rules_matched_and_what_was_asked(world: World, case: int) -> None:
    to_groepsscan(world, case)

    text = world.get("procesregisseur", f"/groepen/{case}/tijdlijn").get_data(as_text=True)

    assert "Privacytabel toepassen" in text
    assert "Waarom?" in text
    assert "uitkomst = " in text
    assert "Stap (onbekend telt als 1) = 2; Achter de privacypoort? ja" in text


def test_the_page_of_the_case_tells_what_the_tables_said(world: World, case: int) -> None:
    assert "Wat de beslistabellen zeiden" not in world.get("procesregisseur", f"/groepen/{case}").get_data(as_text=True)

    to_groepsscan(world, case)

    text = world.get("procesregisseur", f"/groepen/{case}").get_data(as_text=True)
    assert "Wat de beslistabellen zeiden" in text
    assert "Stap (onbekend telt als 1) = 2; Achter de privacypoort? ja" in text
    world.invite(case, "partner", "partner")
    partner = world.get("partner", f"/groepen/{case}")
    assert partner.status_code == 200
    assert "beslistabellen" not in partner.get_data(as_text=True)


def test_a_partner_does_not_see_why(world: World, case: int) -> None:
    to_groepsscan(world, case)

    world.invite(case, "partner", "partner")
    answer = world.get("partner", f"/groepen/{case}/tijdlijn")

    assert answer.status_code == 200
    assert "Gevraagd" not in answer.get_data(as_text=True)

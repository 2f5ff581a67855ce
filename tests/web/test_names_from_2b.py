"""In a case of 2023 names may come only once part 2B has begun; in one of 2016 from step 2 on."""

from __future__ import annotations

import pytest

from dossier import facts
from engine import db
from tests.web.test_starting_package import choose, publish_2023
from tests.web.web_world import World, do

JUDGED = {
    "kenmerken": "Een vaste kern.",
    "gedrag_oordeel": "Geluid.",
    "ernst_oordeel": "middel",
    "oordeel": "problematisch",
    "motivering_oordeel": "Drie partners zien hetzelfde.",
}


@pytest.fixture
def renewed(world: World) -> int:
    publish_2023(world)
    choose(world, "werkproces-2023")
    case = world.start_case()
    do(world, "procesregisseur", case, "stap-1-uitvraag", partners_vragen="false")
    weighed = {"besluit_signalen": "verzamelen", "motivering_signalen": "Het neemt toe."}
    do(world, "procesregisseur", case, "stap-1-weging", **weighed)
    do(world, "procesregisseur", case, "stap-2a-uitvraag", vraag="Wat weet u?")
    return case


def may_come(case: int, step: int | None) -> bool:
    with db.reading() as session:
        return facts.names_may_come(session, case, step)


def test_in_2a_names_may_not_come_and_no_scan_is_offered(world: World, renewed: int) -> None:
    assert [may_come(renewed, step) for step in (None, 1, 2)] == [False, False, False]
    page = world.get("procesregisseur", f"/groepen/{renewed}").get_data(as_text=True)
    assert "Groepsscan aanvragen" not in page
    assert "Groepsgedrag beoordelen" in page and "Informatie verzamelen" not in page  # the bar of the seven steps


def test_once_2b_has_begun_names_may_come_and_a_scan_can_be_asked(world: World, renewed: int) -> None:
    do(world, "procesregisseur", renewed, "stap-2a-oordeel", **JUDGED)
    assert [may_come(renewed, step) for step in (1, 2, 3)] == [False, True, True]
    page = world.get("procesregisseur", f"/groepen/{renewed}").get_data(as_text=True)
    assert "Groepsscan aanvragen" in page


def test_in_a_case_of_2016_names_may_come_from_step_two_on(case: int) -> None:
    assert [may_come(case, step) for step in (None, 1, 2, 7)] == [False, False, True, True]

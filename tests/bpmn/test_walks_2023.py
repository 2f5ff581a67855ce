"""Whole cases of the national process of 2023: step 2 in two parts, names only in the second."""

from __future__ import annotations

import pytest

from engine.runtime import Definitions
from tests.bpmn.reading import read
from tests.bpmn.walking import FOLDER, PIECE_WITH_PERSONS, Walk, definitions

FOLDER_2023 = FOLDER.with_name("werkproces-2023")
NO_NAMES = {"privacy.vastleggen", "groepsscan.aanvragen", "groepsscan.vastleggen"}


@pytest.fixture(scope="module")
def processes() -> Definitions:
    return definitions(FOLDER_2023)


@pytest.fixture
def case(processes: Definitions) -> Walk:
    return Walk(processes)


def topics(case: Walk) -> list[str]:
    return [call.topic for call in case.asked]


def test_a_case_goes_straight_through_the_seven_steps(case: Walk) -> None:
    case.on()
    assert case.completed and case.result.end_activity_id == "aanpak_gestopt"
    assert topics(case)[:4] == ["privacy.toetsen", "privacy.vastleggen", "privacy.toetsen", "privacy.vastleggen"]
    tasks = [h.activity_id for h in case.history if h.kind == "userTask" and h.state == "completed"]
    in_order = ["groepsgedrag_beoordelen", "namenlijst_opstellen", "groepsscan_leveren", "groepsgedrag_bevestigen"]
    assert [task for task in tasks if task in in_order] == in_order


def test_a_group_that_is_not_problematic_in_2a_gets_no_list_and_no_scan(case: Walk) -> None:
    case.on("lichte_aanpak_vastleggen", groepsgedrag_beoordelen={"oordeel": "niet_problematisch"})
    assert not NO_NAMES & set(topics(case))
    assert "beoordelen_2b" not in case.happened
    case.answer("lichte_aanpak_vastleggen")
    assert case.completed and "geen_problematische_groep" in case.happened


def test_the_gate_stands_before_the_first_name_is_taken_in(case: Walk) -> None:
    case.on("uitkomst_bevestigen")
    asked = case.inputs_of("privacy.toetsen")[-1]
    assert (asked["stap"], asked["gegeven"], asked["verstrekker"], asked["ontvanger"]) == (
        2, "gewoon", "gemeente", "politie",
    )  # fmt: skip
    assert asked["noodzaak"] == {"doel": "rust", "proportionaliteit": "past", "subsidiariteit": "kan niet anders"}
    assert "namenlijst_opstellen" not in case.happened
    case.answer("uitkomst_bevestigen")
    assert case.activities == ["namenlijst_opstellen"]


def test_without_permission_no_list_is_made_and_the_group_is_judged_without_names(case: Walk) -> None:
    case.on("uitkomst_bevestigen")
    case.answer("uitkomst_bevestigen", uitkomst="weigeren")
    assert case.activities == ["groepsgedrag_bevestigen"]
    assert "namenlijst_opstellen" not in case.happened and "groepsscan.aanvragen" not in topics(case)


def test_a_scan_is_made_only_when_it_is_needed(case: Walk) -> None:
    case.on("groepsgedrag_bevestigen", namenlijst_opstellen={"groepsscan_nodig": False})
    assert "groepsscan.aanvragen" not in topics(case)


def test_a_group_that_2b_does_not_confirm_loses_its_list_and_ends(case: Walk) -> None:
    case.on("lichte_aanpak_vastleggen", groepsgedrag_bevestigen={"oordeel": "niet_problematisch"})
    assert case.inputs_of("namenlijst.vernietigen")[0]["groep"] == "groep-1"
    case.answer("lichte_aanpak_vastleggen")
    assert case.completed and "beeld_maken" not in case.happened


@pytest.mark.parametrize(("needed", "then"), [(True, "puzzelstuk_leggen"), (False, "beeld_opstellen")])
def test_partners_are_invited_where_needed(case: Walk, needed: bool, then: str) -> None:
    case.on(then, groepsgedrag_bevestigen={"partners_nodig": needed})
    assert ("partners_uitnodigen" in case.happened) is needed


def test_an_incomplete_picture_goes_back_to_2b_and_not_to_2a(case: Walk) -> None:
    case.on("beeld_toetsen")
    case.answer("beeld_toetsen", besluit_beeld="meer_informatie")
    assert case.activities == ["noodzaak_opstellen_namen"]
    case.on("groepsgedrag_bevestigen")
    case.answer("groepsgedrag_bevestigen", oordeel="niet_problematisch")
    assert case.activities == ["lichte_aanpak_vastleggen"]


@pytest.mark.parametrize(
    ("task", "answers", "then"),
    [
        ("prioriteit_besluiten", {"besluit_overleg": "terug"}, "puzzelstuk_leggen"),
        ("akkoord_geven", {"akkoord": False, "toelichting": "Te vroeg."}, "plan_opstellen"),
        ("voortgang_bespreken", {"besluit_voortgang": "beeld_bijstellen"}, "puzzelstuk_leggen"),
        ("voortgang_bespreken", {"besluit_voortgang": "opnieuw_adviseren"}, "advies_opstellen"),
        ("voortgang_bespreken", {"besluit_voortgang": "plan_bijstellen"}, "plan_opstellen"),
        ("afronding_beoordelen", {"besluit_afronding": "door"}, "voortgang_bespreken"),
    ],
)
def test_the_ways_back_of_the_later_steps_are_those_of_2016(
    case: Walk, task: str, answers: dict[str, object], then: str
) -> None:
    case.on(task)
    case.answer(task, **answers)
    case.on(then)
    assert then in case.activities


def test_a_scan_can_be_asked_at_any_moment_while_the_case_goes_on(case: Walk) -> None:
    case.on("voortgang_bespreken")
    case.send("groepsscan_gevraagd", scan_stap=6)
    case.send("groepsscan_gevraagd", scan_stap=6)
    assert case.activities.count("noodzaak_opstellen") == 2 and "voortgang_bespreken" in case.activities
    for task in ("noodzaak_opstellen", "uitkomst_bevestigen", "groepsscan_leveren", "levering_controleren"):
        case.answer(task)
        case.answer(task)
    assert case.happened.count("groepsscan_afgehandeld") == 2


@pytest.mark.parametrize("task", ["informatie_geven", "puzzelstuk_leggen"])
def test_a_round_of_partners_can_be_closed_and_late_ones_are_reminded(case: Walk, task: str) -> None:
    case.on(task)
    case.later(days=40)
    assert case.inputs_of("herinnering.versturen")[-1]["taak"] == task
    case.answer_as("org-2", task)
    case.send("uitvraag_sluiten")
    assert task not in case.activities


@pytest.mark.parametrize("task", ["partners_kiezen", "namenlijst_opstellen", "advies_opstellen", "evalueren"])
def test_steps_two_four_and_seven_cannot_be_skipped(case: Walk, task: str) -> None:
    case.on(task)
    assert "stap_overslaan" not in {a.message for a in case.result.awaited}


def test_every_end_of_step_two_is_reached(processes: Definitions) -> None:
    reached: set[tuple[str, str]] = set()
    for answers in (
        {},
        {"groepsgedrag_beoordelen": {"oordeel": "niet_problematisch"}},
        {"groepsgedrag_bevestigen": {"oordeel": "niet_problematisch"}},
    ):
        case = Walk(processes)
        case.on("informatie_geven")
        case.later(days=40)
        case.on(None, **answers)
        reached |= case.ends
    own = ("stap_2_beoordelen", "stap_2a_groepsniveau", "stap_2b_namenlijst")
    drawn = {(name, end.id) for name in own for end in read(FOLDER_2023 / f"{name}.bpmn").of("endEvent")}
    assert {end for end in reached if end[0] in own} == drawn


def test_a_partner_of_2023_confirms_the_sharing_of_his_own_piece(case: Walk) -> None:
    case.on("puzzelstuk_leggen")
    case.answer_as("org-1", "puzzelstuk_leggen")
    case.answer_as("org-2", "puzzelstuk_leggen", **PIECE_WITH_PERSONS)
    assert [t.candidate_groups for t in case.open.values()] == [("org-2",)]

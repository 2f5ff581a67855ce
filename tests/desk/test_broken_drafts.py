"""A draft with a file in it that nobody can read: its pages say so, none of them breaks."""

from __future__ import annotations

import pytest

from tests.desk.test_drafts import put
from tests.web.web_world import World

FOLDER = "bpmn/werkproces-2016"
DIAGRAM = f"{FOLDER}/stap_6_uitvoeren.bpmn"
SCENARIO = f"{FOLDER}/scenarios/de-groep-is-niet-problematisch.json"
DEEP = b"[" * 300 + b"]" * 300


def test_the_text_of_a_diagram_that_cannot_be_read_leads_to_the_check(world: World, draft: int) -> None:
    put(world, draft, b"geen diagram", 0, DIAGRAM)

    answer = world.get("beheerder", f"/ontwerpen/{draft}/tekst/stap_6_uitvoeren")

    assert answer.headers["Location"].endswith(f"/ontwerpen/{draft}/controle")


@pytest.mark.parametrize("text", [b'{"instellingen": {"a": 1}}', b'{"instellingen": [1, "x", {}]}'])
def test_settings_that_are_not_written_as_settings_are_passed_over(world: World, draft: int, text: bytes) -> None:
    put(world, draft, text, 0, f"{FOLDER}/pakket.json")

    assert world.get("beheerder", f"/ontwerpen/{draft}/instellingen/{FOLDER}/pakket.json").status_code == 200


def test_settings_deeper_than_can_be_written_are_compared_as_a_whole(world: World, draft: int) -> None:
    put(world, draft, b'{"instellingen": ' + DEEP + b"}", 0, f"{FOLDER}/pakket.json")

    assert world.get("beheerder", f"/ontwerpen/{draft}/vergelijken").status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        '{"titel": "x", "begin": "9999-12-30T00:00:00+00:00", "stappen": [{"start": {}}, {"klok": "P10D"}]}',
        '{"titel": "x", "begin": "0001-01-01T00:00:00+14:00", "stappen": [{"start": {}}]}',
        '{"titel": "x", "stappen": [{"start": {}}, {"klok": "P99999999D"}]}',
        '{"titel": "x", "stappen": [{"start": {}}, {"klok": "P99999999Y"}]}',
        '{"titel": "x", "stappen": [{"start": {"a": ' + DEEP.decode() + "}}]}",
    ],
)
def test_a_scenario_outside_the_calendar_or_without_a_bottom_is_a_finding(world: World, draft: int, text: str) -> None:
    put(world, draft, text.encode(), 0, SCENARIO)

    assert world.get("beheerder", f"/ontwerpen/{draft}/proefdraaien").status_code == 200
    page = world.get("beheerder", f"/ontwerpen/{draft}/scenario/{SCENARIO}")
    assert page.status_code == 200
    assert "loopt zoals het zegt" not in page.get_data(as_text=True)


def test_a_file_that_differs_from_another_in_capitals_only_is_refused(world: World, draft: int) -> None:
    assert put(world, draft, b"{}", 0, f"{FOLDER}/PAKKET.json").status_code == 422

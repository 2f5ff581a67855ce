"""The scores of a group on its page: a line for each item that tells itself, and a table that says the same."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier import scores
from dossier.scores import ITEMS, ScoreMoment
from engine import db
from tests.web.web_world import World
from web import scores as panel

DUIDING = {"ernst": 4, "risico": 3, "ontwikkeling": 4, "impact": 5}
LATER = {"ernst": 3, "risico": 3, "ontwikkeling": 5, "impact": 3}


def measure(world: World, case: int, moment: ScoreMoment, items: dict[str, int]) -> None:
    with db.transaction() as session:
        scores.add(session, case, moment=moment, items=items, by=None, now=world.clock())


def drawings(world: World, case: int, who: str = "procesregisseur") -> list[str]:
    page = world.get(who, f"/groepen/{case}").get_data(as_text=True)
    return re.findall(r'<svg viewBox="0 -4 172 126".*?</svg>', page, re.S)


def page_text(world: World, case: int, who: str) -> str:
    return world.get(who, f"/groepen/{case}").get_data(as_text=True)


@pytest.fixture
def scored(world: World, case: int) -> int:
    measure(world, case, ScoreMoment.DUIDING, DUIDING)
    world.clock.forward(days=45)
    measure(world, case, ScoreMoment.VOORTGANG, LATER)
    return case


def test_a_group_that_was_never_scored_has_no_drawing(world: World, case: int) -> None:
    assert drawings(world, case) == []


def test_every_item_is_a_line_that_says_its_numbers_and_days_in_words(world: World, scored: int) -> None:
    drawn = drawings(world, scored)
    assert len(drawn) == len(ITEMS)
    ernst = drawn[0]
    assert 'role="img"' in ernst and "<title" in ernst and "Ernst in de tijd" in ernst
    assert "23 november 2026: 4" in ernst and "7 januari: 3" in ernst and "In woorden: daalt licht" in ernst
    assert re.findall(r'class="zs-scores__getal"[^>]*>(\d)<', ernst) == ["4", "3"]
    assert ernst.count("zs-scores__punt--nu") == 1
    assert ">23-11-26<" in ernst and ">07-01-27<" in ernst


def test_the_table_says_the_same_as_the_lines(world: World, scored: int) -> None:
    page = page_text(world, scored, "procesregisseur")
    table = page[page.index("Scores van 1 (licht) tot 5 (zwaar)") :]
    table = table[: table.index("</table>")]
    assert "Duiding, 23 november 2026" in table and "Voortgang, 7 januari" in table
    rows = [re.findall(r'role="cell"[^>]*>([^<]+)<', row) for row in table.split("<tr")[2:]]
    assert rows == [
        ["Ernst", "4", "3", "daalt licht"],
        ["Risico", "3", "3", "blijft gelijk"],
        ["Ontwikkeling", "4", "5", "stijgt licht"],
        ["Impact op omgeving", "5", "3", "daalt"],
    ]


def test_one_measurement_is_a_point_without_a_line(world: World, case: int) -> None:
    measure(world, case, ScoreMoment.DUIDING, DUIDING)
    assert all("<polyline" not in svg and svg.count("<circle") == 1 for svg in drawings(world, case))


def test_who_sees_only_his_own_part_sees_no_scores(world: World, scored: int) -> None:
    world.invite(scored, "politie", "politie")
    assert len(drawings(world, scored, "politie")) == 4
    world.invite(scored, "partner", "partner")
    assert world.get("partner", f"/groepen/{scored}").status_code == 200
    assert drawings(world, scored, "partner") == []
    assert "Scores van 1" not in page_text(world, scored, "partner")


@given(st.lists(st.integers(0, 400), min_size=1, max_size=panel.SHOWN))
def test_measurements_stand_in_order_inside_the_drawing(days: list[int]) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    found = panel.places([start + timedelta(days=day) for day in sorted(days)])
    assert found == sorted(found)
    assert panel.LEFT <= found[0] and found[-1] <= panel.RIGHT
    assert all(right - left >= 13 for left, right in pairwise(found))

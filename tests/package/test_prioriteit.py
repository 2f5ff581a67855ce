"""The table that proposes a priority: an example of every row, and a higher score never gives a lower priority."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import dmn, feel

BPMN = Path(__file__).parents[2] / "bpmn"
TABLE = dmn.load((BPMN / "werkproces-2016" / "prioriteit.dmn").read_bytes())
ENVIRONMENT = feel.Environment(now=datetime(2026, 11, 23, 12, tzinfo=UTC))
ITEMS = ("ernst", "risico", "ontwikkeling", "impact")
ORDER = ["laag", "middel", "hoog"]

EXAMPLES: list[tuple[str, tuple[int | None, ...], str]] = [
    ("rij_01", (5, 1, 1, 1), "hoog"),
    ("rij_02", (4, 4, 1, 1), "hoog"),
    ("rij_03", (4, 1, 1, 4), "hoog"),
    ("rij_04", (1, 4, 4, 4), "hoog"),
    ("rij_05", (3, 1, 1, 1), "middel"),
    ("rij_06", (1, 4, 1, 1), "middel"),
    ("rij_07", (1, 1, 4, 1), "middel"),
    ("rij_08", (1, 1, 1, 4), "middel"),
    ("rij_09", (2, 3, 3, 3), "laag"),
    ("rij_10", (None, None, None, None), "onbekend"),
    ("rij_10", (1, 1, None, 1), "onbekend"),
]


def ask(numbers: tuple[int | None, ...]) -> tuple[str, set[str]]:
    """The proposal, and the ids of all rows that matched."""
    scores: dict[str, Any] = dict(zip(ITEMS, numbers, strict=True))
    result = dmn.decide(TABLE, "prioriteit", {"scores": scores}, ENVIRONMENT)
    answer = dmn.map_result(result, "singleResult")
    assert answer["uitleg"]
    return answer["voorstel"], {row.rule_id for row in result.matched}


@pytest.mark.parametrize(("row", "numbers", "proposal"), EXAMPLES)
def test_every_row_proposes_for_its_own_case(row: str, numbers: tuple[int | None, ...], proposal: str) -> None:
    found, rows = ask(numbers)
    assert row in rows
    assert found == proposal


def test_every_row_has_an_example() -> None:
    assert {rule for _, numbers, _ in EXAMPLES for rule in ask(numbers)[1]} == {row for row, _, _ in EXAMPLES}


def test_every_matching_row_is_told_not_only_the_winner() -> None:
    assert ask((4, 4, 3, 3))[1] == {"rij_02", "rij_05", "rij_06", "rij_09"}


numbers = st.tuples(*[st.integers(1, 5)] * 4)


@given(scores=numbers, item=st.integers(0, 3), more=st.integers(1, 4))
def test_a_more_serious_group_never_gets_a_lower_priority(scores: tuple[int, ...], item: int, more: int) -> None:
    worse = tuple(min(5, n + more) if i == item else n for i, n in enumerate(scores))
    assert ORDER.index(ask(worse)[0]) >= ORDER.index(ask(scores)[0])


@given(scores=numbers, item=st.integers(0, 3))
def test_a_score_that_is_not_known_is_never_read_as_low(scores: tuple[int, ...], item: int) -> None:
    unknown = tuple(None if i == item else n for i, n in enumerate(scores))
    assert ask(unknown)[0] != "laag"


def test_the_table_is_labelled_a_proposal_in_both_national_packages() -> None:
    texts = [(BPMN / name / "prioriteit.dmn").read_text("utf-8") for name in ("werkproces-2016", "werkproces-2023")]
    assert texts[0] == texts[1]
    assert "Prioriteit (voorstel)" in texts[0] and "geen norm" in texts[0]

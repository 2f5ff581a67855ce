"""An action stays the same action under another name, and no approach ends while one has no owner."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from engine import feel
from forms import initial, read, schema

ROOT = Path(__file__).parents[2] / "forms/werkproces-2016"
PLAN = schema.load((ROOT / "stap-5-plan.form").read_bytes())
HAND_OVER = schema.load((ROOT / "stap-7-overdracht.form").read_bytes())
ENV = feel.Environment(now=datetime(2026, 3, 1, 12, tzinfo=UTC))
OPEN: list[dict[str, Any]] = [
    {"id": 7, "titel": "Sport op zaterdag", "eigenaar": "org-1"},
    {"id": 9, "titel": "Verlichting op het plein", "eigenaar": "org-2"},
]
BASE = {
    "acties": OPEN,
    "bekende_acties": OPEN,
    "organisaties": [{"label": "Gemeente", "value": "org-1"}, {"label": "Politie", "value": "org-2"}],
}
ROWS = [{"actie": each["id"], "wat": each["titel"], "soort": "actie"} for each in OPEN]


def test_the_plan_names_for_every_row_which_action_it_was() -> None:
    begun = initial.initial(PLAN, BASE, ENV)
    assert [str(row["id"]) for row in begun["acties"]] == ["7", "9"]

    fields = {
        "acties:rijen": "1",
        "acties.0.id": "9",
        "acties.0.titel": "Betere verlichting",
    }
    found = read.read(PLAN, MultiDict(fields), MultiDict(), BASE, env=ENV)

    assert found.values["acties"][0]["id"] == 9 and found.values["acties"][0]["titel"] == "Betere verlichting"


def handed(*numbers: int) -> dict[str, str]:
    """The errors of a hand-over of these actions."""
    fields = {"overdrachten:rijen": str(len(numbers)), "overdracht_volledig": "true"}
    for place, number in enumerate(numbers):
        row = {
            "actie": str(number),
            "wat": "Doorgaan",
            "soort": "actie",
            "nieuwe_eigenaar": "org-2",
            "vanaf": "01-04-2026",
        }
        fields |= {f"overdrachten.{place}.{key}": value for key, value in row.items()}
    return dict(read.read(HAND_OVER, MultiDict(fields), MultiDict(), BASE | {"overdrachten": ROWS}, env=ENV).errors)


def test_every_open_action_stands_in_the_hand_over_from_the_start() -> None:
    begun = initial.initial(HAND_OVER, BASE | {"overdrachten": ROWS}, ENV)

    assert [row["wat"] for row in begun["overdrachten"]] == ["Sport op zaterdag", "Verlichting op het plein"]


@pytest.mark.parametrize("numbers", [(), (7,), (9, 9)])
def test_an_action_without_a_new_owner_keeps_the_approach_open(numbers: tuple[int, ...]) -> None:
    assert "overdracht_volledig" in handed(*numbers)


def test_when_each_has_an_owner_the_approach_can_end() -> None:
    assert handed(7, 9) == {}

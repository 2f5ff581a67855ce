"""Joins go by an order kept in the case, whatever the clock of the machine does."""

from __future__ import annotations

import inspect
import itertools
import json
import time
from pathlib import Path

import pytest

from engine import values
from engine.runtime import patches, state, upgrade
from tests.runtime.drawing import Play, diagram, user_task

PARKED = Path(__file__).parents[1] / "snapshots" / "v1" / "token_parked_at_a_join.json"
JOIN = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/><parallelGateway id="s"/><parallelGateway id="j"/>'
    '<exclusiveGateway id="in"/><exclusiveGateway id="uit"/>'
    f"{user_task('a')}{user_task('b')}{user_task('c')}{user_task('na')}[begin>in][in>s][s>a][s>b][s>c][a>j][b>j][c>j]"
    "[j>na][na>uit][uit>in if weer][uit>klaar if not(weer)]"
)


@pytest.fixture
def a_clock_that_runs_back(monkeypatch):
    moments = itertools.count(2_000_000_000, -3600)
    monkeypatch.setattr(time, "time", lambda: float(next(moments)))


@pytest.mark.usefixtures("a_clock_that_runs_back")
def test_a_clock_set_back_loses_no_token_at_a_join():
    case = Play(JOIN)
    for again in (True, False):
        for name in ("b", "c", "a"):
            assert "na" not in case.activities
            case.do(name)
        case.do("na", weer=again)
    assert case.completed


def test_the_library_still_keeps_the_clock_of_the_machine_as_order():
    assert "time.time()" in inspect.getsource(patches.ORIGINAL_SET_STATE)
    assert "time.time()" in inspect.getsource(patches.ORIGINAL_INIT)


def test_the_order_goes_on_where_the_snapshot_left_it():
    case = Play(JOIN)
    before = values.loads(case.result.snapshot)["order"]
    case.do("a")
    assert values.loads(case.result.snapshot)["order"] > before


def test_a_snapshot_of_the_first_version_gets_numbers_in_the_order_of_its_moments():
    kept = values.loads(json.loads(PARKED.read_text())["snapshot"])
    moments = [row[state.CHANGED] for row in kept["tasks"]]
    highest = upgrade.ranked([kept["tasks"]], state.CHANGED)
    numbers = [row[state.CHANGED] for row in kept["tasks"]]
    assert sorted(range(len(moments)), key=moments.__getitem__) == sorted(range(len(numbers)), key=numbers.__getitem__)
    assert highest == len(set(moments)) and set(numbers) <= set(range(1, highest + 1))


def test_a_snapshot_of_a_later_version_is_refused():
    case = Play(JOIN)
    later = values.dumps({**values.loads(case.result.snapshot), "v": state.VERSION + 1})
    with pytest.raises(Exception, match="onbekende versie"):
        state.load(later, case.definitions.specs, None)

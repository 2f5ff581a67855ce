"""The scenarios that the national packages come with: they run, and together they come along every arrow."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.packages import folder
from engine.registry import Catalogue
from engine.scenarios import package

ROOT = Path(__file__).parents[2]
NAMES = ("werkproces-2016", "werkproces-2023")


@pytest.fixture(scope="module", params=NAMES)
def played(request: pytest.FixtureRequest, catalogue: Catalogue) -> package.Round:
    return package.play(folder.read_folder(ROOT, request.param), catalogue)


def test_every_scenario_runs_as_it_says(played: package.Round) -> None:
    assert played.played and not played.findings


def test_together_they_come_along_every_arrow(played: package.Round) -> None:
    assert [(part.process, part.id) for part in played.coverage.flows if not part.taken] == []


def test_together_they_come_to_every_element(played: package.Round) -> None:
    assert [(part.process, part.id) for part in played.coverage.elements if not part.taken] == []


def test_every_scenario_has_a_title_of_its_own(played: package.Round) -> None:
    titles = [each.title for each in played.played]
    assert len(set(titles)) == len(titles)

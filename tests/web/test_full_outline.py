"""The text of a diagram tells all that the picture shows, to everybody who may see the picture."""

from __future__ import annotations

import pytest

from engine import definitions
from tests.bpmn.walking import FOLDER
from tests.web.web_world import World
from web import full_outline, outline

ROOT = FOLDER.parents[1]
CONTENTS = [definitions.from_files(definitions.read_folder(ROOT, f"werkproces-{year}")) for year in (2016, 2023)]
DRAWINGS = [(content, drawing) for content in CONTENTS for drawing in outline.drawings(content).values()]


def drawn(scope) -> set[str]:
    """What the picture has: every element and arrow, also in subprocesses."""
    mine = {*scope.nodes, *(flow.id for flow in scope.flows)}
    return mine.union(*(drawn(inner) for inner in scope.inner))


@pytest.mark.parametrize(("content", "drawing"), DRAWINGS, ids=lambda each: getattr(each, "key", ""))
def test_every_element_and_arrow_of_a_national_diagram_stands_in_its_text_once(content, drawing):
    told = list(full_outline.ids(full_outline.of(drawing, content.manifest)))

    assert sorted(told) == sorted(drawn(drawing.scope))


def test_a_choice_is_told_with_its_answers_and_a_task_with_who_does_it(world: World, case: int) -> None:
    page = world.get("procesregisseur", f"/groepen/{case}/tekst/stap_1_signalen").get_data(as_text=True)

    assert "Wie: Procesregisseur" in page
    assert "Termijn: Signalen wegen: 10 werkdagen" in page
    assert 'href="#el-' in page


def test_who_takes_no_part_gets_no_text_of_the_case(world: World, case: int) -> None:
    assert world.get("jongerenwerk", f"/groepen/{case}/tekst/stap_1_signalen").status_code == 404

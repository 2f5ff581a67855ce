"""The page that tells designers what runs and what is refused says what the check and the engine do."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from engine.check.model import NODES
from engine.check.rules import elements, events
from tests.check.test_rules import WRONG

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/ontwerper/bpmn-elementen.md").read_text().partition("## Per element")[2]
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in PAGE.splitlines() if line.startswith("| ")]
TABLE = [row for row in ROWS if row[0] not in ("Wat u tekent", "---")]
EVENT_KINDS = set().union(*events._WORKS.values()) | {"compensate"}
OTHER = {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "loopCardinality", "dataObject",
         "dataObjectReference", "dataStore", "dataStoreReference"}  # fmt: skip


def keys(row: list[str]) -> list[str]:
    return re.findall(r"`([^`]+)`", row[1])


def shown_by(row: list[str]) -> list[str]:
    return re.findall(r"`([^`]+)`", row[4])


def runs(key: str) -> bool:
    """What the check makes of an element, or of an event of a kind."""
    tag, _, kind = key.partition("/")
    if kind:
        return kind in events._WORKS[tag] and f"{kind}EventDefinition" in elements._KNOWN
    return tag in elements._KNOWN


def test_the_page_has_a_table():
    assert len(TABLE) > 50 and all(len(row) == 5 for row in TABLE)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_a_row_says_what_the_check_does(row):
    assert row[2] in ("loopt", "geweigerd")
    assert [runs(key) for key in keys(row)] == [row[2] == "loopt"] * len(keys(row))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_a_row_names_a_test_that_shows_it(row):
    tests = {
        node.name
        for path in (ROOT / "tests").glob("*/test_*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }
    assert shown_by(row)
    if row[2] == "loopt":
        assert set(shown_by(row)) <= tests
    else:
        assert {WRONG[name][1] for name in shown_by(row)} == {"error"}


def test_every_element_the_check_knows_has_a_row():
    told = {key for row in TABLE for key in keys(row)}
    assert NODES - told <= {"boundaryEvent", "intermediateCatchEvent"}  # these only with a kind
    assert (NODES | OTHER) >= {key for key in told if "/" not in key}
    assert told >= OTHER


def test_every_kind_of_event_has_a_row_in_each_place_where_it_may_stand():
    told = {key for row in TABLE for key in keys(row)}
    works = {f"{tag}/{kind}" for tag, kinds in events._WORKS.items() for kind in kinds if kind}
    assert works <= told
    assert {key for key in told if "/" in key} - works == {
        "intermediateThrowEvent/compensate", "boundaryEvent/compensate", "endEvent/compensate"
    }  # fmt: skip

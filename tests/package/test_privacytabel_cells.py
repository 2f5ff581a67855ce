"""Every cell of the privacy table counts: without it, some case would be decided by another row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest

from engine import dmn
from tests.package.test_privacytabel import ENVIRONMENT, EXAMPLES, FAVOURABLE, KINDS, PARTIES, PATH, STRICT

MODEL = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
DATA = PATH.read_bytes()
VALUES: dict[str, list[Any]] = {
    **{fact: [strict, not strict] for fact, strict in STRICT.items() if isinstance(strict, bool)},
    "stap": [1, 2, 7],
    "gegeven": [*KINDS, "iets nieuws"],
    "verstrekker": [*PARTIES],
    "ontvangers": [[party] for party in PARTIES],
    "ontvanger_soort": ["publiek", "privaat"],
}


def cells() -> list[str]:
    """The ids of the cells in which something stands."""
    entries = ElementTree.fromstring(DATA).iter(f"{MODEL}inputEntry")
    return [entry.get("id", "") for entry in entries if (entry.findtext(f"{MODEL}text") or "").strip()]


def without(cell: str) -> dmn.Definitions:
    """The table with one cell made empty."""
    root = ElementTree.fromstring(DATA)
    for entry in root.iter(f"{MODEL}inputEntry"):
        text = entry.find(f"{MODEL}text")
        if entry.get("id") == cell and text is not None:
            text.text = ""
    return dmn.load(ElementTree.tostring(root))


def near(row: str) -> Iterator[dict[str, Any]]:
    """The examples of a row, and what differs from them in one fact."""
    for name, facts, _ in EXAMPLES:
        if name == row:
            example = FAVOURABLE | facts
            yield example
            yield from (example | {fact: value} for fact, values in VALUES.items() for value in values)


def rows(table: dmn.Definitions, facts: dict[str, Any]) -> set[str | None]:
    return {match.rule_id for match in dmn.decide(table, "privacytabel", {"feiten": facts}, ENVIRONMENT).matched}


def test_the_table_has_cells_enough_to_be_looked_at() -> None:
    assert len(cells()) > 40


@pytest.mark.parametrize("cell", cells())
def test_without_a_cell_the_table_decides_otherwise(cell: str) -> None:
    row = cell.partition("__")[0]
    whole, less = dmn.load(DATA), without(cell)

    assert any((row in rows(less, facts)) is not (row in rows(whole, facts)) for facts in near(row)), cell

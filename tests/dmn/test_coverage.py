"""Gaps and overlaps of a table: what is reported is true, and over small domains nothing is left unreported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import dmn, feel
from engine.dmn import pieces
from engine.dmn.coverage import Coverage, Gap, coverage
from engine.dmn.model import Table
from engine.dmn.pieces import Piece
from tests.dmn.tables import HEAD, NOON, column, text

PACKAGES = Path(__file__).resolve().parents[2] / "bpmn"
NUMBERS = [
    "-",
    "<3",
    "<=3",
    ">3",
    ">=5",
    "3",
    "[1..5]",
    "(1..5)",
    "]3..4[",
    "not(3)",
    "1,2,7",
    "not(<2,>5)",
    "? > 4",
    "null",
]
TEXTS = ["-", '"a"', '"b"', '"a","b"', 'not("a")', 'not("a","c")', "null", '["b","c"]']
FLAGS = ["-", "true", "false", "not(true)", "true,false", "null"]
DAYS = [
    "-",
    '< date("2026-01-03")',
    'date("2026-01-03")',
    '>= date("2026-01-04")',
    '[date("2026-01-01")..date("2026-01-05")]',
]
KINDS: dict[str, tuple[str, list[str], list[Any]]] = {
    "getal": ("number", NUMBERS, [None, *(Decimal(n) / 2 for n in range(-1, 17))]),
    "tekst": ("string", TEXTS, [None, "a", "b", "c", "d"]),
    "vlag": ("boolean", FLAGS, [None, True, False]),
    "dag": ("date", DAYS, [None, *(date(2025, 12, 30) + timedelta(days=n) for n in range(9))]),
}
Rows = list[tuple[str, ...]]


def made(
    columns: Sequence[tuple[str, str, str]],
    rows: Sequence[Sequence[str]],
    *,
    policy: str = "COLLECT",
    says: Sequence[str] = (),
    values: str = "",
) -> dmn.Definitions:
    """A table: (question, type, allowed values) per column, and the cells of each rule."""
    asked = "".join(
        f'<input id="in{at}"><inputExpression id="vraag{at}" typeRef="{kind}"><text>{question}</text></inputExpression>'
        + (text("inputValues", allowed) if allowed else "")
        + "</input>"
        for at, (question, kind, allowed) in enumerate(columns)
    )
    rules = "".join(
        f'<rule id="r{number}">'
        + "".join(text("inputEntry", cell, f"c{number}_{at}") for at, cell in enumerate(row))
        + text("outputEntry", says[number] if says else str(number), f"u{number}")
        + "</rule>"
        for number, row in enumerate(rows)
    )
    inner = f'<decisionTable id="tabel" hitPolicy="{policy}">{asked}{column("uit", values)}{rules}</decisionTable>'
    return dmn.load(f'{HEAD}<decision id="besluit" name="Besluit">{inner}</decision></definitions>'.encode())


def looked(definitions: dmn.Definitions) -> Coverage:
    return coverage(definitions, table_of(definitions))


def table_of(definitions: dmn.Definitions) -> Table:
    logic = definitions.decisions["besluit"].logic
    assert isinstance(logic, Table)
    return logic


def matched(definitions: dmn.Definitions, names: Sequence[str], values: Sequence[object]) -> list[int]:
    result = dmn.decide(definitions, "besluit", dict(zip(names, values, strict=True)), feel.Environment(NOON))
    return [rule.index for rule in result.matched]


def contains(found: Coverage, gap: Gap, values: Sequence[Any]) -> bool:
    return all(
        parts is None or any(_in(part, column.pieces, value) for part in parts)
        for parts, column, value in zip(gap.columns, found.columns, values, strict=True)
    )


def _in(part: Piece, others: Sequence[Piece], value: Any) -> bool:
    if part.words:  # anything (else): what is no piece by itself
        return value is not None and all(other.words or other.example != value for other in others)
    if part.single or value is None:
        return bool(part.example == value)
    return (part.low is None or part.low < value) and (part.high is None or value < part.high)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], Rows]:
    names = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=3, unique=True))
    row = st.tuples(*(st.sampled_from(KINDS[name][1]) for name in names))
    return names, draw(st.lists(row, max_size=6))


def of(names: list[str], rows: Rows, policy: str = "COLLECT") -> dmn.Definitions:
    return made([(name, KINDS[name][0], "") for name in names], rows, policy=policy)


@settings(max_examples=150, deadline=None)
@given(tables())
def test_what_is_reported_is_so_for_the_engine(drawn: tuple[list[str], Rows]) -> None:
    names, rows = drawn
    definitions = of(names, rows)

    found = looked(definitions)

    for gap in found.gaps:
        assert matched(definitions, names, gap.example) == [], gap
        assert contains(found, gap, gap.example), gap
    for overlap in found.overlaps:
        assert {overlap.first, overlap.second} <= set(matched(definitions, names, overlap.example))
    for number in found.never:
        assert all(number not in matched(definitions, names, values) for values in everything(names))


@settings(max_examples=100, deadline=None)
@given(tables())
def test_trying_everything_finds_no_gap_and_no_overlap_that_was_not_reported(drawn: tuple[list[str], Rows]) -> None:
    names, rows = drawn
    definitions = of(names, rows)
    found = looked(definitions)
    assert not found.cut and not found.unclear and found.gap_count == len(found.gaps)

    for values in everything(names):
        hit = matched(definitions, names, values)
        assert bool(hit) != any(contains(found, gap, values) for gap in found.gaps), values
        for one, two in product(hit, hit):
            assert one == two or two in found.partners[one]


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_hidden_rule_is_never_the_one_that_answers(drawn: tuple[list[str], Rows]) -> None:
    names, rows = drawn
    definitions = of(names, rows, "FIRST")

    found = looked(definitions)

    answering = {hit for values in everything(names) for hit in matched(definitions, names, values)}
    assert not answering & set(found.hidden)


def everything(names: list[str]) -> list[tuple[object, ...]]:
    return list(product(*(KINDS[name][2] for name in names)))


def test_whole_numbers_that_follow_each_other_leave_a_gap_that_says_so() -> None:
    found = looked(made([("x", "number", "")], [["<=4"], [">=5"], ["null"]]))

    (gap,) = found.gaps
    assert gap.broken and not gap.missing
    assert pieces.in_words(list(gap.columns[0] or ())) == "meer dan 4 en minder dan 5"


def test_a_question_not_answered_is_a_gap_apart() -> None:
    found = looked(made([("x", "boolean", "")], [["true"], ["false"]]))

    assert [gap.missing for gap in found.gaps] == [True]


def test_allowed_values_bound_what_can_be_asked() -> None:
    found = looked(made([("x", "string", '"a","b"')], [['"a"'], ["null"]]))

    assert [gap.example for gap in found.gaps] == [("b",)]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ('if x = true then "ja" else "nee"', {"ja", "nee"}),
        ('if list contains(["a", "b"], x) then x else "anders"', {"a", "b", "anders"}),
        ("x = null", {True, False}),
    ],
)
def test_a_question_with_few_answers_is_asked_no_others(question: str, values: set[object]) -> None:
    found = looked(made([(question, "", "")], []))

    assert {part.example for part in found.columns[0].pieces} == values


def test_a_rule_that_a_stronger_outcome_always_beats_is_hidden() -> None:
    rows = [[">3"], [">5"], ["-"]]

    found = looked(
        made([("x", "number", "")], rows, policy="PRIORITY", says=['"nee"', '"ja"', '"ja"'], values='"nee","ja"')
    )

    assert found.hidden == (2,)


@pytest.mark.parametrize("cell", ["> y", "? * 2 > 4", "< today()"])
def test_a_cell_that_cannot_be_looked_through_is_named_and_makes_nothing_up(cell: str) -> None:
    found = looked(made([("x", "number", "")], [[cell], [">3"]]))

    assert [(one.rule, bool(one.why)) for one in found.unclear] == [(1, True)]
    assert not found.gaps and not found.overlaps


def test_a_cell_with_the_wrong_kind_of_value_never_matches() -> None:
    assert looked(made([("x", "number", "")], [['"veel"'], ["-"]])).never == (1,)


def test_too_much_work_is_said_and_stops() -> None:
    chance = Random(7)
    names = [f"x{at}" for at in range(40)]
    rows = [["-"] * 40 for _ in range(150)]
    for row in rows:
        for at in chance.sample(range(40), 3):
            row[at] = chance.choice(["true", "false"])

    found = looked(made([(name, "boolean", "") for name in names], rows))

    assert found.cut


@pytest.mark.parametrize("path", sorted(PACKAGES.glob("*/*.dmn")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_national_tables_can_be_looked_through_whole(path: Path) -> None:
    definitions = dmn.load(path.read_bytes())

    for decision in definitions.decisions.values():
        assert isinstance(decision.logic, Table)
        found = coverage(definitions, decision.logic)
        assert not found.unclear and not found.cut and not found.never and not found.hidden
        assert all(gap.missing for gap in found.gaps) or any(output.default for output in decision.logic.outputs)

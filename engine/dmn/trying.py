"""Rows of a table tried with answers that somebody filled in: what comes out, and why the other rows do not match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engine import feel
from engine.dmn import deciding, table
from engine.dmn.deciding import DecisionResult
from engine.dmn.errors import DmnError
from engine.dmn.model import Decision, Definitions, Table, table_of
from engine.dmn.table import Words
from engine.feel.run import begin


@dataclass(frozen=True)
class TriedRow:
    """One rule: whether it matches, and otherwise the cells (column, text) that stand in the way."""

    number: int
    matches: bool
    against: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Tried:
    """The outcome, or why there is none."""

    result: DecisionResult | None
    refused: str
    rows: tuple[TriedRow, ...]


def try_rows(
    definitions: Definitions,
    decision: Decision,
    answers: Sequence[object],
    context: Mapping[str, object],
    env: feel.Environment,
) -> Tried:
    """Ask the table of a decision as if its columns had these answers; `context` is what cells need beside them."""
    logic = table_of(decision)
    assert logic is not None
    names = _names(len(answers), definitions, context)
    asked = replace(logic, inputs=tuple(replace(i, expression=n) for i, n in zip(logic.inputs, names, strict=True)))
    known = {**context, **dict(zip(names, answers, strict=True))}
    alone = replace(decision, logic=asked, required_decisions=(), required_inputs=())
    file = replace(definitions, decisions={**definitions.decisions, decision.id: alone})
    try:
        return Tried(deciding.decide(file, decision.id, known, env), "", _rows(definitions, logic, answers, known, env))
    except DmnError as error:
        return Tried(None, error.message_nl, _rows(definitions, logic, answers, known, env))


def _names(count: int, definitions: Definitions, context: Mapping[str, object]) -> list[str]:
    mark = "antwoord"
    while any(name.startswith(mark) for name in (*definitions.names, *context)):
        mark += "_"
    return [f"{mark}{at}" for at in range(count)]


def _rows(
    definitions: Definitions,
    logic: Table,
    answers: Sequence[object],
    known: Mapping[str, object],
    env: feel.Environment,
) -> tuple[TriedRow, ...]:
    words = Words(definitions.names, definitions.types)
    frame = begin(known, env)
    found = []
    for number, rule in enumerate(logic.rules, start=1):
        cells = zip(logic.inputs, rule.tests, answers, strict=True)
        against = tuple(
            (column.label, cell.text)
            for column, cell, answer in cells
            if table.test(cell, words.names, words.types).within(answer, frame) is not True
        )
        found.append(TriedRow(number, not against, against))
    return tuple(found)

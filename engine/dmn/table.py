"""Decision tables: which rules match, and what the table then answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine import feel
from engine.dmn import policies
from engine.dmn.errors import DmnError
from engine.dmn.model import HitPolicy, Input, Literal, Output, Rule, Table
from engine.feel.run import Frame
from engine.feel.types import NO_TYPES, Types
from engine.feel.unary import TestClosure
from engine.feel.written import text_of


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A row that matched: what it was asked and what it says."""

    rule_id: str
    index: int
    inputs: Mapping[str, object]
    outputs: Mapping[str, object]
    annotation: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a table answers: a FEEL value, the same as rows, and why."""

    value: object
    rows: list[dict[str, object]]
    matched: list[MatchedRule]


@dataclass(frozen=True, slots=True)
class _Compiled:
    questions: tuple[feel.Expression, ...]
    allowed: tuple[feel.UnaryTests | None, ...]
    # Per rule: the column and test of each cell that is not "-".
    tests: tuple[tuple[tuple[int, TestClosure], ...], ...]
    entries: tuple[tuple[feel.Expression, ...], ...]
    defaults: tuple[feel.Expression | None, ...]
    priorities: tuple[feel.Expression | None, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The names and types that expressions in a table may use."""

    names: frozenset[str]
    types: Types


@lru_cache(maxsize=512)
def compiled(table: Table, words: Words) -> _Compiled:
    """The table with all its cells compiled."""
    return _Compiled(
        questions=tuple(_question(column, words) for column in table.inputs),
        allowed=tuple(_allowed(column, words) for column in table.inputs),
        tests=tuple(_tests(rule, words) for rule in table.rules),
        entries=tuple(
            tuple(expression(cell, words.names, words.types) for cell in rule.entries) for rule in table.rules
        ),
        defaults=tuple(expression(o.default, words.names, words.types) if o.default else None for o in table.outputs),
        priorities=tuple(_priorities(column, words) for column in table.outputs),
        labels=_labels(table),
    )


def expression(literal: Literal, names: frozenset[str], types: Types = NO_TYPES) -> feel.Expression:
    """The compiled form of one expression in the file."""
    try:
        return feel.compile_expression(literal.text, names, types)
    except feel.FeelError as error:
        raise DmnError(f"`{literal.text[:80]}`: {error.message_nl}", literal.id) from error


def test(literal: Literal, names: frozenset[str], types: Types = NO_TYPES) -> feel.UnaryTests:
    """The compiled form of one cell that tests."""
    try:
        return feel.compile_unary(literal.text, names, types)
    except feel.FeelError as error:
        raise DmnError(f"`{literal.text[:80]}`: {error.message_nl}", literal.id) from error


def _question(column: Input, words: Words) -> feel.Expression:
    return expression(Literal(column.id, column.expression), words.names, words.types)


def _allowed(column: Input, words: Words) -> feel.UnaryTests | None:
    return None if column.allowed is None else test(Literal(column.id, column.allowed), words.names, words.types)


def _tests(rule: Rule, words: Words) -> tuple[tuple[int, TestClosure], ...]:
    tests = ((i, cell) for i, cell in enumerate(rule.tests) if cell.text != "-")
    return tuple((i, test(cell, words.names, words.types).run) for i, cell in tests)


def _priorities(column: Output, words: Words) -> feel.Expression | None:
    return (
        None
        if column.values is None
        else expression(Literal(column.id, f"[{column.values}]"), words.names, words.types)
    )


def decide(table: Table, names: frozenset[str], frame: Frame, types: Types = NO_TYPES) -> Outcome:
    """Ask the table."""
    cells = compiled(table, Words(names, types))
    answers = _answers(table, cells, frame)
    matched = _matching(table, cells, answers, frame)
    if not matched:
        return _default(table, cells, frame)
    orders = [None if e is None else _order(e, frame) for e in cells.priorities]
    return _outcome(table, matched, orders)


def _answers(table: Table, cells: _Compiled, frame: Frame) -> list[object]:
    answers: list[object] = [question.run(frame) for question in cells.questions]
    for column, allowed, answer in zip(table.inputs, cells.allowed, answers, strict=True):
        if allowed is not None and answer is not None and allowed.run(frame, answer) is not True:
            written = text_of(frame.run, answer)[:60]
            raise DmnError(f"De waarde `{written}` van `{column.label}` is niet toegestaan.", column.id)
    return answers


def _matching(table: Table, cells: _Compiled, answers: list[object], frame: Frame) -> list[MatchedRule]:
    found: list[MatchedRule] = []
    for index, tests in enumerate(cells.tests):
        frame.run.spend(1)
        for column, holds in tests:
            if not holds(frame, answers[column]):
                break
        else:
            rule = table.rules[index]
            entries = zip(table.outputs, cells.entries[index], strict=True)
            says = {output.name: entry.run(frame) for output, entry in entries}
            asked = dict(zip(cells.labels, answers, strict=True))
            found.append(MatchedRule(rule.id, index + 1, asked, says, rule.annotation))
            if table.policy is HitPolicy.FIRST:
                break
    return found


def _labels(table: Table) -> tuple[str, ...]:
    labels = [column.label for column in table.inputs]
    # Two columns with one label would hide each other in the explanation.
    return tuple(
        label if labels.count(label) == 1 else f"{label} ({column.expression})"
        for label, column in zip(labels, table.inputs, strict=True)
    )


def _default(table: Table, cells: _Compiled, frame: Frame) -> Outcome:
    if not any(cells.defaults):
        return Outcome(policies.nothing(table), [], [])
    values = (None if default is None else default.within(frame) for default in cells.defaults)
    row: dict[str, object] = {output.name: value for output, value in zip(table.outputs, values, strict=True)}
    value = policies.plain(row)
    return Outcome([value] if policies.gives_list(table) else value, [row], [])


def _order(values: feel.Expression, frame: Frame) -> list[object]:
    found = values.within(frame)
    return list(found) if isinstance(found, list) else []


def _outcome(table: Table, matched: list[MatchedRule], orders: list[list[object] | None]) -> Outcome:
    rows = policies.choose(table, [(rule.rule_id, dict(rule.outputs)) for rule in matched], orders)
    if table.aggregation is not None:
        number = policies.aggregate(table, rows)
        return Outcome(number, [{table.outputs[0].name: number}], matched)
    values: list[object] = [policies.plain(row) for row in rows]
    return Outcome(values if policies.gives_list(table) else values[0], rows, matched)

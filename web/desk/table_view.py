"""A decision file as a page shows it: its tables rule by rule, with gaps and overlaps in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask_babel import gettext as _

from engine import dmn
from engine.dmn import pieces
from engine.dmn.coverage import Coverage, Gap, Overlap, coverage
from engine.dmn.errors import DmnError
from engine.dmn.model import Aggregation, Decision, Definitions, HitPolicy, Literal, Table, Typed, table_of
from engine.dmn.policies import gives_list
from web.told import lazy_gettext

POLICIES = {
    HitPolicy.UNIQUE: lazy_gettext("Er past nooit meer dan één regel (UNIQUE)."),
    HitPolicy.FIRST: lazy_gettext("De bovenste regel die past, telt (FIRST)."),
    HitPolicy.ANY: lazy_gettext("Passen er meer regels, dan zeggen ze hetzelfde (ANY)."),
    HitPolicy.PRIORITY: lazy_gettext("De sterkste uitkomst telt. De volgorde staat bij de uitkomst (PRIORITY)."),
    HitPolicy.RULE_ORDER: lazy_gettext("Alle regels die passen, tellen, van boven naar beneden (RULE ORDER)."),
    HitPolicy.OUTPUT_ORDER: lazy_gettext("Alle regels die passen, tellen, de sterkste uitkomst eerst (OUTPUT ORDER)."),
    HitPolicy.COLLECT: lazy_gettext("Alle regels die passen, tellen (COLLECT)."),
}
SUMS = {
    Aggregation.SUM: lazy_gettext("De uitkomsten worden opgeteld."),
    Aggregation.MIN: lazy_gettext("De laagste uitkomst telt."),
    Aggregation.MAX: lazy_gettext("De hoogste uitkomst telt."),
    Aggregation.COUNT: lazy_gettext("Het aantal regels telt."),
}


@dataclass(frozen=True)
class GapView:
    """One gap: what is answered, per question that matters."""

    number: int
    answers: list[tuple[str, str]]
    missing: bool
    broken: bool


@dataclass(frozen=True)
class OverlapView:
    number: int
    first: int
    second: int
    example: list[tuple[str, str]]
    wrong: bool


@dataclass(frozen=True)
class RuleView:
    """One row: its conditions and outcomes that say something, and what is known of it."""

    number: int
    id: str
    conditions: list[tuple[str, str]]
    outcomes: list[tuple[str, str]]
    note: str
    partners: list[int]
    never: bool
    hidden: bool


@dataclass(frozen=True)
class TableView:
    decision: Decision
    table: Table
    policy: str
    rules: list[RuleView]
    defaults: list[tuple[str, str]]
    found: Coverage
    gaps: list[GapView]
    overlaps: list[OverlapView]
    overlap_wrong: bool  # two rules at once stop the case
    no_answer: str  # what a gap means here


@dataclass(frozen=True)
class FileView:
    """What could be read of a file, or why nothing."""

    problem: str = ""
    tables: list[TableView] = field(default_factory=list)
    expressions: list[tuple[Decision, str]] = field(default_factory=list)
    others: list[Decision] = field(default_factory=list)
    name: str = ""


def of_file(content: bytes) -> FileView:
    try:
        definitions = dmn.load(content)
        found = FileView(name=definitions.name)
        for decision in definitions.decisions.values():
            _sort(found, definitions, decision)
    except DmnError as error:
        where = _(" (onderdeel %(element_id)s)", element_id=error.element_id) if error.element_id else ""
        return FileView(problem=f"{error.message_nl}{where}")
    return found


def _sort(found: FileView, definitions: Definitions, decision: Decision) -> None:
    logic = decision.logic.logic if isinstance(decision.logic, Typed) else decision.logic
    if isinstance(logic, Table):
        found.tables.append(of_table(definitions, decision))
    elif isinstance(logic, Literal):
        found.expressions.append((decision, logic.text))
    else:
        found.others.append(decision)


def of_table(definitions: Definitions, decision: Decision) -> TableView:
    """One table, looked through."""
    table = table_of(decision)
    assert table is not None
    found = coverage(definitions, table)
    wrong = table.policy is HitPolicy.UNIQUE
    return TableView(
        decision,
        table,
        " ".join(
            filter(None, (str(POLICIES[table.policy]), str(SUMS[table.aggregation]) if table.aggregation else ""))
        ),
        list(_rules(table, found)),
        [(output.name, output.default.text) for output in table.outputs if output.default],
        found,
        [_gap(number, table, gap) for number, gap in enumerate(found.gaps)],
        [_overlap(number, table, overlap) for number, overlap in enumerate(found.overlaps)],
        wrong,
        _no_answer(table),
    )


def _no_answer(table: Table) -> str:
    if any(output.default for output in table.outputs):
        return _("Dan geldt de standaarduitkomst.")
    if gives_list(table):
        return _("Dan is de uitkomst een lege lijst.")
    return _("Dan is er geen uitkomst.")


def _rules(table: Table, found: Coverage) -> Iterator[RuleView]:
    for number, rule in enumerate(table.rules, start=1):
        tests = zip(table.inputs, rule.tests, strict=True)
        entries = zip(table.outputs, rule.entries, strict=True)
        yield RuleView(
            number,
            rule.id,
            [(column.label, cell.text) for column, cell in tests if cell.text != "-"],
            [(column.name, cell.text) for column, cell in entries],
            rule.annotation,
            found.partners.get(number, []),
            number in found.never,
            number in found.hidden,
        )


def _gap(number: int, table: Table, gap: Gap) -> GapView:
    answers = [
        (column.label, pieces.in_words(list(parts)))
        for column, parts in zip(table.inputs, gap.columns, strict=True)
        if parts is not None
    ]
    return GapView(number, answers, gap.missing, gap.broken)


def _overlap(number: int, table: Table, overlap: Overlap) -> OverlapView:
    example = [
        (column.label, pieces.shown(value))
        for column, value, one, two in zip(
            table.inputs,
            overlap.example,
            table.rules[overlap.first - 1].tests,
            table.rules[overlap.second - 1].tests,
            strict=True,
        )
        if one.text != "-" or two.text != "-"
    ]
    wrong = table.policy is HitPolicy.UNIQUE or (table.policy is HitPolicy.ANY and overlap.differ)
    return OverlapView(number, overlap.first, overlap.second, example, wrong)

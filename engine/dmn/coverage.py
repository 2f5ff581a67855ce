"""Gaps and overlaps of a decision table: what no rule answers, what several rules answer, and which rules never count.

Columns are looked at as if they had nothing to do with each other. What a cell asks beyond comparing its value is not
looked through: such a cell is named, counts as matching where gaps are sought and as not matching for overlaps, so
that what is reported is always true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine import feel
from engine.dmn import domains
from engine.dmn.domains import Column
from engine.dmn.model import Definitions, HitPolicy, Rule, Table
from engine.dmn.pieces import Piece
from engine.dmn.table import Words, expression
from engine.feel import tree as feel_tree

MOST_NODES = 40_000  # of the tree of gaps
MOST_PAIRS = 400_000
MOST_COLUMNS = 200
MOST_LISTED = 100
_FULL, _GAP = 0, 1  # the two ends of that tree


@dataclass(frozen=True)
class Gap:
    """Answers that no rule matches: per column the pieces, None where any value will do."""

    columns: tuple[tuple[Piece, ...] | None, ...]
    example: tuple[object, ...]

    @property
    def missing(self) -> bool:
        """Whether it only happens when something is not filled in."""
        return any(parts is not None and all(part.empty for part in parts) for parts in self.columns)

    @property
    def broken(self) -> bool:
        """Whether it only happens for a number that is not whole."""
        return any(parts is not None and all(part.broken for part in parts) for parts in self.columns)


@dataclass(frozen=True)
class Overlap:
    """Two rules (by number) that match the same answers; `differ` when they say something else."""

    first: int
    second: int
    example: tuple[object, ...]
    differ: bool


@dataclass(frozen=True)
class Unclear:
    """A cell that was not looked through; rule 0 is the whole column."""

    rule: int
    column: str
    why: str


@dataclass(frozen=True)
class Coverage:
    """What was found; the counts are of all, the lists stop at `MOST_LISTED`."""

    columns: tuple[Column, ...]
    gaps: tuple[Gap, ...] = ()
    gap_count: int = 0
    overlaps: tuple[Overlap, ...] = ()
    overlap_count: int = 0
    partners: dict[int, list[int]] = field(default_factory=dict)  # rule -> rules it overlaps
    never: tuple[int, ...] = ()  # rules that match nothing
    hidden: tuple[int, ...] = ()  # rules whose every answer goes to another rule
    unclear: tuple[Unclear, ...] = ()
    cut: bool = False  # too much work: not everything was sought


class _TooMuch(Exception):
    """The tree grew too large."""


def coverage(definitions: Definitions, table: Table) -> Coverage:
    """Look through one table of a file; a cell that cannot be read raises `DmnError`."""
    words = Words(definitions.names, definitions.types)
    columns = tuple(
        domains.column(asked, [rule.tests[at] for rule in table.rules], words) for at, asked in enumerate(table.inputs)
    )
    masks = [[column.holds[test.text] for column, test in zip(columns, r.tests, strict=True)] for r in table.rules]
    gaps, count, cut = _gaps(columns, masks)
    overlaps, partners, cut_too = _overlaps(table, columns, masks)
    hidden, cut_three = _hidden(table, columns, masks, words)
    return Coverage(
        columns,
        gaps,
        count,
        tuple(overlaps[:MOST_LISTED]),
        sum(map(len, partners.values())) // 2,
        partners,
        tuple(at + 1 for at, row in enumerate(masks) if 0 in row),
        hidden,
        tuple(_unclear(table.rules, columns)),
        cut or cut_too or cut_three,
    )


def _unclear(rules: tuple[Rule, ...], columns: tuple[Column, ...]) -> Iterator[Unclear]:
    for at, column in enumerate(columns):
        if "" in column.unclear:
            yield Unclear(0, column.label, column.unclear[""])
        for number, rule in enumerate(rules, start=1):
            if (text := rule.tests[at].text) in column.unclear:
                yield Unclear(number, column.label, column.unclear[text])


_Masks = list[list[int | None]]  # per rule and column the pieces it holds for; None: unclear


class _Tree:
    """Which answers are left over, column by column; equal branches are one node, so that it stays small."""

    def __init__(self, rows: list[list[int]], wholes: list[int]) -> None:
        self.rows, self.wholes = rows, wholes
        # per column: for each piece the rules that hold for it
        self.of_piece = [
            [sum(1 << at for at, row in enumerate(rows) if row[c] >> p & 1) for p in range(whole.bit_length())]
            for c, whole in enumerate(wholes)
        ]
        # rules that match whatever comes from this column on
        self.rest = [0] * len(wholes) + [(1 << len(rows)) - 1]
        for c in reversed(range(len(wholes))):
            every = sum(1 << at for at, row in enumerate(rows) if row[c] & wholes[c] == wholes[c])
            self.rest[c] = self.rest[c + 1] & every
        self.nodes: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
        self.branches: dict[int, tuple[int, tuple[tuple[int, int], ...]]] = {}
        self.seen: dict[tuple[int, int], int] = {}

    def build(self, c: int, active: int) -> int:
        """The node for these rules from this column on: what none of them matches."""
        if not active:
            return _GAP
        if active & self.rest[c]:
            return _FULL
        if (c, active) not in self.seen:
            if len(self.seen) > MOST_NODES:
                raise _TooMuch
            self.seen[c, active] = self._made(c, active)
        return self.seen[c, active]

    def _made(self, c: int, active: int) -> int:
        groups: dict[int, int] = {}
        for p, holding in enumerate(self.of_piece[c]):
            if self.wholes[c] >> p & 1:
                child = self.build(c + 1, active & holding)
                groups[child] = groups.get(child, 0) | 1 << p
        if len(groups) == 1:
            return next(iter(groups))
        key = c, tuple(sorted(groups.items()))
        node = self.nodes.setdefault(key, len(self.nodes) + 2)
        self.branches[node] = key
        return node

    def paths(self, node: int) -> Iterator[dict[int, int]]:
        """Every way to a gap: per column that matters the pieces."""
        if node == _GAP:
            yield {}
        if node > _GAP:
            c, groups = self.branches[node]
            for child, mask in groups:
                for path in self.paths(child):
                    yield {c: mask, **path}

    def count(self, node: int, known: dict[int, int]) -> int:
        if node <= _GAP:
            return node
        if node not in known:
            known[node] = sum(self.count(child, known) for child, _ in self.branches[node][1])
        return known[node]


def _gaps(columns: tuple[Column, ...], masks: _Masks) -> tuple[tuple[Gap, ...], int, bool]:
    """The gaps, those that need nothing left empty first; how many; and whether it was cut off."""
    order = sorted(range(len(columns)), key=lambda c: sum(row[c] == columns[c].whole for row in masks))
    rows = [[columns[c].whole if row[c] is None else row[c] or 0 for c in order] for row in masks]
    wanted = _Tree(rows, [columns[c].whole for c in order])
    if len(columns) > MOST_COLUMNS:
        return (), 0, True
    try:
        root = wanted.build(0, (1 << len(rows)) - 1)
    except _TooMuch:
        return (), 0, True
    found = []
    for path in wanted.paths(root):
        found.append(_gap(columns, {order[c]: mask for c, mask in path.items()}))
        if len(found) >= MOST_LISTED * 5:
            break
    found.sort(key=lambda gap: (gap.missing, gap.broken))
    return tuple(found[:MOST_LISTED]), wanted.count(root, {}), False


def _gap(columns: tuple[Column, ...], path: dict[int, int]) -> Gap:
    parts = tuple(_chosen(column, path[c]) if c in path else None for c, column in enumerate(columns))
    return Gap(parts, _example(columns, [path.get(c, column.whole) for c, column in enumerate(columns)]))


def _chosen(column: Column, mask: int) -> tuple[Piece, ...]:
    return tuple(part for at, part in enumerate(column.pieces) if mask >> at & 1)


def _example(columns: tuple[Column, ...], masks: list[int]) -> tuple[object, ...]:
    """One value per column: a whole and filled in one where it can be."""
    best = (
        min(_chosen(column, mask), key=lambda p: (p.empty, p.broken, p.low is None, p.high is None))
        for column, mask in zip(columns, masks, strict=True)
    )
    return tuple(part.example for part in best)


def _overlaps(
    table: Table, columns: tuple[Column, ...], masks: _Masks
) -> tuple[list[Overlap], dict[int, list[int]], bool]:
    found: list[Overlap] = []
    partners: dict[int, list[int]] = {}
    clear = [(at, [m or 0 for m in row]) for at, row in enumerate(masks) if None not in row and 0 not in row]
    tried = 0
    for place, (one, row) in enumerate(clear):
        for two, other in clear[place + 1 :]:
            tried += 1
            if tried > MOST_PAIRS:
                return found, partners, True
            shared = [a & b for a, b in zip(row, other, strict=True)]
            if all(shared):
                partners.setdefault(one + 1, []).append(two + 1)
                partners.setdefault(two + 1, []).append(one + 1)
                if len(found) < MOST_LISTED * 5:
                    differ = _says(table.rules[one]) != _says(table.rules[two])
                    found.append(Overlap(one + 1, two + 1, _example(columns, shared), differ))
    found.sort(key=lambda overlap: not overlap.differ)
    return found, partners, False


def _says(rule: Rule) -> list[str]:
    return [" ".join(entry.text.split()) for entry in rule.entries]


def _hidden(table: Table, columns: tuple[Column, ...], masks: _Masks, words: Words) -> tuple[tuple[int, ...], bool]:
    """The rules that are always beaten by others: by those above them, or by those with a stronger outcome."""
    ranks = _ranks(table, words)
    if ranks is None or len(masks) > MOST_LISTED * 10 or len(columns) > MOST_COLUMNS:
        return (), ranks is not None
    found: list[int] = []
    for at, row in enumerate(masks):
        if None in row or 0 in row:
            continue
        own = [mask or 0 for mask in row]
        before = [
            [mask or 0 for mask in other]
            for there, other in enumerate(masks)
            if None not in other and (ranks[there], there) < (ranks[at], at)
        ]
        try:
            if columns and _Tree(before, own).build(0, (1 << len(before)) - 1) == _FULL:
                found.append(at + 1)
        except _TooMuch:
            return tuple(found), True
    return tuple(found), False


def _ranks(table: Table, words: Words) -> list[tuple[int, ...]] | None:
    """Per rule how strong its outcome is, the strongest lowest; None when rules do not beat each other."""
    if table.policy is HitPolicy.FIRST:
        return [()] * len(table.rules)
    if table.policy is not HitPolicy.PRIORITY:
        return None
    orders = [
        None if o.values is None else [feel.print_node(n) for n in _items(o.values, words)] for o in table.outputs
    ]
    ranks = []
    for rule in table.rules:
        said = [feel.print_node(expression(entry, words.names, words.types).tree) for entry in rule.entries]
        if any(order is not None and text not in order for text, order in zip(said, orders, strict=True)):
            return None  # the outcome is only known when it is asked
        ranks.append(tuple(o.index(text) for text, o in zip(said, orders, strict=True) if o is not None))
    return ranks


def _items(values: str, words: Words) -> tuple[feel_tree.Node, ...]:
    listed = feel.compile_expression(f"[{values}]", words.names, words.types).tree
    return listed.items if isinstance(listed, feel_tree.ListOf) else ()

"""What a column of a decision table can be asked, and which of its cells can be looked through exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from engine import feel
from engine.dmn import items, pieces, table
from engine.dmn.errors import DmnError
from engine.dmn.model import Input, Literal
from engine.dmn.pieces import NOTHING, Piece
from engine.dmn.table import Words
from engine.feel import compiler, names, tree
from engine.feel.run import begin
from engine.feel.values import Range, kind_of

ENV = feel.Environment(datetime(2000, 1, 1, tzinfo=UTC))  # no cell that is looked through asks the clock
MOST_WORK = 200_000  # answers of cells for one column
_CLOCK = frozenset({"now", "today"})
_ORDERING = frozenset({"<", "<=", ">", ">="})
NULL = tree.Literal(None)


class Unclear(Exception):
    """A cell that cannot be looked through; says why, in Dutch."""


@dataclass(frozen=True, slots=True)
class Column:
    """The pieces of a column, and per text of a cell the pieces it holds for (a bit each), None where unclear."""

    label: str
    kind: str
    pieces: tuple[Piece, ...]
    holds: dict[str, int | None] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)  # text of a cell, "" for the column -> why

    @property
    def whole(self) -> int:
        """All pieces."""
        return (1 << len(self.pieces)) - 1


def column(asked: Input, cells: list[Literal], words: Words) -> Column:
    """Look through one column; `cells` are those of all rules."""
    unclear: dict[str, str] = {}
    trees = dict(_readable(cells, words, unclear))
    allowed = None if asked.allowed is None else table.test(Literal(asked.id, asked.allowed), words.names, words.types)
    expression = table.expression(Literal(asked.id, asked.expression), words.names, words.types).tree
    found = answers(expression)
    if found is not None:
        kind, parts = "", pieces.singles(found)
    else:
        kind, parts = _parts(asked, trees, allowed, words, unclear)
        if parts != [pieces.ANYTHING] and not never_null(expression):
            parts = [*parts, NOTHING]
    if allowed is not None:
        parts = [part for part in parts if part.example is None or _true(allowed, part.example)]
    if len(parts) * len(trees) > MOST_WORK:
        unclear |= dict.fromkeys(trees, "er zijn te veel verschillende waarden in deze kolom")
        trees = {}
    holds = {text: _mask(test, parts, unclear) for text, test in trees.items()}
    return Column(asked.label, kind, tuple(parts), holds | dict.fromkeys(unclear), unclear)


def _readable(cells: list[Literal], words: Words, unclear: dict[str, str]) -> Iterator[tuple[str, feel.UnaryTests]]:
    for cell in {cell.text: cell for cell in cells}.values():
        test = table.test(cell, words.names, words.types)
        if test.names:
            unclear[cell.text] = f"hangt af van het gegeven {min(test.names)}"
        elif _CLOCK & tree.names(test.tree):
            unclear[cell.text] = "hangt af van de dag van vandaag"
        else:
            yield cell.text, test


def _parts(
    asked: Input,
    trees: dict[str, feel.UnaryTests],
    allowed: feel.UnaryTests | None,
    words: Words,
    unclear: dict[str, str],
) -> tuple[str, list[Piece]]:
    """The kind of the column and its pieces; cells that fit neither go to `unclear`."""
    listed = None if allowed is None else _listed(allowed)
    if listed is not None:
        return "", pieces.singles(listed)
    points = _all_points(trees, unclear, all_clear=_kind(asked, [], words) == pieces.BOOLEAN)
    kind = _kind(asked, points, words)
    if kind == pieces.STRING:
        _refuse(trees, unclear, "vergelijkt teksten op volgorde", _orders)
    if kind in pieces.KINDS and (points or kind != pieces.MOMENT):
        points += [] if allowed is None else _limits(allowed, unclear)
        _note_type(asked, words, unclear)
        try:
            return kind, pieces.of_kind(kind, points)
        except (TypeError, OverflowError):
            _refuse(trees, unclear, "vergelijkt met waarden die niet op volgorde te zetten zijn")
    _refuse(trees, unclear, "staat in een kolom waarvan de soort waarde niet bekend is")
    return kind, [pieces.ANYTHING]


def _all_points(trees: dict[str, feel.UnaryTests], unclear: dict[str, str], *, all_clear: bool) -> list[object]:
    """What the cells compare with. Of true and false all cells are clear: both can be tried."""
    points: list[object] = []
    for text, test in list(trees.items()):
        try:
            points += _points(test.tree)
        except Unclear as why:
            if not all_clear:
                _refuse({text: trees.pop(text)}, unclear, str(why))
    return points


def _refuse(
    trees: dict[str, feel.UnaryTests],
    unclear: dict[str, str],
    why: str,
    which: Callable[[tree.Node], bool] = lambda node: True,
) -> None:
    for text in [text for text, test in trees.items() if test.tree.tests and which(test.tree)]:
        unclear[text] = why
        del trees[text]


def _note_type(asked: Input, words: Words, unclear: dict[str, str]) -> None:
    type_ = items.find(words.types, asked.type) if asked.type else None
    if type_ is not None and type_.allowed is not None:
        unclear[""] = f"het type {asked.type} beperkt de waarden; zet ze ook bij de kolom"


def _kind(asked: Input, points: list[object], words: Words) -> str:
    type_ = items.find(words.types, asked.type) if asked.type else None
    if type_ is not None:
        return type_.name
    kinds = {kind_of(point) for point in points if point is not None}
    return kinds.pop() if len(kinds) == 1 else ""


def _orders(node: tree.Node) -> bool:
    if isinstance(node, tree.RangeOf | tree.Between):
        return True
    if isinstance(node, tree.Test | tree.Compare) and node.operator in _ORDERING:
        return True
    return any(_orders(child) for child in tree.children(node))


def _limits(allowed: feel.UnaryTests, unclear: dict[str, str]) -> list[object]:
    try:
        return list(_points(allowed.tree))
    except Unclear:
        unclear[""] = "de toegestane waarden zijn niet te onderzoeken"
        return []


def _listed(allowed: feel.UnaryTests) -> list[object] | None:
    """The values themselves, when the allowed values are no more than a list."""
    if allowed.tree.negated or not allowed.tree.tests or allowed.names:
        return None
    if not all(t.operator == "member" and isinstance(t.operand, tree.Literal) for t in allowed.tree.tests):
        return None
    return _unique(constant(t.operand) for t in allowed.tree.tests)


def _unique(values: Iterable[object]) -> list[object]:
    return list({(value.__class__, value): value for value in values}.values())  # true is no 1 here


def _points(node: tree.Node) -> Iterator[object]:
    """The values that a cell compares with; `Unclear` when it does more than compare."""
    if isinstance(node, tree.Tests):
        for test in node.tests:
            yield from _points(test)
    elif isinstance(node, tree.Test) and not _asks(node.operand):
        yield from _flat(constant(node.operand))
    elif isinstance(node, tree.Test) and node.operator == "member":
        yield from _points(node.operand)
    elif isinstance(node, tree.Logic):
        for operand in node.operands:
            yield from _points(operand)
    elif isinstance(node, tree.Call) and node.function == tree.Name("not", node.function.position):
        for argument in node.arguments:
            yield from _points(argument)
    else:
        yield from _compared(node)


def _compared(node: tree.Node) -> Iterator[object]:
    """The same of `? > 5`, `? between 1 and 5` and `? in (...)`."""
    if isinstance(node, tree.Compare) and _is_asked(node.left) != _is_asked(node.right):
        yield from _flat(constant(node.right if _is_asked(node.left) else node.left))
    elif isinstance(node, tree.Between) and _is_asked(node.value):
        yield from (constant(node.low), constant(node.high))
    elif isinstance(node, tree.In) and _is_asked(node.value):
        for test in node.tests:
            yield from _points(test)
    else:
        raise Unclear("rekent met de waarde in plaats van haar te vergelijken")


def _is_asked(node: tree.Node) -> bool:
    return isinstance(node, tree.Name) and node.name == "?"


def _asks(node: tree.Node) -> bool:
    return "?" in tree.names(node)


def constant(node: tree.Node) -> object:
    """The value of an expression that asks for nothing."""
    if _asks(node) or names.free(node):
        raise Unclear("vergelijkt met iets dat geen vaste waarde is")
    return compiler.top(frozenset()).closure(node)(begin({}, ENV))


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif isinstance(value, Range):
        yield from (end for end in (value.start, value.end) if end is not None)
    elif value is not None:
        yield value


def answers(node: tree.Node) -> list[object] | None:
    """Every value that the question of a column can give, when those are few; None when not."""
    if isinstance(node, tree.Literal):
        return [node.value]
    if isinstance(node, tree.Compare) and node.operator == "=" and NULL.value in _literals(node):
        return [True, False]
    if isinstance(node, tree.If):
        then = _members(node.condition, node.then) or answers(node.then)
        otherwise = answers(node.otherwise)
        if then is not None and otherwise is not None:
            return _unique([*then, *otherwise])
    return None


def _literals(node: tree.Compare) -> list[object]:
    return [side.value for side in (node.left, node.right) if isinstance(side, tree.Literal)]


def _members(condition: tree.Node, then: tree.Node) -> list[object] | None:
    """The list of `if list contains([...], x) then x`."""
    if not (isinstance(condition, tree.Call) and isinstance(condition.function, tree.Name)):
        return None
    if condition.function.name != "list contains" or condition.names or len(condition.arguments) != 2:
        return None
    listed, asked = condition.arguments
    if not isinstance(listed, tree.ListOf) or feel.print_node(asked) != feel.print_node(then):
        return None
    return [i.value for i in listed.items if isinstance(i, tree.Literal)] if _plain(listed) else None


def _plain(listed: tree.ListOf) -> bool:
    return all(isinstance(item, tree.Literal) for item in listed.items)


def never_null(node: tree.Node) -> bool:
    """Whether the question is `if x = null then something else x`."""
    if not (isinstance(node, tree.If) and isinstance(node.condition, tree.Compare)):
        return False
    asked = [side for side in (node.condition.left, node.condition.right) if side.__class__ is not tree.Literal]
    return (
        node.condition.operator == "="
        and None in _literals(node.condition)
        and len(asked) == 1
        and isinstance(node.then, tree.Literal)
        and node.then.value is not None
        and feel.print_node(node.otherwise) == feel.print_node(asked[0])
    )


def _mask(test: feel.UnaryTests, parts: list[Piece], unclear: dict[str, str]) -> int | None:
    mask = 0
    for at, part in enumerate(parts):
        try:
            mask |= _true(test, part.example) << at
        except (feel.FeelError, DmnError) as error:
            unclear[test.text] = error.message_nl
            return None
    return mask


def _true(test: feel.UnaryTests, value: object) -> bool:
    return test.within(value, begin({}, ENV)) is True

"""From tokens to the syntax tree: operators by their binding power."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.feel import brackets, hints, operands, tree, types
from engine.feel import cursor as cursors
from engine.feel.brackets import COMPARISONS
from engine.feel.cursor import (
    ADDITION,
    AND,
    COMPARISON,
    MULTIPLICATION,
    OR,
    POSTFIX,
    POWER,
    Cursor,
    LongNames,
)
from engine.feel.errors import FeelLimitError, FeelSyntaxError
from engine.feel.tokens import Kind, tokenize
from engine.feel.types import Types

MAX_HEIGHT = 100


def parse_expression(text: str, names: Iterable[str], functions: LongNames, types_: Types) -> tree.Node:
    """The tree of an expression; `names` are the known variables of several words."""
    cursor = _start(text, names, functions, types_)
    if cursor.token.kind is Kind.END:
        raise FeelSyntaxError("De expressie is leeg.", 0)
    return _finish(cursor, cursor.expression())


def parse_unary(text: str, names: Iterable[str], functions: LongNames, types_: Types) -> tree.Tests:
    """The tree of a cell of a decision table."""
    cursor = _start(text, names, functions, types_)
    if cursor.token.kind is Kind.END:
        raise FeelSyntaxError("De test is leeg; schrijf `-` voor 'maakt niet uit'.", 0)
    if cursor.at("-") and cursor.ahead().kind is Kind.END:
        return tree.Tests((), False)
    negated = _negated(cursor)
    tests = brackets.positive_tests(cursor)
    if negated:
        cursor.expect(")")
    _refuse_part_negated(tests)
    if cursor.at("and", "or"):
        raise FeelSyntaxError(
            "Voor een test met `and` of `or`: schrijf een bereik zoals `(5..10]`, of `? > 5 and ? <= 10`.",
            cursor.token.start,
        )
    node = tree.Tests(tests, negated)
    _finish(cursor, node)
    return node


def _refuse_part_negated(tests: tuple[tree.Test, ...]) -> None:
    """Refuse `not(1), 2`: only a whole cell can be negated, and this would silently match nothing."""
    for test in tests:
        call = test.operand
        if isinstance(call, tree.Call) and isinstance(call.function, tree.Name) and call.function.name == "not":
            values = (a for a in call.arguments if isinstance(a, tree.RangeOf | tree.Literal))
            if any(not isinstance(a, tree.Literal) or not isinstance(a.value, bool) for a in values):
                raise FeelSyntaxError("`not(...)` geldt voor de hele cel; zet er niets naast.", call.position)


def _start(text: str, names: Iterable[str], functions: LongNames, types_: Types) -> Cursor:
    cursor = Cursor(text, tokenize(text), {}, functions, types_.known, climb, operands.operand)
    for name in sorted(names):
        cursor.known = cursors.with_name(cursor, name)
    return cursor


def _finish(cursor: Cursor, node: tree.Node) -> tree.Node:
    if cursor.token.kind is not Kind.END:
        raise FeelSyntaxError(_leftover(cursor), cursor.token.start)
    if tree.height(node) > MAX_HEIGHT:
        raise FeelLimitError("De expressie is te diep genest.", 0)
    return node


def _leftover(cursor: Cursor) -> str:
    before, here = cursor.tokens[cursor.index - 1], cursor.token
    if hint := hints.for_operator(here.text):
        return hint
    if before.kind is Kind.NAME and here.kind is Kind.NAME:
        known = (" ".join(words) for names in cursor.functions.values() for words in names)
        hint = hints.nearest(f"{before.text} {here.text}", known, cutoff=0.85)
        return f"Tussen `{before.text}` en `{here.text}` ontbreekt een teken, zoals `and` of `=`.{hint}"
    return cursor.surprise()


def _negated(cursor: Cursor) -> bool:
    """Whether the whole cell is `not(...)`: its closing bracket is the last token."""
    if not (cursor.at("not") and cursor.ahead().text == "("):
        return False
    depth = 0
    for index, token in enumerate(cursor.tokens[cursor.index + 1 :], cursor.index + 1):
        if token.kind is Kind.SYMBOL and token.text in "()":
            depth += 1 if token.text == "(" else -1
        if depth == 0:
            if cursor.tokens[index + 1].kind is Kind.END:
                cursor.index += 2
                return True
            return False
    return False


def climb(cursor: Cursor, left: tree.Node, minimum: int) -> tree.Node:
    """Take the operators after `left` that bind at least this tightly."""
    while True:
        infix = _INFIX.get(cursor.token.text)
        if infix is None or infix[0] < minimum or cursor.token.kind not in (Kind.SYMBOL, Kind.NAME):
            return left
        if cursor.token.text == "[" and brackets.closes_range(cursor):
            return left
        left = infix[1](cursor, left)


def _chain(*symbols: str, power: int) -> Callable[[Cursor, tree.Node], tree.Node]:
    def parse(cursor: Cursor, left: tree.Node) -> tree.Node:
        position = cursor.token.start
        operators: list[str] = []
        right: list[tree.Node] = []
        while cursor.at(*symbols):
            operators.append(cursor.take().text)
            right.append(cursor.expression(power + 1))
        return tree.Chain(left, tuple(operators), tuple(right), position)

    return parse


def _logic(word: str, power: int) -> Callable[[Cursor, tree.Node], tree.Node]:
    def parse(cursor: Cursor, left: tree.Node) -> tree.Node:
        position = cursor.token.start
        parts = [left]
        while cursor.skip(word):
            parts.append(cursor.expression(power + 1))
        return tree.Logic(word, tuple(parts), position)

    return parse


def _compare(cursor: Cursor, left: tree.Node) -> tree.Node:
    operator = cursor.take()
    return tree.Compare(operator.text, left, cursor.expression(ADDITION), operator.start)


def _between(cursor: Cursor, left: tree.Node) -> tree.Node:
    position = cursor.take().start
    low = cursor.expression(ADDITION)
    cursor.expect("and")
    return tree.Between(left, low, cursor.expression(ADDITION), position)


def _in(cursor: Cursor, left: tree.Node) -> tree.Node:
    position = cursor.take().start
    if cursor.at("("):
        return tree.In(left, brackets.bracketed_tests(cursor), position)
    if cursor.at(*COMPARISONS):
        return tree.In(left, (brackets.positive_test(cursor),), position)
    operand = cursor.expression(ADDITION)
    return tree.In(left, (tree.Test("member", operand, operand.position),), position)


def _instance_of(cursor: Cursor, left: tree.Node) -> tree.Node:
    position = cursor.take().start
    cursor.expect("of")
    return tree.InstanceOf(left, types.parse_type(cursor), position)


def _path(cursor: Cursor, left: tree.Node) -> tree.Node:
    position = cursor.take().start
    return tree.Path(left, cursors.plain_words(cursor), position)


def _filter(cursor: Cursor, left: tree.Node) -> tree.Node:
    position = cursor.take().start
    condition = cursor.expression()
    cursor.expect("]")
    return tree.Filter(left, condition, position)


_INFIX: dict[str, tuple[int, Callable[[Cursor, tree.Node], tree.Node]]] = {
    "or": (OR, _logic("or", OR)),
    "and": (AND, _logic("and", AND)),
    **{symbol: (COMPARISON, _compare) for symbol in COMPARISONS},
    "between": (COMPARISON, _between),
    "in": (COMPARISON, _in),
    "+": (ADDITION, _chain("+", "-", power=ADDITION)),
    "-": (ADDITION, _chain("+", "-", power=ADDITION)),
    "*": (MULTIPLICATION, _chain("*", "/", power=MULTIPLICATION)),
    "/": (MULTIPLICATION, _chain("*", "/", power=MULTIPLICATION)),
    "**": (POWER, _chain("**", power=POWER)),
    "instance": (POSTFIX, _instance_of),
    ".": (POSTFIX, _path),
    "[": (POSTFIX, _filter),
    "(": (POSTFIX, operands.call),
}

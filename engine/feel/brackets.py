"""Everything between brackets: lists, ranges, contexts and unary tests."""

from __future__ import annotations

from engine.feel import cursor as cursors
from engine.feel import tree
from engine.feel.cursor import Cursor
from engine.feel.errors import FeelSyntaxError
from engine.feel.tokens import Kind, unquote

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def bracket(cursor: Cursor) -> tree.Node:
    """`(1 + 2)`, `(1..2)` or `(< 5)`."""
    position = cursor.take().start
    if cursor.at(*COMPARISONS):
        found = _one_sided(cursor, position)
    else:
        found = cursor.expression()
        if cursor.skip(".."):
            return _range(cursor, found, False, position)
    cursor.expect(")")
    return found


def _one_sided(cursor: Cursor, position: int) -> tree.Node:
    operator = cursor.take().text
    end = cursor.expression(cursors.ADDITION)
    if operator in ("<", "<="):
        return tree.RangeOf(None, end, False, operator == "<=", position)
    if operator in (">", ">="):
        return tree.RangeOf(end, None, operator == ">=", False, position)
    if operator == "=":
        return tree.RangeOf(end, end, True, True, position)
    raise FeelSyntaxError("Een bereik met `!=` bestaat niet; schrijf `not(...)`.", position)


def positive_tests(cursor: Cursor) -> tuple[tree.Test, ...]:
    """One or more tests with commas between them."""
    tests = [positive_test(cursor)]
    while cursor.skip(","):
        tests.append(positive_test(cursor))
    return tuple(tests)


def positive_test(cursor: Cursor) -> tree.Test:
    """`< 5`, a range, a value, a list of values, or an expression with `?`."""
    position = cursor.token.start
    if cursor.at(*COMPARISONS):
        operator = cursor.take().text
        return tree.Test(operator, cursor.expression(cursors.ADDITION), position)
    return tree.Test("member", cursor.expression(), position)


def bracketed_tests(cursor: Cursor) -> tuple[tree.Test, ...]:
    """The tests after `in (`; one value in brackets may go on, as in `(lists).first`."""
    position = cursor.take().start
    tests = positive_tests(cursor)
    single = tests[0].operand if len(tests) == 1 and tests[0].operator == "member" else None
    if single is not None and cursor.skip(".."):
        return (tree.Test("member", _range(cursor, single, False, position), position),)
    cursor.expect(")")
    if single is not None:
        return (tree.Test("member", cursor.climb(cursor, single, cursors.POSTFIX), position),)
    return tests


def square(cursor: Cursor) -> tree.Node:
    """`[1, 2]` or `[1..2]`."""
    position = cursor.take().start
    if cursor.skip("]"):
        return tree.ListOf((), position)
    items = [cursor.expression()]
    if cursor.skip(".."):
        return _range(cursor, items[0], True, position)
    while cursor.skip(","):
        items.append(cursor.expression())
    cursor.expect("]")
    return tree.ListOf(tuple(items), position)


def open_square(cursor: Cursor) -> tree.Node:
    """`]1..2]`."""
    position = cursor.take().start
    start = cursor.expression()
    cursor.expect("..")
    return _range(cursor, start, False, position)


def _range(cursor: Cursor, start: tree.Node, included: bool, position: int) -> tree.Node:
    end = cursor.expression()
    closing = cursor.expect("]", ")", "[").text
    return tree.RangeOf(start, end, included, closing == "]", position)


_NOT_A_START = frozenset([".", ")", "]", "}", ",", "..", "and", "or", "then", "else", "return", "satisfies", ""])


def closes_range(cursor: Cursor) -> bool:
    """Whether this `[` ends a range such as `]1..3[`: nothing to filter with follows it."""
    following = cursor.ahead()
    return following.kind is not Kind.STRING and following.text in _NOT_A_START


def curly(cursor: Cursor) -> tree.Node:
    """`{a: 1}`."""
    position = cursor.take().start
    before = cursor.known
    names: list[str] = []
    values: list[tree.Node] = []
    while not cursor.at("}"):
        if names:
            cursor.expect(",")
        name = _key(cursor)
        if name in names:
            raise FeelSyntaxError(f"De naam `{name}` staat er twee keer.", cursor.token.start)
        cursor.expect(":")
        values.append(cursor.expression())
        names.append(name)
        cursor.known = cursors.with_name(cursor, name)
    cursor.take()
    cursor.known = before
    return tree.ContextOf(tuple(names), tuple(values), position)


def _key(cursor: Cursor) -> str:
    if cursor.token.kind is Kind.STRING:
        return unquote(cursor.take())
    return cursors.words_until(cursor, ":")

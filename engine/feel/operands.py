"""Everything an expression can start with: literals, names, brackets, `if`, `for` and so on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException

from engine.feel import brackets, hints, temporal, tree, types
from engine.feel import cursor as cursors
from engine.feel.cursor import Cursor
from engine.feel.errors import FeelSyntaxError, Undefined
from engine.feel.tokens import KEYWORDS, Kind, unquote
from engine.feel.values import DECIMAL

_CONSTANTS = {"true": True, "false": False, "null": None}


def operand(cursor: Cursor) -> tree.Node:
    """The operand that starts here."""
    token = cursor.token
    if token.kind is Kind.NUMBER:
        return _number(cursor)
    if token.kind is Kind.STRING:
        return tree.Literal(unquote(cursor.take()), token.start)
    if token.kind is Kind.END:
        raise FeelSyntaxError("De expressie is niet af.", token.start)
    special = _STARTS.get(token.text)
    if special is not None:
        return special(cursor)
    if token.kind is Kind.NAME:
        return _name(cursor)
    raise FeelSyntaxError(_wrong_start(cursor), token.start)


def _number(cursor: Cursor) -> tree.Node:
    token = cursor.take()
    try:
        return tree.Literal(DECIMAL.create_decimal(token.text), token.start)
    except DecimalException as error:
        raise FeelSyntaxError("Dit getal is te groot.", token.start) from error


def _wrong_start(cursor: Cursor) -> str:
    if cursor.at("<", "<=", ">", ">=", "=", "!="):
        if cursor.index and cursor.tokens[cursor.index - 1].text in ("=", "<"):
            return cursor.surprise()
        return f"Voor `{cursor.token.text}` ontbreekt een waarde."
    return cursor.surprise()


def _name(cursor: Cursor) -> tree.Node:
    token = cursor.token
    long_name = cursors.known_name(cursor) or cursors.function_name(cursor)
    if long_name is not None:
        return tree.Name(long_name, token.start)
    if token.text in _CONSTANTS:
        cursor.take()
        return tree.Literal(_CONSTANTS[token.text], token.start)
    if token.text in KEYWORDS:
        raise FeelSyntaxError(cursor.surprise(), token.start)
    if hint := hints.for_word(token.text):
        raise FeelSyntaxError(hint, token.start)
    return tree.Name(cursor.take().text, token.start)


def _sign(cursor: Cursor) -> tree.Node:
    position = cursor.take().start
    operand = cursor.expression(cursors.SIGN)
    if isinstance(operand, tree.Literal) and isinstance(operand.value, Decimal):
        return tree.Literal(DECIMAL.minus(operand.value), position)
    return tree.Negate(operand, position)


def _at_literal(cursor: Cursor) -> tree.Node:
    position = cursor.take().start
    if cursor.token.kind is not Kind.STRING:
        raise FeelSyntaxError('Na `@` hoort een tekst, zoals `@"2026-01-31"`.', cursor.token.start)
    text = unquote(cursor.take())
    try:
        return tree.Literal(temporal.parse_any(text), position)
    except Undefined as error:
        raise FeelSyntaxError(error.message_nl, position) from error


def _if(cursor: Cursor) -> tree.Node:
    position = cursor.take().start
    condition = cursor.expression()
    cursor.expect("then")
    then = cursor.expression()
    if not cursor.at("else"):
        raise FeelSyntaxError("Bij `if` hoort altijd ook `else`.", cursor.token.start)
    cursor.take()
    return tree.If(condition, then, cursor.expression(), position)


def _for(cursor: Cursor) -> tree.Node:
    position = cursor.take().start
    before = cursor.known
    iterators = _iterators(cursor)
    cursor.expect("return")
    body = cursor.expression()
    cursor.known = before
    return tree.For(iterators, body, position)


def _quantified(cursor: Cursor) -> tree.Node:
    word = cursor.take()
    before = cursor.known
    iterators = _iterators(cursor)
    cursor.expect("satisfies")
    condition = cursor.expression()
    cursor.known = before
    return tree.Quantified(word.text == "every", iterators, condition, word.start)


def _iterators(cursor: Cursor) -> tuple[tree.Iterator_, ...]:
    found: list[tree.Iterator_] = []
    while not found or cursor.skip(","):
        position = cursor.token.start
        name = cursors.words_until(cursor, "in")
        cursor.take()
        source = cursor.expression()
        end = cursor.expression() if cursor.skip("..") else None
        found.append(tree.Iterator_(name, source, end, position))
        cursor.known = cursors.with_name(cursor, name)
    return tuple(found)


def _function(cursor: Cursor) -> tree.Node:
    position = cursor.take().start
    before = cursor.known
    cursor.expect("(")
    parameters: list[str] = []
    found: list[tree.Type | None] = []
    while not cursor.skip(")"):
        if parameters:
            cursor.expect(",")
        parameters.append(cursors.words_until(cursor, ":", ",", ")"))
        found.append(types.parse_type(cursor) if cursor.skip(":") else None)
        cursor.known = cursors.with_name(cursor, parameters[-1])
    if cursor.at("external"):
        raise FeelSyntaxError("Functies van buiten FEEL (`external`) worden niet uitgevoerd.", position)
    body = cursor.expression()
    cursor.known = before
    return tree.FunctionOf(tuple(parameters), tuple(found), body, position)


def call(cursor: Cursor, function: tree.Node) -> tree.Node:
    """The arguments after a function: all by place, or all by name."""
    position = function.position
    cursor.take()
    arguments: list[tree.Node] = []
    names: list[str] = []
    named = _is_named(cursor)
    while not cursor.at(")"):
        if arguments:
            cursor.expect(",")
        if named:
            names.append(cursors.words_until(cursor, ":"))
            cursor.expect(":")
        arguments.append(cursor.expression())
    cursor.take()
    return tree.Call(function, tuple(arguments), tuple(names), position)


def _is_named(cursor: Cursor) -> bool:
    ahead = 0
    while cursor.ahead(ahead).kind is Kind.NAME:
        ahead += 1
    return ahead > 0 and cursor.ahead(ahead).text == ":"


_STARTS: dict[str, Callable[[Cursor], tree.Node]] = {
    "-": _sign,
    "@": _at_literal,
    "(": brackets.bracket,
    "[": brackets.square,
    "]": brackets.open_square,
    "{": brackets.curly,
    "if": _if,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "function": _function,
}

"""From the syntax tree to closures: one small function per node, made once."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel import arithmetic, calls, comparison, hints, loops, structures, tree, types, unary
from engine.feel.errors import Undefined
from engine.feel.place import Place
from engine.feel.registry import BUILTINS
from engine.feel.run import MISSING, Closure, Frame, look_up, visible
from engine.feel.values import DECIMAL


def compile_node(node: tree.Node, place: Place) -> Closure:
    """The closure of any node."""
    return _COMPILERS[node.__class__](node, place)


def top(known: frozenset[str]) -> Place:
    """The place of a whole expression."""
    return Place(compile_node, known)


def _literal(node: tree.Literal, place: Place) -> Closure:
    value = node.value
    return lambda frame: value


def _name(node: tree.Name, place: Place) -> Closure:
    name, position = node.name, node.position

    def closure(frame: Frame) -> object:
        value = frame.root[name] if frame.outer is None else look_up(frame, name)
        return _absent(frame, name, position) if value is MISSING else value

    return closure


def _absent(frame: Frame, name: str, position: int) -> object:
    if name in BUILTINS:
        return calls.as_value(frame, name)
    hint = hints.nearest(name, visible(frame)) if frame.run.hinting else ""
    frame.run.warn(f"Er is geen gegeven met de naam `{name}`.{hint}", position)
    return None


def _negate(node: tree.Negate, place: Place) -> Closure:
    operand, position = place.closure(node.operand), node.position

    def closure(frame: Frame) -> object:
        try:
            return arithmetic.negate(operand(frame))
        except Undefined as error:
            frame.run.warn(error.message_nl, position)
            return None

    return closure


# What two numbers need, without the table of all kinds.
_QUICK: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": DECIMAL.add,
    "-": DECIMAL.subtract,
    "*": DECIMAL.multiply,
    "/": DECIMAL.divide,
    "**": arithmetic.power,
}


def _chain(node: tree.Chain, place: Place) -> Closure:
    position = node.position
    closure = place.closure(node.first)
    if len(node.operands) == 1:
        return _binary(node.operators[0], closure, place.closure(node.operands[0]), position)
    rest = [
        (symbol, _QUICK[symbol], place.closure(operand))
        for symbol, operand in zip(node.operators, node.operands, strict=True)
    ]

    def chained(frame: Frame) -> object:
        value = closure(frame)
        for symbol, quick, operand in rest:
            value = _step(frame, symbol, quick, value, operand(frame), position)
        return value

    return chained


def _binary(symbol: str, left: Closure, right: Closure, position: int) -> Closure:
    quick = _QUICK[symbol]
    return lambda frame: _step(frame, symbol, quick, left(frame), right(frame), position)


def _step(frame: Frame, symbol: str, quick: Any, a: object, b: object, position: int) -> object:
    try:
        if a.__class__ is Decimal and b.__class__ is Decimal:
            return quick(a, b)
        return arithmetic.compute(frame.run, symbol, a, b)
    except DecimalException:
        frame.run.warn("De uitkomst bestaat niet of is te groot.", position)
    except Undefined as error:
        frame.run.warn(error.message_nl, position)
    return None


def _logic(node: tree.Logic, place: Place) -> Closure:
    parts = [place.closure(operand) for operand in node.operands]
    # `and` stops at false and is else true; `or` the other way round.
    decides = node.operator == "or"
    position = node.position

    def closure(frame: Frame) -> object:
        unknown = False
        for part in parts:
            value = part(frame)
            if value is decides:
                return decides
            if value is not (not decides):
                unknown = True
                if value is not None:
                    frame.run.warn(f"`{node.operator}` werkt alleen met true en false.", position)
        return None if unknown else not decides

    return closure


# Of what Python compares as FEEL does, false and true have no order.
_ORDERED = comparison.PLAIN - {bool}
_DIRECT: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compare(node: tree.Compare, place: Place) -> Closure:
    left, right, position = place.closure(node.left), place.closure(node.right), node.position
    operation, direct = comparison.OPERATORS[node.operator], _DIRECT[node.operator]
    plain = comparison.PLAIN if node.operator in ("=", "!=") else _ORDERED
    if isinstance(node.right, tree.Literal) and node.right.value.__class__ in plain:
        return _compare_literal(left, node.right.value, direct, operation, position)

    def closure(frame: Frame) -> object:
        a, b = left(frame), right(frame)
        if a.__class__ is b.__class__ and a.__class__ in plain:
            return direct(a, b)
        try:
            return operation(frame.run, a, b)
        except Undefined as error:
            frame.run.warn(error.message_nl, position)
            return None

    return closure


def _compare_literal(
    left: Closure,
    wanted: object,
    direct: Callable[[Any, Any], bool],
    operation: Callable[..., bool | None],
    position: int,
) -> Closure:
    kind = wanted.__class__

    def closure(frame: Frame) -> object:
        value = left(frame)
        if value.__class__ is kind:
            return direct(value, wanted)
        try:
            return operation(frame.run, value, wanted)
        except Undefined as error:
            frame.run.warn(error.message_nl, position)
            return None

    return closure


def _between(node: tree.Between, place: Place) -> Closure:
    value, low, high = place.closure(node.value), place.closure(node.low), place.closure(node.high)
    at_least, at_most = comparison.OPERATORS[">="], comparison.OPERATORS["<="]
    position = node.position

    def closure(frame: Frame) -> object:
        found = value(frame)
        try:
            above = at_least(frame.run, found, low(frame))
            return comparison.both(above, at_most(frame.run, found, high(frame)))
        except Undefined as error:
            frame.run.warn(error.message_nl, position)
            return None

    return closure


def _in(node: tree.In, place: Place) -> Closure:
    value = place.closure(node.value)
    tests = unary.compile_tests(node.tests, place)
    return lambda frame: unary.any_holds(frame, value(frame), tests)


def _if(node: tree.If, place: Place) -> Closure:
    condition, then = place.closure(node.condition), place.closure(node.then)
    otherwise = place.closure(node.otherwise)
    position = node.position

    def closure(frame: Frame) -> object:
        value = condition(frame)
        if value is True:
            return then(frame)
        if value is not False and value is not None:
            frame.run.warn("De voorwaarde na `if` is geen true of false.", position)
        return otherwise(frame)

    return closure


def _instance_of(node: tree.InstanceOf, place: Place) -> Closure:
    value, wanted = place.closure(node.value), node.type
    return lambda frame: types.conforms(value(frame), wanted)


# Any: each compiler takes its own node, which the key of the table is.
_COMPILERS: dict[type, Callable[[Any, Place], Closure]] = {
    tree.Literal: _literal,
    tree.Name: _name,
    tree.Negate: _negate,
    tree.Chain: _chain,
    tree.Logic: _logic,
    tree.Compare: _compare,
    tree.Between: _between,
    tree.In: _in,
    tree.If: _if,
    tree.InstanceOf: _instance_of,
    tree.Path: structures.path,
    tree.Filter: structures.filter_,
    tree.ListOf: structures.list_of,
    tree.ContextOf: structures.context_of,
    tree.RangeOf: structures.range_of,
    tree.For: loops.for_,
    tree.Quantified: loops.quantified,
    tree.Call: calls.call,
    tree.FunctionOf: calls.function_of,
}

"""Unary tests: what stands in a cell of a decision table and after `in`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from engine.feel import comparison, tree
from engine.feel.errors import Undefined
from engine.feel.place import Place
from engine.feel.run import Closure, Frame, Run, inside

TestClosure: TypeAlias = Callable[[Frame, object], bool | None]
# What is true or false by itself; a cell `other = 3` is a condition, not a value to compare with.
_CONDITIONS = (tree.Compare, tree.Logic, tree.Quantified, tree.In, tree.Between, tree.InstanceOf, tree.Call)


def compile_cell(node: tree.Tests, place: Place) -> TestClosure:
    """The closure of a whole cell."""
    if not node.tests:
        return lambda frame, value: True
    tests = compile_tests(node.tests, place)
    asks = any(_asks(test) for test in node.tests)
    if len(tests) == 1 and not asks and not node.negated:
        return tests[0]

    def cell(frame: Frame, value: object) -> bool | None:
        here = inside(frame, {"?": value}) if asks else frame
        found = any_holds(here, value, tests)
        return (None if found is None else not found) if node.negated else found

    return cell


def compile_tests(tests: Sequence[tree.Test], place: Place) -> list[TestClosure]:
    """The closures of tests of which one must hold."""
    return [_compile(test, place) for test in tests]


def any_holds(frame: Frame, value: object, tests: list[TestClosure]) -> bool | None:
    """Three-valued or over the tests."""
    unknown = False
    for test in tests:
        found = test(frame, value)
        if found:
            return True
        unknown = unknown or found is None
    return None if unknown else False


def _asks(node: tree.Node) -> bool:
    todo = [node]
    while todo:
        here = todo.pop()
        if isinstance(here, tree.Name) and here.name == "?":
            return True
        todo.extend(tree.children(here))
    return False


def _compile(test: tree.Test, place: Place) -> TestClosure:
    operand = place.closure(test.operand)
    if test.operator == "member":
        if _asks(test.operand):
            return lambda frame, value: _truth(operand(frame))
        if isinstance(test.operand, _CONDITIONS):
            return _condition(operand, test.position)
        if isinstance(test.operand, tree.Literal) and test.operand.value.__class__ in comparison.PLAIN:
            return _literal(test.operand.value, test.position)
        limits = isinstance(test.operand, tree.RangeOf)
        return _guarded(_within if limits else comparison.member, operand, test.position)
    return _guarded(comparison.OPERATORS[test.operator], operand, test.position)


def _literal(wanted: object, position: int) -> TestClosure:
    slow = _guarded(comparison.member, lambda frame: wanted, position)
    kind = wanted.__class__

    def test(frame: Frame, value: object) -> bool | None:
        return value == wanted if value.__class__ is kind else slow(frame, value)

    return test


def _within(run: Run, value: object, limits: object) -> bool | None:
    # A range that could not be made has nothing in it nor outside it.
    return None if limits is None else comparison.member(run, value, limits)


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _condition(operand: Closure, position: int) -> TestClosure:
    def test(frame: Frame, value: object) -> bool | None:
        found = operand(frame)
        if isinstance(found, bool) and value is not None and not isinstance(value, bool):
            return found
        try:
            return comparison.member(frame.run, value, found)
        except Undefined as error:
            frame.run.warn(error.message_nl, position)
            return None

    return test


def _guarded(operation: Callable[..., bool | None], operand: Closure, position: int) -> TestClosure:
    def test(frame: Frame, value: object) -> bool | None:
        try:
            return operation(frame.run, value, operand(frame))
        except Undefined as error:
            frame.run.warn(error.message_nl, position)
            return None

    return test

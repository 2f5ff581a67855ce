"""Compiled expressions and cells: made once per text, used many times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

from engine.feel import compiler, functions, hints, names, parser, tree, unary
from engine.feel.errors import FeelError, FeelLimitError, FeelSyntaxError, Undefined
from engine.feel.registry import long_names
from engine.feel.run import Closure, Environment, Frame, begin
from engine.feel.types import NO_TYPES, Types
from engine.feel.unary import TestClosure
from engine.feel.values import Value, normalise, require_modest

# Importing `functions` has registered them.
_LONG_NAMES = long_names() if functions.__all__ else {}
_CACHE = 4_096
_Compiled = TypeVar("_Compiled")


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; `names` are the variables it needs."""

    text: str
    tree: tree.Node
    names: frozenset[str]
    run: Closure

    def evaluate(self, scope: Mapping[str, object], env: Environment) -> Value:
        """The value of the expression; what has no value is null, with a warning in `env`."""
        return self.within(begin(scope, env))

    def within(self, frame: Frame) -> Value:
        """The value in a frame that several expressions share (`begin` makes one)."""
        try:
            value = self.run(frame)
        except RecursionError as error:
            raise FeelLimitError("De expressie of de gegevens zijn te diep genest.") from error
        if value.__class__ is list or value.__class__ is dict:
            require_modest(value)
        return cast(Value, value)


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """A compiled cell of a decision table."""

    text: str
    tree: tree.Tests
    names: frozenset[str]
    run: TestClosure

    def matches(self, value: object, scope: Mapping[str, object], env: Environment) -> bool | None:
        """Whether the value (`?`) passes; None when that cannot be known."""
        frame = begin(scope, env)
        try:
            return self.within(normalise(value), frame)
        except Undefined as error:
            frame.run.warn(error.message_nl, 0)
            return None

    def within(self, value: object, frame: Frame) -> bool | None:
        """The same for a FEEL value, in a frame that several cells share."""
        try:
            return self.run(frame, value)
        except RecursionError as error:
            raise FeelLimitError("De expressie of de gegevens zijn te diep genest.") from error


def strip_marker(text: str) -> str:
    """The text without the `=` that marks it as FEEL."""
    bare = text.strip()
    return bare[1:].strip() if bare.startswith("=") else bare


def compile_expression(text: str, names: Iterable[str] = (), types: Types = NO_TYPES) -> Expression:
    """Compile an expression; `names` are known variables, needed for names of several words and for functions."""
    return _expression(strip_marker(text), frozenset(names), types)


def compile_unary(text: str, names: Iterable[str] = (), types: Types = NO_TYPES) -> UnaryTests:
    """Compile a cell of a decision table."""
    return _unary(text.strip(), frozenset(names), types)


@lru_cache(maxsize=_CACHE)
def _expression(text: str, known: frozenset[str], types: Types) -> Expression:
    return _helpful(_read_expression, text, known, types)


def _helpful(read: Callable[[str, frozenset[str], Types], _Compiled], text: str, *about: Any) -> _Compiled:
    """Read a text; a refusal names what was probably meant, if that can be read."""

    def works(other: str) -> bool:
        try:
            read(other, *about)
        except FeelError:
            return False
        return True

    try:
        return read(text, *about)
    except FeelSyntaxError as error:
        raise FeelSyntaxError(hints.meant(text, error.message_nl, works), error.position) from error


def _read_expression(text: str, known: frozenset[str], types: Types) -> Expression:
    node = parser.parse_expression(text, known, _LONG_NAMES, types)
    return Expression(text, node, names.free(node), compiler.top(known).closure(node))


@lru_cache(maxsize=_CACHE)
def _unary(text: str, known: frozenset[str], types: Types) -> UnaryTests:
    return _helpful(_read_unary, text, known, types)


def _read_unary(text: str, known: frozenset[str], types: Types) -> UnaryTests:
    node = parser.parse_unary(text, known, _LONG_NAMES, types)
    return UnaryTests(text, node, names.free(node), unary.compile_cell(node, compiler.top(known)))

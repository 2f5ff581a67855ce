"""Evaluates boxed expressions: what a decision's logic is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.dmn import items, model, table
from engine.dmn.table import MatchedRule
from engine.feel.calls import invoke
from engine.feel.errors import Undefined
from engine.feel.run import Frame, inside
from engine.feel.structures import checked, item_frame
from engine.feel.types import Types, coerced
from engine.feel.values import Function


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What evaluating needs to know, and what it tells besides the value."""

    names: frozenset[str]
    types: Types
    matched: list[MatchedRule] = field(default_factory=list)


def evaluate(logic: model.Logic, frame: Frame, about: Evaluation) -> object:
    """The value of any boxed expression."""
    return _EVALUATORS[logic.__class__](logic, frame, about)


def typed(about: Evaluation, value: object, type_name: str) -> object:
    """The value as the type with this name; undefined when it is not of it."""
    wanted = items.find(about.types, type_name) if type_name else None
    return value if wanted is None else coerced(value, wanted)


def fitted(about: Evaluation, value: object, type_name: str, frame: Frame) -> object:
    """The value as the type with this name, or null with a warning."""
    try:
        return typed(about, value, type_name)
    except Undefined as error:
        frame.run.warn(error.message_nl, 0)
        return None


def _typed(logic: model.Typed, frame: Frame, about: Evaluation) -> object:
    return fitted(about, evaluate(logic.logic, frame, about), logic.type, frame)


def _literal(logic: model.Literal, frame: Frame, about: Evaluation) -> object:
    return table.expression(logic, about.names, about.types).within(frame)


def _table(logic: model.Table, frame: Frame, about: Evaluation) -> object:
    outcome = table.decide(logic, about.names, frame, about.types)
    about.matched.extend(outcome.matched)
    return outcome.value


def _context(logic: model.Context, frame: Frame, about: Evaluation) -> object:
    found: dict[str, object] = {}
    here = inside(frame, found)
    for entry in logic.entries:
        found[entry.name] = evaluate(entry.logic, here, about)
    return found if logic.result is None else evaluate(logic.result, here, about)


def _invocation(logic: model.Invocation, frame: Frame, about: Evaluation) -> object:
    function = evaluate(logic.function, frame, about)
    values = [evaluate(binding.logic, frame, about) for binding in logic.bindings]
    try:
        return invoke(frame, function, values, tuple(binding.name for binding in logic.bindings))
    except Undefined as error:
        frame.run.warn(error.message_nl, 0)
        return None


def _list(logic: model.ListOf, frame: Frame, about: Evaluation) -> object:
    return [evaluate(item, frame, about) for item in logic.items]


def _relation(logic: model.Relation, frame: Frame, about: Evaluation) -> object:
    rows = ([evaluate(item, frame, about) for item in row.items] for row in logic.rows)
    return [dict(zip(logic.columns, row, strict=True)) for row in rows]


def function(logic: model.FunctionOf, frame: Frame, about: Evaluation, name: str = "function") -> Function:
    """A function value, for a boxed function or a business knowledge model."""

    def call(values: list[object]) -> object:
        if len(values) != len(logic.parameters):
            raise Undefined(f"`{name}` verwacht {len(logic.parameters)} argumenten.")
        given = [typed(about, value, type_) for value, type_ in zip(values, logic.types, strict=True)]
        here = inside(frame, dict(zip(logic.parameters, given, strict=True)))
        # Its tables explain the function's own call, not the decision that makes it.
        return evaluate(logic.body, here, Evaluation(about.names.union(logic.parameters), about.types))

    return Function(logic.parameters, call, name)


def _conditional(logic: model.Conditional, frame: Frame, about: Evaluation) -> object:
    chosen = logic.then if evaluate(logic.condition, frame, about) is True else logic.otherwise
    return evaluate(chosen, frame, about)


def _loop(logic: model.Loop, frame: Frame, about: Evaluation) -> object:
    source = evaluate(logic.source, frame, about)
    if source is None:
        return None
    items = source if isinstance(source, list) else [source]
    frame.run.spend(len(items) + 1)
    if logic.kind == "filter":
        return [item for item in items if evaluate(logic.body, item_frame(frame, item), about) is True]
    results: list[object] = []
    for item in items:
        here = inside(frame, {logic.variable: item, "partial": list(results)})
        results.append(evaluate(logic.body, here, about))
    return checked(results) if logic.kind == "for" else _quantified(results, logic.kind == "every")


def _quantified(results: list[object], every: bool) -> bool | None:
    if any(result is (not every) for result in results):
        return not every
    return every if all(isinstance(result, bool) for result in results) else None


# Any: each evaluator takes its own kind of logic, which the key of the table is.
_EVALUATORS: dict[type, Callable[[Any, Frame, Evaluation], object]] = {
    model.Typed: _typed,
    model.Literal: _literal,
    model.Table: _table,
    model.Context: _context,
    model.Invocation: _invocation,
    model.ListOf: _list,
    model.Relation: _relation,
    model.FunctionOf: function,
    model.Conditional: _conditional,
    model.Loop: _loop,
}

"""Calling functions: the built-in ones, those written in FEEL, and those that come from outside."""

from __future__ import annotations

from engine.feel import hints, tree
from engine.feel.errors import FeelLimitError, FeelSyntaxError, Undefined
from engine.feel.place import Place
from engine.feel.registry import BUILTINS, Builtin, choose, fitted
from engine.feel.run import MAX_CALLS, MISSING, Closure, Frame, inside
from engine.feel.types import coerced
from engine.feel.values import Function, kind_of


def call(node: tree.Call, place: Place) -> Closure:
    """A call; what is called is known now, or is a value that turns out to be a function."""
    if isinstance(node.function, tree.Name):
        name = node.function.name
        if name not in place.bound and (name in BUILTINS or name not in place.known):
            return _builtin(node, name, place)
    return _dynamic(node, place)


def _builtin(node: tree.Call, name: str, place: Place) -> Closure:
    if name not in BUILTINS:
        hint = hints.for_function(name, BUILTINS)
        raise FeelSyntaxError(f"De functie `{name}` bestaat niet.{hint}", node.position)
    form, order = choose(name, len(node.arguments), node.names, node.position)
    arguments = [None if index is None else place.closure(node.arguments[index]) for index in order]
    if name == "is defined":
        return _is_defined(arguments)
    position = node.position

    def closure(frame: Frame) -> object:
        values = [MISSING if argument is None else argument(frame) for argument in arguments]
        return apply(frame, form, values, position)

    return closure


def apply(frame: Frame, form: Builtin, values: list[object], position: int) -> object:
    """Run a built-in function on these values."""
    # A long text is work for any function that looks at it.
    cost = 1
    for value in values:
        if isinstance(value, str):
            cost += len(value) >> 6
    frame.run.spend(cost)
    try:
        return form.body(frame.run, *fitted(form, values))
    except Undefined as error:
        frame.run.warn(error.message_nl, position)
        return None


def _is_defined(arguments: list[Closure | None]) -> Closure:
    # Asking whether something is there is no reason to warn that it is not.
    def closure(frame: Frame) -> object:
        kept, frame.run.warnings = frame.run.warnings, None
        try:
            return all(argument is not None and argument(frame) is not None for argument in arguments)
        finally:
            frame.run.warnings = kept

    return closure


def _dynamic(node: tree.Call, place: Place) -> Closure:
    function = place.closure(node.function)
    arguments = [place.closure(argument) for argument in node.arguments]
    names, position = node.names, node.position

    def closure(frame: Frame) -> object:
        target = function(frame)
        values = [argument(frame) for argument in arguments]
        try:
            return invoke(frame, target, values, names)
        except Undefined as error:
            frame.run.warn(error.message_nl, position)
            return None

    return closure


def invoke(frame: Frame, target: object, values: list[object], names: tuple[str, ...] = ()) -> object:
    """Call a function value."""
    if not isinstance(target, Function):
        raise Undefined(f"Een waarde van soort `{kind_of(target)}` is geen functie.")
    if names:
        if sorted(names) != sorted(target.parameters):
            raise Undefined(f"`{target.name}` heeft andere argumenten: {', '.join(target.parameters)}.")
        values = [values[names.index(parameter)] for parameter in target.parameters]
    run = frame.run
    run.spend(1)
    run.calls += 1
    if run.calls > MAX_CALLS:
        raise FeelLimitError("Functies roepen elkaar te vaak aan.")
    try:
        return target.call(values)
    finally:
        run.calls -= 1


def function_of(node: tree.FunctionOf, place: Place) -> Closure:
    """`function(x) x + 1`, which remembers the variables around it."""
    parameters = node.parameters
    body = place.binding(*parameters).closure(node.body)
    weight = tree.weight(node.body)

    def closure(frame: Frame) -> object:
        def run(values: list[object]) -> object:
            if len(values) != len(parameters):
                raise Undefined(f"De functie verwacht {len(parameters)} argumenten.")
            frame.run.spend(weight)
            given = [v if t is None else coerced(v, t) for v, t in zip(values, node.types, strict=True)]
            return body(inside(frame, dict(zip(parameters, given, strict=True))))

        return Function(parameters, run)

    return closure


def as_value(frame: Frame, name: str) -> Function:
    """A built-in function as a value, to hand to another function."""

    def run(values: list[object]) -> object:
        try:
            form, order = choose(name, len(values), (), 0)
        except FeelSyntaxError as error:
            raise Undefined(error.message_nl) from error
        return form.body(frame.run, *fitted(form, [MISSING if i is None else values[i] for i in order]))

    return Function(tuple(parameter.name for parameter in BUILTINS[name][0].parameters), run, name)

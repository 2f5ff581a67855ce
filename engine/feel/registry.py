"""The built-in functions: what they are called and what they take."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.feel.cursor import LongNames
from engine.feel.errors import FeelSyntaxError, Undefined
from engine.feel.run import MISSING
from engine.feel.tokens import tokenize
from engine.feel.values import KINDS, kind_of

# Any: the signature, checked before the call, says what a body gets.
Body = Callable[..., Any]
_Declared = TypeVar("_Declared", bound=Body)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `name: kind`, with `?` when it may be left out and `...` when it takes all the rest."""

    name: str
    kind: str
    optional: bool = False
    rest: bool = False
    # The class of most arguments of the kind, which need no further look.
    quick: type | None = None


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function in one of its forms."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Body

    @property
    def signature(self) -> str:
        """How documentation shows it."""
        return f"{self.name}({', '.join(parameter.name for parameter in self.parameters)})"


BUILTINS: dict[str, tuple[Builtin, ...]] = {}
_PARAMETER = re.compile(r"(?P<name>[\w ]+?)(?P<mark>\?|\.\.\.)?: (?P<kind>[\w ]+)")


def builtin(*signatures: str) -> Callable[[_Declared], _Declared]:
    """Declare a function under one or more signatures such as `substring(string: string, length?: number)`."""

    def register(body: _Declared) -> _Declared:
        for signature in signatures:
            name, _, rest = signature.rstrip(")").partition("(")
            parts = (_PARAMETER.fullmatch(part) for part in rest.split(", ") if part)
            parameters = tuple(_parameter(match) for match in parts if match)
            BUILTINS[name] = (*BUILTINS.get(name, ()), Builtin(name, parameters, body))
        return body

    return register


def _parameter(match: re.Match[str]) -> Parameter:
    quick = next((cls for cls, kind in KINDS.items() if kind == match["kind"]), None)
    return Parameter(match["name"], match["kind"], match["mark"] == "?", match["mark"] == "...", quick)


def long_names() -> LongNames:
    """The built-in names of several words, for the parser."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in BUILTINS:
        words = tuple(token.text for token in tokenize(name)[:-1])
        if len(words) > 1:
            found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(names, key=len, reverse=True)) for first, names in found.items()}


def choose(name: str, count: int, names: tuple[str, ...], position: int) -> tuple[Builtin, tuple[int | None, ...]]:
    """The form that takes these arguments, and for each of its parameters which argument it gets."""
    for form in BUILTINS[name]:
        order = _by_name(form, names) if names else _by_place(form, count)
        if order is not None:
            return form, order
    forms = " of ".join(f"`{form.signature}`" for form in BUILTINS[name])
    raise FeelSyntaxError(f"Deze argumenten passen niet bij {forms}.", position)


def _by_place(form: Builtin, count: int) -> tuple[int | None, ...] | None:
    required = sum(not parameter.optional and not parameter.rest for parameter in form.parameters)
    rest = bool(form.parameters) and form.parameters[-1].rest
    if count < required or (count > len(form.parameters) and not rest):
        return None
    return tuple(range(count)) if rest else tuple(i if i < count else None for i in range(len(form.parameters)))


def _by_name(form: Builtin, names: tuple[str, ...]) -> tuple[int | None, ...] | None:
    wanted = [parameter.name for parameter in form.parameters]
    if len(set(names)) < len(names) or not set(names) <= set(wanted):
        return None
    if any(p.name not in names and not p.optional for p in form.parameters):
        return None
    return tuple(names.index(name) if name in names else None for name in wanted)


def fitted(form: Builtin, arguments: list[object]) -> list[object]:
    """The arguments, of the kinds the form asks; a list of one stands for its item and the other way round."""
    parameters = form.parameters
    if len(arguments) > len(parameters):
        parameters = (*parameters, *(parameters[-1:] * (len(arguments) - len(parameters))))
    return [
        argument
        if argument is not MISSING and (parameter.kind == "any" or argument.__class__ is parameter.quick)
        else _fit(argument, parameter, form.name)
        for argument, parameter in zip(arguments, parameters, strict=False)
    ]


def _fit(argument: object, parameter: Parameter, function: str) -> object:
    kind = parameter.kind
    if argument is MISSING:
        return None
    if kind == "any" or (kind == "list" and isinstance(argument, list)):
        return argument
    if kind == "list" and argument is not None:
        return [argument]
    if isinstance(argument, list) and len(argument) == 1:
        argument = argument[0]
    if kind_of(argument) != kind:
        raise Undefined(f"`{function}` verwacht voor `{parameter.name}` een `{kind}` en kreeg `{kind_of(argument)}`.")
    return argument

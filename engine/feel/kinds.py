"""Which kind of value an expression gives, as far as its text and the kinds of its variables tell.

For a checker: what is doubted here gives null, or is never true, whatever the values are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.feel import arithmetic, tree
from engine.feel.errors import FeelSyntaxError, Warning
from engine.feel.registry import BUILTINS, Builtin, choose
from engine.feel.values import KINDS

Kind = str | None  # None: anything
NUMBER, STRING, BOOLEAN, LIST = "number", "string", "boolean", "list"
# The first class of each kind: the ones that operators work with.
_CLASSES = {name: cls for cls, name in reversed(KINDS.items())}
_RETURNS = {
    "bool": BOOLEAN,
    "Decimal": NUMBER,
    "str": STRING,
    "date": "date",
    "time": "time",
    "datetime": "date and time",
}
_FIELDLESS = frozenset([NUMBER, STRING, BOOLEAN])
_ALWAYS: dict[type, str] = {
    tree.Between: BOOLEAN,
    tree.In: BOOLEAN,
    tree.InstanceOf: BOOLEAN,
    tree.ListOf: LIST,
    tree.RangeOf: "range",
}


@dataclass(frozen=True)
class Findings:
    """The kind of a whole expression, and what is doubted in it."""

    kind: Kind
    doubts: tuple[Warning, ...]


@dataclass(frozen=True, slots=True)
class _Scope:
    kinds: Mapping[str, Kind]
    doubts: list[Warning] = field(default_factory=list)

    def doubt(self, message: str, position: int) -> None:
        self.doubts.append(Warning(message, position))

    def without(self, *names: str) -> _Scope:
        return _Scope({name: kind for name, kind in self.kinds.items() if name not in names}, self.doubts)


def infer(node: tree.Node, kinds: Mapping[str, Kind]) -> Findings:
    """The kind of an expression whose variables have these kinds."""
    scope = _Scope(kinds)
    kind = _kind(node, scope)
    return Findings(kind, tuple(scope.doubts))


def _kind(node: tree.Node, scope: _Scope) -> Kind:
    special = _INFERRED.get(node.__class__)
    if special is not None:
        return special(node, scope)
    for child in tree.children(node):
        _kind(child, scope)
    return _ALWAYS.get(node.__class__)


def _literal(node: tree.Literal, scope: _Scope) -> Kind:
    return None if node.value is None else KINDS[node.value.__class__]


def _compare(node: tree.Compare, scope: _Scope) -> Kind:
    left, right = _kind(node.left, scope), _kind(node.right, scope)
    if left and right and left != right:
        scope.doubt(f"`{node.operator}` vergelijkt hier `{left}` met `{right}`; dat is nooit waar.", node.position)
    return BOOLEAN


def _chain(node: tree.Chain, scope: _Scope) -> Kind:
    found = _kind(node.first, scope)
    for symbol, operand in zip(node.operators, node.operands, strict=True):
        other = _kind(operand, scope)
        if found and other and not arithmetic.possible(symbol, _CLASSES[found], _CLASSES[other]):
            scope.doubt(f"`{symbol}` kan niet met `{found}` en `{other}`.", node.position)
        found = found if found == other and found in (NUMBER, STRING) else None
    return found


def _logic(node: tree.Logic, scope: _Scope) -> Kind:
    for operand in node.operands:
        found = _kind(operand, scope)
        if found not in (None, BOOLEAN):
            scope.doubt(f"`{node.operator}` werkt met true en false; hier staat een `{found}`.", operand.position)
    return BOOLEAN


def _if(node: tree.If, scope: _Scope) -> Kind:
    asked = _kind(node.condition, scope)
    if asked not in (None, BOOLEAN):
        scope.doubt(f"Na `if` hoort iets dat waar of niet waar is; hier staat een `{asked}`.", node.position)
    then, otherwise = _kind(node.then, scope), _kind(node.otherwise, scope)
    return then if then == otherwise else None


def _path(node: tree.Path, scope: _Scope) -> Kind:
    source = _kind(node.source, scope)
    if source in _FIELDLESS:
        scope.doubt(f"Een waarde van soort `{source}` heeft geen veld `{node.name}`.", node.position)
    return None


def _filter(node: tree.Filter, scope: _Scope) -> Kind:
    _kind(node.source, scope)
    # Any name may be a field of the item here.
    return LIST if _kind(node.condition, _Scope({}, scope.doubts)) == BOOLEAN else None


def _iterators(iterators: tuple[tree.Iterator_, ...], scope: _Scope) -> _Scope:
    for iterator in iterators:
        for part in (iterator.source, iterator.end):
            if part is not None:
                _kind(part, scope)
        scope = scope.without(iterator.name)
    return scope


def _for(node: tree.For, scope: _Scope) -> Kind:
    _kind(node.body, _iterators(node.iterators, scope).without("partial"))
    return LIST


def _quantified(node: tree.Quantified, scope: _Scope) -> Kind:
    _kind(node.condition, _iterators(node.iterators, scope))
    return BOOLEAN


def _context(node: tree.ContextOf, scope: _Scope) -> Kind:
    for name, value in zip(node.names, node.values, strict=True):
        _kind(value, scope)
        scope = scope.without(name)
    return "context"


def _function(node: tree.FunctionOf, scope: _Scope) -> Kind:
    _kind(node.body, scope.without(*node.parameters))
    return "function"


def _call(node: tree.Call, scope: _Scope) -> Kind:
    given = [_kind(argument, scope) for argument in node.arguments]
    name = node.function.name if isinstance(node.function, tree.Name) else ""
    if name not in BUILTINS or name in scope.kinds:
        return None
    try:
        form, order = choose(name, len(given), node.names, node.position)
    except FeelSyntaxError:
        return None
    for parameter, index in zip(form.parameters, order, strict=False):
        found = None if index is None else given[index]
        # A list of one stands for its item.
        if found not in (None, LIST, parameter.kind) and parameter.kind not in ("any", LIST):
            message = f"`{name}` verwacht voor `{parameter.name}` een `{parameter.kind}` en krijgt een `{found}`."
            scope.doubt(message, node.position)
    return returned(form)


def returned(form: Builtin) -> Kind:
    """The kind that a built-in function gives, when it is no null."""
    # `bool | None`, `date | WideDate`: the first says it.
    written = str(form.body.__annotations__.get("return", "")).partition(" | ")[0]
    return LIST if written.startswith("list[") else _RETURNS.get(written)


# Any: each takes its own node, which the key of the table is.
_INFERRED: dict[type, Callable[[Any, _Scope], Kind]] = {
    tree.Literal: _literal,
    tree.Name: lambda node, scope: scope.kinds.get(node.name),
    tree.Negate: lambda node, scope: _kind(node.operand, scope),
    tree.Compare: _compare,
    tree.Chain: _chain,
    tree.Logic: _logic,
    tree.If: _if,
    tree.Path: _path,
    tree.Filter: _filter,
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.ContextOf: _context,
    tree.FunctionOf: _function,
    tree.Call: _call,
}

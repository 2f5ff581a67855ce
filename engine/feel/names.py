"""Which variables an expression needs from outside."""

from __future__ import annotations

from engine.feel import tree
from engine.feel.registry import BUILTINS


def free(root: tree.Node) -> frozenset[str]:
    """The variables that must come from outside; what may be a field of a filtered item is left out."""
    found: set[str] = set()
    _collect(root, frozenset(["?"]), found)
    return frozenset(found)


def _collect(node: tree.Node, bound: frozenset[str], found: set[str]) -> None:
    if isinstance(node, tree.Name):
        if node.name not in bound and node.name not in BUILTINS:
            found.add(node.name)
    elif isinstance(node, tree.Filter):
        # Inside the filter any name may be the item's own.
        _collect(node.source, bound, found)
    elif isinstance(node, tree.For | tree.Quantified):
        _collect_loop(node, bound, found)
    elif isinstance(node, tree.ContextOf):
        for name, value in zip(node.names, node.values, strict=True):
            _collect(value, bound, found)
            bound = bound | {name}
    elif isinstance(node, tree.FunctionOf):
        _collect(node.body, bound.union(node.parameters), found)
    else:
        for child in tree.children(node):
            _collect(child, bound, found)


def _collect_loop(node: tree.For | tree.Quantified, bound: frozenset[str], found: set[str]) -> None:
    for iterator in node.iterators:
        for part in (iterator.source, iterator.end):
            if part is not None:
                _collect(part, bound, found)
        bound = bound | {iterator.name}
    body = node.body if isinstance(node, tree.For) else node.condition
    _collect(body, bound | {"partial"}, found)

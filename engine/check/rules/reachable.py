"""Elements no token can come to, and elements from which no end can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.check.findings import Finding, error
from engine.check.model import Scope
from engine.check.package import PackageModel
from engine.check.reaching import reached

RULE = "bereikbaar"


def check(package: PackageModel) -> Iterator[Finding]:
    for scope in package.scopes():
        if not scope.starts():
            continue
        forward = reach(scope, [s.id for s in scope.starts()])
        to_end = _backward(scope)
        for node in scope.nodes.values():
            if node.is_event_subprocess:
                continue
            if node.id not in forward:
                message = f"Het proces komt nooit bij {node.label}: er loopt geen weg vanaf de start."
                yield error(scope.file, node.id, RULE, message, "Verbind het element, of haal het weg.")
            elif scope.ends() and node.id not in to_end:
                message = f"Vanaf {node.label} komt het proces nooit bij een einde."
                yield error(scope.file, node.id, RULE, message, "Teken een weg naar een eindgebeurtenis.")


def reach(scope: Scope, start: Iterable[str]) -> set[str]:
    """All nodes a token can come to from these, along flows and boundary events."""
    return reached(start, scope.successors)


def _backward(scope: Scope) -> set[str]:
    # An activity without a way out ends its token too; another rule warns about that.
    ends = [n.id for n in scope.nodes.values() if n.tag == "endEvent" or not scope.outgoing(n.id)]
    return reached(ends, scope.predecessors)

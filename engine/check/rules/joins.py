"""Parallel joins that would wait for a token that never comes, or that comes a second time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import Node, Scope
from engine.check.package import PackageModel
from engine.check.reaching import reached
from engine.check.rules.reachable import reach

RULE = "samenvoegen"
_SPLITS = {"parallelGateway", "inclusiveGateway"}


def check(package: PackageModel) -> Iterator[Finding]:
    for scope in package.scopes():
        for node in scope.nodes.values():
            if node.tag == "parallelGateway" and len(scope.incoming(node.id)) > 1:
                yield from _loop_into(scope, node)
                yield from _mismatch(scope, node)


def _loop_into(scope: Scope, join: Node) -> Iterator[Finding]:
    after = reach(scope, scope.successors(join.id))
    back = [flow for flow in scope.incoming(join.id) if flow.source in after]
    otherwise = _without(scope, {s.id for s in scope.starts()}, join.id) if back else set()
    for flow in back:
        if flow.source not in otherwise:
            yield error(
                scope.file,
                flow.id,
                RULE,
                f"Deze pijl loopt terug naar de parallelle gateway {join.label}; die wacht dan voor altijd.",
                "Laat de weg terug vóór de gateway uitkomen, bij een taak of een exclusieve gateway.",
            )


def _without(scope: Scope, start: set[str], barrier: str) -> set[str]:
    """What can be reached without passing the barrier."""

    def beyond(node: str) -> list[str]:
        return [after for after in scope.successors(node) if after != barrier]

    return reached(start - {barrier}, beyond)


def _mismatch(scope: Scope, join: Node) -> Iterator[Finding]:
    if not _splits_before(scope, join):
        message = f"De parallelle gateway {join.label} wacht op meer pijlen, maar niets splitst daarvoor."
        hint = "Gebruik een exclusieve gateway om wegen samen te brengen, of teken de splitsing."
        yield error(scope.file, join.id, RULE, message, hint)
        return
    only_choices = [n for n in _nearest_choices(scope, join) if n.tag == "exclusiveGateway"]
    for choice in only_choices:
        message = f"Twee pijlen naar de parallelle gateway {join.label} komen uit één keuze ({choice.label})."
        hint = "Na een keuze komt maar één pijl aan: breng die wegen eerst samen met een exclusieve gateway."
        yield warning(scope.file, join.id, RULE, message, hint)


def _splits_before(scope: Scope, join: Node) -> bool:
    """Whether something on a way to the join makes one token into more; the nearest will do."""
    seen, waiting = {join.id}, deque(scope.predecessors(join.id))
    while waiting:
        here = waiting.popleft()
        if here in seen:
            continue
        seen.add(here)
        node = scope.nodes.get(here)
        if node is not None and node.tag in _SPLITS and len(scope.outgoing(here)) > 1:
            return True
        waiting.extend(scope.predecessors(here))
    return False


def _nearest_choices(scope: Scope, join: Node) -> list[Node]:
    """Gateways from which two flows into the join come directly, or past one element in line."""
    found = [scope.nodes[s] for s in (_source_in_line(scope, f.source) for f in scope.incoming(join.id)) if s]
    return [n for n in dict.fromkeys(found) if found.count(n) > 1]


def _source_in_line(scope: Scope, node_id: str) -> str:
    seen = set()
    while node_id in scope.nodes and node_id not in seen:
        seen.add(node_id)
        if len(scope.outgoing(node_id)) > 1:
            return node_id
        ways_in = scope.incoming(node_id)
        if len(ways_in) != 1:
            return ""
        node_id = ways_in[0].source
    return ""

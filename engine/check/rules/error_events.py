"""Errors: what can be thrown is caught, and what is caught can be thrown."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import Node, Scope
from engine.check.package import PackageModel
from engine.check.rules.service_tasks import handler_of

RULE = "fout"


def check(package: PackageModel) -> Iterator[Finding]:
    escaping = Escaping(package, "error")
    for scope in package.scopes():
        for catcher, thrown in catchers(scope, escaping):
            yield from _catches_nothing(package, catcher, thrown)
    start = package.processes.get(package.start_process)
    if start is not None:
        for code, source in sorted(escaping.from_scope(start).items()):
            message = f"De fout “{code}” van {source.label} wordt nergens opgevangen."
            hint = "Zet een foutgebeurtenis met deze code op de rand van de taak of de aanroep."
            yield error(source.file, source.id, RULE, message, hint)


def _catches_nothing(package: PackageModel, catcher: Node, thrown: dict[str, Node]) -> Iterator[Finding]:
    code = catcher.event_name()
    host = catcher.scope.nodes.get(catcher.attached_to)
    if package.partial and (host is None or host.tag == "callActivity"):
        return
    if (code and code not in thrown) or not thrown:
        known = f"Mogelijke codes: {', '.join(sorted(thrown))}." if thrown else "Haal de gebeurtenis weg."
        where = host.label if host is not None else "wat eromheen staat"
        message = f"{catcher.label} wacht op de fout “{code or 'elke'}”, maar {where} geeft die nooit."
        yield warning(catcher.file, catcher.id, RULE, message, known)


def catchers(scope: Scope, escaping: Escaping) -> Iterator[tuple[Node, dict[str, Node]]]:
    """What catches in a scope, each with the codes that can come to it."""
    for node in scope.nodes.values():
        for boundary in scope.boundary(node.id):
            if boundary.event == escaping.kind:
                yield boundary, escaping.from_node(node)
    starts = _starts(scope, escaping.kind)
    past = [(node, escaping.past_boundaries(scope, node)) for node in scope.nodes.values()] if starts else []
    for around, start in starts:
        yield start, {code: n for other, found in past if other is not around for code, n in found.items()}


def _starts(scope: Scope, kind: str) -> list[tuple[Node, Node]]:
    """The start events of a kind, each with the event subprocess it stands in."""
    return [
        (inner.node, start)
        for inner in scope.inner
        if inner.node is not None and inner.is_event_subprocess
        for start in inner.starts()
        if start.event == kind
    ]


class Escaping:
    """Which codes, of errors or of escalations, can leave which node or process, and where each comes from."""

    def __init__(self, package: PackageModel, kind: str) -> None:
        self.package, self.kind = package, kind
        self._busy: set[str] = set()
        self._known: dict[str, dict[str, Node]] = {}

    def from_node(self, node: Node) -> dict[str, Node]:
        """Codes thrown inside a node, before its own boundary events look at them."""
        handler = handler_of(self.package, node) if self.kind == "error" else None
        if handler is not None:
            return dict.fromkeys(handler.errors, node)
        if node.tag in ("endEvent", "intermediateThrowEvent") and node.event == self.kind and node.event_name():
            return {node.event_name(): node}
        if node.tag == "callActivity":
            called = self.package.processes.get(node.xml.get("calledElement", "").strip())
            return self.from_scope(called) if called else {}
        inner = next((s for s in node.scope.inner if s.node is node), None)
        return self.from_scope(inner) if inner else {}

    def past_boundaries(self, scope: Scope, node: Node) -> dict[str, Node]:
        caught = [b.event_name() for b in scope.boundary(node.id) if b.event == self.kind]
        return {c: n for c, n in self.from_node(node).items() if c not in caught and "" not in caught}

    def from_scope(self, scope: Scope) -> dict[str, Node]:
        """Codes that leave a process or subprocess uncaught."""
        key = f"{scope.file}#{scope.id}"
        if key in self._known or key in self._busy:
            return self._known.get(key, {})
        self._busy.add(key)
        found: dict[str, Node] = {}
        starts = _starts(scope, self.kind)
        for node in scope.nodes.values():
            thrown = self.past_boundaries(scope, node)
            # An event subprocess catches what stands beside it throws, not what it throws itself.
            caught = {start.event_name() for around, start in starts if around is not node} if thrown else set()
            found |= {code: source for code, source in thrown.items() if code not in caught and "" not in caught}
        self._busy.discard(key)
        self._known[key] = found
        return found

"""Errors: what can be thrown is caught, and what is caught can be thrown."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import Node, Scope
from engine.check.package import PackageModel
from engine.check.rules.service_tasks import handler_of

RULE = "fout"


def check(package: PackageModel) -> Iterator[Finding]:
    escaping = Escaping(package)
    for node in package.nodes():
        thrown = escaping.from_node(node)
        for boundary in node.scope.boundary(node.id):
            if boundary.event == "error":
                yield from _catches_nothing(package, node, boundary, thrown)
    start = package.processes.get(package.start_process)
    if start is not None:
        for code, source in sorted(escaping.from_scope(start).items()):
            message = f"De fout “{code}” van {source.label} wordt nergens opgevangen."
            hint = "Zet een foutgebeurtenis met deze code op de rand van de taak of de aanroep."
            yield error(source.file, source.id, RULE, message, hint)


def _catches_nothing(package: PackageModel, host: Node, boundary: Node, thrown: dict[str, Node]) -> Iterator[Finding]:
    code = boundary.event_name()
    if package.partial and host.tag == "callActivity":
        return
    if (code and code not in thrown) or not thrown:
        known = f"Mogelijke codes: {', '.join(sorted(thrown))}." if thrown else "Haal de gebeurtenis weg."
        message = f"{boundary.label} wacht op de fout “{code or 'elke'}”, maar {host.label} geeft die nooit."
        yield warning(boundary.file, boundary.id, RULE, message, known)


class Escaping:
    """Which error codes can leave which node or process, and where each comes from."""

    def __init__(self, package: PackageModel) -> None:
        self.package = package
        self._busy: set[str] = set()
        self._known: dict[str, dict[str, Node]] = {}

    def from_node(self, node: Node) -> dict[str, Node]:
        """Codes thrown inside a node, before its own boundary events look at them."""
        handler = handler_of(self.package, node)
        if handler is not None:
            return dict.fromkeys(handler.errors, node)
        if node.tag == "endEvent" and node.event == "error" and node.event_name():
            return {node.event_name(): node}
        if node.tag == "callActivity":
            called = self.package.processes.get(node.xml.get("calledElement", "").strip())
            return self.from_scope(called) if called else {}
        inner = next((s for s in node.scope.inner if s.node is node), None)
        return self.from_scope(inner) if inner else {}

    def from_scope(self, scope: Scope) -> dict[str, Node]:
        """Codes that leave a process or subprocess uncaught."""
        key = f"{scope.file}#{scope.id}"
        if key in self._known or key in self._busy:
            return self._known.get(key, {})
        self._busy.add(key)
        found: dict[str, Node] = {}
        for node in scope.nodes.values():
            caught = [b.event_name() for b in scope.boundary(node.id) if b.event == "error"]
            for code, source in self.from_node(node).items():
                if code not in caught and "" not in caught:
                    found[code] = source
        self._busy.discard(key)
        self._known[key] = found
        return found

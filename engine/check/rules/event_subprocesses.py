"""Event subprocesses: only the starts that work as drawn."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error
from engine.check.model import Node, Scope
from engine.check.package import PackageModel

RULE = "gebeurtenis_subproces"
_STARTS = ("message", "timer", "signal", "conditional", "error", "escalation")


def check(package: PackageModel) -> Iterator[Finding]:
    for scope in package.scopes():
        if scope.is_event_subprocess and scope.node is not None:
            yield from _start(scope, scope.node)
            yield from _around(scope.node)


def _start(scope: Scope, node: Node) -> Iterator[Finding]:
    for start in scope.starts():
        if start.event not in _STARTS:
            message = f"Het gebeurtenis-subproces {node.label} begint niet met een gebeurtenis die werkt."
            hint = "Laat het beginnen met een bericht, timer, signaal, voorwaarde, fout of escalatie."
            yield error(scope.file, start.id, RULE, message, hint)
        elif start.event == "error" and not start.interrupts:
            message = f"{start.label} vangt een fout, maar onderbreekt het proces eromheen niet."
            yield error(scope.file, start.id, RULE, message, "Een fout onderbreekt altijd: zet isInterrupting op waar.")


def _around(node: Node) -> Iterator[Finding]:
    for boundary in node.scope.boundary(node.id):
        message = f"{boundary.label} zit op de rand van een gebeurtenis-subproces; daar gebeurt niets."
        hint = "Zet de gebeurtenis op een taak, subproces of aanroep, of gebruik een tweede gebeurtenis-subproces."
        yield error(boundary.file, boundary.id, RULE, message, hint)

"""Event subprocesses: only the starts that work as drawn."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error
from engine.check.model import Node, Scope
from engine.check.package import PackageModel

RULE = "gebeurtenis_subproces"


def check(package: PackageModel) -> Iterator[Finding]:
    for scope in package.scopes():
        if scope.is_event_subprocess and scope.node is not None:
            yield from _start(scope, scope.node)


def _start(scope: Scope, node: Node) -> Iterator[Finding]:
    if node.scope.node is not None:
        message = f"Het gebeurtenis-subproces {node.label} staat in een subproces; daar start het niet."
        yield error(scope.file, node.id, RULE, message, "Zet het in het proces zelf, of in een aangeroepen proces.")
    for start in scope.starts():
        if start.event not in ("message", "timer"):
            message = f"Het gebeurtenis-subproces {node.label} begint niet met een bericht of timer."
            hint = "Laat het beginnen met een berichtstart. Vang een fout op de rand van de taak."
            yield error(scope.file, start.id, RULE, message, hint)
        elif start.event == "timer" and start.interrupts:
            message = f"De timer van {node.label} onderbreekt het proces niet, al is hij zo getekend."
            hint = "Zet isInterrupting op onwaar, of zet een timer op de rand van een taak of aanroep."
            yield error(scope.file, start.id, RULE, message, hint)
        elif start.event == "timer" and not _always_terminates(node.scope):
            # SpiffWorkflow 3.2: the end of the process waits for the timer.
            message = f"Zolang de timer van {node.label} loopt, kan het proces eromheen niet eindigen."
            hint = "Maak van elk einde daar een beëindiging (terminate), of zet de timer op de rand van een taak."
            yield error(scope.file, start.id, RULE, message, hint)


def _always_terminates(scope: Scope) -> bool:
    return bool(scope.ends()) and all(end.event in ("terminate", "error") for end in scope.ends())

"""What runs is drawn: an element without a shape is work that nobody sees in the picture."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, warning
from engine.check.model import BPMNDI, Diagram
from engine.check.package import PackageModel

RULE = "tekening"


def check(package: PackageModel) -> Iterator[Finding]:
    for diagram in package.diagrams:
        yield from _one(diagram)


def _one(diagram: Diagram) -> Iterator[Finding]:
    drawn = {e.get("bpmnElement") for e in diagram.root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")}
    if not drawn:
        message = "Het diagram heeft geen tekening: niemand kan het proces zien."
        yield warning(diagram.path, "", RULE, message, "Teken het diagram in de editor en sla het op.")
        return
    for scope in diagram.scopes():
        for node in scope.nodes.values():
            if node.id not in drawn:
                message = f"{node.label} doet mee, maar staat niet in de tekening."
                yield warning(diagram.path, node.id, RULE, message, "Teken het element, of haal het weg.")
        for flow in scope.flows:
            if flow.id not in drawn:
                message = f"De pijl “{flow.id}” doet mee, maar staat niet in de tekening."
                yield warning(diagram.path, flow.id, RULE, message, "Teken de pijl, of haal hem weg.")

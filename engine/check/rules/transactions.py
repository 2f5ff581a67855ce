"""Transactions: what cancels one stands inside it, and what follows hangs on its edge."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import Node
from engine.check.package import PackageModel

RULE = "transactie"


def check(package: PackageModel) -> Iterator[Finding]:
    for node in package.nodes():
        if node.event == "cancel" and node.tag == "endEvent":
            yield from _inside(node)
        elif node.event == "cancel" and node.tag == "boundaryEvent":
            yield from _on_the_edge(node)


def _inside(end: Node) -> Iterator[Finding]:
    around = end.scope.node
    if around is None or around.tag != "transaction":
        message = f"{end.label} annuleert een transactie, maar staat er niet in."
        hint = "Zet het in een transactie, of gebruik een fout of beëindigen (terminate)."
        yield error(end.file, end.id, RULE, message, hint)
    elif not any(b.event == "cancel" for b in around.scope.boundary(around.id)):
        message = f"Als {end.label} de transactie {around.label} annuleert, weet het proces niet hoe het verder gaat."
        yield error(end.file, end.id, RULE, message, "Zet op de rand van de transactie een annuleergebeurtenis.")


def _on_the_edge(boundary: Node) -> Iterator[Finding]:
    host = boundary.scope.nodes.get(boundary.attached_to)
    if host is None:
        return
    if host.tag != "transaction":
        message = f"{boundary.label} wacht op annuleren, maar {host.label} is geen transactie."
        yield error(boundary.file, boundary.id, RULE, message, "Maak er een transactie van, of vang een fout.")
        return
    inner = next((s for s in boundary.scope.inner if s.node is host), None)
    if inner is not None and not any(end.event == "cancel" for end in inner.ends()):
        message = f"Niets in de transactie {host.label} annuleert haar; {boundary.label} gebeurt dus nooit."
        yield warning(boundary.file, boundary.id, RULE, message, "Teken een eind dat annuleert, of haal dit weg.")

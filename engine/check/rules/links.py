"""Link events: an arrow cut in two, with one way on for each name and at least one way in."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error
from engine.check.model import Node, Scope
from engine.check.package import PackageModel

RULE = "link"


def check(package: PackageModel) -> Iterator[Finding]:
    for scope in package.scopes():
        links = [n for n in scope.nodes.values() if n.event == "link"]
        throws = [n for n in links if n.tag == "intermediateThrowEvent"]
        catches = [n for n in links if n.tag == "intermediateCatchEvent"]
        for node in (*throws, *catches):
            if not node.event_name():
                message = f"De link {node.label} heeft geen naam."
                yield error(node.file, node.id, RULE, message, "Geef begin en eind van de link dezelfde naam.")
        yield from _pairs(throws, catches)
        yield from _arrows(scope, throws, catches)


def _pairs(throws: list[Node], catches: list[Node]) -> Iterator[Finding]:
    ends = [n.event_name() for n in catches]
    for node in throws:
        if ends.count(node.event_name()) == 0:
            message = f"De link {node.label} komt nergens uit: niets vangt “{node.event_name()}”."
            hint = "Teken in hetzelfde (sub)proces een vangende link met dezelfde naam."
            yield error(node.file, node.id, RULE, message, hint)
    for node in catches:
        if ends.count(node.event_name()) > 1:
            message = f"De link “{node.event_name()}” komt op meer dan één plek uit."
            yield error(node.file, node.id, RULE, message, "Geef elke vangende link een eigen naam.")
        elif node.event_name() not in [n.event_name() for n in throws]:
            message = f"Geen link leidt naar {node.label}."
            hint = "Teken een werpende link met dezelfde naam, of haal deze weg."
            yield error(node.file, node.id, RULE, message, hint)


def _arrows(scope: Scope, throws: list[Node], catches: list[Node]) -> Iterator[Finding]:
    for node in throws:
        if any(flow.source == node.id for flow in scope.flows):
            message = f"Uit de werpende link {node.label} loopt een pijl; de link zelf leidt al verder."
            yield error(node.file, node.id, RULE, message, "Haal de pijl of de link weg.")
    for node in catches:
        if any(flow.target == node.id for flow in scope.flows):
            message = f"Naar de vangende link {node.label} loopt een pijl; daar komt u alleen langs de link."
            yield error(node.file, node.id, RULE, message, "Laat de pijl naar het volgende element lopen.")

"""Gateways: every way out has a condition where one is asked, and only there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import GATEWAYS, Node, Scope
from engine.check.package import PackageModel

RULE = "gateway"
_CHOOSING = {"exclusiveGateway", "inclusiveGateway"}


def check(package: PackageModel) -> Iterator[Finding]:
    for scope in package.scopes():
        for node in scope.nodes.values():
            if node.tag not in GATEWAYS:
                continue
            yield from _useless(scope, node)
            yield from _default(scope, node)
            if node.tag in _CHOOSING:
                yield from _choice(scope, node)
            else:
                yield from _no_choice(scope, node)
            if node.tag == "eventBasedGateway":
                yield from _events(scope, node)


def _useless(scope: Scope, node: Node) -> Iterator[Finding]:
    ways_in, ways_out = len(scope.incoming(node.id)), len(scope.outgoing(node.id))
    if ways_in <= 1 and ways_out == 1:
        message = f"De gateway {node.label} heeft één pijl in en één pijl uit: hij doet niets."
        yield warning(scope.file, node.id, RULE, message, "Haal de gateway weg, of teken de ontbrekende pijl.")
    if ways_out == 0:
        message = f"Uit de gateway {node.label} gaat geen pijl; het proces loopt daar vast."
        yield error(scope.file, node.id, RULE, message, "Teken de pijl naar het volgende element.")


def _default(scope: Scope, node: Node) -> Iterator[Finding]:
    default = node.xml.get("default")
    if default is None:
        return
    flow = next((f for f in scope.outgoing(node.id) if f.id == default), None)
    if flow is None:
        message = f"De standaardpijl “{default}” van {node.label} gaat niet uit deze gateway."
        yield error(scope.file, node.id, RULE, message, "Kies een pijl uit deze gateway als standaard.")
    elif flow.condition is not None:
        message = f"De standaardpijl van {node.label} heeft ook een voorwaarde; die wordt genegeerd."
        yield error(scope.file, flow.id, RULE, message, "Haal de voorwaarde weg, of maak hem niet de standaard.")


def _choice(scope: Scope, node: Node) -> Iterator[Finding]:
    out = scope.outgoing(node.id)
    if len(out) < 2:
        for flow in out:
            if flow.condition is not None:
                message = f"De enige pijl uit {node.label} heeft een voorwaarde: klopt die niet, dan loopt het vast."
                yield warning(scope.file, flow.id, RULE, message, "Haal de voorwaarde weg of teken een tweede pijl.")
        return
    for flow in out:
        if not flow.condition and flow.id != node.xml.get("default"):
            yield error(
                scope.file,
                flow.id,
                RULE,
                f"De pijl “{flow.name or flow.id}” uit {node.label} heeft geen voorwaarde.",
                "Schrijf een voorwaarde in FEEL, of maak deze pijl de standaardpijl.",
            )


def _no_choice(scope: Scope, node: Node) -> Iterator[Finding]:
    for flow in scope.outgoing(node.id):
        if flow.condition is not None:
            yield error(
                scope.file,
                flow.id,
                RULE,
                f"De voorwaarde op de pijl uit {node.label} wordt genegeerd: deze gateway kiest niet.",
                "Gebruik een exclusieve gateway, of haal de voorwaarde weg.",
            )


def _events(scope: Scope, node: Node) -> Iterator[Finding]:
    targets = [scope.nodes[f.target] for f in scope.outgoing(node.id) if f.target in scope.nodes]
    for target in targets:
        if target.tag != "intermediateCatchEvent" or target.event == "link":
            message = f"Na de gateway {node.label} moet een gebeurtenis komen, geen {target.label}."
            hint = "Laat elke pijl naar een gebeurtenis lopen die wacht op een bericht, timer, signaal of voorwaarde."
            yield error(scope.file, target.id, RULE, message, hint)

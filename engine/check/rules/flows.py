"""Sequence flows: both ends exist in the same scope, and none means what the engine does not do."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error
from engine.check.model import ACTIVITIES, EVENTS, Flow, Node, Scope
from engine.check.package import PackageModel

RULE = "pijl"


def check(package: PackageModel) -> Iterator[Finding]:
    for scope in package.scopes():
        for flow in scope.flows:
            yield from _ends(scope, flow)
        for node in scope.nodes.values():
            yield from _from_activity(scope, node)
            yield from _wrong_way(scope, node)


def _ends(scope: Scope, flow: Flow) -> Iterator[Finding]:
    for word, end in (("begint", flow.source), ("eindigt", flow.target)):
        if end not in scope.nodes:
            yield error(
                scope.file,
                flow.id,
                RULE,
                f"Deze pijl {word} bij “{end}”, maar dat element staat niet in hetzelfde (sub)proces.",
                "Verbind de pijl opnieuw. Over de rand van een subproces of pool gaat geen pijl.",
            )


def _from_activity(scope: Scope, node: Node) -> Iterator[Finding]:
    if node.tag not in ACTIVITIES | EVENTS:
        return
    out = scope.outgoing(node.id)
    if len(out) > 1:
        yield error(
            scope.file,
            node.id,
            RULE,
            f"Uit {node.label} gaan {len(out)} pijlen.",
            "Zet er een gateway achter: een parallelle (alle pijlen) of een exclusieve (één pijl).",
        )
    for flow in out:
        if flow.condition is not None:
            yield error(
                scope.file,
                flow.id,
                RULE,
                f"De voorwaarde op de pijl uit {node.label} wordt genegeerd.",
                "Zet een exclusieve gateway achter het element en hang de voorwaarde aan de pijlen daaruit.",
            )


def _wrong_way(scope: Scope, node: Node) -> Iterator[Finding]:
    if node.tag in ("startEvent", "boundaryEvent") and scope.incoming(node.id):
        message = f"Naar {node.label} loopt een pijl, maar daar kan een proces niet binnenkomen."
        yield error(scope.file, node.id, RULE, message, "Laat de pijl naar het volgende element lopen.")
    if node.tag == "endEvent" and scope.outgoing(node.id):
        message = f"Uit de eindgebeurtenis {node.label} loopt een pijl; die wordt nooit gevolgd."
        yield error(scope.file, node.id, RULE, message, "Maak er een tussengebeurtenis van, of haal de pijl weg.")
    if node.is_event_subprocess and (scope.incoming(node.id) or scope.outgoing(node.id)):
        message = f"Aan het gebeurtenis-subproces {node.label} zitten pijlen."
        yield error(scope.file, node.id, RULE, message, "Een gebeurtenis-subproces staat los; haal de pijlen weg.")

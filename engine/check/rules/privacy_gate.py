"""Person data flows only behind a gate: proved for every sharing element, on every path."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error
from engine.check.model import Node, Scope
from engine.check.package import PackageModel
from engine.check.privacy.analysis import Analysis
from engine.check.privacy.permissions import is_gate, missing, need_of

RULE = "privacypoort"
RECORDS = "privacy.vastleggen"  # the handler that writes the decision a person confirmed, or refuses
_SCOPE = ("stappen", "gegeven", "verstrekker", "ontvanger")


def check(package: PackageModel) -> Iterator[Finding]:
    gates = [node for node in package.nodes() if is_gate(node)]
    for gate in gates:
        yield from _complete(gate)
    for called in sorted({g.xml.get("calledElement", "").strip() for g in gates}):
        yield from _gate_itself(package, called)
    if package.partial:
        return
    analysis = Analysis(package)
    for node in package.nodes():
        yield from _shares(package, analysis, node)


def _complete(gate: Node) -> Iterator[Finding]:
    for name in _SCOPE:
        if not gate.properties.get(name, "").strip():
            message = f"De poort {gate.label} zegt niet waarvoor zij geldt: “{name}” ontbreekt."
            hint = f"Voeg de eigenschap “{name}” toe, bijvoorbeeld stappen = 2."
            yield error(gate.file, gate.id, RULE, message, hint)
    if gate.multi_instance is not None:
        message = f"De poort {gate.label} wordt herhaald; dan geldt zij voor niets."
        hint = "Zet poort en deelstap samen in een herhaald subproces."
        yield error(gate.file, gate.id, RULE, message, hint)


def _gate_itself(package: PackageModel, called: str) -> Iterator[Finding]:
    process = package.processes.get(called)
    if process is None:
        return
    yield from _no_other_way_out(process)
    normal = [end for end in process.ends() if end.event != "error"]
    if len(normal) != 1 or normal[0].event:
        message = f"De poort “{called}” moet precies één gewoon einde hebben; er zijn er {len(normal)}."
        hint = "Weigeren gaat met een fout; delen gaat langs één gewoon einde."
        yield error(process.file, called, RULE, message, hint)
        return
    before = [process.nodes.get(flow.source) for flow in process.incoming(normal[0].id)]
    last = before[0] if len(before) == 1 else None
    # Whatever else happens in the process, the only way to its normal end leads through this one task.
    if last is None or last.camunda("topic") != RECORDS or last.multi_instance is not None:
        message = f"Direct vóór het einde van de poort “{called}” moet het besluit worden vastgelegd."
        hint = f"Zet daar één servicetaak met het onderwerp {RECORDS}, met één pijl naar het einde."
        yield error(process.file, normal[0].id, RULE, message, hint)


def _no_other_way_out(process: Scope) -> Iterator[Finding]:
    """A gate must not end well by anything that stops without a decision, or that takes its place."""
    for node in process.nodes.values():
        if node.is_event_subprocess:
            message = f"{node.label} kan de poort “{process.id}” laten eindigen zonder besluit."
            yield error(node.file, node.id, RULE, message, "Zet in een poort geen gebeurtenis-subproces.")
        elif node.tag != "endEvent" and not process.outgoing(node.id):
            message = f"Na {node.label} komt niets: de poort “{process.id}” kan daar eindigen zonder besluit."
            yield error(node.file, node.id, RULE, message, "Teken een pijl naar het volgende of naar een fout.")


def _shares(package: PackageModel, analysis: Analysis, node: Node) -> Iterator[Finding]:
    need = need_of(package, node)
    if need is None:
        return
    if need.step is None:
        message = f"{node.label} deelt persoonsgegevens ({need.why}), maar heeft geen merk “stap”."
        yield error(node.file, node.id, RULE, message, "Geef het element de eigenschap “stap”, 1 tot en met 7.")
        return
    gaps = missing(need, analysis.before(node))
    if gaps is None:
        message = f"Bij {node.label} kunnen persoonsgegevens stromen zonder privacypoort: {need.why}."
        hint = (
            f"Zet op elke weg hierheen een privacypoort (call activity met de eigenschap “poort”) waarvan "
            f"“stappen” {need.step} bevat."
        )
        yield error(node.file, node.id, RULE, message, hint)
        return
    for kind, provider, receiver in gaps:
        message = f"De privacypoort vóór {node.label} dekt niet: {kind} van {provider} aan {receiver}."
        hint = "Vul “gegeven”, “verstrekker” en “ontvanger” van de poort aan."
        yield error(node.file, node.id, RULE, message, hint)

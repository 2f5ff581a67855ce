"""Person data flows only behind a gate: proved for every sharing element, on every path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.check.findings import Finding, PathStep, error
from engine.check.model import Node
from engine.check.package import PackageModel
from engine.check.privacy.analysis import Passed
from engine.check.privacy.carrying import carrying
from engine.check.privacy.needs import Known, Need, forms_beside_tasks, in_words, needs_of
from engine.check.privacy.permissions import is_gate, words_of
from engine.check.privacy.proof import Proof
from engine.check.privacy.recording import RULE, SCOPE, check_gate
from engine.check.variables import writes


def check(package: PackageModel) -> Iterator[Finding]:
    known = {node: writes(package, node) for node in package.nodes()}
    gates = [node for node in package.nodes() if is_gate(node)]
    for gate in gates:
        yield from _complete(gate, known)
    for called in sorted({g.xml.get("calledElement", "").strip() for g in gates} & package.processes.keys()):
        yield from check_gate(package, package.processes[called], known.__getitem__)
    if package.partial:
        return
    yield from _beside_tasks(package)
    told, proof = Known(package, known.__getitem__, carrying(package, known.__getitem__)), Proof(package, known)
    for node in package.nodes():
        for need in needs_of(told, node):
            yield from _shares(proof, node, need)


def _complete(gate: Node, known: dict[Node, set[str] | None]) -> Iterator[Finding]:
    for name in SCOPE:
        text = gate.properties.get(name, "").strip()
        if not text:
            message = f"De poort {gate.label} zegt niet waarvoor zij geldt: “{name}” ontbreekt."
            hint = f"Voeg de eigenschap “{name}” toe, bijvoorbeeld stappen = 2."
            yield error(gate.file, gate.id, RULE, message, hint)
        elif not words_of(gate, text, known.__getitem__) or (name == "stappen" and text.startswith("=")):
            message = f"Waarvoor de poort {gate.label} geldt, is niet te bewijzen: “{name}” is {text[:60]}."
            yield error(gate.file, gate.id, RULE, message, _HINT_FEEL)
    if gate.multi_instance is not None:
        message = f"De poort {gate.label} wordt herhaald; dan geldt zij voor niets."
        hint = "Zet poort en deelstap samen in een herhaald subproces."
        yield error(gate.file, gate.id, RULE, message, hint)


_HINT_FEEL = (
    "Schrijf woorden uit de woordenlijst, of =naam van het onderdeel (elementVariable) van het herhaalde subproces "
    "om poort en deelstap samen. Niets in dat subproces mag dat onderdeel veranderen."
)


def _beside_tasks(package: PackageModel) -> Iterator[Finding]:
    """At the start of a case and with a message nothing is known of the step, so nothing can hold."""
    for node, form in dict.fromkeys(forms_beside_tasks(package)):
        described = package.form(form)
        if described is not None and described.takes_person_data:
            message = f"Het formulier {form} bij {node.label} vraagt persoonsgegevens, maar hoort niet bij een taak."
            hint = "Vraag persoonsgegevens in een gebruikerstaak achter een privacypoort."
            path = (PathStep(node.scope.process.id, node.id, node.name),)
            yield replace(error(node.file, node.id, RULE, message, hint), path=path)


def _shares(proof: Proof, node: Node, need: Need) -> Iterator[Finding]:
    if node.step is None:
        message = f"{node.label} deelt persoonsgegevens ({need.why}), maar heeft geen merk “stap”."
        yield error(node.file, node.id, RULE, message, "Geef het element de eigenschap “stap”, 1 tot en met 7.")
        return
    for text in need.doubts:
        message = f"Wat {node.label} deelt, is niet te bewijzen: {text[:60]} ({need.why})."
        yield error(node.file, node.id, RULE, message, _HINT_FEEL)
    lacking = [(asked, way) for asked in need.questions if (way := proof.lacking(node, asked)) is not None]
    if not lacking:
        return
    _, way = min(lacking, key=lambda found: len(found[1]))
    flows = "; ".join(in_words(asked) for asked, _ in lacking[:6])
    message = (
        f"Bij {node.label} kunnen persoonsgegevens stromen zonder privacypoort: {need.why}. "
        f"Niet op elke weg is in stap {node.step} toegestaan: {flows}."
    )
    hint = (
        "Zet op elke weg hierheen een privacypoort (call activity met de eigenschap “poort”) waarvan “stappen”, "
        "“gegeven”, “verstrekker” en “ontvanger” dit dekken."
    )
    yield replace(error(node.file, node.id, RULE, message, hint), path=tuple(_step(each) for each in way))


def _step(passed: Passed) -> PathStep:
    node = passed.node
    return PathStep(node.scope.process.id, node.id, node.name, passed.flow.id if passed.flow is not None else "")

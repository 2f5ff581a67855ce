"""Names people read: on tasks, events, questions and answers."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import ACTIVITIES, EVENTS, Node, Scope
from engine.check.package import PackageModel

RULE = "naam"
LONGEST = 200
_QUESTIONS = {"exclusiveGateway", "inclusiveGateway"}


def check(package: PackageModel) -> Iterator[Finding]:
    for diagram in package.diagrams:
        for process in diagram.processes:
            if not process.xml.get("name", "").strip():
                message = f"Het proces “{process.id}” heeft geen naam."
                yield warning(diagram.path, process.id, RULE, message, "Geef het proces een naam.")
    for scope in package.scopes():
        for node in scope.nodes.values():
            yield from _of_node(scope, node)
            yield from _of_answers(scope, node)
    yield from _too_long(package)


def _too_long(package: PackageModel) -> Iterator[Finding]:
    """Of anything drawn: pools, lanes, arrows, processes and messages too."""
    for diagram in package.diagrams:
        for xml in diagram.root.iter():
            if len(xml.get("name", "")) > LONGEST:
                message = f"De naam van “{xml.get('id', '')[:LONGEST]}” is langer dan {LONGEST} tekens."
                hint = "Maak de naam korter; zet uitleg in de hulp bij de stap."
                yield error(diagram.path, xml.get("id", "")[:LONGEST], RULE, message, hint)


def _of_node(scope: Scope, node: Node) -> Iterator[Finding]:
    if node.name:
        return
    if node.tag in ACTIVITIES:
        hint = "Schrijf een werkwoord en een ding, bijvoorbeeld “Groepsscan aanvragen”."
        yield warning(scope.file, node.id, RULE, f"De stap “{node.id}” heeft geen naam.", hint)
    elif node.tag in EVENTS:
        hint = "Schrijf wat er dan is, bijvoorbeeld “Signaal ontvangen”."
        yield warning(scope.file, node.id, RULE, f"De gebeurtenis “{node.id}” heeft geen naam.", hint)
    elif node.tag in _QUESTIONS and len(scope.outgoing(node.id)) > 1:
        hint = "Schrijf de vraag erbij, bijvoorbeeld “Is het beeld compleet?”."
        yield warning(scope.file, node.id, RULE, f"De gateway “{node.id}” stelt geen vraag.", hint)


def _of_answers(scope: Scope, node: Node) -> Iterator[Finding]:
    out = scope.outgoing(node.id)
    if node.tag not in _QUESTIONS or len(out) < 2:
        return
    for flow in out:
        if not flow.name.strip():
            message = f"De pijl “{flow.id}” uit {node.label} heeft geen antwoord erbij."
            yield warning(scope.file, flow.id, RULE, message, "Schrijf het antwoord bij de pijl, bijvoorbeeld “ja”.")

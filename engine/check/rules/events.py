"""Events: the kinds that work, each in the places where it works."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error
from engine.check.model import ACTIVITIES, EVENTS, Node, children, text_of
from engine.check.package import PackageModel

RULE = "gebeurtenis"

# SpiffWorkflow 3.2 runs these; all else it refuses late or turns into an event that does nothing.
_WORKS: dict[str, set[str]] = {
    # a kind only on an event subprocess: rules starts and event_subprocesses
    "startEvent": {"", "message", "timer", "signal", "conditional", "error", "escalation"},
    "endEvent": {"", "message", "error", "escalation", "signal", "cancel", "terminate"},
    "intermediateCatchEvent": {"message", "timer", "signal", "conditional", "link"},
    "intermediateThrowEvent": {"", "message", "escalation", "signal", "link"},
    "boundaryEvent": {"message", "timer", "error", "escalation", "signal", "conditional", "cancel"},
}
_WORDS = {
    "message": "bericht", "timer": "timer", "error": "fout", "escalation": "escalatie", "signal": "signaal",
    "terminate": "beëindigen", "link": "link", "compensate": "compensatie", "conditional": "voorwaarde",
    "cancel": "annuleren", "": "niets",
}  # fmt: skip
_NAMED = {"message": "bericht", "error": "fout", "signal": "signaal", "escalation": "escalatie"}
_CODES = {"message": "naam", "signal": "naam", "error": "code", "escalation": "code"}


def check(package: PackageModel) -> Iterator[Finding]:
    for node in package.nodes():
        if node.tag in EVENTS:
            yield from _kind(node)
            yield from _name(node)
        if node.tag == "boundaryEvent":
            yield from _attached(node)
        if node.tag in ("sendTask", "receiveTask"):
            yield from _message_task(node)


def _kind(node: Node) -> Iterator[Finding]:
    if len(node.definitions) > 1:
        message = f"{node.label} wacht op meer dan één gebeurtenis."
        yield error(node.file, node.id, RULE, message, "Teken voor elke gebeurtenis een eigen element.")
    elif node.event not in _WORKS[node.tag]:
        word = _WORDS.get(node.event, node.event)
        message = f"Een gebeurtenis van het soort “{word}” werkt niet op deze plek ({node.label})."
        yield error(node.file, node.id, RULE, message, "Kies een ander soort gebeurtenis.")
    if node.event == "conditional" and not _condition(node):
        message = f"{node.label} wacht op een voorwaarde, maar die staat er niet."
        yield error(node.file, node.id, RULE, message, "Schrijf een voorwaarde in FEEL.")
    if node.tag == "boundaryEvent" and not node.interrupts:
        yield from _beside(node)


def _condition(node: Node) -> str:
    return text_of(next(iter(children(node.definition, "condition")), None)) if node.definition is not None else ""


def _beside(node: Node) -> Iterator[Finding]:
    """A boundary event that leaves its task be."""
    if node.event in ("error", "cancel"):
        what = "vangt een fout" if node.event == "error" else "annuleert"
        message = f"{node.label} {what}, maar onderbreekt de taak niet."
        yield error(node.file, node.id, RULE, message, "Dit onderbreekt altijd: zet cancelActivity op waar.")


def _name(node: Node) -> Iterator[Finding]:
    if node.definition is None or node.event not in _NAMED:
        return
    reference = node.definition.get(f"{node.event}Ref", "")
    word, what = _NAMED[node.event], _CODES[node.event]
    if node.event in ("error", "escalation") and node.tag in ("boundaryEvent", "startEvent") and not reference:
        return  # catches every one
    if reference not in node.scope.diagram.event_names:
        message = f"{node.label} noemt geen {word} dat bestaat."
        yield error(node.file, node.id, RULE, message, f"Kies of maak een {word} met een {what}.")
    elif not node.event_name():
        message = f"Het {word} van {node.label} heeft geen {what}."
        yield error(node.file, node.id, RULE, message, f"Geef het {word} een {what}, zonder spaties.")


def _attached(node: Node) -> Iterator[Finding]:
    host = node.scope.nodes.get(node.attached_to)
    if host is None or host.tag not in ACTIVITIES:
        message = f"{node.label} zit niet vast aan een taak in hetzelfde (sub)proces."
        yield error(node.file, node.id, RULE, message, "Sleep de gebeurtenis op de rand van een taak.")


def _message_task(node: Node) -> Iterator[Finding]:
    name = node.scope.diagram.event_names.get(node.xml.get("messageRef", ""), "")
    if node.tag == "sendTask" and (node.camunda("topic") or node.camunda("type")):
        if name:
            message = f"De verzendtaak {node.label} noemt een bericht en een onderwerp; één van de twee wordt gedaan."
            yield error(node.file, node.id, RULE, message, "Haal het bericht of het onderwerp weg.")
        return
    if name:
        return
    if node.tag == "sendTask":
        message = f"De verzendtaak {node.label} noemt geen bericht en gaat meteen door."
        hint = "Kies een bericht met een naam. Een e-mail stuurt u met een servicetaak (bericht.sturen)."
        yield error(node.file, node.id, RULE, message, hint)
    else:
        message = f"De ontvangsttaak {node.label} wacht op geen bericht en gaat meteen door."
        yield error(node.file, node.id, RULE, message, "Kies een bericht met een naam.")

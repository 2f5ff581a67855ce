"""Events: the kinds that work, each in the places where it works."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import ACTIVITIES, EVENTS, Node
from engine.check.package import PackageModel

RULE = "gebeurtenis"

# SpiffWorkflow 3.2 runs these; all else it refuses late or turns into an event that does nothing.
_WORKS: dict[str, set[str]] = {
    "startEvent": {"", "message", "timer"},  # a kind only on an event subprocess: rule starts
    "endEvent": {"", "message", "error", "escalation", "terminate"},
    "intermediateCatchEvent": {"message", "timer", "signal"},
    "intermediateThrowEvent": {"", "message", "escalation", "signal"},
    "boundaryEvent": {"message", "timer", "error", "escalation", "signal"},
}
_WORDS = {
    "message": "bericht", "timer": "timer", "error": "fout", "escalation": "escalatie", "signal": "signaal",
    "terminate": "beëindigen", "link": "link", "compensate": "compensatie", "conditional": "voorwaarde",
    "cancel": "annuleren", "": "niets",
}  # fmt: skip
_NAMED = {"message": "bericht", "error": "fout", "signal": "signaal", "escalation": "escalatie"}
_CODES = {"message": "naam", "signal": "naam", "error": "code", "escalation": "code"}
_INSTEAD = {
    ("endEvent", "signal"): "Zet een signaal als tussengebeurtenis vóór een gewoon einde.",
}


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
        hint = _INSTEAD.get((node.tag, node.event), "Kies een ander soort gebeurtenis.")
        yield error(node.file, node.id, RULE, message, hint)
    if node.tag == "boundaryEvent" and not node.interrupts:
        yield from _beside(node)


def _beside(node: Node) -> Iterator[Finding]:
    """A boundary event that leaves its task be."""
    if node.event in ("message", "signal", "escalation"):
        # SpiffWorkflow 3.2 listens once; after the first one nobody waits any more.
        message = f"{node.label} onderbreekt niet en wacht op een {_WORDS[node.event]}: dat werkt maar één keer."
        hint = "Gebruik een gebeurtenis-subproces met een berichtstart die niet onderbreekt."
        tell = warning if node.event == "escalation" else error
        yield tell(node.file, node.id, RULE, message, hint)
    elif node.event == "error":
        message = f"{node.label} vangt een fout, maar onderbreekt de taak niet."
        yield error(node.file, node.id, RULE, message, "Een fout onderbreekt altijd: zet cancelActivity op waar.")


def _name(node: Node) -> Iterator[Finding]:
    if node.definition is None or node.event not in _NAMED:
        return
    reference = node.definition.get(f"{node.event}Ref", "")
    word, what = _NAMED[node.event], _CODES[node.event]
    if node.event == "error" and node.tag == "boundaryEvent" and not reference:
        return  # catches every error: rule error_events
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
    if name:
        return
    if node.tag == "sendTask":
        message = f"De verzendtaak {node.label} noemt geen bericht en gaat meteen door."
        hint = "Kies een bericht met een naam. Een e-mail stuurt u met een servicetaak (bericht.sturen)."
        yield error(node.file, node.id, RULE, message, hint)
    else:
        message = f"De ontvangsttaak {node.label} wacht op geen bericht en gaat meteen door."
        yield error(node.file, node.id, RULE, message, "Kies een bericht met een naam.")

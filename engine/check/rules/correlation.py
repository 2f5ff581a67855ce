"""Correlation: which of several that wait for one message it is meant for."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import Node
from engine.check.package import PackageModel

RULE = "correlatie"
PROPERTY = "correlatie"


def check(package: PackageModel) -> Iterator[Finding]:
    yield from _buttons(package)
    for node in package.nodes():
        about_message = node.event == "message" or node.tag in ("sendTask", "receiveTask")
        written = node.properties.get(PROPERTY)
        if written is not None and not about_message:
            message = f"“{PROPERTY}” van {node.label} doet niets: het element stuurt of ontvangt geen bericht."
            yield warning(node.file, node.id, RULE, message, "Haal de eigenschap weg.")
        elif written is not None and not written.strip().removeprefix("="):
            message = f"“{PROPERTY}” van {node.label} is leeg."
            yield error(node.file, node.id, RULE, message, "Schrijf FEEL, bijvoorbeeld =partner.")
        elif about_message and _waits(node) and not written and _side_by_side(node):
            message = f"{node.label} wacht meermalen tegelijk; voor welke keer een bericht is, staat er niet bij."
            hint = f"Geef het de eigenschap “{PROPERTY}”, zoals =partner, en stuur het bericht met dezelfde waarde."
            yield error(node.file, node.id, RULE, message, hint)


def _buttons(package: PackageModel) -> Iterator[Finding]:
    """A button of the package that sends a message says for which of those that ask for it."""
    rows = package.manifest.get("berichten")
    buttons = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    silent = {str(row.get("naam")) for row in buttons if not row.get("correlatie")}
    for node in package.nodes():
        if _waits(node) and node.properties.get(PROPERTY) and _message(node) in silent:
            message = (
                f"De knop voor “{_message(node)}” zegt niet voor wie het bericht is; {node.label} vraagt daarnaar."
            )
            hint = "Noem in pakket.json bij “berichten” met “correlatie” het veld van het formulier dat dit zegt."
            yield error(node.file, node.id, RULE, message, hint)


def _message(node: Node) -> str:
    if node.tag == "receiveTask":
        return node.scope.diagram.event_names.get(node.xml.get("messageRef", ""), "")
    return node.event_name()


def _waits(node: Node) -> bool:
    return node.tag in ("receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent")


def _side_by_side(node: Node) -> bool:
    """Whether it stands in something that is done for several items at once."""
    around: Node | None = node
    while around is not None:
        loop = around.multi_instance
        if loop is not None and loop.get("isSequential") != "true":
            return True
        around = around.scope.node
    return False

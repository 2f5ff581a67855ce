"""Work that is done once per item: a list to go through, a name for the item, and a list for the results."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.check.findings import Finding, error
from engine.check.model import CAMUNDA, Node, children
from engine.check.package import PackageModel
from engine.check.rules.scripts import NAME

RULE = "herhaling"
_REPEATED = {
    "userTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity",
    "subProcess",
}  # fmt: skip


def check(package: PackageModel) -> Iterator[Finding]:
    for node in package.nodes():
        loop = node.multi_instance
        if loop is not None:
            yield from _one(node, loop)
        elif {"verzamelnaam", "verzamelwaarde"} & node.properties.keys():
            message = f"{node.label} verzamelt uitkomsten, maar wordt niet herhaald."
            hint = "Maak er een herhaalde taak (multi-instance) van, of haal de eigenschap weg."
            yield error(node.file, node.id, RULE, message, hint)
        for standard in children(node.xml, "standardLoopCharacteristics"):
            yield from _loop(node, standard)
            if not children(standard, "loopCondition") and not standard.get("loopMaximum"):
                message = f"De lus op {node.label} heeft geen voorwaarde en houdt nooit op."
                yield error(node.file, node.id, RULE, message, "Vul een voorwaarde (loopCondition) in FEEL in.")


def _loop(node: Node, standard: etree._Element) -> Iterator[Finding]:
    if node.tag not in _REPEATED or node.is_event_subprocess:
        message = f"{node.label} kan niet herhaald worden."
        yield error(node.file, node.id, RULE, message, "Zet het in een subproces en herhaal dat.")
    most = standard.get("loopMaximum", "1")
    if not (most.isascii() and most.isdigit() and int(most) > 0):
        message = f"Het hoogste aantal keren van {node.label} is geen heel getal vanaf 1: “{most[:20]}”."
        yield error(node.file, node.id, RULE, message, "Schrijf bijvoorbeeld 3, of gebruik alleen een voorwaarde.")


def _one(node: Node, loop: etree._Element) -> Iterator[Finding]:
    collection = (loop.get(f"{{{CAMUNDA}}}collection") or "").strip()
    variable = (loop.get(f"{{{CAMUNDA}}}elementVariable") or "").strip()
    if node.tag not in _REPEATED or node.is_event_subprocess:
        message = f"{node.label} kan niet herhaald worden."
        yield error(node.file, node.id, RULE, message, "Zet het in een subproces en herhaal dat.")
    if not collection:
        message = f"{node.label} wordt herhaald, maar zegt niet voor welke lijst."
        yield error(node.file, node.id, RULE, message, "Vul camunda:collection in, bijvoorbeeld =partners.")
    elif not collection.startswith("="):
        message = f"“{collection[:60]}” van {node.label} is een tekst, geen lijst."
        yield error(node.file, node.id, RULE, message, f"Zet er een “=” voor, bijvoorbeeld ={collection[:60]}.")
    if not NAME.fullmatch(variable):
        message = f"{node.label} wordt herhaald, maar geeft het onderdeel van de lijst geen naam."
        yield error(node.file, node.id, RULE, message, "Vul camunda:elementVariable in, bijvoorbeeld partner.")
    yield from _collected(node)


def _collected(node: Node) -> Iterator[Finding]:
    given = node.properties
    if ("verzamelnaam" in given) != ("verzamelwaarde" in given):
        missing = "verzamelwaarde" if "verzamelnaam" in given else "verzamelnaam"
        message = f"{node.label} mist de eigenschap “{missing}”."
        hint = "“verzamelnaam” is de lijst, “verzamelwaarde” de FEEL-expressie per keer; ze horen bij elkaar."
        yield error(node.file, node.id, RULE, message, hint)
    if "verzamelnaam" in given and not NAME.fullmatch(given["verzamelnaam"].strip()):
        message = f"De verzamelnaam “{given['verzamelnaam'][:60]}” van {node.label} is geen goede naam."
        yield error(node.file, node.id, RULE, message, "Gebruik letters, cijfers en liggend streepje.")

"""Diagrams that another program made: said once per file, with what to do about all of it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, warning
from engine.check.model import BPMN, CAMUNDA, Diagram, element_id, local, namespace
from engine.check.package import PackageModel

RULE = "ander_programma"
_ATTRIBUTE_RULE = "attribuut"
_MADE_BY = (  # how the namespace begins, the program
    ("http://camunda.org/schema/zeebe/", "Camunda 8 (Zeebe)"),
    ("http://flowable.org/", "Flowable"),
    ("http://activiti.org/", "Activiti"),
    ("http://www.signavio.com", "Signavio"),
    ("http://bpmn.io/schema/activiti", "Activiti"),
    ("http://www.bizagi.com", "Bizagi"),
    ("http://www.jboss.org/drools", "jBPM"),
    ("http://www.omg.org/bpsim", "een programma met simulatie (BPSim)"),
)
_DRAWN_OVER = (
    "De tekening kan blijven. Kies in de editor bij elke taak het formulier, de rol of het onderwerp; de bevindingen "
    "hieronder noemen ze een voor een."
)


def check(package: PackageModel) -> Iterator[Finding]:
    for diagram in package.diagrams:
        for program in sorted(_programs(diagram)):
            message = f"Dit diagram is gemaakt met {program}. Wat alleen dat programma kent, doet hier niets."
            yield warning(diagram.path, "", RULE, message, _DRAWN_OVER)
        yield from _beside_nodes(diagram)


def _programs(diagram: Diagram) -> set[str]:
    """Of what stands in the file, not of what is only declared at its top."""
    used = {namespace(xml) for xml in diagram.root.iter("{*}*")}
    used |= {str(key)[1:].split("}")[0] for xml in diagram.root.iter("{*}*") for key in xml.attrib if "{" in str(key)}
    return {program for start, program in _MADE_BY if any(name.startswith(start) for name in used)}


def _beside_nodes(diagram: Diagram) -> Iterator[Finding]:
    """Extensions of a process, a lane, an arrow: nothing of them is read but their properties."""
    of_nodes = {node.xml for node in diagram.nodes()}
    for box in diagram.root.iter(f"{{{BPMN}}}extensionElements"):
        around = box.getparent()
        if around is None or around in of_nodes or around.tag.endswith("LoopCharacteristics"):
            continue
        for xml in box:
            name = local(xml)
            if namespace(xml) == CAMUNDA and name == "properties":
                continue
            what = "camunda:" + name if namespace(xml) == CAMUNDA else name
            message = f"De uitbreiding <{what}> wordt genegeerd: de motor doet er niets mee."
            hint = "Haal haar weg, zodat het diagram laat zien wat er echt gebeurt."
            yield warning(diagram.path, element_id(around), _ATTRIBUTE_RULE, message, hint)

"""Elements the engine does not run: SpiffWorkflow would refuse them late, or drop them without a word."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.check.findings import Finding, error, warning
from engine.check.model import BPMN, Diagram, element_id, local, namespace
from engine.check.package import PackageModel

RULE = "element"

_EVENT_DEFINITIONS = {
    "messageEventDefinition", "timerEventDefinition", "errorEventDefinition", "escalationEventDefinition",
    "signalEventDefinition", "terminateEventDefinition", "conditionalEventDefinition", "linkEventDefinition",
    "cancelEventDefinition",
}  # fmt: skip
_KNOWN = _EVENT_DEFINITIONS | {
    "definitions", "collaboration", "participant", "messageFlow", "process", "laneSet", "lane", "childLaneSet",
    "flowNodeRef", "documentation", "extensionElements", "incoming", "outgoing", "sequenceFlow",
    "conditionExpression", "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent",
    "boundaryEvent", "userTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask",
    "callActivity", "subProcess", "transaction", "condition", "exclusiveGateway", "parallelGateway", "inclusiveGateway",
    "eventBasedGateway", "message", "error", "escalation", "signal", "timeDate", "timeDuration", "timeCycle",
    "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "completionCondition",
    "loopCondition", "script", "textAnnotation", "text", "association", "group",
    "category", "categoryValue", "loopDataOutputRef", "outputDataItem", "loopDataInputRef", "inputDataItem",
}  # fmt: skip

_INSTEAD = {
    "task": "Kies een gebruikerstaak (voor een mens) of een servicetaak (voor de computer).",
    "manualTask": "Kies een gebruikerstaak: dan ziet iemand de taak in de takenlijst.",
    "complexGateway": "Gebruik een exclusieve of een parallelle gateway.",
    "adHocSubProcess": "Gebruik een gewoon subproces, of losse taken na een parallelle gateway.",
    "compensateEventDefinition": "Teken het terugdraaien als gewone stappen.",
    "callConversation": "Gebruik een call activity.",
    "dataStoreReference": "Gebruik een tekstnotitie om te tonen waar gegevens staan.",
    "dataStore": "Gebruik een tekstnotitie om te tonen waar gegevens staan.",
    "dataObject": "Gegevens van een zaak zijn variabelen; gebruik een tekstnotitie om ze te tonen.",
    "dataObjectReference": "Gegevens van een zaak zijn variabelen; gebruik een tekstnotitie om ze te tonen.",
    "property": "Gegevens van een zaak zijn variabelen; deze hoeven niet vooraf genoemd te worden.",
    "ioSpecification": "Gebruik camunda:inputParameter en camunda:outputParameter.",
    "dataInputAssociation": "Gebruik camunda:inputParameter en camunda:outputParameter.",
    "dataOutputAssociation": "Gebruik camunda:inputParameter en camunda:outputParameter.",
    "potentialOwner": "Gebruik camunda:candidateGroups.",
    "humanPerformer": "Gebruik camunda:candidateGroups.",
    "performer": "Gebruik camunda:candidateGroups.",
    "correlationProperty": "Gebruik de eigenschap “correlatie” op wie stuurt en op wie wacht.",
    "loopCardinality": "Herhaal over een lijst: camunda:collection, bijvoorbeeld =partners.",
    "import": "Zet alle diagrammen los in het pakket.",
    "extension": "Haal de verplichte uitbreiding weg.",
}
_HARMLESS = {"property"}


def check(package: PackageModel) -> Iterator[Finding]:
    for diagram in package.diagrams:
        yield from _unknown(diagram)
        yield from _old_multi_instance_output(diagram)


def _unknown(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.root.iter(f"{{{BPMN}}}*"):
        tag = local(node)
        if tag in _KNOWN or _inside_unknown(node):
            continue
        hint = _INSTEAD.get(tag, "Haal het element weg, of kies een ander element uit het palet.")
        if tag in _HARMLESS:
            message = f"Het element <{tag}> wordt genegeerd: de motor doet er niets mee."
            yield warning(diagram.path, element_id(node), RULE, message, hint)
        else:
            message = f"Het element <{tag}> wordt niet ondersteund."
            yield error(diagram.path, element_id(node), RULE, message, hint)


def _inside_unknown(node: etree._Element) -> bool:
    # One finding for the outermost stranger is enough; what stands in it goes with it.
    parent = node.getparent()
    return parent is not None and (namespace(parent) != BPMN or local(parent) not in _KNOWN | _CONTAINERS)


_CONTAINERS = {"adHocSubProcess"}


def _old_multi_instance_output(diagram: Diagram) -> Iterator[Finding]:
    for tag in ("loopDataOutputRef", "outputDataItem", "loopDataInputRef", "inputDataItem"):
        for loop in diagram.root.iterfind(f".//{{{BPMN}}}{tag}/.."):
            yield error(
                diagram.path,
                element_id(loop),
                RULE,
                f"<{tag}> wordt niet ondersteund: de editors gooien het weg bij opslaan.",
                "Gebruik camunda:collection en camunda:elementVariable, en om te verzamelen de eigenschappen "
                "“verzamelnaam” en “verzamelwaarde”.",
            )

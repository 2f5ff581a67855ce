"""Attributes and extensions the engine does not act on: nothing present in a file is dropped silently."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.check.findings import Finding, error, warning
from engine.check.model import (
    ACTIVITIES,
    BPMN,
    CAMUNDA,
    EVENTS,
    Diagram,
    Node,
    element_id,
    local,
    namespace,
)
from engine.check.package import PackageModel

RULE = "attribuut"

_EVERYWHERE = {"id", "name"}
_HARMLESS = {  # fixed or purely descriptive: dropping them changes nothing
    "gatewayDirection", "processType", "isClosed", "isImmediate", "implementation", "targetNamespace",
    "exporter", "exporterVersion", "expressionLanguage", "typeLanguage", "itemSubjectRef", "isCollection",
    "structureRef", "associationDirection", "textFormat", "categoryValueRef", "instantiate", "isLiteral",
    "language", "evaluatesToTypeRef", "state", "partitionElementRef",
}  # fmt: skip
_READ: dict[str, set[str]] = {
    "process": {"isExecutable"},
    "participant": {"processRef"},
    "messageFlow": {"sourceRef", "targetRef", "messageRef"},
    "association": {"sourceRef", "targetRef"},
    "sequenceFlow": {"sourceRef", "targetRef"},
    "startEvent": {"isInterrupting", "parallelMultiple"},
    "boundaryEvent": {"attachedToRef", "cancelActivity", "parallelMultiple"},
    "intermediateCatchEvent": {"parallelMultiple"},
    "exclusiveGateway": {"default"},
    "inclusiveGateway": {"default"},
    "eventBasedGateway": {"eventGatewayType"},
    "callActivity": {"calledElement"},
    "subProcess": {"triggeredByEvent"},
    "scriptTask": {"scriptFormat"},
    "sendTask": {"messageRef"},
    "receiveTask": {"messageRef"},
    "messageEventDefinition": {"messageRef"},
    "errorEventDefinition": {"errorRef"},
    "escalationEventDefinition": {"escalationRef"},
    "signalEventDefinition": {"signalRef"},
    "linkEventDefinition": {"name"},
    "conditionalEventDefinition": set(),
    "error": {"errorCode"},
    "escalation": {"escalationCode"},
    "multiInstanceLoopCharacteristics": {"isSequential"},
    "standardLoopCharacteristics": {"testBefore", "loopMaximum"},
    "group": {"categoryValueRef"},
    "categoryValue": {"value"},
}
_REFUSED_VALUES = {  # (attribute, value) -> why, remedy
    ("isForCompensation", "true"): (
        "Compensatie wordt niet ondersteund: deze taak zou nooit starten.",
        "Teken het terugdraaien als gewone stappen.",
    ),
    ("parallelMultiple", "true"): (
        "Wachten op meer gebeurtenissen tegelijk wordt niet ondersteund.",
        "Teken een parallelle gateway met losse gebeurtenissen.",
    ),
    ("instantiate", "true"): (
        "Een proces kan niet door dit element beginnen.",
        "Begin het proces met een gewone startgebeurtenis.",
    ),
    ("eventGatewayType", "Parallel"): (
        "Een gateway die op alle gebeurtenissen wacht wordt niet ondersteund.",
        "Teken een parallelle gateway met losse gebeurtenissen.",
    ),
}
_CAMUNDA_READ: dict[str, set[str]] = {
    "process": {"historyTimeToLive", "versionTag", "isStartableInTasklist"},
    "startEvent": {"formRef", "formRefBinding"},
    "userTask": {
        "assignee", "candidateGroups", "dueDate", "followUpDate", "priority", "formRef", "formRefBinding",
    },
    "serviceTask": {"type", "topic"},
    "sendTask": {"type", "topic"},
    "scriptTask": {"resultVariable"},
    "businessRuleTask": {"decisionRef", "decisionRefBinding", "resultVariable", "mapDecisionResult"},
    "callActivity": {"calledElementBinding"},
    "multiInstanceLoopCharacteristics": {"collection", "elementVariable"},
    "property": {"name", "value"},
    "inputParameter": {"name"},
    "outputParameter": {"name"},
    "in": {"source", "target", "sourceExpression"},
    "out": {"source", "target", "sourceExpression"},
}  # fmt: skip
_TEMPLATES = {"modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon"}
_CAMUNDA_WRONG = {  # these change what is executed, so leaving them out silently would be a lie
    "class": "Java-klassen draaien hier niet.",
    "delegateExpression": "Java-klassen draaien hier niet.",
    "expression": "Een Java-expressie draait hier niet.",
    "variableMappingClass": "Java-klassen draaien hier niet.",
    "variableMappingDelegateExpression": "Java-klassen draaien hier niet.",
    "resource": "Een script uit een ander bestand wordt niet gelezen.",
    "formKey": "Een formulier via camunda:formKey wordt niet gevonden.",
    "formHandlerClass": "Java-klassen draaien hier niet.",
    "calledElementVersion": "Een vaste versie van een aangeroepen proces wordt niet ondersteund.",
    "calledElementVersionTag": "Een vaste versie van een aangeroepen proces wordt niet ondersteund.",
    "caseRef": "CMMN wordt niet ondersteund.",
    "variables": 'Alle variabelen doorgeven (variables="all") wordt niet ondersteund.',
    "candidateUsers": "Kandidaten per persoon worden niet ondersteund.",
    "type": "Extern werk kan alleen in een servicetaak.",
    "topic": "Extern werk kan alleen in een servicetaak.",
    "errorCodeVariable": "De foutcode komt niet in een variabele.",
    "errorMessageVariable": "De foutmelding komt niet in een variabele.",
}
_REMEDY = {
    "formKey": "Gebruik camunda:formRef met binding “deployment”.",
    "variables": "Noem elke variabele apart met source en target.",
    "candidateUsers": "Gebruik camunda:candidateGroups met een rol.",
}
_EXTENSIONS_READ = {"properties", "property", "inputOutput", "inputParameter", "outputParameter", "in", "out"}
_EXTENSIONS_WRONG = {
    "executionListener": "Luisteraars (listeners) worden niet uitgevoerd.",
    "taskListener": "Luisteraars (listeners) worden niet uitgevoerd.",
    "connector": "Connectors worden niet uitgevoerd.",
    "formData": "Formuliervelden in het diagram worden niet getoond.",
    "field": "Java-velden worden niet gelezen.",
    "script": "Een script in een parameter wordt niet uitgevoerd.",
    "list": "Een lijst in een parameter wordt niet gelezen.",
    "map": "Een tabel in een parameter wordt niet gelezen.",
    "errorEventDefinition": "Een fout op een externe taak wordt niet gelezen.",
}
_ASK = "Gebruik een servicetaak van het type “external” met een onderwerp uit de lijst."
_EXTENSION_REMEDY = {
    "formData": "Maak een formulier (.form) en verwijs ernaar met camunda:formRef.",
    "script": "Schrijf een FEEL-expressie die met “=” begint.",
    "list": "Schrijf een FEEL-lijst, bijvoorbeeld =[1, 2, 3].",
    "map": "Schrijf een FEEL-context, bijvoorbeeld ={naam: waarde}.",
    "errorEventDefinition": "De handler meldt zelf zijn fouten; zet een foutgebeurtenis op de rand van de taak.",
}
_AWAY = "Haal het weg, zodat het diagram laat zien wat er echt gebeurt."
_FORM = "Maak het formulier als .form in dit pakket, kies het bij de taak, en haal dit weg."
_GROUP = "Zet de groep in camunda:candidateGroups of in de baan van een rol, en haal dit weg."
_TOPIC = "Kies voor de servicetaak een onderwerp uit de lijst van Zevenstap, en haal dit weg."
_PARAMETER = "Schrijf dit als invoer- of uitvoerparameter (camunda:inputOutput), en haal dit weg."
# What other programs (Camunda 8, Flowable, Activiti) write, and where the same stands with us.
_FOREIGN_REMEDY = {
    "formDefinition": _FORM, "formKey": _FORM, "userTaskForm": _FORM, "formProperty": _FORM,
    "assignmentDefinition": _GROUP, "candidateGroups": _GROUP, "candidateUsers": _GROUP, "assignee": _GROUP,
    "taskDefinition": _TOPIC, "class": _TOPIC, "delegateExpression": _TOPIC, "expression": _TOPIC, "field": _TOPIC,
    "topic": _TOPIC, "taskHeaders": _TOPIC, "header": _TOPIC,
    "ioMapping": _PARAMETER, "input": _PARAMETER, "output": _PARAMETER, "in": _PARAMETER, "out": _PARAMETER,
    "calledElement": "Kies bij de aangeroepen activiteit het proces uit dit pakket, en haal dit weg.",
    "calledDecision": "Kies de beslistabel bij de taak (camunda:decisionRef), en haal dit weg.",
    "loopCharacteristics": "Vul de lijst in bij de herhaling (camunda:collection), en haal dit weg.",
    "subscription": "Zet de sleutel bij het bericht zoals docs/ontwerper/bpmn-elementen.md zegt, en haal dit weg.",
    "script": "Schrijf het script als FEEL met een resultaatvariabele, en haal dit weg.",
    "dueDate": "Vul camunda:dueDate in (ISO 8601 of FEEL), en haal dit weg.",
    "taskSchedule": "Vul camunda:dueDate in (ISO 8601 of FEEL), en haal dit weg.",
}  # fmt: skip
_FOREIGN_HARMLESS = ("http://bpmn.io/schema/", "http://camunda.org/schema/modeler/", "http://www.omg.org/",
                     "http://www.w3.org/")  # fmt: skip


def check(package: PackageModel) -> Iterator[Finding]:
    for diagram in package.diagrams:
        for xml in diagram.root.iter(f"{{{BPMN}}}*"):
            yield from _attributes(diagram, xml)
        for node in diagram.nodes():
            yield from _extensions(diagram, node)


def _attributes(diagram: Diagram, xml: etree._Element) -> Iterator[Finding]:
    tag = local(xml)
    for key, value in xml.attrib.items():
        name = etree.QName(str(key))
        if name.namespace == CAMUNDA:
            yield from _camunda(diagram, xml, tag, name.localname)
        elif name.namespace:
            if not name.namespace.startswith(_FOREIGN_HARMLESS):
                what = f"het kenmerk “{name.localname}” (van een ander programma)"
                yield _ignored(diagram, xml, what, _FOREIGN_REMEDY.get(name.localname, _AWAY))
        else:
            yield from _plain(diagram, xml, tag, name.localname, str(value))


def _plain(diagram: Diagram, xml: etree._Element, tag: str, name: str, value: str) -> Iterator[Finding]:
    if (name, value) in _REFUSED_VALUES:
        message, hint = _REFUSED_VALUES[name, value]
        yield error(diagram.path, element_id(xml), RULE, message, hint)
    elif name in ("startQuantity", "completionQuantity"):
        if value != "1":
            yield _ignored(diagram, xml, f"“{name}”")
    elif tag not in ACTIVITIES | EVENTS | _READ.keys():
        return
    elif name == "default" and tag in ACTIVITIES:
        yield _ignored(diagram, xml, "een standaardpijl uit een taak")
    elif name not in _EVERYWHERE | _HARMLESS | _READ.get(tag, set()) and value not in ("false", "None", "All"):
        yield _ignored(diagram, xml, f"het kenmerk “{name}”")


def _camunda(diagram: Diagram, xml: etree._Element, tag: str, name: str) -> Iterator[Finding]:
    if name in _CAMUNDA_READ.get(tag, set()) | _TEMPLATES:
        return
    if name in _CAMUNDA_WRONG:
        message = f"camunda:{name} wordt niet ondersteund. {_CAMUNDA_WRONG[name]}"
        yield error(diagram.path, element_id(xml), RULE, message, _REMEDY.get(name, _ASK))
    else:
        yield _ignored(diagram, xml, f"camunda:{name}")


def _extensions(diagram: Diagram, node: Node) -> Iterator[Finding]:
    for box in node.extensions:
        for xml in box.iter():
            if not isinstance(xml.tag, str):
                continue
            name = local(xml)
            if namespace(xml) != CAMUNDA:
                what = f"de uitbreiding <{name}> (van een ander programma)"
                yield _ignored(diagram, xml, what, _FOREIGN_REMEDY.get(name, _AWAY))
            elif name in _EXTENSIONS_WRONG:
                remedy = _EXTENSION_REMEDY.get(name, _ASK)
                yield error(node.file, node.id, RULE, f"{_EXTENSIONS_WRONG[name]}", remedy)
            elif name not in _EXTENSIONS_READ and not _inside_wrong(xml):
                yield _ignored(diagram, xml, f"<camunda:{name}>")
            else:
                yield from _extension_attributes(diagram, xml, name)


def _extension_attributes(diagram: Diagram, xml: etree._Element, name: str) -> Iterator[Finding]:
    for key in xml.attrib:
        attribute = etree.QName(str(key)).localname
        if attribute == "id" or name not in _CAMUNDA_READ:
            continue
        yield from _camunda(diagram, xml, name, attribute)


def _inside_wrong(xml: etree._Element) -> bool:
    return any(local(parent) in _EXTENSIONS_WRONG for parent in xml.iterancestors())


def _ignored(diagram: Diagram, xml: etree._Element, what: str, hint: str = _AWAY) -> Finding:
    return warning(
        diagram.path,
        element_id(xml),
        RULE,
        f"{what[0].upper()}{what[1:]} wordt genegeerd: de motor doet er niets mee.",
        hint,
    )

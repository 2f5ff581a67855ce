"""XML files as parts: the elements that have a life of their own, with all that is written in them as properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.check.model import BPMN, CAMUNDA, local, namespace, text_of

Element = etree._Element
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ATTRIBUTE = "@"
DI = frozenset({"BPMNDiagram", "DMNDI"})

BPMN_UNITS = frozenset(
    {
        "process", "collaboration", "participant", "messageFlow", "laneSet", "lane", "sequenceFlow", "association",
        "textAnnotation", "group", "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "message",
        "error", "signal", "escalation", "itemDefinition", "category", "task", "manualTask", "userTask", "serviceTask",
        "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "exclusiveGateway", "parallelGateway",
        "inclusiveGateway", "eventBasedGateway", "complexGateway", "startEvent", "endEvent", "intermediateCatchEvent",
        "intermediateThrowEvent", "boundaryEvent", "subProcess", "adHocSubProcess", "transaction", "callActivity",
    }
)  # fmt: skip
DMN_UNITS = frozenset(
    {
        "decision", "inputData", "businessKnowledgeModel", "decisionService", "knowledgeSource", "itemDefinition",
        "decisionTable", "input", "output", "rule", "import",
    }
)  # fmt: skip
CONTAINERS = frozenset({"childLaneSet"})  # what only holds units, without being one
DERIVED = frozenset({"incoming", "outgoing", "flowNodeRef", "inputEntry", "outputEntry"})
_CAMUNDA_LISTS = {
    "properties": {"property": "eigenschap"},
    "inputOutput": {"inputParameter": "invoer", "outputParameter": "uitvoer"},
}
_PREFIX = {BPMN: "", CAMUNDA: "camunda:", "": ""}


@dataclass(frozen=True)
class Unit:
    """An element that can be added, changed or removed by itself."""

    key: str
    xml: Element
    around: str  # the key of the unit around it; "" for the file


def units(root: Element) -> dict[str, Unit]:
    """All units of a file in its own order; the file itself has the key ""."""
    known = BPMN_UNITS if namespace(root) == BPMN else DMN_UNITS
    found = {"": Unit("", root, "")}
    for unit in _inside(root, "", known, namespace(root)):
        key = unit.key
        while key in found:
            key += "~"  # a double id is refused by the check; here it must not hide the other
        found[key] = Unit(key, unit.xml, unit.around)
    return found


def _inside(element: Element, around: str, known: frozenset[str], ns: str) -> Iterator[Unit]:
    counted: dict[str, int] = {}
    for child in element:
        tag = local(child)
        if namespace(child) != ns:
            continue
        if tag in CONTAINERS:
            yield from _inside(child, around, known, ns)
        if tag not in known or (tag == "import" and ns == BPMN):
            continue
        counted[tag] = counted.get(tag, 0) + 1
        key = child.get("id") or f"{around}/{tag}{counted[tag]}"
        yield Unit(key, child, around)
        yield from _inside(child, key, known, ns)


def is_unit(child: Element) -> bool:
    """Whether a child of a unit is one itself, or only holds those."""
    tag, ns = local(child), namespace(child)
    return tag in CONTAINERS or tag in (BPMN_UNITS if ns == BPMN else DMN_UNITS if "/DMN/" in ns else ())


def attributes(element: Element) -> dict[str, str]:
    """Property -> value; the id is the key, and what a modeler notes about itself says nothing of the process."""
    return {
        ATTRIBUTE + qualified(str(name)): str(value).strip()
        for name, value in sorted(element.attrib.items())
        if _counts(str(name), element)
    }


def _counts(name: str, element: Element) -> bool:
    ns = etree.QName(name).namespace or ""
    if "schema/modeler" in ns or ns == XSI or name == "id":
        return False
    return not (element.getparent() is None and name in ("exporter", "exporterVersion"))


def qualified(name: str) -> str:
    """ "{http://camunda…}formRef" -> "camunda:formRef"."""
    made = etree.QName(name)
    prefix = _PREFIX.get(made.namespace or "")
    return f"{prefix}{made.localname}" if prefix is not None else str(name)


def slots(element: Element) -> dict[str, list[Element]]:
    """Property -> the child elements that say it."""
    found: dict[str, list[Element]] = {}
    for child in element:
        tag = local(child)
        if not tag or is_unit(child) or tag in DERIVED or tag in DI:
            continue
        if tag == "extensionElements":
            for name, inner in _extensions(child):
                found.setdefault(name, []).append(inner)
        else:
            found.setdefault(_slot(child), []).append(child)
    return found


def _slot(child: Element) -> str:
    tag = local(child)
    if tag.endswith("EventDefinition") or tag == "eventDefinitionRef":
        return "gebeurtenis"
    return "herhaling" if tag.endswith("LoopCharacteristics") else tag


def _extensions(box: Element) -> Iterator[tuple[str, Element]]:
    for child in box:
        tag, ns = local(child), namespace(child)
        if not tag:
            continue
        kinds = _CAMUNDA_LISTS.get(tag) if ns == CAMUNDA else None
        if kinds is None:
            yield _loose(child, tag, ns), child
            continue
        for inner in child:
            if local(inner):
                word = kinds.get(local(inner), "uitbreiding")
                yield f"{word}:{inner.get('name') or local(inner)}", inner


def _loose(child: Element, tag: str, ns: str) -> str:
    if ns == CAMUNDA and tag in ("in", "out"):
        return f"camunda:{tag}:{child.get('target') or child.get('businessKey') or child.get('variables') or ''}"
    return f"uitbreiding:{qualified(str(child.tag))}"


def said(element: Element) -> str:
    """What an element says, in one line that reads; the same line is the same meaning."""
    given = {
        name: value
        for name, value in attributes(element).items()
        if not (_named(element) and name == ATTRIBUTE + "name")
    }
    inner = [said(child) for child in element if local(child)]
    text = text_of(element) if not inner else ""
    if _named(element) and set(given) == {ATTRIBUTE + "value"} and not inner and not text:
        return given[ATTRIBUTE + "value"]
    if not given and not inner and not local(element).endswith("Definition"):
        return text
    if set(given) == set() and len(inner) == 1 and local(element[0]) == "text":
        return inner[0]
    words = [qualified(str(element.tag)) if namespace(element) == CAMUNDA else local(element)]
    words += [f'{name.removeprefix(ATTRIBUTE)}="{value}"' for name, value in given.items()]
    words += [f"“{text}”"] if text else []
    words += [f"({'; '.join(_labelled(child) for child in element if local(child))})"] if inner else []
    return " ".join(words)


def _labelled(child: Element) -> str:
    text = said(child)
    return text if text.startswith(local(child)) else f"{local(child)}: {text}"


def _named(element: Element) -> bool:
    return local(element) in ("property", "inputParameter", "outputParameter")


def drawn(root: Element) -> dict[str, Element]:
    """Element id -> its shape or edge in the drawing."""
    found: dict[str, Element] = {}
    for shape in root.iter():
        owner = shape.get("bpmnElement") or shape.get("dmnElementRef") or ""
        if owner and local(shape) in ("BPMNShape", "BPMNEdge", "DMNShape", "DMNEdge"):
            found[owner] = shape
    return found

"""What a BPMN file says of each element, the camunda attributes included; nothing present is dropped here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
NS = {
    "bpmn": BPMN,
    "camunda": CAMUNDA,
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
}


@dataclass(frozen=True)
class Mapped:
    """A `camunda:in` or `camunda:out`: an expression and the name its value gets."""

    expression: str
    target: str


@dataclass(frozen=True)
class Element:
    """One flow node of a process, as drawn."""

    id: str
    tag: str  # userTask, boundaryEvent, ...
    name: str
    process: str
    attributes: Mapping[str, str] = field(default_factory=dict)  # camunda:* without the prefix
    properties: Mapping[str, str] = field(default_factory=dict)  # camunda:property
    inputs: tuple[Mapped, ...] = ()
    outputs: tuple[Mapped, ...] = ()
    ins: tuple[Mapped, ...] = ()
    outs: tuple[Mapped, ...] = ()
    collection: str | None = None
    element_variable: str | None = None
    lane: str | None = None

    @property
    def step(self) -> int | None:
        """The mark `stap`, 1 to 7, when it is one number."""
        text = self.properties.get("stap", "")
        return int(text) if text.isdigit() else None

    @property
    def groups(self) -> str | None:
        return self.attributes.get("candidateGroups")


def read_elements(process: etree._Element) -> dict[str, Element]:
    """Every element with an id inside `process`, subprocesses included, by id."""
    lanes = {
        (ref.text or "").strip(): lane.get("id", "")
        for lane in process.iter(f"{{{BPMN}}}lane")
        for ref in lane.iterfind("bpmn:flowNodeRef", NS)
    }
    found = {}
    for node in process.iter():
        if isinstance(node.tag, str) and node.tag.startswith(f"{{{BPMN}}}") and node.get("id"):
            element = _element(node, process.get("id", ""), lanes)
            found[element.id] = element
    return found


def _element(node: etree._Element, process: str, lanes: Mapping[str, str]) -> Element:
    loop = node.find("bpmn:multiInstanceLoopCharacteristics", NS)
    extensions = "bpmn:extensionElements/camunda:"
    inout = f"{extensions}inputOutput/camunda:"
    identifier = node.get("id", "")
    return Element(
        id=identifier,
        tag=etree.QName(node).localname,
        name=" ".join(node.get("name", "").split()),
        process=process,
        attributes=_camunda(node),
        properties={
            p.get("name", ""): p.get("value", "") for p in node.iterfind(f"{extensions}properties/camunda:property", NS)
        },
        inputs=tuple(_parameter(p) for p in node.iterfind(f"{inout}inputParameter", NS)),
        outputs=tuple(_parameter(p) for p in node.iterfind(f"{inout}outputParameter", NS)),
        ins=tuple(m for p in node.iterfind(f"{extensions}in", NS) for m in _mapped(p)),
        outs=tuple(m for p in node.iterfind(f"{extensions}out", NS) for m in _mapped(p)),
        collection=None if loop is None else loop.get(f"{{{CAMUNDA}}}collection"),
        element_variable=None if loop is None else loop.get(f"{{{CAMUNDA}}}elementVariable"),
        lane=lanes.get(identifier),
    )


def _camunda(node: etree._Element) -> dict[str, str]:
    prefix = f"{{{CAMUNDA}}}"
    return {str(k)[len(prefix) :]: str(v) for k, v in node.attrib.items() if str(k).startswith(prefix)}


def _parameter(node: Any) -> Mapped:
    return Mapped((node.text or "").strip(), node.get("name", ""))


def _mapped(node: Any) -> list[Mapped]:
    target = node.get("target")
    if node.get("source") and target:
        return [Mapped("=" + node.get("source"), target)]
    if node.get("sourceExpression") and target:
        text = node.get("sourceExpression")
        return [Mapped(text if text.startswith("=") else "=" + text, target)]
    return []

"""Reads a BPMN file for the tests of the national diagrams: what stands in it, and where it is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from lxml import etree

NS = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "camunda": "http://camunda.org/schema/1.0/bpmn",
}
CAMUNDA = f"{{{NS['camunda']}}}"
TASKS = {"userTask", "serviceTask", "businessRuleTask", "callActivity"}
GATEWAYS = {"exclusiveGateway", "parallelGateway"}
EVENTS = {"startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent"}
NODES = TASKS | GATEWAYS | EVENTS | {"subProcess"}

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def gap(self, other: Box) -> float:
        """The distance along the axis on which the two lie furthest apart; below 0 when they overlap."""
        across = max(other.x - self.x - self.width, self.x - other.x - other.width)
        down = max(other.y - self.y - self.height, self.y - other.y - other.height)
        return max(across, down)

    def holds(self, other: Box) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )


@dataclass(frozen=True)
class Node:
    id: str
    tag: str
    name: str
    xml: etree._Element
    parent: str  # the subprocess or process it stands in
    host: str | None  # of a boundary event

    def properties(self) -> dict[str, str]:
        found = self.xml.iterfind("bpmn:extensionElements/camunda:properties/camunda:property", NS)
        return {p.get("name", ""): p.get("value", "") for p in found}

    def camunda(self, attribute: str) -> str:
        return self.xml.get(CAMUNDA + attribute, "")


@dataclass(frozen=True)
class Flow:
    id: str
    name: str
    source: str
    target: str
    condition: str | None


@dataclass
class Diagram:
    path: Path
    root: etree._Element
    process: etree._Element
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    lanes: dict[str, list[str]] = field(default_factory=dict)  # top to bottom, as written
    shapes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, list[Point]] = field(default_factory=dict)

    def of(self, *tags: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.tag in tags]

    def leaving(self, node_id: str) -> list[Flow]:
        return [flow for flow in self.flows.values() if flow.source == node_id]

    def entering(self, node_id: str) -> list[Flow]:
        return [flow for flow in self.flows.values() if flow.target == node_id]

    def around(self, node_id: str) -> set[str]:
        """The subprocesses a node stands in."""
        found = set()
        while (node := self.nodes.get(node_id)) is not None:
            node_id = node.parent
            found.add(node_id)
        return found

    def pieces(self) -> Iterator[tuple[str, Point, Point]]:
        """Every straight piece of every edge."""
        for identifier, points in self.edges.items():
            for start, end in pairwise(points):
                yield identifier, start, end


def read(path: Path) -> Diagram:
    root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    (process,) = root.iterfind("bpmn:process", NS)
    diagram = Diagram(path, root, process)
    for element in process.iter():
        if not isinstance(element.tag, str):
            continue
        tag = etree.QName(element).localname
        if tag in NODES:
            node = Node(
                element.get("id"), tag, element.get("name", ""), element,
                element.getparent().get("id"), element.get("attachedToRef"),
            )  # fmt: skip
            diagram.nodes[node.id] = node
        elif tag == "sequenceFlow":
            flow = Flow(
                element.get("id"), element.get("name", ""), element.get("sourceRef"), element.get("targetRef"),
                element.findtext("bpmn:conditionExpression", None, NS),
            )  # fmt: skip
            diagram.flows[flow.id] = flow
        elif tag == "lane":
            refs = [ref.text or "" for ref in element.iterfind("bpmn:flowNodeRef", NS)]
            diagram.lanes[element.get("id")] = refs
    _read_drawing(diagram)
    return diagram


def _read_drawing(diagram: Diagram) -> None:
    for shape in diagram.root.iterfind(".//bpmndi:BPMNShape", NS):
        identifier = shape.get("bpmnElement")
        diagram.shapes[identifier] = _box(shape.find("dc:Bounds", NS))
        _read_label(diagram, identifier, shape)
    for edge in diagram.root.iterfind(".//bpmndi:BPMNEdge", NS):
        identifier = edge.get("bpmnElement")
        diagram.edges[identifier] = [
            (float(point.get("x")), float(point.get("y"))) for point in edge.iterfind("di:waypoint", NS)
        ]
        _read_label(diagram, identifier, edge)


def _read_label(diagram: Diagram, identifier: str, drawn: etree._Element) -> None:
    bounds = drawn.find("bpmndi:BPMNLabel/dc:Bounds", NS)
    if bounds is not None:
        diagram.labels[identifier] = _box(bounds)


def _box(bounds: etree._Element) -> Box:
    return Box(*(float(bounds.get(name)) for name in ("x", "y", "width", "height")))

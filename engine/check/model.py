"""A package as the rules see it: diagrams with scopes, nodes and flows, read-only, over lxml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from engine.check.reaching import grouped, turned

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"

TASKS = frozenset(
    {"task", "manualTask", "userTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"}
)
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
CONTAINERS = frozenset({"subProcess", "adHocSubProcess", "transaction"})
ACTIVITIES = TASKS | CONTAINERS | {"callActivity"}
_NAMED_BY = {"message": "name", "error": "errorCode", "signal": "name", "escalation": "escalationCode"}
NODES = ACTIVITIES | GATEWAYS | EVENTS


def local(node: etree._Element) -> str:
    """The tag without its namespace; "" for a comment or processing instruction."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def namespace(node: etree._Element) -> str:
    return etree.QName(node).namespace or "" if isinstance(node.tag, str) else ""


def children(node: etree._Element, tag: str, ns: str = BPMN) -> list[etree._Element]:
    return node.findall(f"{{{ns}}}{tag}")


def text_of(node: etree._Element | None) -> str:
    return "".join(map(str, node.itertext())).strip() if node is not None else ""


def element_id(node: etree._Element) -> str:
    """The id of the nearest element around that has one."""
    around: etree._Element | None = node
    while around is not None:
        if around.get("id"):
            return str(around.get("id"))
        around = around.getparent()
    return ""


@dataclass(frozen=True, eq=False)
class Flow:
    """A sequence flow; `condition` is None when it has none."""

    xml: etree._Element
    id: str
    name: str
    source: str
    target: str

    @property
    def condition(self) -> str | None:
        found = self.xml.find(f"{{{BPMN}}}conditionExpression")
        return None if found is None else text_of(found)


@dataclass(frozen=True, eq=False)
class Node:
    """A flow node: task, gateway, event, subprocess or call activity."""

    xml: etree._Element
    scope: Scope
    id: str
    tag: str

    @property
    def name(self) -> str:
        return " ".join(self.xml.get("name", "").split())

    @property
    def label(self) -> str:
        """How a message calls it."""
        return f"“{self.name}”" if self.name else f"“{self.id}”"

    @property
    def file(self) -> str:
        return self.scope.diagram.path

    def camunda(self, attribute: str) -> str | None:
        return self.xml.get(f"{{{CAMUNDA}}}{attribute}")

    @cached_property
    def extensions(self) -> list[etree._Element]:
        return [e for box in children(self.xml, "extensionElements") for e in box if isinstance(e.tag, str)]

    @cached_property
    def properties(self) -> dict[str, str]:
        return {p.get("name", ""): p.get("value", "") for p in self._boxed("properties", "property")}

    def parameters(self, tag: str) -> dict[str, etree._Element]:
        """`inputParameter` or `outputParameter` elements by name."""
        return {p.get("name", ""): p for p in self._boxed("inputOutput", tag)}

    def _boxed(self, box: str, tag: str) -> Iterator[etree._Element]:
        return (p for e in self.extensions if e.tag == f"{{{CAMUNDA}}}{box}" for p in children(e, tag, CAMUNDA))

    def mappings(self, tag: str) -> list[etree._Element]:
        """`camunda:in` or `camunda:out` elements."""
        return [e for e in self.extensions if e.tag == f"{{{CAMUNDA}}}{tag}"]

    @property
    def definition(self) -> etree._Element | None:
        """The (first) event definition."""
        return next(iter(self.definitions), None)

    @cached_property
    def definitions(self) -> list[etree._Element]:
        return [e for e in self.xml if local(e).endswith("EventDefinition") or local(e) == "eventDefinitionRef"]

    @property
    def event(self) -> str:
        """message, timer, error, ...; "" for an event without definition."""
        return "" if self.definition is None else local(self.definition).removesuffix("EventDefinition")

    def event_name(self) -> str:
        """What the event is about: the message's name, the error's code."""
        if self.definition is None:
            return ""
        if self.event == "link":
            return str(self.definition.get("name", "")).strip()
        return self.scope.diagram.event_names.get(self.definition.get(f"{self.event}Ref", ""), "")

    @property
    def attached_to(self) -> str:
        return self.xml.get("attachedToRef", "")

    @property
    def interrupts(self) -> bool:
        attribute = "cancelActivity" if self.tag == "boundaryEvent" else "isInterrupting"
        return self.xml.get(attribute, "true") not in ("false", "0")

    @property
    def is_event_subprocess(self) -> bool:
        return self.tag in CONTAINERS and self.xml.get("triggeredByEvent") in ("true", "1")

    @property
    def multi_instance(self) -> etree._Element | None:
        return self.xml.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")

    @property
    def step(self) -> int | None:
        """The mark `stap` of the element itself or of the nearest subprocess around it."""
        mark = self.properties.get("stap", "").strip()
        if mark.isascii() and mark.isdigit():
            return int(mark)
        return self.scope.node.step if self.scope.node else None


@dataclass(frozen=True, eq=False)
class Scope:
    """A process or a subprocess: what lies directly in it."""

    xml: etree._Element
    diagram: Diagram
    id: str
    node: Node | None  # the subprocess as a node of the scope around it; None for a process
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    inner: list[Scope] = field(default_factory=list)

    @property
    def file(self) -> str:
        return self.diagram.path

    @property
    def is_event_subprocess(self) -> bool:
        return self.node is not None and self.node.is_event_subprocess

    @property
    def process(self) -> Scope:
        return self.node.scope.process if self.node else self

    def outgoing(self, node_id: str) -> list[Flow]:
        return self._out.get(node_id, [])

    def incoming(self, node_id: str) -> list[Flow]:
        return self._in.get(node_id, [])

    @cached_property
    def _out(self) -> dict[str, list[Flow]]:
        return grouped(self.flows + self.links, lambda flow: flow.source)

    @cached_property
    def _in(self) -> dict[str, list[Flow]]:
        return grouped(self.flows + self.links, lambda flow: flow.target)

    @cached_property
    def links(self) -> list[Flow]:
        """Link events as the arrows they stand for."""
        links = [n for n in self.nodes.values() if n.event == "link"]
        ends = {n.event_name(): n.id for n in links if n.tag == "intermediateCatchEvent"}
        throws = [n for n in links if n.tag == "intermediateThrowEvent" and n.event_name() in ends]
        return [Flow(n.xml, n.id, "", n.id, ends[n.event_name()]) for n in throws]

    def boundary(self, node_id: str) -> list[Node]:
        return self._edges.get(node_id, [])

    @cached_property
    def _edges(self) -> dict[str, list[Node]]:
        return grouped((n for n in self.nodes.values() if n.tag == "boundaryEvent"), lambda node: node.attached_to)

    def successors(self, node_id: str) -> list[str]:
        """Where a token may go from here: along flows, and out by a boundary event."""
        return self._after.get(node_id, [])

    def predecessors(self, node_id: str) -> list[str]:
        """From where a token may come here."""
        return self._before.get(node_id, [])

    @cached_property
    def _after(self) -> dict[str, list[str]]:
        every = {*self._out, *self._edges}
        ways = {n: [f.target for f in self.outgoing(n)] + [b.id for b in self.boundary(n)] for n in every}
        return {n: [after for after in found if after in self.nodes] for n, found in ways.items()}

    @cached_property
    def _before(self) -> dict[str, list[str]]:
        return turned(self._after)

    def starts(self) -> list[Node]:
        return [n for n in self.nodes.values() if n.tag == "startEvent"]

    def ends(self) -> list[Node]:
        return [n for n in self.nodes.values() if n.tag == "endEvent"]

    def everywhere(self) -> Iterator[Node]:
        """The nodes of this scope and of all scopes in it."""
        yield from self.nodes.values()
        for scope in self.inner:
            yield from scope.everywhere()

    def scopes(self) -> Iterator[Scope]:
        yield self
        for scope in self.inner:
            yield from scope.scopes()


@dataclass(frozen=True, eq=False)
class Diagram:
    """One .bpmn file."""

    path: str
    root: etree._Element
    processes: list[Scope] = field(default_factory=list)

    @cached_property
    def event_names(self) -> dict[str, str]:
        """Id of a message, error, signal or escalation -> its name or code."""
        found: dict[str, str] = {}
        for tag, attribute in _NAMED_BY.items():
            for node in children(self.root, tag):
                found[node.get("id", "")] = node.get(attribute, "").strip()
        return found

    def nodes(self) -> Iterator[Node]:
        for process in self.processes:
            yield from process.everywhere()

    def scopes(self) -> Iterator[Scope]:
        for process in self.processes:
            yield from process.scopes()


def read_diagram(path: str, root: etree._Element) -> Diagram:
    diagram = Diagram(path, root)
    diagram.processes.extend(_read_scope(p, diagram, None) for p in children(root, "process"))
    return diagram


def _read_scope(xml: etree._Element, diagram: Diagram, node: Node | None) -> Scope:
    scope = Scope(xml, diagram, xml.get("id", ""), node)
    for child in xml:
        if namespace(child) != BPMN:
            continue
        tag = local(child)
        if tag in NODES:
            inner = Node(child, scope, child.get("id", ""), tag)
            scope.nodes[inner.id] = inner
            if tag in CONTAINERS:
                scope.inner.append(_read_scope(child, diagram, inner))
        elif tag == "sequenceFlow":
            words = (child.get(name, "") for name in ("id", "name", "sourceRef", "targetRef"))
            scope.flows.append(Flow(child, *words))
    return scope

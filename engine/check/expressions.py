"""Every text of a diagram that is, or may be, FEEL: where it stands and how it is to be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from lxml import etree

from engine.check.model import BPMN, CAMUNDA, Node, Scope, children, element_id, text_of
from engine.check.package import PackageModel

_ATTRIBUTES = ("assignee", "candidateGroups", "candidateUsers", "dueDate", "followUpDate", "priority")
_ALWAYS_FEEL = ("completionCondition", "loopCondition")


class Kind(Enum):
    FEEL = "feel"  # an expression, with or without "=" in front
    TEXT = "text"  # a literal, unless it starts with "="
    TIMER = "timer"  # ISO 8601, unless it starts with "="


@dataclass(frozen=True)
class Expression:
    file: str
    element: str
    place: str  # Dutch: which part of the element
    text: str
    kind: Kind

    @property
    def feel(self) -> str | None:
        """The FEEL to compile, without the "="; None for a literal."""
        text = self.text.strip()
        if text.startswith("="):
            return text[1:].strip()
        return text if self.kind is Kind.FEEL else None


def expressions(package: PackageModel) -> Iterator[Expression]:
    """All of them, also the empty ones."""
    for diagram in package.diagrams:
        for process in diagram.processes:
            yield from expressions_of(process)


def expressions_of(process: Scope) -> Iterator[Expression]:
    """Those of one process and the subprocesses in it."""
    for scope in process.scopes():
        yield from _of_flows(scope)
    for node in process.everywhere():
        yield from _of_attributes(node)
        yield from _of_parameters(node)
        yield from _of_loops(node)
        yield from _of_definitions(node)


def _of_flows(scope: Scope) -> Iterator[Expression]:
    for flow in scope.flows:
        if flow.condition is not None:
            yield Expression(scope.file, flow.id, "de voorwaarde", flow.condition, Kind.FEEL)


def _of_attributes(node: Node) -> Iterator[Expression]:
    for attribute in _ATTRIBUTES:
        value = node.camunda(attribute)
        if value is not None:
            yield _at(node, f"camunda:{attribute}", value, Kind.TEXT)
    if node.tag == "scriptTask":
        yield _at(node, "het script", text_of(node.xml.find(f"{{{BPMN}}}script")), Kind.FEEL)


def _of_parameters(node: Node) -> Iterator[Expression]:
    for tag, word in (("inputParameter", "invoer"), ("outputParameter", "uitvoer")):
        for name, parameter in node.parameters(tag).items():
            yield _at(node, f"{word} “{name}”", text_of(parameter), Kind.TEXT)
    for tag in ("in", "out"):
        for mapping in node.mappings(tag):
            text = mapping.get("sourceExpression")
            if text is not None:
                yield _at(node, f"camunda:{tag} “{mapping.get('target', '')}”", text, Kind.FEEL)
    for name, value in node.properties.items():
        kind = Kind.FEEL if name == "verzamelwaarde" else Kind.TEXT
        yield _at(node, f"eigenschap “{name}”", value, kind)


def _of_loops(node: Node) -> Iterator[Expression]:
    for loop in [*children(node.xml, "multiInstanceLoopCharacteristics"), *_standard(node)]:
        collection = loop.get(f"{{{CAMUNDA}}}collection")
        if collection is not None:
            yield _at(node, "de verzameling", collection, Kind.TEXT)
        for tag in _ALWAYS_FEEL:
            for found in children(loop, tag):
                yield _at(node, tag, text_of(found), Kind.FEEL)


def _standard(node: Node) -> list[etree._Element]:
    return children(node.xml, "standardLoopCharacteristics")


def _of_definitions(node: Node) -> Iterator[Expression]:
    for definition in node.definitions:
        for found in children(definition, "condition"):
            yield _at(node, "de voorwaarde", text_of(found), Kind.FEEL)
        for tag in ("timeDate", "timeDuration", "timeCycle"):
            for found in children(definition, tag):
                yield _at(node, "de termijn", text_of(found), Kind.TIMER)


def _at(node: Node, place: str, text: str, kind: Kind) -> Expression:
    return Expression(node.file, node.id or element_id(node.xml), place, text, kind)

"""The elements of all processes with their neighbours, to lay two versions side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin

from engine.runtime.definitions import Definitions


@dataclass(frozen=True)
class Node:
    """One element a token can be at."""

    process: str
    scope: str  # the process, or the embedded subprocess, it is drawn in
    id: str
    name: str
    tag: str
    does: str  # its form, topic, called process or decision
    before: frozenset[str]
    after: frozenset[str]


def outline(definitions: Definitions) -> tuple[Node, ...]:
    """Every element that stands in some route, by process and id."""
    found = [node for spec in definitions.specs.values() for node in _nodes(spec)]
    return tuple(sorted(found, key=lambda node: (node.process, node.id)))


def _nodes(spec: Any) -> Iterator[Node]:
    for task_spec in spec.task_specs.values():
        element = getattr(task_spec, "element", None)
        if element is None or element.id != task_spec.name:
            continue  # the library's own, or the inside of a repetition
        split = spec.task_specs.get(f"{element.id}.BoundaryEventSplit")
        attributes = element.attributes
        yield Node(
            process=element.process,
            scope=spec.name,
            id=element.id,
            name=element.name,
            tag=element.tag,
            does=attributes.get("formRef")
            or attributes.get("topic")
            or attributes.get("decisionRef")
            or _called(task_spec),
            before=_drawn(split.inputs if split is not None else task_spec.inputs, element.id),
            after=_drawn(task_spec.outputs, element.id),
        )


def _called(task_spec: Any) -> str:
    called = getattr(task_spec, "spec", "")
    return called if isinstance(called, str) else ""


def _drawn(task_specs: Any, own: str) -> frozenset[str]:
    names = {each.name.split(".Boundary")[0] for each in task_specs if not isinstance(each, BoundaryEventJoin)}
    return frozenset(names - {own})

"""Where a case can be reached by an event now: its waiting elements, and the starts of its event subprocesses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.util.task import TaskState

from engine import values
from engine.runtime.elements import Element
from engine.runtime.scopes import World
from engine.runtime.specs import EventSubProcess, world_of
from engine.runtime.timers import Due

CORRELATION = "correlatie"  # the property, on the element that sends and on the one that waits


@dataclass(frozen=True, eq=False)
class Place:
    """One thing that is waited for. `task` waits for it, or is the first task of the process whose event subprocess
    `trigger` it starts; there the state of that start is kept."""

    definition: Any
    task: Any
    trigger: str | None = None

    @property
    def kind(self) -> str:
        return "timer" if isinstance(self.definition, Due) else str(getattr(self.definition, "kind", ""))

    @property
    def name(self) -> str:
        return str(self.definition.name)

    @property
    def element(self) -> Element:
        element: Element = self.definition.element
        return element

    @property
    def id(self) -> str:
        """How tables name it. For an event subprocess: the caller of its process, and its own name."""
        if self.trigger is None:
            return str(self.task.id)
        return f"{self.task.workflow.parent_task_id or ''}/{self.trigger}"

    @property
    def correlation(self) -> str | None:
        return correlation_of(self.task, self.element)

    @property
    def due_at(self) -> datetime | None:
        due: datetime | None = self.definition.due_at(self.task)
        return due

    @property
    def open(self) -> bool:
        """Whether it still waits; what was caught a moment ago may have ended it."""
        workflow = self.task.workflow
        top = workflow.top_workflow
        if workflow.completed or (
            workflow is not top and top.subprocesses.get(workflow.parent_task_id) is not workflow
        ):
            return False
        if self.trigger is not None:
            return not interrupted(workflow)
        return self.task.id in workflow.tasks and self.task.state == TaskState.WAITING


def places(top: Any) -> Iterator[Place]:
    """All of them, those of the process itself before those of what it called."""
    for workflow in (top, *top.get_active_subprocesses()):
        yield from places_in(workflow)


def places_in(workflow: Any) -> Iterator[Place]:
    if workflow.completed:
        return
    for task in list(workflow.tasks.values()):
        if task.state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
            yield from (Place(d, task) for d in definitions_of(task.task_spec))
    if not interrupted(workflow):
        yield from triggers_in(workflow)


def triggers_in(workflow: Any) -> Iterator[Place]:
    for name in workflow.spec.start.trigger_specs:
        for event in workflow.top_workflow.subprocess_specs[name].bpmn_start_events:
            yield from (Place(d, workflow.task_tree, name) for d in definitions_of(event))


def interrupted(workflow: Any) -> bool:
    """Whether an event subprocess has taken the place of the process around it: then no other starts any more."""
    return any(
        isinstance(t.task_spec, EventSubProcess)
        and t.task_spec.interrupting
        and t.has_state(TaskState.NOT_FINISHED_MASK)
        for t in workflow.task_tree.children
    )


def definitions_of(task_spec: Any) -> list[Any]:
    """What an element waits for: one thing, or the several behind an event-based gateway."""
    definition = task_spec.event_definition
    several = definition.event_definitions if isinstance(definition, MultipleEventDefinition) else [definition]
    return [d for d in several if not isinstance(d, NoneEventDefinition) and getattr(d, "element", None) is not None]


def timers(top: Any) -> list[tuple[str, str, Any, Any]]:
    """Every timer that waits: the ids of its row (task, element), the timer, and the task that keeps its moment."""
    return [(str(p.task.id), p.name, p.definition, p.task) for p in places(top) if isinstance(p.definition, Due)]


def correlation_of(task: Any, element: Element) -> str | None:
    """What a message must carry to come here, as text; None where any will do."""
    written = element.properties.get(CORRELATION, "").strip()
    if not written:
        return None
    world: World = world_of(task)
    return correlation_key(world.text(task, written))


def correlation_key(value: Any) -> str:
    """One text for equal values: 2 and 2.0 are the same, 2 and "2" are not."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return format(Decimal(str(value)).normalize(), "f")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else values.dumps(value).decode()

"""Messages and errors of our own: payloads as variables, errors to one place."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import ErrorEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.events.start_event import StartEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from engine.errors import ErrorNotCaught
from engine.runtime.scopes import element_of
from engine.runtime.specs import evaluated, world_of


class Message(MessageEventDefinition):  # type: ignore[misc]
    """What a message brings becomes variables of the process that catches it."""

    def update_task_data(self, my_task: Any) -> None:
        payload = my_task.internal_data.pop(self.name, None)
        if not payload:
            return
        world = world_of(my_task)
        if isinstance(my_task.task_spec, StartEvent) and my_task.workflow.parent_task_id is not None:
            world.scopes.setdefault(str(my_task.workflow.parent_task_id), {}).update(payload)
        else:
            world.home(my_task).update(payload)

    def throw(self, my_task: Any) -> None:
        element = element_of(my_task)
        payload = evaluated(my_task, element.inputs) if element is not None else {}
        my_task.workflow.top_workflow.catch(BpmnEvent(self, payload=payload))


class Error(ErrorEventDefinition):  # type: ignore[misc]
    """An error goes to the nearest element around it that catches it, and to no other."""

    def throw(self, my_task: Any) -> None:
        throw_error(my_task.workflow, my_task, self.code)


def throw_error(workflow: Any, spiff_task: Any, code: str | None) -> None:
    """Hand an error to the nearest enclosing error boundary event; `ErrorNotCaught` when there is none.

    The library would trigger every boundary event with the code, those of parallel repetitions too.
    """
    event = BpmnEvent(Error(code, code), payload={})
    task, caller = spiff_task, None
    while task is not None:
        for boundary in _boundaries(task):
            if boundary.task_spec.event_definition == event.event_definition:
                boundary.task_spec.event_definition.catch(boundary, event)
                if caller is not None:
                    caller.cancel()  # now: what is inside must not end as if nothing had happened
                boundary.task_spec._update(boundary)
                return
        task = _outward(task)
        if task is not None and isinstance(task.task_spec, SubWorkflowTask):
            caller = task
    raise ErrorNotCaught(str(code))


def _boundaries(task: Any) -> list[Any]:
    siblings = task.parent.children if task.parent is not None else []
    return [
        t
        for t in siblings
        if isinstance(t.task_spec, BoundaryEvent)
        and t.state == TaskState.WAITING
        and isinstance(t.task_spec.event_definition, Error)
    ]


def _outward(task: Any) -> Any:
    if task.parent is not None and isinstance(task.parent.task_spec, LoopTask):
        return task.parent
    parent_id = task.workflow.parent_task_id
    return None if parent_id is None else task.workflow.top_workflow.get_task_from_id(parent_id)


def messages_of(task_spec: Any) -> list[Message]:
    definition = task_spec.event_definition
    several = definition.event_definitions if isinstance(definition, MultipleEventDefinition) else [definition]
    return [d for d in several if isinstance(d, Message)]

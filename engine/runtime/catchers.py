"""Elements that catch: boundary events, the gateway that waits for events, and starts of event subprocesses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent as BoundaryMixin
from SpiffWorkflow.util.task import TaskState

from engine.runtime.timers import Due

AT_ONCE = datetime.min.replace(tzinfo=UTC)


class BoundaryEvent(defaults.BoundaryEvent):  # type: ignore[misc]
    """Ends its host at once, or leaves it be and listens again.

    The library ends the host only after what follows the event has begun, so that what is inside may go on for a
    while; and it listens once.
    """

    def _on_ready_hook(self, my_task: Any) -> None:
        super()._on_ready_hook(my_task)
        siblings = my_task.parent.children if isinstance(my_task.parent.task_spec, BoundaryEventSplit) else []
        hosts = [t for t in siblings if not isinstance(t.task_spec, BoundaryMixin) and not t.triggered]
        running = [t for t in hosts if t.has_state(TaskState.NOT_FINISHED_MASK)]
        if self.cancel_activity:
            for task in [*running, *(t for t in siblings if t is not my_task and t.state == TaskState.WAITING)]:
                task.cancel()
        elif running:
            self._listen_again(my_task)

    def _listen_again(self, my_task: Any) -> None:
        child = my_task.parent._add_child(self, TaskState.WAITING)
        if self.event_definition.again(child, my_task.internal_data):
            self._predict(child, mask=TaskState.NOT_FINISHED_MASK)
            self._update(child)
        else:
            my_task.workflow._remove_task(child.id)


class EventBasedGateway(defaults.EventBasedGateway):  # type: ignore[misc]
    """Goes the way of what happened first; of two overdue timers the library takes the one that is drawn first."""

    def _run_hook(self, my_task: Any) -> bool:
        seen = [event.event_definition for event in my_task.internal_data.get("seen_events", [])]
        first = min(seen, key=lambda d: (d.due_at(my_task) or AT_ONCE) if isinstance(d, Due) else AT_ONCE)
        chosen = self.outputs[self.event_definition.event_definitions.index(first)]
        my_task._sync_children([chosen], TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        self.event_definition.reset(my_task)
        return True


class TriggeredStart(defaults.StartEvent):  # type: ignore[misc]
    """The start of an event subprocess waits with the process around it; when this one is there, it has happened."""

    def _update_hook(self, my_task: Any) -> bool:
        my_task._inherit_data()
        return True

    def _run_hook(self, my_task: Any) -> bool:
        return True

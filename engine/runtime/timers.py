"""Timers: when one is due, and that it fires by the step's own clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from engine.runtime.errors import StepFailed
from engine.runtime.moments import moment
from engine.runtime.scopes import element_id
from engine.runtime.specs import world_of


class Due(TimerEventDefinition):  # type: ignore[misc]
    """A timer whose moment is computed once, with zone and working days, and compared with the step's own clock.

    The library takes the machine's clock and a zone fixed at import, and two timers after one gateway share a
    value; here each keeps its own.
    """

    @property
    def key(self) -> str:
        return f"due:{self.name}"

    def due_at(self, my_task: Any) -> datetime:
        if self.key not in my_task.internal_data:
            due = moment(world_of(my_task), my_task, self.expression)
            if due is None:
                raise StepFailed(element_id(my_task), f"de timer heeft geen moment ('{self.expression}')")
            my_task.internal_data[self.key] = due.isoformat()
        return datetime.fromisoformat(my_task.internal_data[self.key])

    def has_fired(self, my_task: Any) -> bool:
        return self.due_at(my_task) <= world_of(my_task).now


def timers_of(task_spec: Any) -> list[Due]:
    """The timers an element waits for: one, or the several behind an event-based gateway."""
    definition = task_spec.event_definition
    several = definition.event_definitions if isinstance(definition, MultipleEventDefinition) else [definition]
    return [d for d in several if isinstance(d, Due)]

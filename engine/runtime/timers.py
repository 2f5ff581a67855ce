"""Timers: when one is due, when a recurring one is due again, and that it fires by the step's own clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from engine.runtime.errors import StepFailed
from engine.runtime.moments import cycle, cycle_text, moment, next_moment
from engine.runtime.scopes import element_id
from engine.runtime.specs import world_of


class Due(TimerEventDefinition):  # type: ignore[misc]
    """A timer whose moment is computed once, with zone and working days, and compared with the step's own clock.

    The library takes the machine's clock and a zone fixed at import, and two timers after one gateway share a
    value; here each keeps its own, with the task that waits: `my_task` is that task, or for the start of an event
    subprocess the first task of the process around it.
    """

    @property
    def key(self) -> str:
        return f"due:{self.name}"

    def due_at(self, my_task: Any) -> datetime | None:
        if self.key not in my_task.internal_data:
            my_task.internal_data[self.key] = self._first(my_task)
        return _moment_in(my_task.internal_data[self.key])

    def _first(self, my_task: Any) -> Any:
        due = moment(world_of(my_task), my_task, self.expression)
        if due is None:
            raise StepFailed(element_id(my_task), f"de timer heeft geen moment ('{self.expression}')")
        return due.isoformat()

    def has_fired(self, my_task: Any) -> bool:
        due, world = self.due_at(my_task), world_of(my_task)
        if world.only_timer is not None and world.only_timer[0] != str(my_task.id):
            return False
        return due is not None and world.timers_fire and due <= world.now

    def again(self, my_task: Any, fired: Mapping[str, Any]) -> bool:
        """Whether it fires once more after it did; `fired` is the internal data it fired with."""
        return False

    def shift(self, my_task: Any, by: timedelta) -> None:
        """Let it fire so much later, as when the clock of the case stood still."""
        due = self.due_at(my_task)
        if due is not None:
            my_task.internal_data[self.key] = (due + by).isoformat()


class Recurring(Due):
    """A timer that comes back at its regular moments; those missed while nobody looked count as one.

    Its text and its start are kept, so that every moment is counted from there and none drifts.
    """

    def due_at(self, my_task: Any) -> datetime | None:
        kept = my_task.internal_data.get(self.key)
        if isinstance(kept, dict) and kept["fired"] and world_of(my_task).now < datetime.fromisoformat(kept["seen"]):
            # The clock ran ahead and was set back: the moments it skipped are still to come.
            my_task.internal_data[self.key] = self.armed(my_task, kept)
        return super().due_at(my_task)

    def _first(self, my_task: Any) -> Any:
        world = world_of(my_task)
        text = cycle_text(world, my_task, self.expression)
        return self.armed(my_task, {"cycle": text, "entered": world.now.isoformat(), "moved": 0.0, "fired": None})

    def again(self, my_task: Any, fired: Mapping[str, Any]) -> bool:
        kept = fired.get(self.key)
        if not isinstance(kept, dict):  # the event subprocess itself, which fired by the timer around it
            return False
        my_task.internal_data[self.key] = self.armed(my_task, {**kept, "fired": kept["due"]})
        return my_task.internal_data[self.key]["due"] is not None

    def armed(self, my_task: Any, kept: dict[str, Any]) -> dict[str, Any]:
        """What is kept of it, with its next moment."""
        now, moved = world_of(my_task).now, timedelta(seconds=kept["moved"])
        later_than = max(now, datetime.fromisoformat(kept["fired"])) if kept["fired"] else now
        entered = datetime.fromisoformat(kept["entered"])
        found = next_moment(my_task, cycle(my_task, kept["cycle"]), entered, later_than=later_than - moved)
        return {**kept, "seen": now.isoformat(), "due": None if found is None else (found + moved).isoformat()}

    def shift(self, my_task: Any, by: timedelta) -> None:
        due = self.due_at(my_task)
        kept = my_task.internal_data[self.key]
        if due is None or not isinstance(kept, dict):
            return
        moved = kept["moved"] + by.total_seconds()
        my_task.internal_data[self.key] = {**kept, "moved": moved, "due": (due + by).isoformat()}


def _moment_in(kept: Any) -> datetime | None:
    text = kept["due"] if isinstance(kept, dict) else kept
    return None if text is None else datetime.fromisoformat(text)

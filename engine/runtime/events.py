"""What events are about, in place of the library's own: who throws says it, and `throwing` brings it to who waits."""

from __future__ import annotations

from typing import Any, ClassVar

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import CancelEventDefinition

from engine.runtime import throwing
from engine.runtime.elements import Element
from engine.runtime.scopes import World
from engine.runtime.specs import world_of


class Happening(EventDefinition):  # type: ignore[misc]
    """One event as drawn at one element; no two are the same, so that the library confuses none."""

    kind: ClassVar[str] = ""
    recurs = True  # a non-interrupting one listens again after it was caught; the library listens once

    def __init__(self, name: str | None, at: str) -> None:
        super().__init__(name=name)
        self.at = at
        self.element: Element | None = None  # set when the process is built

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def again(self, my_task: Any, fired: Any) -> bool:
        return self.recurs


class Message(Happening):
    kind = "message"

    def throw(self, my_task: Any) -> None:
        throwing.throw_message(my_task, self)


class Signal(Happening):
    kind = "signal"

    def throw(self, my_task: Any) -> None:
        throwing.throw_signal(my_task, self)


class Coded(Happening):
    def __init__(self, name: str | None, at: str, code: str | None) -> None:
        super().__init__(name, at)
        self.code = code


class Error(Coded):
    kind = "error"

    def throw(self, my_task: Any) -> None:
        throwing.throw_error(my_task, self.code)


class Escalation(Coded):
    kind = "escalation"

    def throw(self, my_task: Any) -> None:
        throwing.throw_escalation(my_task, self.code)


class Cancel(Happening, CancelEventDefinition):  # type: ignore[misc]
    kind = "cancel"

    def throw(self, my_task: Any, **_: Any) -> None:
        throwing.throw_cancel(my_task)


class Condition(Happening):
    """Becomes true, and so happens; before it can happen again it must have been false."""

    kind = "condition"

    def __init__(self, expression: str, at: str) -> None:
        super().__init__(at, at)
        self.expression = expression

    @property
    def key(self) -> str:
        return f"was:{self.at}"

    def became_true(self, my_task: Any) -> bool:
        world: World = world_of(my_task)
        before, now = my_task.internal_data.get(self.key, False), world.value(my_task, self.expression) is True
        my_task.internal_data[self.key] = now
        return now and not before

    def again(self, my_task: Any, fired: Any) -> bool:
        my_task.internal_data[self.key] = True
        return True

"""Variables live outside the tokens: which scope a task reads and writes, and FEEL over it."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import CallActivity

from engine import dmn, feel
from engine.feel.values import Function
from engine.runtime.elements import Element
from engine.runtime.errors import StepFailed
from engine.runtime.results import Recorder, Scopes

ROOT = ""


@dataclass
class World:
    """All a step may know: the variables, the moment, the settings and the decision tables.

    SpiffWorkflow calls it its script engine; `evaluate` is the one way in for every expression.
    """

    scopes: Scopes
    now: datetime
    settings: Mapping[str, Any]
    decisions: Mapping[str, dmn.Definitions]
    recorder: Recorder = field(default_factory=Recorder)
    only_timer: tuple[str, str] | None = None  # (waiting task, element): of several that are due, this one alone
    timers_fire: bool = False  # only in the step that a timer's own job takes: the clock of a case can stand still

    def evaluate(self, spiff_task: Any, expression: str, external_context: Any = None) -> Any:
        """The value of a FEEL text for a task; conditions, loop ends and completion conditions come here."""
        return self.value(spiff_task, expression)

    def value(self, spiff_task: Any, expression: str, extra: Mapping[str, Any] | None = None) -> Any:
        scope = self.visible(spiff_task)
        if extra is not None:
            scope = scope.new_child(dict(extra))
        return self.compute(expression, scope, element_id(spiff_task))

    def text(self, spiff_task: Any, text: str) -> Any:
        """A literal, unless it starts with "="."""
        return self.value(spiff_task, text) if text.startswith("=") else text

    def compute(self, expression: str, scope: Mapping[str, Any], where: str) -> Any:
        try:
            value = feel.compile_expression(feel.strip_marker(expression)).evaluate(scope, self.environment())
        except feel.FeelError as error:
            raise StepFailed(where, str(error)) from error
        # A variable nobody delivered yet may bear the name of a function of FEEL (context, date); it is null.
        return None if isinstance(value, Function) else value

    def environment(self) -> feel.Environment:
        return feel.Environment(now=self.now)

    def visible(self, spiff_task: Any) -> ChainMap[str, Any]:
        """Everything a task can read, nearest first; a call activity sees no further than its own scope."""
        maps: list[dict[str, Any]] = []
        task = spiff_task
        while True:
            maps.append(task.data)
            parent_id = task.workflow.parent_task_id
            if parent_id is None:
                maps.append(self.scopes.setdefault(ROOT, {}))
                break
            maps.append(self.scopes.setdefault(str(parent_id), {}))
            task = task.workflow.top_workflow.get_task_from_id(parent_id)
            if isinstance(task.task_spec, CallActivity):
                break
        return ChainMap(*maps, {"instellingen": dict(self.settings)})

    def write(self, spiff_task: Any, values: Mapping[str, Any]) -> None:
        """Keep what a task delivers: in the scope of its process, or of the repetition it is part of."""
        if not values:
            return
        if is_repeated(spiff_task):
            spiff_task.data.update(values)
            return
        self.home(spiff_task).update(values)

    def home(self, spiff_task: Any) -> dict[str, Any]:
        workflow = spiff_task.workflow
        while workflow.parent_task_id is not None:
            parent = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
            if isinstance(parent.task_spec, CallActivity) or is_repeated(parent):
                return self.scopes.setdefault(str(workflow.parent_task_id), {})
            workflow = parent.workflow
        return self.scopes.setdefault(ROOT, {})


def is_repeated(spiff_task: Any) -> bool:
    """Whether the task is one child of a multi-instance; what follows a repetition has it as parent too."""
    parent = spiff_task.parent
    return (
        parent is not None
        and isinstance(parent.task_spec, MultiInstanceTask)
        and parent.task_spec.task_spec == spiff_task.task_spec.name
    )


def element_of(spiff_task: Any) -> Element | None:
    element: Element | None = getattr(spiff_task.task_spec, "element", None)
    return element


def element_id(spiff_task: Any) -> str:
    element = element_of(spiff_task)
    return element.id if element is not None else str(spiff_task.task_spec.name)


def step_of(spiff_task: Any) -> int | None:
    """The mark `stap` of the element, or else of the nearest element that called it."""
    task = spiff_task
    while task is not None:
        element = element_of(task)
        if element is not None and element.step is not None:
            return element.step
        parent_id, top = task.workflow.parent_task_id, task.workflow.top_workflow
        # What an interrupted repetition called has lost its caller already.
        task = top.get_task_from_id(parent_id) if parent_id in top.subprocesses else None
    return None

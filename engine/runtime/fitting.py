"""Whether the tokens of a running case fit another version of its processes, and if not: which element, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask, MultiInstanceTask, StandardLoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import CallActivity
from SpiffWorkflow.util.task import TaskState

from engine.runtime import joins, moving, specs
from engine.runtime.definitions import Definitions
from engine.runtime.errors import Problem
from engine.runtime.timers import Due
from engine.runtime.words import kind_of

AT_WORK = TaskState.READY | TaskState.WAITING | TaskState.STARTED

ElementMap: TypeAlias = Mapping[
    str, Mapping[str, str | None]
]  # process -> element of the old version -> of the new one, or gone


@dataclass(frozen=True)
class Home:
    """One process or subprocess at work in a case, and its place in the new version."""

    key: str  # of the task it runs for; "" for the case itself
    workflow: Any
    process: str  # the process it is drawn in
    old: Any
    new: Any  # None: it has no place in the new version
    names: Mapping[str, str | None]  # the elements of that process that go by another name, or are gone
    elsewhere: Mapping[str, str]  # element of the new version -> the process it stands in

    def renamed(self, name: str) -> str:
        """The name of an element of the library's tree in the new version; "" when it is gone."""
        base, mark, rest = name, "", ""
        for each in (".Boundary", " [child]"):
            if each in name:
                base, mark, rest = name.partition(each)
        if name == self.old.end.name:
            return str(self.new.end.name)
        to = self.names.get(base, base)
        return "" if to is None else f"{to}{mark}{rest}"

    def problem(self, name: str, reason: str) -> Problem:
        drawn = self.old.task_specs.get(name) or (self.new and self.new.task_specs.get(name))
        element = getattr(drawn, "element", None)
        return Problem(self.process, element.id if element else name, element.name if element else "", reason)


def homes(top: Any, old: Definitions, new: Definitions, mapping: ElementMap) -> list[Home]:
    """Every process at work, the callers first."""
    elsewhere = {name: process for process, elements in new.elements.items() for name in elements}
    name = top.spec.name
    found = [Home("", top, name, top.spec, new.specs.get(name), mapping.get(name, {}), elsewhere)]
    by_tasks = {task.id: found[0] for task in top.tasks.values()}
    for key, workflow in sorted(top.subprocesses.items(), key=lambda pair: int(pair[1].depth)):
        around = by_tasks[key]
        caller = around.workflow.tasks[key].task_spec
        if isinstance(caller, CallActivity):
            process, wanted = workflow.spec.name, workflow.spec.name
        else:
            process, wanted = around.process, around.renamed(workflow.spec.name)
        spec = new.specs.get(wanted) if around.new is not None else None
        home = Home(str(key), workflow, process, workflow.spec, spec, mapping.get(process, {}), elsewhere)
        found.append(home)
        by_tasks.update({task.id: home for task in workflow.tasks.values()})
    return found


def problems(homes: list[Home]) -> list[Problem]:
    """All that stands in the way, before anything is changed."""
    found = []
    for home in homes:
        if home.new is None:
            if home.key == "":
                found.append(home.problem(home.process, "dit proces bestaat niet in de nieuwe versie"))
            continue  # of what is inside a caller that is gone, the caller is told
        for task in home.workflow.tasks.values():
            if task.has_state(AT_WORK):
                found += [home.problem(task.task_spec.name, reason) for reason in _reasons(home, task)]
        found += [home.problem(join, reason) for join, reason in _arrivals(home)[1]]
    return found


def _reasons(home: Home, task: Any) -> Iterator[str]:
    old = task.task_spec
    if isinstance(old, BoundaryEvent | BoundaryEventJoin | _EndJoin):
        return  # boundary events follow the element they sit on
    name = home.renamed(old.name)
    new = home.new.task_specs.get(name)
    if new is None and name.endswith(" [child]") and name.removesuffix(" [child]") in home.new.task_specs:
        return  # of the repetition it is part of, that is told already
    if new is None:
        yield _gone(home, old, name)
    elif type(new) is not type(old):
        was, now = kind_of(old), kind_of(new)
        yield f"dit was een {was} en is nu een {now}" if was != now else "dit herhaalt in de nieuwe versie anders"
    else:
        yield from _changed(old, new)


def _gone(home: Home, old: Any, name: str) -> str:
    process = home.elsewhere.get(name.removesuffix(" [child]"))
    if process is None:
        return "dit element bestaat niet meer in de nieuwe versie; kies waar een zaak dan heen gaat"
    if process != home.process:
        return f"dit element staat in de nieuwe versie in een ander proces ({process})"
    return "dit element staat in de nieuwe versie in een ander subproces"


def _changed(old: Any, new: Any) -> Iterator[str]:
    """What may not change under something that is at work."""
    before, after = getattr(old, "element", None), getattr(new, "element", None)
    if isinstance(old, CallActivity) and old.spec != new.spec:
        yield f"deze stap roept in de nieuwe versie een ander proces aan ({new.spec} in plaats van {old.spec})"
    if isinstance(old, specs.ServiceJob) and before and after:
        if before.attributes.get("topic") != after.attributes.get("topic"):
            yield "het werk van deze servicetaak is in de nieuwe versie een ander onderwerp (topic)"
    if isinstance(old, LoopTask) and _repetition(old) != _repetition(new):
        yield "deze herhaling is bezig en in de nieuwe versie veranderd"
    if isinstance(old, CatchingEvent) and awaits(old) != awaits(new):
        yield "dit wacht in de nieuwe versie op iets van een andere soort"


def awaits(spec: Any) -> str:
    """The kind of thing that an event waits for."""
    definition = spec.event_definition
    return "timer" if isinstance(definition, Due) else str(getattr(definition, "kind", type(definition).__name__))


def _repetition(spec: Any) -> tuple[Any, ...]:
    """All that a repetition under way depends on."""
    element = spec.element
    inner = type(spec._wf_spec.task_specs[spec.task_spec])
    if isinstance(spec, StandardLoopTask):
        return inner, spec.maximum, spec.condition, spec.test_before
    assert isinstance(spec, MultiInstanceTask)
    collected = [(key, value) for key, value in sorted(element.properties.items()) if key.startswith("verzamel")]
    return inner, element.collection, element.element_variable, spec.condition, *collected


def parents_of_parked(home: Home) -> dict[Any, str]:
    """For tokens that wait at a join: the element they now came from, when that is another than it was."""
    return _arrivals(home)[0]


def _arrivals(home: Home) -> tuple[dict[Any, str], list[tuple[str, str]]]:
    found: dict[Any, str] = {}
    troubled: list[tuple[str, str]] = []
    for spec in home.old.task_specs.values():
        new = home.new.task_specs.get(home.renamed(spec.name)) if isinstance(spec, moving.JOINS) else None
        if new is None or not isinstance(new, moving.JOINS):
            continue
        known = {name for each in spec._inputs if (name := home.renamed(each)) in new._inputs}
        for task in joins.waiting_at(spec, home.workflow):
            source = home.renamed(task.parent.task_spec.name)
            if source in new._inputs:
                continue
            fresh = set(new._inputs) - known
            if source in home.new.task_specs:
                fresh &= moving.reach(home.new, source, new.name)
            if len(fresh) == 1:
                found[task.parent.id] = fresh.pop()
            else:
                troubled.append((spec.name, "hier wacht al een tak, en de takken die hier samenkomen zijn veranderd"))
    return found, troubled

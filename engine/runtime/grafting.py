"""Boundary events under migration: those of the new version wait on an element at work, those that are gone do not."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.runtime import order
from engine.runtime.fitting import Home, awaits


def graft(home: Home, host: Any) -> list[str]:
    """Give an element at work the boundary events of the new version; what a reminder started goes on beside it."""
    name = home.renamed(host.task_spec.name)
    if isinstance(host.parent.task_spec, LoopTask) and host.parent.state == TaskState.STARTED:
        return []  # one item of a repetition: the events sit on the repetition
    split = host.parent if isinstance(host.parent.task_spec, BoundaryEventSplit) else None
    wanted_split = home.new.task_specs.get(f"{name}.BoundaryEventSplit")
    wanted = {s.name: s for s in wanted_split.outputs if isinstance(s, BoundaryEvent)} if wanted_split else {}
    kept, remarks = _sort_out(home, host, split, wanted) if split is not None else (set(), [])
    if split is not None and wanted_split is None:
        _take_out(split)
    elif split is None and wanted_split is not None:
        split = _put_in(host, wanted_split)
    for each in sorted(set(wanted) - kept):
        _add(split, wanted[each])
        remarks.append(f"'{_title(wanted[each])}' gaat nu lopen bij '{_title(home.new.task_specs[name])}'")
    return remarks


def _sort_out(home: Home, host: Any, split: Any, wanted: dict[str, Any]) -> tuple[set[str], list[str]]:
    """Keep the events that are still there, drop those that wait in vain; returns the names that have their place.

    An event that no longer waits came already, and does not come again; of most of those nothing is left in the tree.
    """
    kept = {home.renamed(each.name) for each in split.task_spec.outputs if isinstance(each, BoundaryEvent)}
    remarks = []
    for event in [child for child in split.children if isinstance(child.task_spec, BoundaryEvent)]:
        name, old = home.renamed(event.task_spec.name), event.task_spec
        new = wanted.get(name)
        if event.has_state(TaskState.NOT_FINISHED_MASK):
            if new is None or awaits(new) != awaits(old):
                kept.discard(name)
                _drop(event)
                remarks.append(f"'{_title(old)}' vervalt bij '{_title(host.task_spec)}'")
        elif new is None:
            _lift(split, event)
    return kept, remarks


def _title(spec: Any) -> str:
    element = getattr(spec, "element", None)
    return (element.name or element.id) if element is not None else str(spec.name)


def _drop(task: Any) -> None:
    for child in list(task.children):
        _drop(child)
    task.parent._children.remove(task.id)
    task.workflow.top_workflow.event_manager.remove_task(task)
    del task.workflow.tasks[task.id]


def _lift(split: Any, event: Any) -> None:
    """What an event started stands beside the element from now on; the event itself is over."""
    for child in list(event.children):
        if isinstance(child.task_spec, BoundaryEventJoin):
            _drop(child)
        else:
            event._children.remove(child.id)
            child._parent = split.parent.id
            split.parent._children.append(child.id)
            child.triggered = True  # no flow leads from there to it
    _drop(event)


def _take_out(split: Any) -> None:
    around = split.parent
    place = around._children.index(split.id)
    around._children[place : place + 1] = split._children
    for child in split.children:
        child._parent = around.id
        child.triggered = True
    del split.workflow.tasks[split.id]


def _put_in(host: Any, spec: Any) -> Any:
    around = host.parent
    split = _new(host.workflow, spec, TaskState.COMPLETED)
    split._parent, split._children, split.triggered = around.id, [host.id], host.triggered
    around._children[around._children.index(host.id)] = split.id
    host._parent = split.id
    return split


def _add(split: Any, spec: Any) -> None:
    event = _new(split.workflow, spec, TaskState.WAITING)
    event._parent = split.id
    split._children.append(event.id)
    split.workflow.top_workflow.event_manager.add_task(event)


def _new(workflow: Any, spec: Any, state: int) -> Any:
    task = Task(workflow, spec, state=state)
    task.last_state_change = order.following(workflow)
    return task

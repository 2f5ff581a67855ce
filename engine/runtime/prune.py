"""Take what is finished out of the tree after every step, so that a step costs the same at any age of a case.

History goes to its own table. What stays is what the engine can still look at; which tasks those are was found
by running the library's own tests and random diagrams with and without pruning.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from engine.runtime import specs
from engine.runtime.scopes import element_of, step_of


def prune_all(top: Any) -> None:
    for workflow in drop_orphans(top):
        if not workflow.completed:
            _prune(workflow)
    if not top.completed:
        _prune(top)


def watch(top: Any) -> None:
    """Let go of what a removed task had called.

    The library drops the children of a cancelled repetition without a word to the processes they called, and
    then stumbles over those.
    """
    top.task_removed_event.connect(_forget)


def _forget(_workflow: Any, task: Any) -> None:
    _let_go(task, task.workflow.top_workflow.order, step_of(task))


def _let_go(task: Any, moment: int, step: int | None) -> None:
    top, element = task.workflow.top_workflow, element_of(task)
    step = (element.step if element is not None else None) or step
    top.event_manager.remove_task(task)
    if task.has_state(TaskState.READY | TaskState.STARTED) and specs.is_work(task):
        top.script_engine.recorder.withdrawn.append((moment, specs.happened(task, "cancelled", step=step)))
    inner = top.subprocesses.pop(task.id, None)
    for each in inner.tasks.values() if inner is not None else ():
        _let_go(each, moment, step)


def drop_orphans(top: Any) -> list[Any]:
    """Forget subprocesses whose calling task is done; returns those that are at work."""
    living: list[Any] = []
    wanted = [top]
    while wanted:
        workflow = wanted.pop()
        for task in workflow.tasks.values():
            inner = top.subprocesses.get(task.id)
            if inner is not None and task.has_state(TaskState.NOT_FINISHED_MASK):
                living.append(inner)
                wanted.append(inner)
    kept = {workflow.parent_task_id for workflow in living}
    for parent_id in [key for key in top.subprocesses if key not in kept]:
        for task in top.subprocesses.pop(parent_id).tasks.values():
            top.event_manager.remove_task(task)
    return living


def _prune(workflow: Any) -> None:
    tasks, keep = workflow.tasks, _kept(workflow)
    splits = {identifier for identifier in keep if isinstance(tasks[identifier].task_spec, BoundaryEventSplit)}
    for identifier in reversed(_preorder(workflow)):  # children before parents
        task = tasks[identifier]
        if identifier in keep or task.has_state(TaskState.NOT_FINISHED_MASK) or len(task._children) > 1:
            continue
        parent = tasks[task._parent]
        if task._children and parent.id in splits:
            continue  # what follows a boundary event must not come to stand where its host stands
        position = parent._children.index(identifier)
        if task._children:
            tasks[task._children[0]]._parent = parent.id
            parent._children[position] = task._children[0]
        else:
            del parent._children[position]
        del tasks[identifier]


def _preorder(workflow: Any) -> list[Any]:
    order, waiting = [], [workflow.task_tree.id]
    while waiting:
        identifier = waiting.pop()
        order.append(identifier)
        waiting.extend(workflow.tasks[identifier]._children)
    return order


def _kept(workflow: Any) -> set[Any]:
    """The finished tasks that the engine can still look at."""
    keep = {workflow.task_tree.id}
    if workflow.last_task is not None and workflow.last_task.id in workflow.tasks:
        keep.add(workflow.last_task.id)
    joined = _last_joins(workflow)
    for task in workflow.tasks.values():
        if task.has_state(TaskState.NOT_FINISHED_MASK):
            keep.add(task._parent)
            keep.update(_split_of(task))
            if isinstance(task.task_spec, LoopTask):
                keep.update(task._children)
        elif task.state == TaskState.ERROR or _is_parked(task, joined):
            keep.update((task.id, task._parent))
    return keep


def _last_joins(workflow: Any) -> dict[str, int]:
    """When each join fired last."""
    joined: dict[str, int] = {}
    for task in workflow.tasks.values():
        if task.state == TaskState.COMPLETED and isinstance(task.task_spec, UnstructuredJoin):
            name = task.task_spec.name
            joined[name] = max(joined.get(name, 0), task.last_state_change)
    return joined


def _is_parked(task: Any, joined: dict[str, int]) -> bool:
    """A cancelled instance of a join that has not fired since is a token that waits there for the others.

    The join at the end of a process needs none of them: it only asks whether anything is still at work.
    """
    spec = task.task_spec
    return (
        task.state == TaskState.CANCELLED
        and isinstance(spec, UnstructuredJoin)
        and not isinstance(spec, _EndJoin)
        and joined.get(spec.name, 0) < task.last_state_change
    )


def _split_of(task: Any) -> list[Any]:
    """The split of an open structured join (boundary events), and the split's children."""
    split = getattr(task.task_spec, "split_task", None)
    ancestor = task.parent if split else None
    while ancestor is not None and ancestor.task_spec.name != split:
        ancestor = ancestor.parent
    if ancestor is None:
        return []
    return [ancestor.id, *(child.id for child in ancestor.children if not _is_over(child))]


def _is_over(task: Any) -> bool:
    """A boundary event that left its host be and has done its work; it may come often."""
    spec = task.task_spec
    return isinstance(spec, BoundaryEvent) and not spec.cancel_activity and task.has_state(TaskState.FINISHED_MASK)

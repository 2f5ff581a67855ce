"""What a snapshot of the first format needs to go on: it kept moments of a clock, and ran timers of event subprocesses
as tasks that had begun."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.runtime.places import Place, triggers_in


def ranked(rows_of_workflows: list[list[list[Any]]], place: int) -> int:
    """Put whole numbers for the moments, in the same order; returns the highest."""
    moments = sorted({row[place] for rows in rows_of_workflows for row in rows})
    number = {moment: rank for rank, moment in enumerate(moments, 1)}
    for rows in rows_of_workflows:
        for row in rows:
            row[place] = number[row[place]]
    return len(moments)


def timers_of_event_subprocesses(top: Any) -> None:
    """Their moments go to the process around them; one that has fired does not fire again."""
    for workflow in (top, *list(top.subprocesses.values())):
        for place in triggers_in(workflow):
            if place.kind == "timer":
                workflow.task_tree.internal_data[place.definition.key] = _taken_back(workflow, place)


def _taken_back(workflow: Any, place: Place) -> Any:
    top = workflow.top_workflow
    for task in workflow.task_tree.children:
        inner = top.subprocesses.get(task.id) if task.task_spec.name == place.trigger else None
        waiting = [t for t in inner.tasks.values() if t.state == TaskState.WAITING] if inner is not None else []
        for start in waiting:
            if place.definition.key in start.internal_data:
                top.event_manager.remove_task(start)
                del top.subprocesses[task.id]
                task._state = TaskState.FUTURE  # it never did anything, so nothing is withdrawn
                workflow._remove_task(task.id)
                return start.internal_data[place.definition.key]
    return None

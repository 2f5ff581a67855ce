"""The snapshot: the tokens of a case and nothing else, in a versioned format of ours.

Rows stand parent first. The process itself is not in it (it comes from the cache, by package version), nor are
variables. Kept as bytes: a store that reorders keys would lose the tree.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import values
from engine.errors import Unreadable
from engine.runtime import prune, upgrade
from engine.runtime.errors import StepFailed

VERSION = 2  # 1 kept moments of a clock where 2 keeps numbers
CHANGED = 4  # where in a row a task's last change stands


STATE = "stand van de zaak"


def dump(top: Any) -> bytes:
    """The state of a case as bytes."""
    inner = sorted(top.subprocesses.items(), key=lambda pair: pair[1].depth)
    return values.dumps(
        {
            "v": VERSION,
            "order": top.order,
            "process": top.spec.name,
            "done": top.completed,
            "last": _id(top.last_task),
            "tasks": _rows(top),
            "inner": [[str(key), sub.spec.name, sub.completed, _id(sub.last_task), _rows(sub)] for key, sub in inner],
        }
    )


def load(snapshot: bytes, specs: dict[str, Any], world: Any) -> Any:
    """The case as SpiffWorkflow runs it, on specs of the package version it belongs to."""
    state = values.read(snapshot, STATE)
    if not isinstance(state, dict) or not {"v", "process", "tasks", "inner", "done", "last"} <= state.keys():
        raise Unreadable(STATE)
    if state["v"] not in (1, VERSION):
        raise StepFailed(state["process"], f"onbekende versie van de zaakstand: {state['v']}")
    if state["v"] == 1:
        state["order"] = upgrade.ranked([state["tasks"], *(inner[-1] for inner in state["inner"])], CHANGED)
    try:
        return _load(state, specs, world)
    except (TypeError, ValueError, IndexError, AttributeError):
        raise Unreadable(STATE) from None
    except (KeyError, SpiffWorkflowException) as error:
        raise StepFailed(state["process"], "de zaakstand past niet bij het proces") from error


def _load(state: dict[str, Any], specs: dict[str, Any], world: Any) -> Any:
    top = BpmnWorkflow(specs[state["process"]], specs, script_engine=world, deserializing=True)
    prune.watch(top)
    top.completed = state["done"]
    _fill(top, top, state["tasks"], state["last"])
    for key, name, done, last, rows in state["inner"]:
        parent_id = UUID(key)
        sub = BpmnSubWorkflow(specs[name], parent_id, top, deserializing=True)
        sub.completed = done
        top.subprocesses[parent_id] = sub
        _fill(sub, top, rows, last)
        parent = top.get_task_from_id(parent_id)
        sub.completed_event.connect(parent.task_spec._on_subworkflow_completed, parent)
    top.order = state["order"]
    if state["v"] == 1:
        upgrade.timers_of_event_subprocesses(top)
    return top


def _id(task: Any) -> str | None:
    return None if task is None else str(task.id)


def _rows(workflow: Any) -> list[list[Any]]:
    rows, waiting = [], [workflow.task_tree.id]
    while waiting:
        task = workflow.tasks[waiting.pop()]
        rows.append(
            [
                str(task.id),
                str(task._parent) if task._parent else None,
                task._state,
                task.task_spec.name,
                task.last_state_change,
                task.triggered,
                task.internal_data or None,
                task.data or None,
                [str(child) for child in task._children],
            ]
        )
        waiting.extend(reversed(task._children))
    return rows


def _fill(workflow: Any, top: Any, rows: list[list[Any]], last: str | None) -> None:
    for identifier, parent, state, spec, changed, triggered, internal, data, children in rows:
        task = Task(workflow, workflow.spec.task_specs[spec], state=state, id=UUID(identifier))
        task._parent = UUID(parent) if parent else None
        task._children = [UUID(child) for child in children]
        task.last_state_change, task.triggered = changed, triggered
        task.internal_data, task.data = internal or {}, data or {}
        if state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
            top.event_manager.add_task(task)
    workflow.task_tree = workflow.tasks[UUID(rows[0][0])]
    workflow.last_task = workflow.tasks.get(UUID(last)) if last else None

"""After a step: what is open, what waits, what happened; then prune, and write the state down."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.util.task import TaskState

from engine.runtime import prune, specs, state, tracing
from engine.runtime.places import places
from engine.runtime.results import Awaited, DueTimer, Happened, StepResult
from engine.runtime.scopes import ROOT, World, element_id, element_of


def survey(workflow: Any, world: World, finished: set[Any]) -> StepResult:
    """Everything the tables must know after a step; `finished` are the tasks that had ended before it."""
    history = _history(workflow, world, finished)
    tracing.tell(workflow, finished)
    step = _step(workflow)
    ended = _end(workflow) if workflow.completed else None
    prune.prune_all(workflow)
    open_ids = _open_ids(workflow)
    awaited, timers = _waiting(workflow)
    living = {ROOT, *(str(key) for key in workflow.subprocesses)}
    recorder = world.recorder
    return StepResult(
        snapshot=state.dump(workflow),
        scopes={name: values for name, values in world.scopes.items() if name in living},
        new_tasks=tuple(t for t in recorder.tasks if t.spiff_task_id in open_ids),
        new_calls=tuple(c for c in recorder.calls if c.spiff_task_id in open_ids),
        open_ids=frozenset(open_ids),
        timers=tuple(timers),
        awaited=tuple(awaited),
        history=tuple(history),
        step=step,
        completed=workflow.completed,
        end_activity_id=ended,
        messages=tuple(recorder.messages),
        signals=tuple(recorder.signals),
    )


def _all(workflow: Any) -> list[Any]:
    return [t for each in (workflow, *workflow.subprocesses.values()) for t in each.tasks.values()]


def _history(workflow: Any, world: World, finished: set[Any]) -> list[Happened]:
    """What started and what ended in this step, in order."""
    ended = [
        (t.last_state_change, _happened(t, world))
        for t in _all(workflow)
        if t.has_state(TaskState.COMPLETED | TaskState.CANCELLED) and t.id not in finished and _is_drawn(t)
    ]
    rows = sorted([*ended, *world.recorder.started, *world.recorder.withdrawn], key=lambda row: row[0])
    return [happened for _, happened in rows]


def _is_drawn(task: Any) -> bool:
    """A cancelled boundary event or untaken branch did not happen; a repetition counts as its children."""
    if element_of(task) is None:
        return False
    if task.state == TaskState.COMPLETED:
        return not isinstance(task.task_spec, LoopTask)
    return specs.is_work(task)


def _happened(task: Any, world: World) -> Happened:
    state_name = "completed" if task.state == TaskState.COMPLETED else "cancelled"
    return specs.happened(task, state_name, world.recorder.decided.get(str(task.id), ""))


def _open_ids(workflow: Any) -> set[str]:
    return {
        str(t.id)
        for t in _all(workflow)
        if (t.state == TaskState.READY and t.task_spec.manual)
        or (t.state == TaskState.STARTED and isinstance(t.task_spec, specs.ServiceJob))
    }


def _waiting(workflow: Any) -> tuple[list[Awaited], list[DueTimer]]:
    """Named after the element that is drawn, not after the gateway before it: two behind one gateway are two."""
    awaited, timers = [], []
    for place in places(workflow):
        element = place.element
        if place.kind in ("message", "signal"):
            awaited.append(Awaited(place.id, place.name, element.process, element.id, place.kind, place.correlation))
        elif place.kind == "timer" and (due_at := place.due_at) is not None:
            timers.append(DueTimer(str(place.task.id), element.id, due_at))
    return awaited, timers


def _step(workflow: Any) -> int | None:
    """The step the case is in: the mark of what is at work in the main process."""
    marks = [
        element.step
        for task in workflow.tasks.values()
        if task.has_state(TaskState.READY | TaskState.STARTED) and (element := element_of(task)) and element.step
    ]
    return max(marks, default=None)


def _end(workflow: Any) -> str | None:
    reached = [
        t for t in workflow.tasks.values() if isinstance(t.task_spec, EndEvent) and t.state == TaskState.COMPLETED
    ]
    last = max(reached, key=lambda t: t.last_state_change, default=None)
    return None if last is None else element_id(last)

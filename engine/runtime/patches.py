"""What SpiffWorkflow 3.2 gets wrong for us, mended in one place.

Each patch says why; `tests/runtime/test_patches.py` fails when upstream no longer needs it. The version is
pinned in setup.cfg and guarded here, because these lean on private parts of the library.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.runtime.order import following

SUPPORTED = "3.2."
LOOK_AHEAD = 2
AT_WORK = TaskState.READY | TaskState.WAITING | TaskState.STARTED
AHEAD = AT_WORK | TaskState.FUTURE

ORIGINAL_PREDICT = TaskSpec._predict
ORIGINAL_RUN = TaskSpec._run
ORIGINAL_TRIGGER = BpmnStartTask.trigger_wf
ORIGINAL_CONNECT = BpmnStartTask.connect_or_add_trigger
ORIGINAL_INIT = Task.__init__
ORIGINAL_SET_STATE = Task._set_state


def apply() -> None:
    if not version("SpiffWorkflow").startswith(SUPPORTED):
        raise RuntimeError(f"Zevenstap runs on SpiffWorkflow {SUPPORTED}x only")
    TaskSpec._predict = _predict
    TaskSpec._run = _run
    BpmnStartTask.trigger_wf = _trigger_wf
    BpmnStartTask.connect_or_add_trigger = _add_trigger
    Task.__init__ = _init
    Task._set_state = _set_state


def _init(self: Any, workflow: Any, *args: Any, **kwargs: Any) -> None:
    """The library keeps the machine's clock as the moment of a change; when that is set back, a join that compares
    such moments loses a token."""
    ORIGINAL_INIT(self, workflow, *args, **kwargs)
    self.last_state_change = following(workflow)


def _set_state(self: Any, value: int) -> None:
    """As the library's, with a number of the case in place of the clock, and without lines for a log nobody reads."""
    if value != self._state:
        self.last_state_change = following(self.workflow)
        self._state = value


def _predict(
    self: Any,
    my_task: Any,
    seen: list[Any] | None = None,
    looked_ahead: int = 0,
    mask: int = TaskState.PREDICTED_MASK,
) -> None:
    """Look ahead two levels only: the library's own look-ahead grows exponentially with AND-blocks in series."""
    seen = [] if seen is None else seen
    if my_task.has_state(mask):
        self._predict_hook(my_task)
    if my_task.has_state(TaskState.PREDICTED_MASK):
        seen.append(self)
    if looked_ahead + 1 < LOOK_AHEAD or my_task.has_state(AT_WORK):
        for child in my_task.children:
            if child.has_state(mask) and child not in seen:
                child.task_spec._predict(child, seen[:], looked_ahead + 1, mask)


def _run(self: Any, my_task: Any) -> Any:
    """Make sure that the direct successors exist before a task runs: the short look-ahead may have stopped here."""
    have = {child.task_spec.name for child in my_task.children}
    if any(output not in have for output in self._outputs):
        self._predict(my_task, mask=TaskState.NOT_FINISHED_MASK)
    return ORIGINAL_RUN(self, my_task)


def _add_trigger(self: Any, task_spec: Any, sp_spec: Any) -> None:
    """Every event subprocess waits for its event; the library ran one with a timer from the start on, so that the
    process could not end before it."""
    self.trigger_specs.append(sp_spec.name)


def wire_event_subprocesses(wf_spec: Any) -> None:
    """Connect them once, when the process is built: threads share it, and none may change it while it runs."""
    for name in wf_spec.start.trigger_specs:
        spec = wf_spec.task_specs[name]
        spec._inputs.append(wf_spec.start.name)
        spec.connect(wf_spec.end)


def _trigger_wf(self: Any, my_task: Any, spec_name: str) -> Any:
    """Start an event subprocess; the library changed the shared process, so that every new case started it too,
    and it never looked at `isInterrupting`."""
    spec = self._wf_spec.task_specs[spec_name]
    child = my_task._add_child(spec, TaskState.FUTURE)
    child.triggered = True
    spec._predict(child, mask=TaskState.NOT_FINISHED_MASK)
    if getattr(spec, "interrupting", False):
        workflow, mine = my_task.workflow, {task.id for task in child}
        for task in list(workflow.tasks.values()):
            if task.has_state(AHEAD) and task.id not in mine and task.id in workflow.tasks and task is not my_task:
                task.cancel()
    spec._update(child)
    return child.id

"""Moving the timers of a case, for when its clock stood still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.util.task import TaskState

from engine.runtime.definitions import Definitions
from engine.runtime.results import Scopes, StepResult
from engine.runtime.steps import resume
from engine.runtime.survey import survey
from engine.runtime.timers import timers_of


def shift(
    definitions: Definitions,
    snapshot: bytes,
    scopes: Scopes,
    moves: Mapping[tuple[str, str], timedelta],
    *,
    now: datetime,
) -> StepResult:
    """Move timers, named by (spiff_task_id, activity_id) as in `DueTimer`, each by its own time; no step is taken."""
    world, workflow, finished = resume(definitions, snapshot, scopes, now)
    for each in (workflow, *workflow.subprocesses.values()):
        for task in each.tasks.values():
            if task.state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
                _shift_task(task, moves)
    return survey(workflow, world, finished)


def _shift_task(task: Any, moves: Mapping[tuple[str, str], timedelta]) -> None:
    for due in timers_of(task.task_spec):
        moved = moves.get((str(task.id), due.name))
        if moved:
            due.shift(task, moved)

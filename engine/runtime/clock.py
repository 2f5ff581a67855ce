"""Moving the timers of a case, for when its clock stood still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from engine.runtime.definitions import Definitions
from engine.runtime.places import timers
from engine.runtime.results import Scopes, StepResult
from engine.runtime.steps import resume
from engine.runtime.survey import survey


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
    for spiff_task_id, activity_id, timer, task in timers(workflow):
        moved = moves.get((spiff_task_id, activity_id))
        if moved:
            timer.shift(task, moved)
    return survey(workflow, world, finished)

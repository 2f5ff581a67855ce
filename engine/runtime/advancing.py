"""Running a case to its next wait.

The library's own loop goes through a list made beforehand, and so runs what a task before it in the list has
withdrawn (beside a terminate end, for one); and it looks no deeper than a thousand tasks.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.runtime.errors import StepFailed
from engine.runtime.places import places
from engine.runtime.scopes import element_id
from engine.runtime.throwing import catch

# More than this in one step is a loop that no person or clock ever stops: elements in all, and in line.
LIMIT, IN_LINE = 20_000, 1_000
ENDLESS = "het proces blijft zonder einde doorlopen; zet een taak of een timer in de lus"


def advance(top: Any) -> None:
    """Run all that needs no person, wake what has come due, and so on until the case waits."""
    watched = any(getattr(spec, "watches", False) for spec in top.subprocess_specs.values())
    counter = itertools.count(1)
    while not top.completed:
        wake(top)
        if not _round(top, watched, counter) and not wake(top):
            return


def wake(top: Any) -> bool:
    """Let the timers fire that are due, the earliest first, and the conditions that have become true."""
    due = [place for place in places(top) if place.kind == "timer" and place.definition.has_fired(place.task)]
    only = top.script_engine.only_timer
    if only is not None:
        due = [place for place in due if (str(place.task.id), place.element.id) == only]
    ripe = sorted(due, key=lambda place: place.due_at.timestamp() if place.due_at is not None else 0.0)
    fired = [place for place in ripe if place.open and _fire(place)]
    return bool(fired) | look_at_conditions(top)


def look_at_conditions(top: Any) -> bool:
    fired = False
    for place in list(places(top)):
        if place.kind == "condition" and place.open and place.definition.became_true(place.task):
            fired = _fire(place)
    return fired


def _fire(place: Any) -> bool:
    catch(place)
    return True


def _round(top: Any, watched: bool, counter: Iterator[int]) -> bool:
    ran = False
    for each in (*sorted(top.get_active_subprocesses(), key=lambda sub: sub.depth, reverse=True), top):
        for task in [task for task in each.tasks.values() if task.state == TaskState.READY]:
            if _may_run(task):
                task.run()
                ran = True
                _refuse_endless(task, next(counter))
                if watched:
                    look_at_conditions(top)
    return ran


def _refuse_endless(task: Any, number: int) -> None:
    if number > LIMIT or (number % 500 == 0 and task.depth > IN_LINE):
        raise StepFailed(element_id(task), ENDLESS)


def _may_run(task: Any) -> bool:
    if task.state != TaskState.READY or task.task_spec.manual:
        return False  # a task before it in the round has withdrawn it
    workflow, top = task.workflow, task.workflow.top_workflow
    alive = workflow is top or top.subprocesses.get(workflow.parent_task_id) is workflow
    return alive and not workflow.completed and task.id in workflow.tasks

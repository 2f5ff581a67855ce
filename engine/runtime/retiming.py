"""Timers under migration: each keeps its moment, or gets the term of the new version from the moment it began."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.util.task import TaskState

from engine.runtime.definitions import Definitions
from engine.runtime.errors import StepFailed
from engine.runtime.fitting import Home
from engine.runtime.moments import cycle_text, moment
from engine.runtime.results import Scopes
from engine.runtime.specs import world_of
from engine.runtime.steps import resume
from engine.runtime.timers import Due, Recurring, timers_of

PREFIX = "due:"
Terms: TypeAlias = Callable[[Any, str], datetime | None]  # what the old version would say now: of a task, of a timer


def terms(workflow: Any, old: Definitions, snapshot: bytes, scopes: Scopes, now: datetime) -> Terms:
    """What the timers of the old version would say if they began now."""
    _, before, _ = resume(old, snapshot, scopes, now)
    tasks = {t.id: t for each in (before, *before.subprocesses.values()) for t in each.tasks.values()}

    def would_be(task: Any, name: str) -> datetime | None:
        waiting = tasks.get(task.id)
        if waiting is None:
            return None
        due = next((d for d in _timers(waiting) if d.name == name and not isinstance(d, Recurring)), None)
        return None if due is None else _evaluated(waiting, due)

    return would_be


def carry(home: Home, terms: Terms | None) -> None:
    """The moments kept with each task, under the names of the new version."""
    for task in home.workflow.tasks.values():
        kept = {key: value for key, value in task.internal_data.items() if key.startswith(PREFIX)}
        for key in kept:
            del task.internal_data[key]
        names = {PREFIX + home.renamed(key.removeprefix(PREFIX)): key for key in kept}
        for name, was in names.items():
            task.internal_data[name] = kept[was]
        for due in _timers(task):
            if due.key in names:
                _carry_one(task, due, names[due.key].removeprefix(PREFIX), terms)


def _carry_one(task: Any, due: Due, was: str, terms: Terms | None) -> None:
    kept = task.internal_data[due.key]
    if isinstance(kept, dict) != isinstance(due, Recurring):
        del task.internal_data[due.key]  # once became every so often, or the other way round: it begins anew
    elif terms is None:
        return
    elif isinstance(due, Recurring):
        text = cycle_text(world_of(task), task, due.expression)
        if text != kept["cycle"]:
            task.internal_data[due.key] = due.armed(task, {**kept, "cycle": text})
    else:
        before, after = terms(task, was), _evaluated(task, due)
        if before is not None and after is not None:
            due.shift(task, after - before)


def _evaluated(task: Any, due: Due) -> datetime | None:
    try:
        return moment(world_of(task), task, due.expression)
    except StepFailed:
        return None  # it cannot be said any more: the moment it has stays


def _timers(task: Any) -> list[Due]:
    waits = task.state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent)
    return timers_of(task.task_spec) if waits else []

"""Timers under migration: each keeps its moment, or gets the term of the new version from the moment it began."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from engine.runtime.definitions import Definitions
from engine.runtime.errors import StepFailed
from engine.runtime.fitting import Home
from engine.runtime.moments import cycle_text, moment
from engine.runtime.places import Place, places, places_in
from engine.runtime.results import Scopes
from engine.runtime.specs import world_of
from engine.runtime.steps import resume
from engine.runtime.timers import Due, Recurring

DUE, WAS = "due:", "was:"  # what a timer and a condition keep with the task that waits, by element
Terms: TypeAlias = Callable[[Any, str], datetime | None]  # what the old version would say now: of a task, of a timer


def terms(old: Definitions, snapshot: bytes, scopes: Scopes, now: datetime) -> Terms:
    """What the timers of the old version would say if they began now."""
    _, before, _ = resume(old, snapshot, scopes, now)
    waiting = {(task.id, due.name): (task, due) for task, due in _timers(places(before))}

    def would_be(task: Any, name: str) -> datetime | None:
        found = waiting.get((task.id, name))
        return None if found is None else _evaluated(*found)

    return would_be


def carry(home: Home, terms: Terms | None) -> None:
    """The moments kept with each task, under the names of the new version; those of event subprocesses too."""
    was: dict[tuple[Any, str], str] = {}
    for task in home.workflow.tasks.values():
        kept = {key: value for key, value in task.internal_data.items() if key.startswith((DUE, WAS))}
        for key in kept:
            del task.internal_data[key]
        for key, value in kept.items():
            prefix, name = key[: len(DUE)], key[len(DUE) :]
            task.internal_data[prefix + home.renamed(name)] = value
            was[task.id, home.renamed(name)] = name
    for task, due in _timers(places_in(home.workflow)):
        if task.internal_data.get(due.key) is not None:  # None: this moment has been
            _carry_one(task, due, was[task.id, due.name], terms)


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


def _timers(found: Iterable[Place]) -> Iterator[tuple[Any, Due]]:
    """Each timer with the task that keeps its moment."""
    return ((place.task, place.definition) for place in found if isinstance(place.definition, Due))

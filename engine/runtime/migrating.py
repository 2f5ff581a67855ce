"""A running case goes on under another version of its processes.

Nothing runs: every token keeps its id, its work and its term, and stands at the element the mapping gives it. What
cannot be is refused before anything is changed, with the element and the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, _EndJoin
from SpiffWorkflow.util.task import TaskState

from engine.runtime import fitting, grafting, moving, retiming, specs, state
from engine.runtime.definitions import Definitions
from engine.runtime.errors import MigrationRefused, Problem, StepFailed
from engine.runtime.fitting import ElementMap, Home
from engine.runtime.results import OpenTask, Scopes, StepResult
from engine.runtime.steps import resume
from engine.runtime.survey import survey

STAND_IN = "Start"  # for a finished element that is no longer there: the engine only asks where it stands in the tree
EXPECTED = TaskState.MAYBE | TaskState.LIKELY | TaskState.FUTURE


@dataclass(frozen=True)
class Migrated:
    """A case as it is on another version of its processes."""

    result: StepResult  # nothing ran: it has no history
    tasks: tuple[OpenTask, ...]  # all open ones, as the new version has them
    places: Mapping[str, Mapping[str, str | None]]  # task id -> the elements around it that go by another name
    remarks: tuple[str, ...]


def migrate(
    old: Definitions,
    new: Definitions,
    snapshot: bytes,
    scopes: Scopes,
    mapping: ElementMap,
    *,
    recompute: bool,
    now: datetime,
) -> Migrated:
    """The case on the new version; `MigrationRefused` names every element that stands in the way.

    Timers keep their moment; with `recompute` they get the term of the new version, from the moment they began.
    """
    mixed = replace(new, specs=old.specs)  # the settings and tables of the new version, the tree of the old one
    world, workflow, _ = resume(mixed, snapshot, scopes, now)
    homes = fitting.homes(workflow, old, new, mapping)
    refuse(fitting.problems(homes))
    terms = retiming.terms(old, snapshot, scopes, now) if recompute else None
    before = {(home.key, home.renamed(join), kind) for home in homes for kind, join in moving.troubled(home.workflow)}
    remarks = [remark for home in homes for remark in _carry(home)]
    workflow.subprocess_specs = new.specs
    refuse(_joins_in_trouble(homes, before))
    for home in homes:
        retiming.carry(home, terms)
    tasks = _open_tasks(homes)
    ended = {
        task.id for home in homes for task in home.workflow.tasks.values() if task.has_state(TaskState.FINISHED_MASK)
    }
    result = survey(workflow, world, ended)
    state.load(result.snapshot, new.specs, world)  # what could not be read again must not be kept
    places = {str(task.id): home.names for home in homes for task in home.workflow.tasks.values()}
    return Migrated(result, tasks, places, tuple(dict.fromkeys(remarks)))


def refuse(problems: list[Problem]) -> None:
    if problems:
        raise MigrationRefused(tuple(dict.fromkeys(problems)))


def _carry(home: Home) -> list[str]:
    """Put every task of one process on the new elements; returns what is worth saying about it."""
    workflow, before = home.workflow, {}
    for task in list(workflow.tasks.values()):
        before[task.id] = task.task_spec
        if task.has_state(EXPECTED):
            _forget(task)
    remarks = [
        remark
        for task in list(workflow.tasks.values())
        if moving.is_token(task)
        for remark in grafting.graft(home, task)
    ]
    parked = fitting.parents_of_parked(home)
    for task in workflow.tasks.values():
        if task.id in before:
            task.task_spec = home.new.task_specs[parked.get(task.id) or _name(home, task)]
    workflow.spec = home.new
    for task in list(workflow.tasks.values()):
        if task.has_state(fitting.AT_WORK) and not isinstance(
            task.task_spec, (*moving.JOINS, _EndJoin, BoundaryEventJoin)
        ):
            task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
    return remarks


def _forget(task: Any) -> None:
    parent = task.parent
    if parent is not None:
        parent._children.remove(task.id)
    for child in list(task.children):
        child._parent = None
    del task.workflow.tasks[task.id]


def _name(home: Home, task: Any) -> str:
    """Its own name in the new version; what is over and gone gets a stand-in."""
    name = home.renamed(task.task_spec.name)
    if task.has_state(TaskState.NOT_FINISHED_MASK):
        return name
    found = home.new.task_specs.get(name)
    joined = isinstance(task.task_spec, moving.JOINS)
    return name if found is not None and isinstance(found, moving.JOINS) == joined else STAND_IN


def _joins_in_trouble(homes: list[Home], before: set[tuple[str, str, str]]) -> list[Problem]:
    """What the new drawing would do to tokens that are under way in several branches."""
    found = []
    for home in homes:
        for kind, join in sorted(moving.troubled(home.workflow)):
            if (home.key, join, kind) not in before:
                found.append(home.problem(join, moving.TROUBLE[kind].format(join=join)))
        for task in home.workflow.tasks.values():
            spec = task.task_spec
            if (
                task.state == TaskState.WAITING
                and isinstance(spec, moving.JOINS)
                and spec._check_threshold_unstructured(task)
            ):
                found.append(home.problem(spec.name, "de takken die hier samenkomen zijn dan al compleet"))
    return found


def _open_tasks(homes: list[Home]) -> tuple[OpenTask, ...]:
    found, problems = [], []
    for home in homes:
        for task in home.workflow.tasks.values():
            if task.state == TaskState.READY and isinstance(task.task_spec, specs.UserTask):
                try:
                    found.append(task.task_spec.as_open_task(task))
                except StepFailed as error:
                    problems.append(home.problem(error.activity_id, error.reason))
    refuse(problems)
    return tuple(found)

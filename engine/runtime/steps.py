"""The steps of a case. Each takes a state and the variables, runs to the next wait, and gives back what changed.

Pure: no database, no clock, no network. The same input gives the same outcome, save for the ids of new tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from engine.runtime import patches, prune, specs, state, throwing
from engine.runtime.advancing import ENDLESS, advance
from engine.runtime.definitions import Definitions
from engine.runtime.errors import NotWaiting, StepFailed
from engine.runtime.places import Place, places
from engine.runtime.results import Scopes, StepResult
from engine.runtime.scopes import ROOT, World, element_id, element_of
from engine.runtime.survey import survey
from engine.runtime.throwing import catch

patches.apply()


def start(definitions: Definitions, process_id: str, variables: Mapping[str, Any], *, now: datetime) -> StepResult:
    """Begin a case of the process with these variables."""
    world = _world(definitions, {ROOT: dict(variables)}, now)

    def begin() -> Any:
        return BpmnWorkflow(definitions.specs[process_id], definitions.specs, script_engine=world)

    workflow = _guarded(begin, process_id)
    prune.watch(workflow)
    return run(workflow, world, set(), lambda: None)


def complete(
    definitions: Definitions,
    snapshot: bytes,
    scopes: Scopes,
    spiff_task_id: str,
    values: Mapping[str, Any],
    *,
    now: datetime,
) -> StepResult:
    """A person finished a task, or a handler its work."""
    world, workflow, finished = resume(definitions, snapshot, scopes, now)
    task = _at_work(workflow, spiff_task_id)

    def act() -> None:
        specs.deliver(task, dict(values))
        if task.state == TaskState.STARTED:
            task.complete()
        else:
            task.run()

    return run(workflow, world, finished, act)


def throw(
    definitions: Definitions, snapshot: bytes, scopes: Scopes, spiff_task_id: str, code: str, *, now: datetime
) -> StepResult:
    """A handler met a failure the diagram foresaw."""
    world, workflow, finished = resume(definitions, snapshot, scopes, now)
    task = _at_work(workflow, spiff_task_id)
    return run(workflow, world, finished, lambda: throwing.throw_error(task, code))


def send(
    definitions: Definitions,
    snapshot: bytes,
    scopes: Scopes,
    awaited_id: str,
    message: str,
    payload: Mapping[str, Any],
    *,
    now: datetime,
) -> StepResult:
    """Hand a message to the one element that waits for it (`Awaited.spiff_task_id`)."""
    world, workflow, finished = resume(definitions, snapshot, scopes, now)
    return run(
        workflow, world, finished, lambda: catch(_place(workflow, awaited_id, "message", message), dict(payload))
    )


def receive(
    definitions: Definitions,
    snapshot: bytes,
    scopes: Scopes,
    message: str,
    payload: Mapping[str, Any],
    correlation: str | None,
    *,
    now: datetime,
) -> StepResult:
    """Hand over a message of another case, by its correlation; `NotWaiting` when it is for nothing here."""
    world, workflow, finished = resume(definitions, snapshot, scopes, now)

    def act() -> None:
        place = throwing.receiver(workflow, message, correlation)
        if place is None:
            raise NotWaiting(message)
        catch(place, dict(payload))

    return run(workflow, world, finished, act)


def signal(
    definitions: Definitions, snapshot: bytes, scopes: Scopes, name: str, payload: Mapping[str, Any], *, now: datetime
) -> StepResult:
    """Let all that wait for a signal in this case have it; `NotWaiting` when nothing does."""
    world, workflow, finished = resume(definitions, snapshot, scopes, now)

    def act() -> None:
        if not throwing.signal(workflow, name, dict(payload)):
            raise NotWaiting(name)

    return run(workflow, world, finished, act)


def tick(
    definitions: Definitions, snapshot: bytes, scopes: Scopes, only: Sequence[str] | None = None, *, now: datetime
) -> StepResult:
    """Let every timer that is due fire; no other step does, so a case whose clock stands still lets none.

    `only` is one of them, as (`DueTimer.spiff_task_id`, `DueTimer.activity_id`): when what another wakes goes wrong.
    """
    world, workflow, finished = resume(definitions, snapshot, scopes, now)
    world.timers_fire = True
    if only is not None:
        world.only_timer = (only[0], only[1])
    return run(workflow, world, finished, lambda: None)


def reconsider(definitions: Definitions, snapshot: bytes, scopes: Scopes, *, now: datetime) -> StepResult:
    """Variables changed outside a step: what waits for a condition looks again."""
    world, workflow, finished = resume(definitions, snapshot, scopes, now)
    return run(workflow, world, finished, lambda: None)


def look(definitions: Definitions, snapshot: bytes, scopes: Scopes, *, now: datetime) -> StepResult:
    """The state as it is, without running anything."""
    world, workflow, finished = resume(definitions, snapshot, scopes, now)
    return survey(workflow, world, finished)


def visible(
    definitions: Definitions, snapshot: bytes, scopes: Scopes, spiff_task_id: str, *, now: datetime
) -> dict[str, Any]:
    """The variables that a task at work can read, its input parameters included."""
    world, workflow, _ = resume(definitions, snapshot, scopes, now)
    task = _at_work(workflow, spiff_task_id)
    element = element_of(task)
    own = specs.evaluated(task, element.inputs) if element is not None else {}
    return {**dict(world.visible(task)), **own}


def _world(definitions: Definitions, scopes: Scopes, now: datetime) -> World:
    return World(deepcopy(scopes), now, definitions.settings, definitions.decisions)


def resume(definitions: Definitions, snapshot: bytes, scopes: Scopes, now: datetime) -> tuple[World, Any, set[Any]]:
    world = _world(definitions, scopes, now)
    workflow = state.load(snapshot, definitions.specs, world)
    done = {t.id for each in (workflow, *workflow.subprocesses.values()) for t in each.tasks.values() if _ended(t)}
    return world, workflow, done


def _ended(task: Any) -> bool:
    return bool(task.has_state(TaskState.FINISHED_MASK))


def _at_work(workflow: Any, spiff_task_id: str) -> Any:
    """A task that a person or handler may finish now; the library itself would run one in any state."""
    identifier = UUID(spiff_task_id)
    for each in (workflow, *workflow.subprocesses.values()):
        task = each.tasks.get(identifier)
        if task is not None and (
            (task.state == TaskState.READY and task.task_spec.manual)
            or (task.state == TaskState.STARTED and isinstance(task.task_spec, specs.ServiceJob))
        ):
            return task
    raise NotWaiting(spiff_task_id)


def _place(workflow: Any, awaited_id: str, kind: str, name: str) -> Place:
    found = (p for p in places(workflow) if p.id == awaited_id and p.kind == kind and p.name == name)
    place = next(found, None)
    if place is None:
        raise NotWaiting(awaited_id)
    return place


def run(workflow: Any, world: World, finished: set[Any], act: Callable[[], None]) -> StepResult:
    """Do the one thing asked, then run to the next wait."""

    def step() -> None:
        act()
        advance(workflow)

    _guarded(step, workflow.spec.name)
    return survey(workflow, world, finished)


def _guarded(act: Callable[[], Any], where: str) -> Any:
    """The library's own errors as ours, with the element."""
    try:
        return act()
    except SpiffWorkflowException as error:
        task = getattr(error, "task", None)
        spec = getattr(error, "task_spec", None)
        name = element_id(task) if task is not None else str(getattr(spec, "name", where))
        raise StepFailed(name, _reason(error)) from error
    except RecursionError as error:
        raise StepFailed(where, ENDLESS) from error


def _reason(error: SpiffWorkflowException) -> str:
    text = str(error)
    if "No conditions satisfied" in text:
        return "geen van de antwoorden bij deze vraag past; kies een antwoord dat in het diagram staat"
    return text.splitlines()[0]

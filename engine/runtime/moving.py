"""An operator moves a token: what it leaves is withdrawn, and the process goes on from another element.

Only within one process or subprocess at work, and never so that a join would wait for ever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent, EventBasedGateway
from SpiffWorkflow.bpmn.specs.mixins.events.start_event import StartEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from engine.runtime import joins, specs
from engine.runtime.definitions import Definitions
from engine.runtime.elements import Element
from engine.runtime.errors import MoveRefused, NotWaiting
from engine.runtime.results import Scopes, StepResult
from engine.runtime.scopes import element_of
from engine.runtime.steps import resume, run

JOINS = (joins.ParallelGateway, joins.InclusiveGateway)
TROUBLE = {
    "waits": "dan blijft '{join}' wachten op een tak die niet meer komt",
    "twice": "dan loopt een tak naar '{join}' twee keer",
}


@dataclass(frozen=True)
class Token:
    """A place where a case is now, and where an operator may put it instead."""

    spiff_task_id: str
    process_key: str
    activity_id: str
    name: str
    kind: str
    refused: str | None  # why this one stays where it is, in Dutch
    targets: tuple[Element, ...]


def tokens(definitions: Definitions, snapshot: bytes, scopes: Scopes, *, now: datetime) -> tuple[Token, ...]:
    """Every place where the case waits: for a person, a handler, a moment, a message or a process it called."""
    _, workflow, _ = resume(definitions, snapshot, scopes, now)
    return tuple(
        _token(task, element)
        for each in (workflow, *workflow.get_active_subprocesses())
        for task in each.tasks.values()
        if is_token(task) and (element := element_of(task)) is not None
    )


def move(
    definitions: Definitions,
    snapshot: bytes,
    scopes: Scopes,
    spiff_task_id: str,
    target_activity_id: str,
    *,
    now: datetime,
) -> StepResult:
    """Withdraw what waits at `spiff_task_id` and go on from the target; `MoveRefused` says why it cannot be."""
    world, workflow, finished = resume(definitions, snapshot, scopes, now)
    task = _find(workflow, spiff_task_id)
    reason = _refusal(task) or _refusal_of_target(task, target_activity_id)
    if reason is not None:
        raise MoveRefused(target_activity_id, reason)

    def act() -> None:
        place(leave(task), target_activity_id)
        task.workflow.update_waiting_tasks()  # an inclusive join may have waited for the token that left

    return run(workflow, world, finished, act)


def is_token(task: Any) -> bool:
    """Whether the case is at this task: it is at work or waits here for itself, not on behalf of another element."""
    spec = task.task_spec
    if task.state == TaskState.READY:
        return bool(spec.manual)
    if task.state == TaskState.STARTED:
        return isinstance(spec, specs.ServiceJob | SubWorkflowTask | LoopTask)
    waits = task.state == TaskState.WAITING and isinstance(spec, CatchingEvent)
    return waits and not isinstance(spec, BoundaryEvent | StartEvent)


def leave(task: Any) -> Any:
    """Withdraw a task with the boundary events that wait on it; returns the task it came from.

    What a reminder on it has started goes on, as it does when the task is finished.
    """
    split = task.parent
    if not isinstance(split.task_spec, BoundaryEventSplit):
        task.cancel()
        return split
    for each in split.children:
        if each is task or each.state == TaskState.WAITING:
            each.cancel()
        for join in each.children:
            if isinstance(join.task_spec, BoundaryEventJoin) and join.has_state(TaskState.NOT_FINISHED_MASK):
                join.cancel()
    return split.parent


def place(origin: Any, activity_id: str) -> Any:
    """Start a token at an element, as if it came from `origin`."""
    spec = _entry(origin.workflow.spec, activity_id)
    child = origin._add_child(spec, TaskState.FUTURE)
    child.triggered = True  # else the library removes a child that no flow leads to
    spec._predict(child, mask=TaskState.NOT_FINISHED_MASK)
    spec._update(child)
    return child


def _entry(wf_spec: Any, name: str) -> Any:
    """Where a token comes in: before an element with boundary events stands a split of the library's."""
    return wf_spec.task_specs.get(f"{name}.BoundaryEventSplit") or wf_spec.task_specs[name]


def _token(task: Any, element: Element) -> Token:
    refused = _refusal(task)
    found: tuple[Element, ...] = ()
    if refused is None:
        drawn = {each.id: each for spec in task.workflow.spec.task_specs.values() if (each := _element(spec))}
        found = tuple(each for each in drawn.values() if _refusal_of_target(task, each.id) is None)
    return Token(str(task.id), element.process, element.id, element.name, element.tag, refused, found)


def _element(spec: Any) -> Element | None:
    element: Element | None = getattr(spec, "element", None)
    return element


def _find(workflow: Any, spiff_task_id: str) -> Any:
    identifier = UUID(spiff_task_id)
    for each in (workflow, *workflow.get_active_subprocesses()):
        task = each.tasks.get(identifier)
        if task is not None and is_token(task):
            return task
    raise NotWaiting(spiff_task_id)


def _refusal(task: Any) -> str | None:
    """Why a token cannot leave its place."""
    if isinstance(task.parent.task_spec, LoopTask) and task.parent.state == TaskState.STARTED:
        return "dit is één keer van een herhaling; verplaats de hele herhaling"
    if isinstance(task.task_spec, specs.EventSubProcess):
        return "dit is een gebeurtenis-subproces; het loopt naast het proces en heeft daar geen plaats"
    return None


def _refusal_of_target(task: Any, target: str) -> str | None:
    """Why a token cannot go on from an element."""
    spec = task.workflow.spec.task_specs.get(target)
    element = _element(spec)
    if spec is None or element is None or element.id != target:
        return "dit element staat niet in hetzelfde proces of subproces als de plaats waar de zaak nu is"
    if spec is task.task_spec:
        return "de zaak staat al bij dit element"
    if isinstance(spec, StartEvent):
        return "dit is een startgebeurtenis; kies het element erna"
    if isinstance(spec, BoundaryEvent):
        return "dit is een randgebeurtenis; zij hoort bij het element waar zij op zit"
    if isinstance(spec, specs.EventSubProcess):
        return "dit is een gebeurtenis-subproces; alleen zijn gebeurtenis start het"
    if any(isinstance(each, EventBasedGateway) for each in spec.inputs):
        return "dit element hoort bij een keuze op gebeurtenissen; kies die keuze zelf"
    if isinstance(spec, JOINS) and len(spec.inputs) > 1:
        return "hier komen takken samen; kies het element ervoor of erna"
    return _refusal_of_joins(task, target)


def _refusal_of_joins(task: Any, target: str) -> str | None:
    """A move must not leave a join waiting for ever, nor send two tokens along one way into it."""
    before, after = troubled(task.workflow), troubled(task.workflow, {task: target})
    trouble, join = min(after - before, default=("", ""))
    return TROUBLE[trouble].format(join=join) if trouble else None


def troubled(workflow: Any, moved: Mapping[Any, str] = MappingProxyType({})) -> set[tuple[str, str]]:
    """The parallel joins that would wait for a token that cannot come, or get two where one is meant."""
    wf_spec = workflow.spec
    places = [moved.get(task, task.task_spec.name) for task in workflow.tasks.values() if is_token(task)]
    found = set()
    for spec in wf_spec.task_specs.values():
        if not isinstance(spec, joins.ParallelGateway) or len(spec._inputs) < 2:
            continue
        came = Counter(joins.arrived(spec, workflow.task_tree))
        for place in places:
            came.update(reach(wf_spec, place, spec.name) & set(spec._inputs))
        if came and len(came) < len(spec._inputs):
            found.add(("waits", spec.name))
        if max(came.values(), default=0) > 1:
            found.add(("twice", spec.name))
    return found


def reach(wf_spec: Any, name: str, without: str) -> set[str]:
    """The elements a token at `name` can come to without passing one of them."""
    seen = {_entry(wf_spec, name).name, name}
    waiting = list(seen)
    while waiting:
        for following in wf_spec.task_specs[waiting.pop()]._outputs:
            if following not in seen and following != without:
                seen.add(following)
                waiting.append(following)
    return seen

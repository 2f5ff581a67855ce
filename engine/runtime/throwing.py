"""What an element throws: a message to one, a signal to all, an error or an escalation to the nearest around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from engine.errors import ErrorNotCaught
from engine.runtime import triggers
from engine.runtime.errors import StepFailed
from engine.runtime.places import Place, correlation_of, definitions_of, places, triggers_in
from engine.runtime.results import Thrown
from engine.runtime.specs import deliver_to, evaluated, world_of

NULL = "null"
MOST = 500  # times that what listens again may catch in one step


def catch(place: Place, payload: dict[str, Any] | None = None) -> None:
    """Let what happened be caught here; what it brings becomes variables."""
    _refuse_endless(place)
    if place.trigger is not None:
        triggers.start(place, payload or {})
        return
    if payload:
        deliver_to(place.task, place.element, payload)
    task = place.task
    task.task_spec.catch(task, BpmnEvent(place.definition))
    task.task_spec._update(task)


def _refuse_endless(place: Place) -> None:
    """What listens again after it has caught may cause its own event."""
    if place.trigger is not None or not getattr(place.task.task_spec, "cancel_activity", True):
        recorder = world_of(place.task).recorder
        recorder.caught += 1
        if recorder.caught > MOST:
            raise StepFailed(place.element.id, "deze gebeurtenis blijft zichzelf veroorzaken")


def throw_message(my_task: Any, definition: Any) -> None:
    """To the one element of this case that waits for it; else to another case of the same group."""
    payload, correlation = evaluated(my_task, definition.element.inputs), correlation_of(my_task, definition.element)
    found = receiver(my_task.workflow.top_workflow, definition.name, correlation)
    if found is not None:
        catch(found, payload)
    else:
        world_of(my_task).recorder.messages.append(Thrown(definition.name, payload, correlation))


def receiver(top: Any, message: str, correlation: str | None) -> Place | None:
    """Who gets a message: the first with the same correlation, or else the first that asks for none."""
    waiting = [(p, p.correlation) for p in places(top) if p.kind == "message" and p.name == message]
    exact = [p for p, asked in waiting if asked is not None and asked == correlation != NULL]
    return next(iter(exact or [p for p, asked in waiting if asked is None]), None)


def throw_signal(my_task: Any, definition: Any) -> None:
    """To all that wait for it, in this case now and in other cases as a step of their own."""
    payload = evaluated(my_task, definition.element.inputs)
    signal(my_task.workflow.top_workflow, definition.name, payload)
    world_of(my_task).recorder.signals.append(Thrown(definition.name, payload, None))


def signal(top: Any, name: str, payload: dict[str, Any]) -> bool:
    """Let every element of the case that waits for a signal have it; whether there was one."""
    waiting = [p for p in places(top) if p.kind == "signal" and p.name == name]
    for place in waiting:
        if place.open:
            catch(place, payload)
    return bool(waiting)


def throw_error(spiff_task: Any, code: str | None) -> None:
    """To the nearest around it that catches it; `ErrorNotCaught` when there is none.

    The library would trigger every boundary event with the code, those of parallel repetitions too.
    """
    found = nearest(spiff_task, lambda place: place.kind == "error" and place.definition.code in (None, code))
    if found is None:
        raise ErrorNotCaught(str(code))
    catch(found)


def throw_escalation(my_task: Any, code: str | None) -> None:
    """To the nearest around it; one that nobody catches is over, as BPMN says."""
    found = nearest(my_task, lambda place: place.kind == "escalation" and place.definition.code in (None, code))
    if found is not None:
        catch(found)


def throw_cancel(my_task: Any) -> None:
    """A transaction is left by its own boundary event."""
    found = nearest(my_task, lambda place: place.kind == "cancel")
    if found is not None:
        catch(found)


def nearest(spiff_task: Any, wanted: Callable[[Place], bool]) -> Place | None:
    """The first place outward of a task; one that names a code goes before one that takes any."""
    for ring in _rings(spiff_task):
        found = [place for place in ring if wanted(place) and place.open]
        if found:
            return min(found, key=lambda place: getattr(place.definition, "code", None) is None)
    return None


def _rings(spiff_task: Any) -> Iterator[list[Place]]:
    """Outward: the boundary of a task, of its repetition, the event subprocesses beside it, then its caller's."""
    task = spiff_task
    while task is not None:
        yield _boundaries(task)
        workflow, loop = task.workflow, task.parent
        if (
            loop is not None
            and isinstance(loop.task_spec, LoopTask)
            and loop.task_spec.task_spec == task.task_spec.name
        ):
            task = loop
            continue
        # An event subprocess does not start itself by what it throws.
        yield [place for place in triggers_in(workflow) if place.trigger != task.task_spec.name]
        parent_id, top = workflow.parent_task_id, workflow.top_workflow
        task = top.get_task_from_id(parent_id) if parent_id is not None and parent_id in top.subprocesses else None


def _boundaries(task: Any) -> list[Place]:
    siblings = task.parent.children if task.parent is not None else []
    return [
        Place(definition, each)
        for each in siblings
        if isinstance(each.task_spec, BoundaryEvent) and each.state == TaskState.WAITING
        for definition in definitions_of(each.task_spec)
    ]

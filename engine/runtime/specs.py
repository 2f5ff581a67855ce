"""Our own kinds of elements: what SpiffWorkflow runs, with variables, jobs and tables of ours behind it."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import (
    ParallelMultiInstanceTask as ParallelMixin,
)
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import (
    SequentialMultiInstanceTask as SequentialMixin,
)
from SpiffWorkflow.util.task import TaskState

from engine import dmn
from engine.errors import EngineError
from engine.feel import FeelError
from engine.runtime.elements import Element, Mapped
from engine.runtime.errors import StepFailed
from engine.runtime.moments import moment
from engine.runtime.results import Happened, OpenTask, ServiceCall
from engine.runtime.scopes import World, element_id, element_of, is_repeated, step_of

GATE_PROPERTIES = ("poort", "stappen", "gegeven", "verstrekker", "ontvanger")


def world_of(spiff_task: Any) -> World:
    world: World = spiff_task.workflow.script_engine
    return world


def evaluated(spiff_task: Any, mappings: tuple[Mapped, ...], extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """The value of each mapping; a text that does not start with "=" is itself."""
    world = world_of(spiff_task)
    return {
        m.target: world.value(spiff_task, m.expression, extra) if m.expression.startswith("=") else m.expression
        for m in mappings
    }


def deliver(spiff_task: Any, values: dict[str, Any]) -> None:
    """What a task hands over goes out by its output parameters, or whole where it has none."""
    element = element_of(spiff_task)
    if element is not None and element.outputs:
        if is_repeated(spiff_task):
            spiff_task.data.update(values)
        values = evaluated(spiff_task, element.outputs, values)
    world_of(spiff_task).write(spiff_task, values)


def deliver_to(spiff_task: Any, element: Element, values: dict[str, Any]) -> None:
    """What an event brings, by the output parameters of the element that caught it."""
    given = evaluated(spiff_task, element.outputs, values) if element.outputs else values
    world_of(spiff_task).write(spiff_task, given)


class UserTask(defaults.UserTask):  # type: ignore[misc]
    """Waits for a person; tells the recorder what the task list must show."""

    def _on_ready_hook(self, my_task: Any) -> None:
        super()._on_ready_hook(my_task)
        world = world_of(my_task)
        world.recorder.tasks.append(self.as_open_task(my_task))
        world.recorder.started.append((my_task.last_state_change, happened(my_task, "started")))

    def as_open_task(self, my_task: Any) -> OpenTask:
        """What the task list must show of it, by the variables as they are now."""
        element = element_of(my_task)
        if element is None:
            raise StepFailed(str(self.name), "dit element staat niet in het diagram")
        world, attributes = world_of(my_task), element.attributes
        priority = world.text(my_task, attributes.get("priority", "0"))
        return OpenTask(
            spiff_task_id=str(my_task.id),
            process_key=element.process,
            activity_id=element.id,
            name=element.name,
            step=step_of(my_task),
            form_key=attributes.get("formRef"),
            assignee=world.text(my_task, attributes.get("assignee", "")) or None,
            candidate_groups=self._groups(my_task, attributes.get("candidateGroups") or element.lane or ""),
            due_at=moment(world, my_task, attributes.get("dueDate")),
            follow_up_at=moment(world, my_task, attributes.get("followUpDate")),
            priority=int(priority) if str(priority).lstrip("-").isdigit() else 0,
        )

    def _groups(self, my_task: Any, text: str) -> tuple[str, ...]:
        value = world_of(my_task).text(my_task, text)
        groups = value if isinstance(value, list) else str(value or "").split(",")
        found = tuple(dict.fromkeys(str(group).strip() for group in groups if str(group or "").strip()))
        if not found:
            raise StepFailed(element_id(my_task), f"er is geen groep voor deze taak ('{text}' is leeg)")
        return found


def happened(spiff_task: Any, state: str, detail: str = "", step: int | None = None) -> Happened:
    element = element_of(spiff_task)
    if element is None:
        raise StepFailed(str(spiff_task.task_spec.name), "dit element staat niet in het diagram")
    mark = step or step_of(spiff_task)
    return Happened(element.process, element.id, element.name, element.tag, state, mark, detail)


def is_work(spiff_task: Any) -> bool:
    """Whether a person, a handler or a called process does it, so that withdrawing it is worth a line of history."""
    return isinstance(spiff_task.task_spec, UserTask | ServiceJob | CallActivity | SubProcess)


class ServiceJob(defaults.ServiceTask):  # type: ignore[misc]
    """Stays started until its job reports back: no handler is ever called inside a step."""

    def _execute(self, my_task: Any) -> None:
        element = element_of(my_task)
        if element is None or not element.attributes.get("topic"):
            raise StepFailed(str(self.name), "deze servicetaak heeft geen onderwerp (topic)")
        world_of(my_task).recorder.calls.append(
            ServiceCall(
                spiff_task_id=str(my_task.id),
                process_key=element.process,
                activity_id=element.id,
                step=step_of(my_task),
                topic=element.attributes["topic"],
                inputs=evaluated(my_task, element.inputs),
            )
        )


class FeelScript(defaults.ScriptTask):  # type: ignore[misc]
    """A script is one FEEL expression whose value becomes the result variable."""

    def _execute(self, my_task: Any) -> bool:
        element = element_of(my_task)
        variable = element.attributes.get("resultVariable") if element else None
        if not variable:
            raise StepFailed(element_id(my_task), "dit script heeft geen resultaatvariabele")
        deliver(my_task, {variable: world_of(my_task).value(my_task, self.script or "")})
        return True


class BusinessRule(BpmnSpecMixin):  # type: ignore[misc]
    """Asks a decision table; keeps the outcome, and next to it every row that matched."""

    def _run_hook(self, my_task: Any) -> bool:
        element = element_of(my_task)
        attributes = element.attributes if element else {}
        variable, decision = attributes.get("resultVariable"), attributes.get("decisionRef", "")
        world = world_of(my_task)
        if not variable or decision not in world.decisions:
            raise StepFailed(element_id(my_task), f"beslistabel '{decision}' of de resultaatvariabele ontbreekt")
        try:
            result = dmn.decide(world.decisions[decision], decision, world.visible(my_task), world.environment())
            value = dmn.map_result(result, attributes.get("mapDecisionResult", "resultList"))
        except (FeelError, EngineError) as error:
            raise StepFailed(element_id(my_task), str(error)) from error
        rows = [
            {**row.outputs, "index": row.index, "rule_id": row.rule_id, "annotatie": row.annotation}
            for row in result.matched
        ]
        deliver(my_task, {variable: value, f"{variable}_regels": rows})
        world.recorder.decided[str(my_task.id)] = dmn.explain(result)
        return bool(super()._run_hook(my_task))


class Leaving:
    """A caller that was left by an error takes nothing back: the library would complete it after all."""

    def _on_subworkflow_completed(self, subworkflow: Any, my_task: Any) -> None:
        if my_task.state != TaskState.CANCELLED:
            super()._on_subworkflow_completed(subworkflow, my_task)  # type: ignore[misc]


class CallActivity(Leaving, defaults.CallActivity):  # type: ignore[misc]
    """Calls a process with a scope of its own: in and out go only what the diagram maps."""

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        element = element_of(my_task)
        world = world_of(my_task)
        scope = world.scopes.setdefault(str(my_task.id), {})
        if element is not None:
            scope.update(evaluated(my_task, element.ins))
            handed = {k: v for k, v in element.properties.items() if k in GATE_PROPERTIES}
            scope.update({name: world.text(my_task, text) for name, text in handed.items()})
            world.recorder.started.append((subworkflow.task_tree.last_state_change, happened(my_task, "started")))

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        element = element_of(my_task)
        world = world_of(my_task)
        inner = world.scopes.pop(str(my_task.id), {})
        if element is not None:
            scope = {**inner, "instellingen": dict(world.settings)}
            world.write(my_task, {m.target: world.compute(m.expression, scope, element.id) for m in element.outs})


class SubProcess(Leaving, defaults.SubWorkflowTask):  # type: ignore[misc]
    """An embedded subprocess sees what stands around it; only the item of a repetition rides on the token."""

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        world_of(my_task).scopes.setdefault(str(my_task.id), {})

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        inner = world_of(my_task).scopes.pop(str(my_task.id), {})
        if is_repeated(my_task):
            my_task.data.update(inner)


class Transaction(SubProcess, defaults.TransactionSubprocess):  # type: ignore[misc]
    """A subprocess that may be cancelled: a cancel end event inside leaves it by its boundary event."""


class EventSubProcess(SubProcess):
    """Started by an event; `interrupting` is read from its start event."""

    interrupting = False


class Collection:
    """The items of a repetition: computed once, then kept with the task, so that a changed list changes nothing."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    def get(self, my_task: Any) -> list[Any]:
        if "items" not in my_task.internal_data:
            value = world_of(my_task).text(my_task, self.expression)
            if not isinstance(value, list):
                raise StepFailed(element_id(my_task), f"'{self.expression}' is geen lijst")
            my_task.internal_data["items"] = value
        items: list[Any] = my_task.internal_data["items"]
        return items

    def exists(self, my_task: Any) -> bool:
        return isinstance(self.get(my_task), list)


class Collecting(MultiInstanceTask):  # type: ignore[misc]
    """A repetition hands over one thing: the list of `verzamelwaarde`, in the order of its items.

    The list is kept after every item, so that a round that is closed early keeps what was given.
    """

    def _update_hook(self, my_task: Any) -> Any:
        self._keep(my_task, {})
        return super()._update_hook(my_task)

    def merge_child(self, workflow: Any, child: Any) -> None:
        my_task, element = child.parent, element_of(child.parent)
        value = element.properties.get("verzamelwaarde") if element else None
        if value:
            index = str(child.internal_data.get("key_or_index"))
            collected = my_task.internal_data.setdefault("collected", {})
            collected[index] = world_of(child).value(child, value)
            self._keep(my_task, collected)
        my_task.internal_data["last"], child.data = child.data, {}
        my_task.internal_data["merged"].append(str(child.id))

    def _keep(self, my_task: Any, collected: dict[str, Any]) -> None:
        element = element_of(my_task)
        name = element.properties.get("verzamelnaam") if element else None
        if name:
            world_of(my_task).write(my_task, {name: [collected[key] for key in sorted(collected, key=int)]})

    def _on_complete_hook(self, my_task: Any) -> None:
        my_task.internal_data.pop("collected", None)
        my_task.internal_data.pop("items", None)
        super()._on_complete_hook(my_task)

    def check_completion_condition(self, my_task: Any) -> bool:
        """Asked with the counters that designers know from Camunda; the item that was just done stays visible."""
        if self.condition is None or not my_task.internal_data["merged"]:
            return False
        done, instances = len(my_task.internal_data["merged"]), len(self.data_input.get(my_task))
        running = sum(1 for child in self._instances(my_task) if not child.has_state(TaskState.FINISHED_MASK))
        counters = {"nrOfInstances": instances, "nrOfCompletedInstances": done, "nrOfActiveInstances": running}
        last = {**my_task.internal_data.pop("last", {}), **counters}
        return world_of(my_task).value(my_task, self.condition, last) is True


class ParallelMultiInstance(ParallelMixin, Collecting, BpmnSpecMixin):  # type: ignore[misc]
    pass


class SequentialMultiInstance(SequentialMixin, Collecting, BpmnSpecMixin):  # type: ignore[misc]
    """Takes an item that is null for an item; the library would stop there and wait for ever."""

    def add_next_child(self, my_task: Any) -> None:
        left = my_task.internal_data["remaining"]
        if left:
            my_task.internal_data["remaining"] = left[1:]
            self.create_child(my_task, self.data_input.get(my_task)[left[0]], left[0])

"""Joins as BPMN says them, inside loops too.

The library's parallel join fires early in a second round when the branches arrive in another order. Its inclusive
join searches back through itself, so that in a loop it takes a branch at work for one that cannot come, and it does
not see tasks that a machine is busy with.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, _EndJoin
from SpiffWorkflow.util.task import TaskState

AT_WORK = TaskState.READY | TaskState.WAITING | TaskState.STARTED


def waiting_at(spec: Any, workflow: Any, my_task: Any = None) -> list[Any]:
    """The tokens that have come to a join since it fired last."""
    mine = [t for t in workflow.tasks.values() if t.task_spec is spec]
    fired = max((t.last_state_change for t in mine if t.state == TaskState.COMPLETED), default=0)
    tokens = [
        t
        for t in mine
        if t is my_task
        or t.state == TaskState.WAITING
        or (t.state == TaskState.CANCELLED and t.last_state_change > fired)
    ]
    return [t for t in tokens if t.parent.state == TaskState.COMPLETED]


def arrived(spec: Any, my_task: Any) -> set[str]:
    """The incoming flows (by their source) on which a token has come since the join fired last."""
    return {t.parent.task_spec.name for t in waiting_at(spec, my_task.workflow, my_task)}


class ParallelGateway(defaults.ParallelGateway):  # type: ignore[misc]
    """Fires when a token has come on every incoming flow."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        # With one way in it is no join; a token that an operator moved here came along none.
        return len(self._inputs) < 2 or arrived(self, my_task) >= set(self._inputs)

    def _run_hook(self, my_task: Any) -> bool:
        my_task._inherit_data()
        return True


class InclusiveGateway(defaults.InclusiveGateway):  # type: ignore[misc]
    """Fires when no token elsewhere can still come on an incoming flow that has none (BPMN 2.0, 13.4.3)."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        came = arrived(self, my_task)
        missing = set(self._inputs) - came
        if not missing:
            return True
        return not any((reach := self._reach(spec)) & missing and not reach & came for spec in self._sources(my_task))

    def _sources(self, my_task: Any) -> set[str]:
        """The elements where a token is now, apart from this gateway and the engine's own joins."""
        return {
            t.task_spec.name
            for t in my_task.workflow.tasks.values()
            if t.has_state(AT_WORK)
            and t.task_spec is not self
            and not isinstance(t.task_spec, _EndJoin | BoundaryEventJoin)
        }

    def _reach(self, name: str) -> set[str]:
        """The elements a token at `name` can come to without passing this gateway."""
        seen, waiting = {name}, [name]
        while waiting:
            for following in self._wf_spec.task_specs[waiting.pop()]._outputs:
                if following not in seen and following != self.name:
                    seen.add(following)
                    waiting.append(following)
        return seen

    def _run_hook(self, my_task: Any) -> bool:
        my_task._inherit_data()
        matches, otherwise = self._get_matching_outputs(my_task)
        if not matches + otherwise:
            raise WorkflowTaskException("No conditions satisfied on gateway", task=my_task)
        my_task._sync_children(matches or otherwise, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True

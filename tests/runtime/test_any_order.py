"""Whatever the order of work, the engine does what the diagram says; saved and restored after every step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from engine import runtime
from engine.runtime import joins, patches, specs
from engine.runtime.scopes import ROOT, World
from tests.runtime.drawing import NOON, Play
from tests.runtime.random_diagrams import Drawn, TokenGame, drawings
from tests.runtime.random_scopes import Told, plans, xml

STEPS = 14
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@contextmanager
def the_library_as_it_came() -> Iterator[None]:
    """Without our bounded look-ahead and our joins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TaskSpec, "_predict", patches.ORIGINAL_PREDICT)
        patch.setattr(TaskSpec, "_run", patches.ORIGINAL_RUN)
        for ours, theirs in (
            (joins.ParallelGateway, defaults.ParallelGateway),
            (joins.InclusiveGateway, defaults.InclusiveGateway),
        ):
            for name in ("_check_threshold_unstructured", "_run_hook"):
                patch.setattr(ours, name, getattr(theirs, name))
        yield


class Bare:
    """The same diagram on the unpatched engine: full look-ahead, nothing pruned, never saved."""

    def __init__(self, drawn: Drawn) -> None:
        definitions = runtime.load({"p.bpmn": drawn.xml})
        self.world = World({ROOT: {}}, NOON, {}, {})
        with the_library_as_it_came():
            self.workflow = BpmnWorkflow(definitions.specs["p"], definitions.specs, script_engine=self.world)
            self.workflow.do_engine_steps()

    def do(self, activity: str, values: dict[str, int]) -> None:
        with the_library_as_it_came():
            task = next(t for t in self.ready if t.task_spec.name == activity)
            specs.deliver(task, values)
            task.run()
            self.workflow.do_engine_steps()

    @property
    def ready(self) -> list[object]:
        return [t for t in self.workflow.tasks.values() if t.state == TaskState.READY and t.task_spec.manual]

    @property
    def open(self) -> list[str]:
        return sorted(t.task_spec.name for t in self.ready)


def choices(data: st.DataObject, drawn: Drawn, case: Play) -> tuple[str, dict[str, int]]:
    task = data.draw(st.sampled_from(case.activities))
    return task, {name: data.draw(st.integers(1, 2)) for name in drawn.chooses}


@QUIET
@given(st.data())
def test_the_trace_equals_that_of_the_unpatched_engine(data):
    drawn = data.draw(drawings(joins_in_loops=False))
    case, bare = Play(drawn.xml), Bare(drawn)
    for _ in range(STEPS):
        assert case.activities == bare.open
        assert case.variables == bare.world.scopes[ROOT]
        if case.completed:
            break
        task, values = choices(data, drawn, case)
        case.do(task, **values)
        bare.do(task, values)
    assert case.completed == (not bare.open)


@QUIET
@given(st.data())
def test_joins_inside_loops_do_what_the_token_game_says(data):
    drawn = data.draw(drawings(joins_in_loops=True))
    case, game = Play(drawn.xml), TokenGame(drawn)
    for _ in range(STEPS):
        assert case.activities == game.open
        if case.completed:
            break
        task, values = choices(data, drawn, case)
        case.do(task, **values)
        game.do(task, values)
    assert case.completed == (not game.open)


@settings(QUIET, max_examples=20)
@given(st.data())
def test_a_case_does_not_grow_with_its_age(data):
    drawn = data.draw(drawings(joins_in_loops=True))
    case = Play(drawn.xml)
    largest = 0
    for step in range(60):
        if case.completed:
            break
        values = {name: 1 for name in drawn.chooses}  # 1 stays in every loop
        case.do(data.draw(st.sampled_from(case.activities)), **values)
        if step == 20:
            largest = len(case.result.snapshot)
        elif step > 20:
            assert len(case.result.snapshot) < max(largest, 2000) * 2


@settings(QUIET, max_examples=150)
@given(st.data())
def test_events_and_repetitions_at_every_level_do_what_bpmn_tells(data):
    plan = data.draw(plans())
    case, told = Play(xml(plan)), Told(plan)
    for _ in range(STEPS):
        assert case.activities == told.open
        assert sorted(a.message for a in case.result.awaited) == told.awaited
        assert case.completed == told.done
        deeds = [("do", name) for name in told.open] + [("send", name) for name in told.awaited]
        if not deeds:
            break
        verb, name = data.draw(st.sampled_from(deeds))
        getattr(case, verb)(name)
        getattr(told, verb)(name)

"""Each patch of SpiffWorkflow is still needed: these fail on the day upstream mends the cause."""

from __future__ import annotations

import inspect
from datetime import timezone
from typing import Any

import pytest
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.bpmn.specs.event_definitions import timer
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskIterator, TaskState

from engine import runtime
from engine.runtime import patches
from engine.runtime.scopes import ROOT, World
from tests.runtime.drawing import NOON, Play, diagram, user_task
from tests.runtime.test_any_order import the_library_as_it_came

START, END = '<startEvent id="begin"/>', '<endEvent id="klaar"/>'


def blocks(count: int) -> bytes:
    """AND-blocks of three branches in series."""
    body, before = '<startEvent id="begin"/><endEvent id="klaar"/>', "begin"
    for n in range(count):
        body += f'<parallelGateway id="s{n}"/><parallelGateway id="j{n}"/>[{before}>s{n}]'
        body += "".join(f"{user_task(f't{n}{b}')}[s{n}>t{n}{b}][t{n}{b}>j{n}]" for b in range(3))
        before = f"j{n}"
    return diagram(body + f"[{before}>klaar]")


def size(count: int) -> int:
    definitions = runtime.load({"p.bpmn": blocks(count)})
    workflow = BpmnWorkflow(definitions.specs["p"], definitions.specs, script_engine=World({ROOT: {}}, NOON, {}, {}))
    return len(workflow.tasks)


def test_the_librarys_own_look_ahead_still_grows_exponentially_and_ours_does_not():
    ours = size(5)
    patched = TaskSpec._predict, TaskSpec._run
    TaskSpec._predict, TaskSpec._run = patches.ORIGINAL_PREDICT, patches.ORIGINAL_RUN
    try:
        theirs = size(5)
    finally:
        TaskSpec._predict, TaskSpec._run = patched
    assert theirs > 500 and ours < 30


def test_the_library_still_does_not_see_an_event_subprocess():
    parser = BpmnParser()
    parser.add_bpmn_str(
        diagram(
            '<startEvent id="begin"/><endEvent id="klaar"/>[begin>klaar]<subProcess id="esp" triggeredByEvent="true">'
            '<startEvent id="b"><messageEventDefinition messageRef="m"/></startEvent>'
            '<endEvent id="e"/>[b>e]</subProcess>',
            before='<message id="m" name="m"/>',
        )
    )
    assert type(parser.get_spec("p").task_specs["esp"]).__name__ != "EventSubprocess"


def round_trip(kind: str) -> bytes:
    """Two tasks between two gateways of a kind, in a loop."""
    ways = ("[s>a if 1 = 1]", "[s>b if 1 = 1]") if kind == "inclusiveGateway" else ("[s>a]", "[s>b]")
    return diagram(
        f"{START}{END}{user_task('a')}{user_task('b')}{user_task('na')}<exclusiveGateway id='in'/>"
        f"<exclusiveGateway id='uit'/><{kind} id='s'/><{kind} id='j'/>[begin>in][in>s]{''.join(ways)}[a>j][b>j]"
        "[j>na][na>uit][uit>in if 1 = 1][uit>klaar if 1 = 2]"
    )


def bare(kind: str, order: str) -> list[str]:
    """What stands open in the library as it came, after these tasks."""
    definitions = runtime.load({"p.bpmn": round_trip(kind)})
    with the_library_as_it_came():
        workflow = BpmnWorkflow(
            definitions.specs["p"], definitions.specs, script_engine=World({ROOT: {}}, NOON, {}, {})
        )
        workflow.do_engine_steps()
        for name in order.split():
            next(t for t in ready(workflow) if t.task_spec.name == name).run()
            workflow.do_engine_steps()
        return sorted(t.task_spec.name for t in ready(workflow))


def ready(workflow: BpmnWorkflow) -> list[Any]:
    return [t for t in workflow.tasks.values() if t.state == TaskState.READY and t.task_spec.manual]


@pytest.mark.parametrize("kind", ["parallelGateway", "inclusiveGateway"])
def test_the_librarys_own_joins_still_fire_early_in_a_loop_and_ours_do_not(kind):
    theirs = bare(kind, "a b na b")
    case = Play(round_trip(kind))
    for name in ("a", "b", "na", "b"):
        case.do(name)
    assert case.activities == ["a"]
    assert theirs == ["a", "na"]


MOMENT = diagram(
    f"{START}{END}{user_task('werk')}[begin>werk][werk>klaar]<subProcess id='esp' triggeredByEvent='true'>"
    "<startEvent id='gevraagd' isInterrupting='false'><messageEventDefinition messageRef='m'/></startEvent>"
    f"{user_task('scan')}<endEvent id='gescand'/>[gevraagd>scan][scan>gescand]</subProcess>",
    before='<message id="m" name="m"/>',
)


def test_the_library_still_changes_the_shared_process_when_an_event_subprocess_starts(monkeypatch):
    monkeypatch.setattr(BpmnStartTask, "trigger_wf", patches.ORIGINAL_TRIGGER)
    parser = BpmnParser()
    parser.add_bpmn_str(MOMENT)
    spec, inner = parser.get_spec("p"), parser.get_subprocess_specs("p")
    before = list(spec.start._outputs)
    first = BpmnWorkflow(spec, inner)
    first.do_engine_steps()
    first.send_event(BpmnEvent(MessageEventDefinition("m"), payload={}))
    assert spec.start._outputs == [*before, "esp"]


def test_our_own_start_of_an_event_subprocess_changes_nothing_that_cases_share():
    case = Play(MOMENT)
    specs = {name: (spec._inputs[:], spec._outputs[:]) for name, spec in case.definitions.specs["p"].task_specs.items()}
    case.send("m")
    assert specs == {n: (s._inputs, s._outputs) for n, s in case.definitions.specs["p"].task_specs.items()}


def test_two_timers_behind_one_gateway_still_share_a_moment_in_the_library():
    def wait(name: str, duration: str) -> str:
        inner = f"<timerEventDefinition><timeDuration>'{duration}'</timeDuration></timerEventDefinition>"
        return f'<intermediateCatchEvent id="{name}">{inner}</intermediateCatchEvent>'

    parser = BpmnParser()
    parser.add_bpmn_str(
        diagram(
            f"{START}{END}<eventBasedGateway id='g'/>{wait('lang', 'PT9H')}{wait('meteen', 'PT0S')}"
            "[begin>g][g>lang][g>meteen][lang>klaar][meteen>klaar]"
        )
    )
    workflow = BpmnWorkflow(parser.get_spec("p"))
    for _ in range(3):
        workflow.do_engine_steps()
    assert not workflow.completed


def test_the_library_still_takes_the_zone_of_the_day_it_was_imported():
    assert isinstance(timer.LOCALTZ, timezone)  # one offset, summer and winter


def test_the_library_still_looks_no_deeper_than_a_thousand_tasks():
    assert inspect.signature(TaskIterator.__init__).parameters["max_depth"].default == 1000


def test_another_version_of_the_library_is_refused(monkeypatch):
    monkeypatch.setattr(patches, "version", lambda _name: "3.3.0")
    with pytest.raises(RuntimeError):
        patches.apply()

"""Each patch of SpiffWorkflow is still needed: these fail on the day upstream mends the cause."""

from __future__ import annotations

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.base import TaskSpec

from engine import runtime
from engine.runtime import patches
from engine.runtime.scopes import ROOT, World
from tests.runtime.drawing import NOON, diagram, user_task


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

"""What a step costs: ours against the bare engine, late in a case against early, and how large a case gets."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from statistics import median
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from engine import runtime
from engine.runtime import patches

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIELDS = {f"veld_{n}": f"waarde {n} van de zaak" for n in range(30)}
STAGES = 7


def seven_stages() -> bytes:
    """A diagram like ours: seven tasks in a row, each with a reminder, and a way back from the last to the first."""
    parts = ['<bpmn:startEvent id="begin"/><bpmn:endEvent id="klaar"/><bpmn:exclusiveGateway id="verder"/>']
    flows = [("begin", "taak0", "")]
    for n in range(STAGES):
        parts.append(
            f'<bpmn:userTask id="taak{n}" camunda:candidateGroups="procesregisseur"/>'
            f'<bpmn:boundaryEvent id="termijn{n}" cancelActivity="false" attachedToRef="taak{n}">'
            "<bpmn:timerEventDefinition><bpmn:timeDate>2040-01-01T09:00:00Z</bpmn:timeDate></bpmn:timerEventDefinition>"
            f'</bpmn:boundaryEvent><bpmn:endEvent id="herinnerd{n}"/>'
        )
        flows += [
            (f"termijn{n}", f"herinnerd{n}", ""),
            (f"taak{n}", f"taak{n + 1}" if n < STAGES - 1 else "verder", ""),
        ]
    flows += [("verder", "taak0", "opnieuw"), ("verder", "klaar", "not(opnieuw)")]
    for number, (source, target, condition) in enumerate(flows):
        inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        parts.append(
            f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
        )
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="bench">'
        f'<bpmn:process id="p" isExecutable="true">{"".join(parts)}</bpmn:process></bpmn:definitions>'
    ).encode()


def for_the_bare_engine(xml: bytes) -> bytes:
    """The same diagram with Python where ours reads FEEL."""
    xml = xml.replace(b">2040-01-01T09:00:00Z<", b'>"2040-01-01T09:00:00Z"<')
    return xml.replace(b">not(opnieuw)<", b">not opnieuw<")


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    result = act()
    return time.perf_counter() - begin, result


def ours(steps: int) -> tuple[list[float], list[int]]:
    """Seconds of each completion (load, step, prune, dump) and the snapshot's size after it."""
    definitions = runtime.load({"p.bpmn": seven_stages()})
    result = runtime.start(definitions, "p", {**FIELDS, "opnieuw": True}, now=NOW)
    seconds, sizes = [], []
    for _ in range(steps):
        task = next(iter(result.open_ids))
        took, result = timed(partial(runtime.complete, definitions, result.snapshot, result.scopes, task, {}, now=NOW))
        seconds.append(took)
        sizes.append(len(result.snapshot))
    return seconds, sizes


def bare_fresh(rounds: int) -> float:
    """Seconds of one completion on a fresh case of the engine as it comes: in memory, nothing saved."""
    xml = for_the_bare_engine(seven_stages())
    patched = TaskSpec._predict, TaskSpec._run
    TaskSpec._predict, TaskSpec._run = patches.ORIGINAL_PREDICT, patches.ORIGINAL_RUN
    try:
        return _bare(xml, rounds)
    finally:
        TaskSpec._predict, TaskSpec._run = patched


def _bare(xml: bytes, rounds: int) -> float:
    parser = BpmnParser()
    parser.add_bpmn_str(xml)
    spec = parser.get_spec("p")
    took = []
    for _ in range(rounds):
        workflow = BpmnWorkflow(spec)
        workflow.get_next_task(state=TaskState.READY).set_data(**FIELDS, opnieuw=True)
        workflow.do_engine_steps()
        task = workflow.get_next_task(state=TaskState.READY, manual=True)

        def complete(task: Any = task, workflow: Any = workflow) -> None:
            task.run()
            workflow.do_engine_steps()

        took.append(timed(complete)[0])
    return median(took)


def around(seconds: list[float], position: int, width: int = 20) -> float:
    """The median around one completion: a single one says nothing on a shared machine."""
    return median(seconds[max(0, position - width) : position + width])


def ratios(bare: float, steps: int = 5040) -> dict[str, float]:
    """The ratios of the engine itself, all from one run; `bare` is the bare engine's step of the same run."""
    ours(100)  # fills the caches, so that the early completions do not look slower than they are
    seconds, sizes = ours(steps)
    return {
        "step_against_bare_engine": around(seconds, 20) / bare,
        "completion_5000_against_10": around(seconds, 5000) / around(seconds, 10),
        "snapshot_bytes_after_5000": float(sizes[min(5000, steps) - 1]),
    }

"""Eight blocks of three parallel branches in series: where an engine that looks far ahead drowns."""

from __future__ import annotations

from functools import partial
from statistics import median

from bench.bare import Step, fresh
from bench.drawing import NOW, timed
from engine import runtime

BLOCKS, BRANCHES = 8, 3


def diagram(blocks: int) -> bytes:
    parts, flows, before = ['<bpmn:startEvent id="begin"/><bpmn:endEvent id="klaar"/>'], [], "begin"
    for block in range(blocks):
        parts.append(f'<bpmn:parallelGateway id="splits{block}"/><bpmn:parallelGateway id="samen{block}"/>')
        flows.append((before, f"splits{block}"))
        for branch in range(BRANCHES):
            task = f"taak{block}_{branch}"
            parts.append(f'<bpmn:userTask id="{task}" camunda:candidateGroups="procesregisseur"/>')
            flows += [(f"splits{block}", task), (task, f"samen{block}")]
        before = f"samen{block}"
    flows.append((before, "klaar"))
    drawn = "".join(f'<bpmn:sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(flows))
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="bench">'
        f'<bpmn:process id="p" isExecutable="true">{"".join(parts)}{drawn}</bpmn:process></bpmn:definitions>'
    ).encode()


def completions(blocks: int) -> list[float]:
    """Seconds of each completion, from the first task of the first block to the last of the last."""
    definitions = runtime.load({"p.bpmn": diagram(blocks)})
    result = runtime.start(definitions, "p", {}, now=NOW)
    took = []
    while not result.completed:
        task = min(result.open_ids)
        act = partial(runtime.complete, definitions, result.snapshot, result.scopes, task, {}, now=NOW)
        seconds, result = timed(act)
        took.append(seconds)
    if len(took) != blocks * BRANCHES:
        raise AssertionError(f"{len(took)} completions of {blocks * BRANCHES}")
    return took


def ratios(step: Step, rounds: int = 15) -> dict[str, float]:
    """A completion in the first block of eight against one when there is a single block, and against the bare step."""
    eight = [completions(BLOCKS) for _ in range(rounds)]
    single = [completions(1) for _ in range(rounds)]
    first = median(each for case in eight for each in case[:BRANCHES])
    last = median(each for case in eight for each in case[-BRANCHES:])
    return {
        "first_of_eight_and_blocks_against_a_single_one": first / median(each for case in single for each in case),
        "last_of_eight_and_blocks_against_the_first": last / first,
        "completion_in_eight_and_blocks_against_bare_engine": median(t for case in eight for t in case) / fresh(step),
    }

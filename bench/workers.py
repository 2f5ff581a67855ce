"""One worker process against two on one PostgreSQL: calls outside claimed, made and recorded."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, func, select

from bench import databases, stored
from bench.databases import Server
from engine import db
from engine.models import InstanceState, ProcessInstance
from engine.registry import Catalogue, Handler, JobContext, Registry

JOBS, TURNS = 200, 3
CALL = 10.0  # milliseconds that the outside system takes to answer: a quick one
TOPIC = "bench.vragen"
ROOT = Path(__file__).parents[1]
DIAGRAM = (
    b'<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    b'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="bench">'
    b'<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="begin"/>'
    b'<bpmn:serviceTask id="vragen" camunda:type="external" camunda:topic="bench.vragen"/><bpmn:endEvent id="klaar"/>'
    b'<bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="vragen"/>'
    b'<bpmn:sequenceFlow id="f2" sourceRef="vragen" targetRef="klaar"/></bpmn:process></bpmn:definitions>'
)


@dataclass(frozen=True)
class Question:
    """What the outside system is asked: nothing."""


def catalogue(seconds: float) -> Catalogue:
    """One outer handler, that waits as long as a call outside takes."""

    def call(_given: Question, _context: JobContext) -> None:
        if seconds:
            time.sleep(seconds)

    registry = Registry()
    registry.add(
        Handler(
            topic=TOPIC,
            title="Vragen",
            description="",
            input_type=Question,
            output_type=None,
            errors=(),
            inner=False,
            call=call,
        )
    )
    return Catalogue(registry=registry, groups={})


def per_second(on: Server, workers: int, milliseconds: float) -> float:
    """Cases a second brought to their end by so many worker processes."""
    with databases.empty(on) as engine:
        with db.transaction() as session:
            version_id = stored.publish(session, DIAGRAM)
        for _ in range(JOBS // 50):
            with db.transaction() as session:
                for _ in range(50):
                    stored.start(session, version_id, catalogue(0))
        databases.settle_down(engine)
        took = _run(engine, workers, milliseconds)
        with db.reading() as session:
            ended = select(func.count()).where(ProcessInstance.state == InstanceState.COMPLETED)
            if session.scalar(ended) != JOBS:
                raise AssertionError("not every case has ended")
    return JOBS / took


def _run(engine: Engine, workers: int, milliseconds: float) -> float:
    """Seconds from the moment that all may begin until the last has nothing left to do."""
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "bench.worker", url, str(milliseconds)]
    started = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(workers)
    ]
    for each in started:
        if each.stdout is None or each.stdout.readline() != "ready\n":
            raise AssertionError("a worker did not start")
    begin = time.monotonic()
    told = []
    for each in started:
        if each.stdin is not None:
            each.stdin.write("go\n")
            each.stdin.flush()
    for each in started:
        if each.stdout is not None:
            told.append(each.stdout.readline().split())
        each.wait()
    if sum(int(done) for done, _ in told) != JOBS:
        raise AssertionError(f"jobs done by the workers: {told}")
    return time.monotonic() - begin


def ratios(on: Server) -> tuple[dict[str, float], dict[str, float]]:
    """Throughput of two workers against one, when the outside system takes a moment and when it answers at once."""
    one, two = _turns(on, CALL)
    quick_one, quick_two = _turns(on, 0)
    return (
        {"two_workers_against_one": two / one, "two_workers_against_one_without_waiting": quick_two / quick_one},
        {"cases_per_second_one_worker": one, "cases_per_second_two_workers": two},
    )


def _turns(on: Server, milliseconds: float) -> tuple[float, float]:
    """One worker and two, turn by turn, so that both see the same machine."""
    pairs = [(per_second(on, 1, milliseconds), per_second(on, 2, milliseconds)) for _ in range(TURNS)]
    return median(one for one, _ in pairs), median(two for _, two in pairs)

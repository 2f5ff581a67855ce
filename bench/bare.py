"""SpiffWorkflow as it comes, in a process of its own: `python -m bench.bare` takes one step for each line it reads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.drawing import FIELDS, for_the_bare_engine, seven_stages, timed

ROOT = Path(__file__).parents[1]
Step = Callable[[], float]


@contextmanager
def running() -> Iterator[Step]:
    """A function that has the bare engine take a step and tells how many seconds it took."""
    command = [sys.executable, "-m", "bench.bare"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        asked, told = process.stdin, process.stdout
        if asked is None or told is None:
            raise RuntimeError("the bare engine cannot be asked")

        def step() -> float:
            asked.write("\n")
            asked.flush()
            return float(told.readline())

        fresh(step)  # fills its caches
        yield step
        asked.close()


def fresh(step: Step, rounds: int = 200) -> float:
    return median(step() for _ in range(rounds))


def completion(spec: Any) -> float:
    """Seconds of one completion on a fresh case: in memory, nothing loaded and nothing saved."""
    workflow = BpmnWorkflow(spec)
    workflow.get_next_task(state=TaskState.READY).set_data(**FIELDS, opnieuw=True)
    workflow.do_engine_steps()
    task = workflow.get_next_task(state=TaskState.READY, manual=True)

    def act() -> None:
        task.run()
        workflow.do_engine_steps()

    took = timed(act)[0]
    if workflow.get_next_task(state=TaskState.READY, manual=True).task_spec.name != "taak1":
        raise AssertionError("the bare engine did not take its step")
    return took


def main() -> None:
    parser = BpmnParser()
    parser.add_bpmn_str(for_the_bare_engine(seven_stages()))
    spec = parser.get_spec("p")
    for _ in sys.stdin:
        print(completion(spec), flush=True)


if __name__ == "__main__":
    main()

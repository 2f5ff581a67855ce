"""What a step costs: ours against the bare engine, late in a case against early, and how large a case gets."""

from __future__ import annotations

from functools import partial
from statistics import median

from bench.bare import Step, fresh
from bench.drawing import FIELDS, NOW, seven_stages, timed
from engine import runtime


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
    if len(sizes) != steps or result.completed:
        raise AssertionError("not every step was a completion")
    return seconds, sizes


def around(seconds: list[float], position: int, width: int = 20) -> float:
    """The median around one completion: a single one says nothing on a shared machine."""
    return median(seconds[max(0, position - width) : position + width])


def ratios(step: Step, steps: int = 5040) -> dict[str, float]:
    """The ratios of the engine itself, all from one run; `step` is the bare engine's, of the same run."""
    ours(100)  # fills the caches, so that the early completions do not look slower than they are
    before = fresh(step)
    seconds, sizes = ours(steps)
    bare = median((before, fresh(step)))
    return {
        "step_against_bare_engine": around(seconds, 20) / bare,
        "completion_5000_against_10": around(seconds, 5000) / around(seconds, 10),
        "snapshot_bytes_after_5000": float(sizes[min(5000, steps) - 1]),
    }

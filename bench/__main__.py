"""`python -m bench [--all] [--json]`: the ratios, from one run on this machine."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial

from bench import blocks, databases, feel, floor, memory, over_http, statements, steps, stored, sweeps, workers
from bench.databases import POSTGRESQL, SQLITE, Server
from bench.targets import target_of

Numbers = dict[str, float]
Outcome = tuple[Numbers, Numbers]  # ratios, which have targets, and facts that explain them

# What needs no database, and what is measured on each; the quick ones are the run without options.
ENGINE: dict[str, Callable[[float], Outcome]] = {
    "step": lambda bare: (steps.ratios(bare), {"bare_engine_step_ms": bare * 1000}),
    "blocks": lambda bare: (blocks.ratios(bare), {}),
    "feel": lambda _bare: feel.measured(),
}
STORED: dict[str, Callable[[Server, float], Outcome]] = {
    "completion": lambda on, bare: stored.completion_ratio(on, bare),
    "floor": lambda on, bare: (floor.ratios(on, bare), {}),
    "statements": lambda on, _bare: (statements.ratios(on), {}),
    "list": lambda on, _bare: stored.list_ratios(on),
    "idle": lambda on, _bare: sweeps.idle_numbers(on),
    "due": lambda on, _bare: sweeps.due_numbers(on),
    "http": lambda on, _bare: over_http.ratios(on),
    "memory": lambda on, _bare: memory.ratios(on),
    "workers": lambda on, _bare: workers.ratios(on) if on is not None else ({}, {}),
}
QUICK = ("step", "blocks", "feel", "completion", "floor", "statements", "idle")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--all", action="store_true", help="also what takes minutes, on both databases")
    parser.add_argument("--only", nargs="+", choices=[*ENGINE, *STORED], metavar="NAME", help="only these measures")
    parser.add_argument("--database", nargs="+", choices=[SQLITE, POSTGRESQL], help="on which databases")
    given = parser.parse_args()
    names = given.only or (list(ENGINE) + list(STORED) if given.all else list(QUICK))
    kinds = given.database or ([SQLITE, POSTGRESQL] if given.all else [SQLITE])
    report: dict[str, dict[str, float]] = {"ratios": {}, "targets": {}, "facts": {"load_before": os.getloadavg()[0]}}
    for suffix, (ratios, facts) in measured(names, kinds):
        for name, value in ratios.items():
            report["ratios"][name + suffix] = round(value, 3)
            target = target_of(name)
            if target is not None:
                report["targets"][name + suffix] = target[1]
            if not given.json:
                print(line(name, suffix, value), flush=True)
        report["facts"] |= {name + suffix: round(value, 3) for name, value in facts.items()}
    report["facts"]["load_after"] = os.getloadavg()[0]
    print(json.dumps(report) if given.json else "\n".join(f"{n}: {v}" for n, v in sorted(report["facts"].items())))
    return 0


def line(name: str, suffix: str, value: float) -> str:
    target = target_of(name)
    if target is None:
        return f"{name}{suffix}: {value:.3f}"
    relation, bound = target
    met = value <= bound if relation == "at most" else value >= bound
    return f"{name}{suffix}: {value:.3f} ({relation} {bound}{'' if met else ': MISSED'})"


def measured(names: list[str], kinds: list[str]) -> Iterator[tuple[str, Outcome]]:
    """Each measure with the end of its name: none on SQLite and without a database."""
    bare = steps.bare_fresh(400)
    for name in names:
        if name in ENGINE:
            yield "", ENGINE[name](bare)
    for kind in kinds:
        suffix = "" if kind == SQLITE else "_on_postgresql"
        with ExitStack() as running:
            on = running.enter_context(databases.server(kind))
            for name in names:
                if name in STORED:
                    yield suffix, partial(STORED[name], on)(bare)


if __name__ == "__main__":
    sys.exit(main())

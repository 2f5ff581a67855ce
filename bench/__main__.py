"""`python -m bench [--all] [--json]`: the ratios, from one run on this machine."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator

from bench import (
    bare,
    blocks,
    databases,
    feel,
    figures,
    floor,
    memory,
    migration,
    over_http,
    statements,
    steps,
    stored,
    sweeps,
    workers,
)
from bench.bare import Step
from bench.databases import POSTGRESQL, SQLITE, Server
from bench.targets import target_of

Numbers = dict[str, float]
Outcome = tuple[Numbers, Numbers]  # ratios, which have targets, and facts that explain them

# What needs no database, and what is measured on each; the quick ones are the run without options.
ENGINE: dict[str, Callable[[Step], Outcome]] = {
    "step": lambda step: (steps.ratios(step), {"bare_engine_step_ms": bare.fresh(step) * 1000}),
    "blocks": lambda step: (blocks.ratios(step), {}),
    "feel": lambda _step: feel.measured(),
}
STORED: dict[str, Callable[[Server, Step], Outcome]] = {
    "completion": lambda on, step: stored.completion_ratio(on, step),
    "floor": lambda on, step: (floor.ratios(on, step), {}),
    "statements": lambda on, _step: (statements.ratios(on), {}),
    "list": lambda on, _step: stored.list_ratios(on),
    "idle": lambda on, _step: sweeps.idle_numbers(on),
    "due": lambda on, _step: sweeps.due_numbers(on),
    "http": lambda on, _step: over_http.ratios(on),
    "memory": lambda on, _step: memory.ratios(on),
    "workers": lambda on, _step: workers.ratios(on) if on is not None else ({}, {}),
    "figures": lambda on, _step: ({}, figures.milliseconds(on)),
    "migration": lambda on, _step: ({}, migration.numbers(on)),
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
    with bare.running() as step:
        for name in names:
            if name in ENGINE:
                yield "", ENGINE[name](step)
        yield from _on_databases(names, kinds, step)


def _on_databases(names: list[str], kinds: list[str], step: Step) -> Iterator[tuple[str, Outcome]]:
    for kind in kinds:
        suffix = "" if kind == SQLITE else "_on_postgresql"
        with databases.server(kind) as on:
            for name in names:
                if name in STORED:
                    yield suffix, STORED[name](on, step)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m bench.page numbers.json`: puts the numbers of a run into the tables of docs/developer/speed.md."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.targets import target_of

PAGE = Path(__file__).parents[1] / "docs" / "developer" / "speed.md"
POSTGRESQL = "_on_postgresql"
# What each number says, in the order of the page.
WHAT: dict[str, str] = {
    "step_against_bare_engine": "load, step, prune and dump of a completion, in steps of the bare engine",
    "completion_5000_against_10": "the 5,000th completion in one case against the 10th",
    "snapshot_bytes_after_5000": "bytes of the snapshot after 5,000 completions",
    "first_of_eight_and_blocks_against_a_single_one": "a completion in the first of eight AND-blocks of three branches "
    "in series, against one in a process with a single block",
    "last_of_eight_and_blocks_against_the_first": "a completion in the last of the eight against the first",
    "completion_in_eight_and_blocks_against_bare_engine": "a completion in the eight blocks, in bare steps "
    "(on the diagram of seven tasks)",
    "completion_with_commit_against_bare_engine": "a completion through `engine.tasks` with its commit, in bare steps",
    "floor_plain_driver_with_commit_against_bare_engine": "the floor: our step, and the same statements sent by the "
    "bare driver with a commit, in bare steps",
    "floor_statements_and_commit_alone_against_bare_engine": "of which the statements and the commit",
    "statements_per_completion": "SQL statements of a completion that brings thirty values",
    "commits_per_completion": "commits of it",
    "list_of_100000_against_1000_who_sees_all": "first page of the task list, 100,000 open tasks against 1,000, for "
    "who sees all",
    "list_of_100000_against_1000_who_sees_ten": "the same for who takes part in ten cases",
    "idle_sweep_ms": "milliseconds of a look at the work when all of 5,000 open cases wait for later",
    "idle_sweep_statements": "SQL statements of that look",
    "due_work_among_1000000_against_10000": "one of 1,000 due jobs, claim to record, among 1,000,000 against 10,000",
    "http_completion_10_against_minimal_app": "the 10th completion of a case over HTTP against the little application",
    "http_completion_100_against_minimal_app": "the 100th",
    "http_page_and_completion_10_against_minimal_app": "the 10th with the page of its form",
    "http_page_and_completion_100_against_minimal_app": "the 100th with the page of its form",
    "memory_of_10000_open_cases_against_10": "memory of a server with 10,000 open cases against one with ten",
    "two_workers_against_one": "throughput of two worker processes against one, calls outside of 10 ms",
    "two_workers_against_one_without_waiting": "the same when what is called answers at once",
    "feel_conditions_against_python": "five typical conditions in FEEL against Python by hand",
    "privacy_table_against_python": "the privacy table in DMN against Python by hand",
}


def ratios(found: dict[str, float]) -> list[str]:
    lines = ["| what | target | SQLite | PostgreSQL |", "|---|---|---|---|"]
    for name, what in WHAT.items():
        if name in found or name + POSTGRESQL in found:
            relation = target_of(name)
            target = f"{relation[0]} {relation[1]:,g}" if relation else ""
            cells = [cell(name, found.get(name)), cell(name, found.get(name + POSTGRESQL))]
            lines.append(f"| {what} | {target} | {' | '.join(cells)} |")
    return lines


def cell(name: str, value: float | None) -> str:
    """A number; in bold when it misses its target."""
    if value is None:
        return ""
    shown = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
    target = target_of(name)
    if target is None:
        return shown
    met = value <= target[1] if target[0] == "at most" else value >= target[1]
    return shown if met else f"**{shown}**"


def facts(found: dict[str, float]) -> list[str]:
    lines = ["| behind them | SQLite | PostgreSQL |", "|---|---|---|"]
    for name in sorted({name.removesuffix(POSTGRESQL) for name in found}):
        cells = ["" if value is None else f"{value:,.2f}" for value in (found.get(name), found.get(name + POSTGRESQL))]
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return lines


def put(text: str, name: str, lines: list[str]) -> str:
    """The text with the lines between the two marks of this name."""
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, rest = text.split(start)
    return before + start + "\n".join(lines) + "\n" + end + rest.split(end)[1]


def main() -> int:
    report = json.loads(Path(sys.argv[1]).read_text())
    text = put(PAGE.read_text(), "ratios", ratios(report["ratios"]))
    PAGE.write_text(put(text, "facts", facts(report["facts"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())

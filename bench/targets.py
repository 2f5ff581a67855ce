"""What was promised: ENGINE's targets and the aims of the issue, by the name of the number."""

from __future__ import annotations

AT_MOST: dict[str, float] = {
    "step_against_bare_engine": 1.5,
    "completion_5000_against_10": 1.2,
    "snapshot_bytes_after_5000": 10_000,
    "completion_with_commit_against_bare_engine": 2.5,
    "list_of_100000_against_1000_who_sees_all": 2.0,
    "list_of_100000_against_1000_who_sees_ten": 2.0,
    "statements_per_completion": 12,
    "commits_per_completion": 1,
    "idle_sweep_statements": 1,
    "idle_sweep_ms": 5.0,
    "due_work_among_1000000_against_10000": 1.2,
    "last_of_eight_and_blocks_against_the_first": 1.2,
    "first_of_eight_and_blocks_against_a_single_one": 1.2,
    "memory_of_10000_open_cases_against_10": 1.2,
    "http_completion_10_against_minimal_app": 1.5,
    "http_completion_100_against_minimal_app": 1.0,
    "feel_conditions_against_python": 10.0,
    "privacy_table_against_python": 10.0,
}
AT_LEAST: dict[str, float] = {"two_workers_against_one": 1.7}


def target_of(name: str) -> tuple[str, float] | None:
    """ "at most" or "at least", and the number."""
    if name in AT_LEAST:
        return "at least", AT_LEAST[name]
    return ("at most", AT_MOST[name]) if name in AT_MOST else None

"""`python -m bench [--json]`: the ratios, from one run on this machine."""

from __future__ import annotations

import argparse
import json

from bench import feel, steps, stored

TARGETS = {
    "step_against_bare_engine": 1.5,
    "completion_5000_against_10": 1.2,
    "snapshot_bytes_after_5000": 10_000,
    "completion_with_commit_against_bare_engine": 2.5,
    "list_of_10000_against_1000_who_sees_all": 2.0,
    "list_of_10000_against_1000_who_sees_ten": 2.0,
    "feel_conditions_against_python": 10.0,
    "privacy_table_against_python": 10.0,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    as_json = parser.parse_args().json
    bare = steps.bare_fresh(400)
    against_python, rates = feel.measured()
    ratios = {**steps.ratios(bare), **stored.ratios(bare), **against_python}
    found = {name: round(value, 3) for name, value in ratios.items()}
    rates = {name: round(value) for name, value in rates.items()}
    if as_json:
        print(json.dumps({"ratios": found, "targets": TARGETS, "rates": rates}))
        return
    for name, value in rates.items():
        print(f"{name}: {value}")
    for name, value in found.items():
        print(f"{name}: {value} (target: at most {TARGETS[name]})")


if __name__ == "__main__":
    main()

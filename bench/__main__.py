"""`python -m bench [--json]`: the ratios, from one run on this machine."""

from __future__ import annotations

import argparse
import json

from bench import steps

TARGETS = {
    "step_against_bare_engine": 1.5,
    "completion_5000_against_10": 1.2,
    "snapshot_bytes_after_5000": 10_000,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    found = {name: round(value, 3) for name, value in steps.ratios().items()}
    if parser.parse_args().json:
        print(json.dumps({"ratios": found, "targets": TARGETS}))
        return
    for name, value in found.items():
        print(f"{name}: {value} (target: at most {TARGETS[name]})")


if __name__ == "__main__":
    main()

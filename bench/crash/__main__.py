"""`python -m bench.crash [--database sqlite|postgresql] [--kills N] [--seed S]`: the proof, with its counts."""

from __future__ import annotations

import argparse
import signal
import sys

from bench.crash import proof
from bench.crash.killing import AT_LEAST
from bench.crash.proof import POSTGRESQL, SQLITE, Outcome, Wanted

SHOWN = 20
WIDEST = 300


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.crash")
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL), default=SQLITE)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-transaction", action="store_true", help="every statement stays at once: must fail")
    given = parser.parse_args()
    wanted = Wanted(given.database, given.kills, given.seed, whole=not given.without_transaction)
    print(f"database {wanted.database}, seed {wanted.seed}, kills {wanted.kills}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no process of ours outlives this one
    outcome = proof.run(wanted, lambda line: print(line, flush=True))
    return show(outcome, wanted)


def show(outcome: Outcome, wanted: Wanted) -> int:
    """The counts and the verdict; the exit code."""
    for title, counts in (
        ("kills by phase", outcome.phases),
        ("kills by spot", outcome.spots),
        ("what was killed", outcome.targets),
        ("what it was proved on", outcome.counts),
    ):
        print(f"\n{title}")
        for name, count in sorted(counts.items()):
            print(f"  {count:6} {name}")
    print(f"\n{sum(outcome.phases.values())} kills in {outcome.seconds:.0f} seconds")
    few = [name for name, count in outcome.phases.items() if count < AT_LEAST and wanted.kills >= AT_LEAST * 10]
    for problem in outcome.problems[:SHOWN]:
        print(f"WRONG: {problem[:WIDEST]}")
    if len(outcome.problems) > SHOWN:
        print(f"WRONG: and {len(outcome.problems) - SHOWN} more")
    for name in few:
        print(f"TOO FEW: {name} was hit {outcome.phases[name]} times, not {AT_LEAST}")
    print("every case equals its replay, nothing lost, nothing twice" if not outcome.problems else "NOT PROVED")
    return 1 if outcome.problems or few else 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m bench.worker URL MILLISECONDS`: a worker process that does what is due and ends when nothing is."""

from __future__ import annotations

import sys
import time

from bench.drawing import NOW
from bench.workers import catalogue
from engine import db, jobs


def main() -> int:
    engine = db.connect(sys.argv[1])
    offered = catalogue(float(sys.argv[2]) / 1000)
    print("ready", flush=True)
    sys.stdin.readline()
    begin = time.monotonic()
    done = 0
    while jobs.run_next(offered, now=NOW):
        done += 1
    print(done, time.monotonic() - begin, flush=True)
    engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())

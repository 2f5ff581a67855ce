"""How long steps, handlers and requests take, and what failed: counted by each process, never about one case.

Processes of one machine share a folder, so that whoever answers tells the sum. Nothing here asks the database.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess, values
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy import Engine, event

from engine import logs

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SHORT = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LONG = (*SHORT, 30, 60, 300)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where the library looks for the folder that processes share

log = logs.get(__name__)


@dataclass(frozen=True)
class Meters:
    """What a process counts for itself."""

    registry: CollectorRegistry
    steps: Histogram
    slow_steps: Counter
    handlers: Histogram
    failures: Counter
    requests: Histogram


@dataclass(frozen=True)
class Mark:
    """A moment to measure from, and how many statements this thread had sent by then."""

    at: float
    statements: int


@dataclass
class _Watched:
    """What this process was told at its start, and what it counted last."""

    meters: Meters
    slow: float = 0.5  # seconds
    folder: str | None = None


class _Thread(threading.local):
    statements = 0
    quiet = False


def _meters() -> Meters:
    own = CollectorRegistry()
    return Meters(
        registry=own,
        steps=Histogram("zevenstap_step_seconds", "One step of a case", buckets=SHORT, registry=own),
        slow_steps=Counter("zevenstap_slow_steps", "Steps that took longer than the threshold", registry=own),
        handlers=Histogram("zevenstap_handler_seconds", "One call of a handler", ["topic"], buckets=LONG, registry=own),
        failures=Counter("zevenstap_handler_failures", "Attempts at a job that failed", ["topic"], registry=own),
        requests=Histogram(
            "zevenstap_http_seconds", "One request", ["endpoint", "method", "status"], buckets=SHORT, registry=own
        ),
    )


_thread = _Thread()
_watched = _Watched(_meters())


def slow_from(seconds: float) -> None:
    """From how long on a step is told in the log."""
    _watched.slow = seconds


def share(folder: Path) -> None:
    """Count in files, so that several processes of this machine make one sum; for the start of a process.

    Files of before are removed only when no process is left that counts in them: a sum that falls a little would be
    read as one that began anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = list(folder.glob("*.db"))
    if not any(_alive(file) for file in files):
        for file in files:
            file.unlink(missing_ok=True)
    os.environ[FOLDER] = _watched.folder = str(folder)
    # The library chooses at its import, which is before we know the folder.
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    _watched.meters = _meters()


def _alive(file: Path) -> bool:
    number = file.stem.rpartition("_")[2]
    if not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@event.listens_for(Engine, "before_cursor_execute")
def _statement_sent(*_: object) -> None:
    _thread.statements += 1


@contextmanager
def quietly() -> Iterator[None]:
    """What this thread does in here does not count: it is no case, but somebody who tries a process out."""
    before, _thread.quiet = _thread.quiet, True
    try:
        yield
    finally:
        _thread.quiet = before


def mark() -> Mark:
    return Mark(perf_counter(), _thread.statements)


def since(start: Mark) -> dict[str, int | float]:
    """Time and statements since then, as a log line tells them."""
    return {"ms": _ms(perf_counter() - start.at), "statements": _thread.statements - start.statements}


def step_taken(start: Mark, *, case: int, element: str) -> Mark:
    """A step was written; the mark to measure the next one from."""
    end = mark()
    if _thread.quiet:
        return end
    _watched.meters.steps.observe(end.at - start.at)
    if end.at - start.at >= _watched.slow:
        _watched.meters.slow_steps.inc()
        log.warning("slow step", case=case, element=element, **since(start))
    return end


@contextmanager
def handling(topic: str) -> Iterator[None]:
    """Around the call of a handler, whatever comes of it."""
    start = perf_counter()
    try:
        yield
    finally:
        if not _thread.quiet:
            _watched.meters.handlers.labels(topic).observe(perf_counter() - start)


def attempt_failed(topic: str) -> None:
    """An attempt at a job came to nothing; it is tried again, or becomes an incident."""
    _watched.meters.failures.labels(topic).inc()


def answered(start: Mark, *, endpoint: str, method: str, status: int) -> None:
    """A request was answered; by the name of its page, never by its address."""
    _watched.meters.requests.labels(endpoint, method, str(status)).observe(perf_counter() - start.at)


def of_processes() -> bytes:
    """What all processes counted, in the text format of Prometheus."""
    if _watched.folder is None:
        return generate_latest(_watched.meters.registry)
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together, _watched.folder)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)

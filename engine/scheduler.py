"""The clock: APScheduler wakes the claim loop when work is due, and starts the daily rounds. Nothing else.

The job table is the truth; any number of processes may tick.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import OperationalError

from engine import claims, jobs, logs
from engine.db import reading
from engine.registry import Catalogue

log = logs.get(__name__)

SOONEST = timedelta(milliseconds=300)
LATEST = timedelta(seconds=3)  # a job that another process added is seen within this time
DAILY_AT = 6
TICK = "tick"

Round = Callable[[datetime], None]


@dataclass
class _Heart:
    beat_at: float | None = None  # on the machine's own count; None: nothing ticks in this process


_heart = _Heart()


def silent_for() -> float | None:
    """Seconds since this process's worker last showed that it is at work; None when it has none."""
    return None if _heart.beat_at is None else monotonic() - _heart.beat_at


def start(catalogue: Catalogue, *, clock: Callable[[], datetime], rounds: Sequence[Round] = ()) -> Callable[[], None]:
    """Start ticking in this process; returns what stops it and waits for the work in hand."""
    scheduler = BackgroundScheduler(timezone=ZoneInfo("Europe/Amsterdam"))
    stopping = threading.Event()

    def tick() -> None:
        due = None
        try:
            due = _work(catalogue, clock, stopping)
        except OperationalError:
            log.warning("the database did not answer; the tick comes back")
        finally:
            # Whatever went wrong: a worker that stops ticking would look like one that has nothing to do.
            if not stopping.is_set():
                _again(scheduler, tick, due, now=clock())

    for number, each in enumerate(rounds):
        scheduler.add_job(
            _round, "cron", hour=DAILY_AT, minute=number, args=[each, clock], coalesce=True, misfire_grace_time=None
        )
    moment = clock()
    _again(scheduler, tick, moment, now=moment)  # at once: work may have waited for this process to come back
    scheduler.start()

    def stop() -> None:
        stopping.set()
        scheduler.shutdown(wait=True)
        _heart.beat_at = None

    return stop


def _work(catalogue: Catalogue, clock: Callable[[], datetime], stopping: threading.Event) -> datetime | None:
    """Do all that is due, each job by the clock at its own start; returns when the next is due."""
    _heart.beat_at = monotonic()
    found = claims.due(now=clock())
    while found:
        for job_id in found:
            if stopping.is_set():
                return None
            _heart.beat_at = monotonic()
            jobs.run(job_id, catalogue, now=clock())
        found = claims.due(now=clock())
    with reading() as session:
        return claims.next_due(session)


def _round(each: Round, clock: Callable[[], datetime]) -> None:
    each(clock())


def _again(scheduler: BackgroundScheduler, tick: Callable[[], None], due: datetime | None, *, now: datetime) -> None:
    """The next tick: when the next job is due, but never later than `LATEST`, on the machine's clock."""
    wait = LATEST if due is None else min(max(due - now, SOONEST), LATEST)
    scheduler.add_job(
        tick,
        "date",
        run_date=datetime.now(UTC) + wait,
        id=TICK,
        replace_existing=True,
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
    )

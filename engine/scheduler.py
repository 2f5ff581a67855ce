"""The clock: APScheduler wakes the claim loop when work is due, and starts the daily rounds. Nothing else.

The job table is the truth; any number of processes may tick.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import OperationalError

from engine import jobs
from engine.db import reading
from engine.registry import Catalogue

logger = logging.getLogger(__name__)

SOONEST = timedelta(milliseconds=300)
LATEST = timedelta(seconds=3)  # a job that another process added is seen within this time
DAILY_AT = 6
TICK = "tick"

Round = Callable[[datetime], None]


def start(
    catalogue: Catalogue, *, clock: Callable[[], datetime], rounds: Sequence[Round] = ()
) -> Callable[[], None]:
    """Start ticking in this process; returns what stops it and waits for the work in hand."""
    scheduler = BackgroundScheduler(timezone=ZoneInfo("Europe/Amsterdam"))

    def tick() -> None:
        try:
            while jobs.run_due(catalogue, now=clock()):
                pass
            with reading() as session:
                due = jobs.next_due(session)
        except OperationalError:
            logger.warning("the database did not answer; the tick comes back")
            due = None
        _again(scheduler, tick, due, now=clock())

    for number, each in enumerate(rounds):
        scheduler.add_job(
            _round, "cron", hour=DAILY_AT, minute=number, args=[each, clock], coalesce=True, misfire_grace_time=None
        )
    _again(scheduler, tick, None, now=clock())
    scheduler.start()
    return lambda: scheduler.shutdown(wait=True)


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

"""The clock: APScheduler starts the claim loop whenever it has ended, and the rounds. Nothing else.

The job table is the truth; any number of processes may tick. A worker rests on a bell, by a clock that cannot be set:
when somebody sets the machine's clock back an hour, work does not stand still for an hour, nor do the rounds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from time import monotonic
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from engine import claims, jobs, logs, rounds, wake
from engine.db import make_session, reading, transaction
from engine.registry import Catalogue
from engine.rounds import Round

log = logs.get(__name__)

SOONEST = timedelta(milliseconds=300)
LATEST = timedelta(seconds=3)  # work of which no call came through is seen within this time
MINUTE = timedelta(minutes=1)
ROUNDS_EVERY = timedelta(minutes=5)  # how often a process looks whether a daily round is still to be done
SET_BACK = timedelta(minutes=1)  # a clock that goes back further was wrong before
NEWEST_EVERY = 4  # a flood of ten thousand jobs holds up nobody: every fourth time the newest one goes first
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # for APScheduler: now, whatever the machine's clock says

Clock = Callable[[], datetime]


@dataclass
class _Heart:
    beat_at: float | None = None  # on the machine's own count; None: nothing ticks in this process


_heart = _Heart()


def silent_for() -> float | None:
    """Seconds since this process's worker last showed that it is at work; None when it has none."""
    return None if _heart.beat_at is None else monotonic() - _heart.beat_at


def start(
    catalogue: Catalogue,
    *,
    clock: Clock,
    daily: Mapping[str, Round] | None = None,
    each_minute: Sequence[Round] = (),
) -> Callable[[], None]:
    """Start ticking in this process; returns what stops it and waits for the work in hand.

    A round of every minute runs in every process that ticks; it must stand being done by two at once.
    """
    scheduler = BackgroundScheduler(timezone=ZoneInfo("Europe/Amsterdam"))
    stopping = threading.Event()
    engine = make_session.kw["bind"]

    def tick() -> None:
        try:
            _loop(engine, catalogue, clock, stopping)
        except DBAPIError as error:
            log.warning("the database did not answer; the worker comes back", exc_info=error)
            stopping.wait(LATEST.total_seconds())
        finally:
            # Whatever went wrong: a worker that stops ticking would look like one that has nothing to do.
            if not stopping.wait(SOONEST.total_seconds()):
                _at_once(scheduler, tick)

    _rounds(scheduler, clock, daily or {}, each_minute, stopping)
    _at_once(scheduler, tick)
    scheduler.start()

    def stop() -> None:
        stopping.set()
        wake.ring_all()
        scheduler.shutdown(wait=True)
        _heart.beat_at = None

    return stop


def _rounds(
    scheduler: BackgroundScheduler,
    clock: Clock,
    daily: Mapping[str, Round],
    each_minute: Sequence[Round],
    stopping: threading.Event,
) -> None:
    """The first time at once: a round may have been missed while no process ran."""
    _again(scheduler, partial(_daily, daily, clock), ROUNDS_EVERY, stopping)
    for each in each_minute:
        _again(scheduler, partial(_minute, each, clock), MINUTE, stopping)


def _again(
    scheduler: BackgroundScheduler, work: Callable[[], None], every: timedelta, stopping: threading.Event
) -> None:
    """Do the work, rest, and again. APScheduler's own intervals follow the machine's clock, which may be set back."""

    def turn() -> None:
        try:
            work()
        finally:
            if not stopping.wait(every.total_seconds()):
                _at_once(scheduler, turn)

    _at_once(scheduler, turn)


def _at_once(scheduler: BackgroundScheduler, tick: Callable[[], None]) -> None:
    scheduler.add_job(tick, "date", run_date=LONG_AGO, misfire_grace_time=None)


def _loop(engine: Engine, catalogue: Catalogue, clock: Clock, stopping: threading.Event) -> None:
    """Work, rest until the bell rings or the next job is due, and again, until told to stop."""
    _straighten(clock)
    with wake.hearing(engine) as bell:
        while not stopping.is_set():
            before = clock(), monotonic()
            bell.clear()
            with wake.at_work():
                due = _work(catalogue, clock, stopping)
            if not stopping.is_set():
                bell.wait(_rest(due, now=clock()))
            if clock() - before[0] < timedelta(seconds=monotonic() - before[1]) - SET_BACK:
                log.warning("the clock was set back; waits that reach too far are shortened")
                _straighten(clock)


def _work(catalogue: Catalogue, clock: Clock, stopping: threading.Event) -> datetime | None:
    """Do all that is due, each job by the clock at its own start; returns when the next is due."""
    for turn in count(1):
        _heart.beat_at = monotonic()
        with reading() as session:
            due = claims.next_due(session)
        if stopping.is_set() or due is None or due > clock():
            return due
        if not jobs.run_next(catalogue, now=clock(), newest=turn % NEWEST_EVERY == 0):
            return _give_up(clock())
    return None


def _give_up(now: datetime) -> datetime | None:
    """Something is due, yet nobody may take it: what a worker held that died at its last attempt."""
    with transaction() as session:
        claims.give_up_on_the_dead(session, now=now)
    with reading() as session:
        return claims.next_due(session)


def _rest(due: datetime | None, *, now: datetime) -> float:
    """Seconds: until the next job is due, but never long."""
    wait = LATEST if due is None else min(max(due - now, SOONEST), LATEST)
    return wait.total_seconds()


def _straighten(clock: Clock) -> None:
    with transaction() as session:
        claims.straighten(session, now=clock())


def _minute(each: Round, clock: Clock) -> None:
    try:
        each(clock())
    except DBAPIError as error:
        log.warning("a round of every minute could not be done; it is tried again", exc_info=error)


def _daily(daily: Mapping[str, Round], clock: Clock) -> None:
    try:
        for name, each in daily.items():
            rounds.once_a_day(name, each, clock=clock)
    except DBAPIError as error:
        log.warning("a daily round could not be done; it is tried again", exc_info=error)

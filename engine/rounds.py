"""Daily rounds: each once a day, however many processes have a clock, and later that day when none was up at six."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.db import transaction
from engine.models import DailyRound

HERE = ZoneInfo("Europe/Amsterdam")
AT = 6  # o'clock
LEASE = timedelta(hours=1)  # the round of a process that died is done by another after this

Round = Callable[[datetime], None]


def once_a_day(name: str, work: Round, *, clock: Callable[[], datetime]) -> bool:
    """Do the round unless it was done for today, or another process is doing it."""
    day = day_of(clock())
    with transaction() as session:
        _make_row(session, name)
    with transaction() as session:
        if not _claim(session, name, day, now=clock()):
            return False
    work(clock())
    with transaction() as session:
        done = update(DailyRound).where(DailyRound.name == name).values(done_for=day, locked_until=None)
        session.execute(done)
    return True


def day_of(now: datetime) -> date:
    """The day whose round is due: before six it is still that of yesterday."""
    return (now.astimezone(HERE) - timedelta(hours=AT)).date()


def _make_row(session: Session, name: str) -> None:
    if session.get(DailyRound, name) is not None:
        return
    try:
        with session.begin_nested():
            session.add(DailyRound(name=name))
    except IntegrityError:
        return  # another process was first


def _claim(session: Session, name: str, day: date, *, now: datetime) -> bool:
    """Said of the row itself: of two that ask at once the second finds it taken."""
    # What was done for a day that has yet to come was done by a clock that was ahead.
    ahead = DailyRound.done_for > day + timedelta(days=1)
    to_do = or_(DailyRound.done_for.is_(None), DailyRound.done_for < day, ahead)
    # A lease that reaches further than any could was given by a clock that was ahead.
    free = or_(
        DailyRound.locked_until.is_(None), DailyRound.locked_until <= now, DailyRound.locked_until > now + 2 * LEASE
    )
    claim = update(DailyRound).where(DailyRound.name == name, to_do, free).values(locked_until=now + LEASE)
    return session.execute(claim.returning(DailyRound.name)).first() is not None

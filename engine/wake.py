"""Waking a worker the moment there is work: LISTEN and NOTIFY on PostgreSQL, an event inside one process.

A call that gets lost costs a few seconds: the job table is the truth, and a worker looks at it by itself too.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine import logs

log = logs.get(__name__)

CHANNEL = "zevenstap_werk"
LISTEN_AGAIN = 2.0  # seconds, after the connection was lost
LOOK_UP = 1.0  # seconds; how soon a listener sees that it must stop
MARK = "work"

_bells: set[threading.Event] = set()
_at_work: ContextVar[bool] = ContextVar("at_work", default=False)


def announce(session: Session) -> None:
    """This transaction leaves work that is due now: whoever can do it is called when it commits."""
    session.info[MARK] = True


def call(session: Session) -> None:
    """Just before the commit: PostgreSQL passes the call on when, and only when, the commit succeeds."""
    # A worker looks for itself before it rests; and transactions that call commit one after another.
    if session.info.get(MARK) and not _at_work.get() and session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"NOTIFY {CHANNEL}"))


def ring(session: Session) -> None:
    """Just after the commit: the worker in this very process."""
    if session.info.pop(MARK, False):
        ring_all()


def ring_all() -> None:
    """Everybody in this process who rests looks up: there is work, or it is time to stop."""
    for bell in tuple(_bells):
        bell.set()


@contextmanager
def at_work() -> Iterator[None]:
    """What is announced in here, the caller will find himself."""
    token = _at_work.set(True)
    try:
        yield
    finally:
        _at_work.reset(token)


@contextmanager
def hearing(engine: Engine) -> Iterator[threading.Event]:
    """A bell that rings when there is work: announced in this process, or by any other on PostgreSQL."""
    bell, leaving = threading.Event(), threading.Event()
    _bells.add(bell)
    listener = threading.Thread(target=_listen, args=[engine, bell, leaving], name="zevenstap-listen", daemon=True)
    if engine.dialect.name == "postgresql":
        listener.start()
    try:
        yield bell
    finally:
        leaving.set()
        _bells.discard(bell)
        if listener.ident is not None:
            listener.join()


def _listen(engine: Engine, bell: threading.Event, leaving: threading.Event) -> None:
    while not leaving.is_set():
        try:
            with _connection(engine) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                bell.set()  # what was said while we did not listen
                while not leaving.is_set():
                    if any(True for _ in connection.notifies(timeout=LOOK_UP, stop_after=1)):
                        bell.set()
        except (DBAPIError, psycopg.Error) as error:
            log.warning("not listening for work: the database did not answer; trying again", exc_info=error)
            leaving.wait(LISTEN_AGAIN)


@contextmanager
def _connection(engine: Engine) -> Iterator[Any]:
    """The driver's own connection, taken out of the pool for good."""
    with engine.connect() as pooled:
        pooled.execution_options(isolation_level="AUTOCOMMIT")
        pooled.detach()
        yield pooled.connection.dbapi_connection

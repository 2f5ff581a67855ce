"""`zevenstap` as it is, with points to be shot at around it: `python -m bench.crash.launcher serve`.

Everything that makes the proof possible is put on from here, so that the product has no hook and no switch for it.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

import app
from bench.crash import journal, work
from bench.crash.points import Points, put
from engine import claims, db, jobs
from engine.registry import Catalogue, Handler, JobContext
from handlers import installation
from handlers.settings import Smtp

MAX_ATTEMPTS = 3  # so that work dies on its last attempt often enough to be looked at
LEASE = timedelta(seconds=4)  # the product waits five minutes for a worker that died; here there are hundreds
FIRST_WAIT = timedelta(milliseconds=200)
WRITES = ("INSERT", "UPDATE", "DELETE")
STATEMENT_SPOT = 7  # of the writing statements of a transaction, the one that is a spot to shoot at


def main() -> int:
    points = Points(Path(os.environ["CRASH_POINTS"]))
    claims.MAX_ATTEMPTS, claims.LEASE, claims.FIRST_WAIT = MAX_ATTEMPTS, LEASE, FIRST_WAIT
    journal.install()
    _handlers(points)
    _claims(points)
    _records(points)
    _database(points, whole="CRASH_WITHOUT_TRANSACTION" not in os.environ)
    _responses(points)
    return app.main()


def _handlers(points: Points) -> None:
    """The topics of the proof, a mail server without TLS, and a spot before and after each outer call."""
    made = app.build_catalogue
    put(installation, "_smtp", lambda: Smtp("127.0.0.1", int(os.environ["CRASH_SMTP_PORT"]), encrypt=False))
    put(socket, "getfqdn", lambda: f"proef.process-{os.getpid()}")  # what smtplib calls itself: who to shoot

    def build(settings: app.Settings) -> Catalogue:
        catalogue = made(settings)
        for each in work.handlers(os.environ["CRASH_SERVICE"]):
            catalogue.registry.add(each)
        for each in list(catalogue.registry):
            if not each.inner:
                object.__setattr__(each, "call", _called(points, each))
        return catalogue

    put(app, "build_catalogue", build)


def _called(points: Points, handler: Handler) -> Callable[[Any, JobContext], Any]:
    inside = handler.call

    def call(given: Any, context: JobContext) -> Any:
        facts: dict[str, Any] = {"job": context.job_id, "attempt": context.attempt, "topic": handler.topic}
        points.here("call", "before", **facts)
        outcome = inside(given, context)
        points.here("call", "after", **facts)
        return outcome

    return call


def _claims(points: Points) -> None:
    def shot_at(taking: Callable[..., Any]) -> Callable[..., Any]:
        def taken(*given: Any, **named: Any) -> Any:
            found = taking(*given, **named)
            if found is not None:
                points.here("claim", "in the transaction", **_facts(found))
            return found

        return taken

    for name in ("take", "claim"):
        put(claims, name, shot_at(getattr(claims, name)))
    attempted = jobs._attempt

    def attempt(claimed: Any, *rest: Any) -> Any:
        points.here("claim", "after the commit", **_facts(claimed))
        return attempted(claimed, *rest)

    put(jobs, "_attempt", attempt)


def _records(points: Points) -> None:
    recorded = jobs._record

    def record(session: Any, claimed: Any, *rest: Any) -> Any:
        points.here("record", "begun", **_facts(claimed))
        recorded(session, claimed, *rest)
        session.flush()  # only to stand between the last statement and the commit
        points.here("record", "written", **_facts(claimed))

    put(jobs, "_record", record)


def _facts(claimed: claims.Claimed) -> dict[str, Any]:
    return {"job": claimed.id, "attempt": claimed.context.attempt, "topic": claimed.topic or claimed.kind}


def _database(points: Points, *, whole: bool) -> None:
    connected = db.connect

    def connect(url: str) -> Engine:
        engine = connected(url)
        _shots_at(engine, points)
        if not whole:
            _without_transaction(engine)
        return engine

    put(db, "connect", connect)


def _shots_at(engine: Engine, points: Points) -> None:
    """Spots in a transaction that writes: at a statement, and before, during and after its commit."""

    def began(connection: Any) -> None:
        connection.info["writes"] = 0

    def before_statement(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(WRITES):
            connection.info["writes"] = connection.info.get("writes", 0) + 1
            if connection.info["writes"] == STATEMENT_SPOT:
                points.here("commit", "before a statement", backend=_backend(connection))

    def before_commit(connection: Any) -> None:
        if connection.info.get("writes"):
            points.here("commit", "before", backend=_backend(connection))
            points.here("commit", "during", backend=_backend(connection))

    def given_back(_connection: Any, record: Any) -> None:
        if record.info.pop("writes", 0):
            points.here("commit", "after")

    event.listen(engine, "begin", began)
    event.listen(engine, "before_cursor_execute", before_statement)
    event.listen(engine, "commit", before_commit)
    event.listen(engine, "checkin", given_back)


def _backend(connection: Any) -> int:
    """The process of the database at the other end; 0 where there is none."""
    info = getattr(connection.connection.dbapi_connection, "info", None)
    return int(info.backend_pid) if info is not None else 0


def _without_transaction(engine: Engine) -> None:
    """Every writing statement stays at once: this is what the proof must find out."""

    def before_statement(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        # Before the next one, not after it: what a statement returns must be read first.
        if connection.info.get("half") and not connection.info.get("savepoints"):
            connection.info["half"] = False
            connection.exec_driver_sql("COMMIT")
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        if statement.startswith(WRITES):
            connection.info["half"] = True

    def ended(connection: Any) -> None:
        connection.info["half"] = False

    def deeper(connection: Any, _name: str) -> None:
        connection.info["savepoints"] = connection.info.get("savepoints", 0) + 1

    def higher(connection: Any, _name: str, _context: Any) -> None:
        connection.info["savepoints"] -= 1

    event.listen(engine, "before_cursor_execute", before_statement)
    event.listen(engine, "commit", ended)
    event.listen(engine, "rollback", ended)
    event.listen(engine, "savepoint", deeper)
    event.listen(engine, "release_savepoint", higher)
    event.listen(engine, "rollback_savepoint", higher)


def _responses(points: Points) -> None:
    made = app.create_app

    def create(*given: Any, **named: Any) -> Flask:
        flask = made(*given, **named)
        flask.wsgi_app = _Answering(flask.wsgi_app, points)  # type: ignore[assignment]
        return flask

    put(app, "create_app", create)


class _Answering:
    """What was asked is done and committed; the answer is on its way, or half of it."""

    def __init__(self, inside: Callable[..., Iterable[bytes]], points: Points) -> None:
        self.inside, self.points = inside, points

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        answer = self.inside(environ, start)
        if environ["REQUEST_METHOD"] != "POST":
            return answer
        self.points.here("response", "before", path=environ["PATH_INFO"])
        return self._halfway(b"".join(answer), environ["PATH_INFO"])

    def _halfway(self, body: bytes, path: str) -> Iterable[bytes]:
        yield body[: len(body) // 2]
        self.points.here("response", "halfway", path=path)
        yield body[len(body) // 2 :]


if __name__ == "__main__":
    sys.exit(main())

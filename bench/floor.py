"""Where the floor is: the rows of one completion read and written by the bare driver, on one connection, committed."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from statistics import median
from typing import Any

from sqlalchemy import Engine, event, text

from bench import steps, stored
from bench.bare import Step, fresh
from bench.databases import Server
from bench.drawing import NOW, timed
from engine import db, tasks


def transaction(on: Server, rounds: int = 200) -> float:
    """Seconds to send what completions sent, statement for statement, past SQLAlchemy.

    Each is recorded from a real completion that was taken back, and then sent again: it finds and changes the same.
    """
    with stored.database(on) as version_id:
        with db.transaction() as session:
            case = stored.start(session, version_id)
        took = []
        for _ in range(rounds):
            sent = _recorded(stored.open_task(case))
            _same_numbers()
            took.append(timed(partial(_send, sent))[0])
    return median(took[rounds // 4 :])


def _recorded(task_id: int) -> list[tuple[str, Any, bool]]:
    """What a completion sends, taken back before it is committed."""
    sent: list[tuple[str, Any, bool]] = []

    def statement(_connection: Any, _cursor: Any, query: str, given: Any, _context: Any, many: bool) -> None:
        if not query.startswith("BEGIN"):
            sent.append((query, given, many))

    engine = _engine()
    event.listen(engine, "before_cursor_execute", statement)
    try:
        with db.make_session() as session:
            tasks.complete(session, task_id, {}, by=stored.CLERK, now=NOW, catalogue=stored.CATALOGUE)
            session.rollback()
    finally:
        event.remove(engine, "before_cursor_execute", statement)
    return sent


def _send(sent: list[tuple[str, Any, bool]]) -> None:
    """The same statements with the same values, by sqlite3 or psycopg itself, and a commit."""
    with closing(_engine().raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if _engine().dialect.name == "sqlite" else "BEGIN")
        for query, given, many in sent:
            (cursor.executemany if many else cursor.execute)(query, given)
            if cursor.description is not None:
                cursor.fetchall()
        cursor.execute("COMMIT")


def _same_numbers() -> None:
    """What was taken back has used up a number on PostgreSQL; the same task must get the same one again."""
    if _engine().dialect.name == "postgresql":
        with _engine().begin() as connection:
            connection.execute(text("SELECT setval(pg_get_serial_sequence('task', 'id'), max(id)) FROM task"))


def _engine() -> Engine:
    engine: Engine = db.make_session.kw["bind"]
    return engine


def ratios(on: Server, step: Step) -> dict[str, float]:
    """The engine's own step, and with it the least that the same rows cost with a commit, in bare steps."""
    steps.ours(100)
    ours = median(steps.ours(400)[0])
    bare = fresh(step)
    sent = transaction(on)
    return {
        "floor_plain_driver_with_commit_against_bare_engine": (ours + sent) / bare,
        "floor_statements_and_commit_alone_against_bare_engine": sent / bare,
    }

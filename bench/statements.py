"""How often the database is asked: per completion, and per page. Counted, not timed: the tests hold these too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

from bench import stored
from bench.databases import Server
from bench.drawing import FIELDS, NOW
from engine import db, tasks


@dataclass
class Asked:
    """What one connection pool was asked to do."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def listening(engine: Engine) -> Iterator[Asked]:
    """Everything sent to the database; BEGIN and COMMIT are no statements."""
    asked = Asked()

    def statement(_connection: Any, _cursor: Any, text: str, *_given: Any) -> None:
        if not text.startswith("BEGIN"):
            asked.statements.append(text)

    def commit(_connection: Any) -> None:
        asked.commits += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def of_completion(on: Server) -> Asked:
    """A completion that brings thirty new values, withdraws a reminder and opens a task with another."""
    with stored.database(on) as version_id:
        with db.transaction() as session:
            case = stored.start(session, version_id)
        counted: list[Asked] = []

        def complete() -> None:
            task_id = stored.open_task(case)
            answers = {name: f"antwoord op taak {task_id}" for name in FIELDS}
            with listening(_engine()) as asked, db.transaction() as session:
                tasks.complete(session, task_id, answers, by=stored.CLERK, now=NOW, catalogue=stored.CATALOGUE)
            counted.append(asked)

        complete()  # the first one reads the package
        complete()
        return counted[-1]


def _engine() -> Engine:
    engine: Engine = db.make_session.kw["bind"]
    return engine


def ratios(on: Server) -> dict[str, float]:
    asked = of_completion(on)
    return {"statements_per_completion": float(len(asked.statements)), "commits_per_completion": float(asked.commits)}

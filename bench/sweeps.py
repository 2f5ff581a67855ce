"""What the worker pays for work that waits: a thousand due jobs among few and among a million, and none due at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import Engine, bindparam, event, func, insert, literal, select
from sqlalchemy.orm import Session

from bench import databases
from bench.databases import Server, table_of
from bench.drawing import NOW, timed
from engine import claims, db, jobs, values
from engine.models import Job, JobState
from engine.registry import Catalogue, Handler, JobContext, Registry

DUE, MANY, FEW, IDLE = 1_000, 1_000_000, 10_000, 5_000
TOPIC = "bench.niets"


@dataclass(frozen=True)
class Nothing:
    """What the job of the bench is given."""


def nothing(_session: Session, _given: Nothing, _context: JobContext) -> None:
    """The handler of the bench."""


def catalogue() -> Catalogue:
    registry = Registry()
    registry.add(
        Handler(
            topic=TOPIC,
            title="Niets",
            description="",
            input_type=Nothing,
            output_type=None,
            errors=(),
            inner=True,
            call=nothing,
        )
    )
    return Catalogue(registry=registry, groups={})


def due_work(on: Server, waiting: int) -> float:
    """Seconds of one of a thousand due jobs, claim and record, while the rest of `waiting` wait for later."""
    with databases.empty(on) as engine:
        fill(engine, DUE, due_at=NOW - timedelta(days=1))
        fill(engine, waiting - DUE, due_at=NOW + timedelta(days=1))
        databases.settle_down(engine)
        offered = catalogue()

        took = []
        while True:
            seconds, found = timed(lambda: jobs.run_next(offered, now=NOW))
            if not found:
                break
            took.append(seconds)
        with db.reading() as session:
            done = session.scalar(select(func.count()).select_from(Job).where(Job.state == JobState.DONE))
        if done != DUE:
            raise AssertionError(f"{done} jobs done of {DUE}")
    return median(took)


def idle(on: Server) -> tuple[float, int]:
    """Milliseconds and statements of a look at the work when every one of 5,000 open cases waits for later."""
    with databases.empty(on) as engine:
        fill(engine, IDLE, due_at=NOW + timedelta(days=1))
        databases.settle_down(engine)
        asked: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        took, statements = [], 0
        for _ in range(50):
            asked.clear()
            took.append(timed(_look)[0])
            statements = sum(not statement.startswith("BEGIN") for statement in asked)
    return median(took) * 1000, statements


def _look() -> None:
    with db.reading() as session:
        found = claims.next_due(session)
    if found is None or found <= NOW:
        raise AssertionError("jobs wait, and none of them is due")


def fill(engine: Engine, count: int, *, due_at: object) -> None:
    """Open jobs, all due at one moment, made by the database itself."""
    numbers = select(literal(0).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n + 1 < count))
    table = table_of(Job)
    given = {
        "kind": literal("bench"),
        "topic": literal(TOPIC),
        "activity_id": literal(""),
        "payload": bindparam("payload", type_=table.c.payload.type),
        "due_at": bindparam("due", type_=table.c.due_at.type),
        "attempts": literal(0),
        "state": bindparam("open", type_=table.c.state.type),
        "created_at": bindparam("created", type_=table.c.created_at.type),
    }
    made = insert(table).from_select(list(given), select(*given.values()).select_from(numbers))
    with engine.begin() as connection:
        moments = {"due": due_at, "created": NOW, "open": JobState.OPEN, "payload": values.dumps({})}
        connection.execute(made, moments)


def due_numbers(on: Server) -> tuple[dict[str, float], dict[str, float]]:
    few, many = due_work(on, FEW), due_work(on, MANY)
    return {"due_work_among_1000000_against_10000": many / few}, {"due_job_among_1000000_ms": many * 1000}


def idle_numbers(on: Server) -> tuple[dict[str, float], dict[str, float]]:
    took, statements = idle(on)
    return {"idle_sweep_ms": took, "idle_sweep_statements": float(statements)}, {}

"""What a server holds in memory with ten open cases and with ten thousand, after people have looked at many of them."""

from __future__ import annotations

from pathlib import Path

import httpx
from sqlalchemy import func, insert, literal, select, true

from bench.databases import Server, table_of
from bench.installation import free_port, installed, process, process_group
from bench.over_http import Site, open_case
from engine import db
from engine.access import Participant
from engine.models import Job, ProcessInstance, Task, TaskCandidate, TaskState, Variable

MANY, FEW = 10_000, 10
LOOKED_AT = 150
# The tables of a case, and the columns that differ from one case to the next.
ROWS: dict[type[db.Base], tuple[str, ...]] = {
    ProcessInstance: ("id",),
    Variable: ("instance_id",),
    Task: ("id", "instance_id"),
    TaskCandidate: ("task_id",),
    Participant: ("instance_id",),
    Job: ("instance_id",),
}


def of_server(on: Server, cases: int) -> float:
    """Megabytes that no other process shares, of a server with so many open cases."""
    with installed(on) as home:
        open_case(home, 1)
        multiply(cases)
        with db.reading() as session:
            found = list(session.scalars(select(Task.id).where(Task.state == TaskState.OPEN).limit(LOOKED_AT)))
            counted = session.scalar(select(func.count()).select_from(ProcessInstance))
        if counted != cases:
            raise AssertionError(f"{counted} cases instead of {cases}")
        port = free_port()
        with process(["app", "serve"], home.environment, port) as number:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                _look_around(client, [found[n % len(found)] for n in range(LOOKED_AT)])
            return sum(_private(each) for each in process_group(number))


def _look_around(client: httpx.Client, found: list[int]) -> None:
    site = Site(client, str)
    site.log_in()
    for path in ("/", "/taken", "/groepen", *(f"/taken/{task}" for task in found)):
        if client.get(path).status_code != 200:
            raise AssertionError(f"{path} does not open")


def multiply(cases: int) -> None:
    """The one case there is, copied by the database with all its rows until there are so many."""
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n + 1 < cases))
    with db.transaction() as session:
        for model, moved in ROWS.items():
            table = table_of(model)
            columns = [column for column in table.columns if column.name != "id" or "id" in moved]
            given = [column + numbers.c.n if column.name in moved else column for column in columns]
            copied = select(*given).select_from(table).join(numbers, true())
            session.execute(insert(table).from_select([column.name for column in columns], copied))


def _private(number: int) -> float:
    text = Path(f"/proc/{number}/smaps_rollup").read_text()
    kilobytes = sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_"))
    return kilobytes / 1024


def ratios(on: Server) -> tuple[dict[str, float], dict[str, float]]:
    few, many = of_server(on, FEW), of_server(on, MANY)
    return (
        {"memory_of_10000_open_cases_against_10": many / few},
        {"memory_mb_10_cases": few, "memory_mb_10000_cases": many},
    )

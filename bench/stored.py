"""What the database adds: a completion with its commit, and a list of tasks among few and among many."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from statistics import median

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench import databases
from bench.bare import Step
from bench.databases import Server
from bench.drawing import FIELDS, NOW, seven_stages, timed
from engine import db, definitions, instances, tasks
from engine.access import Actor, Participant
from engine.models import Package, PackageFile, PackageVersion, ProcessInstance, Task, TaskCandidate, TaskState
from engine.registry import Catalogue, Registry

GROUP = "procesregisseur"
CLERK = Actor("user-1", "org-1", frozenset({GROUP, "org-1"}))  # takes part in every case
GUEST = Actor("user-2", "org-2", frozenset({GROUP, "org-2"}))  # takes part in ten
SIGHT = 10
CATALOGUE = Catalogue(registry=Registry(), groups={GROUP: "Procesregisseur"})


@contextmanager
def database(on: Server) -> Iterator[int]:
    """An empty database with the diagram of the bench published; gives the version's id."""
    with databases.empty(on):
        with db.transaction() as session:
            version_id = publish(session, seven_stages())
        yield version_id


def publish(session: Session, diagram: bytes) -> int:
    """A version with one diagram in it, without the check."""
    manifest = {"naam": "bench", "titel": "Bench", "proces": "p", "instellingen": []}
    files = {"bpmn/bench/pakket.json": json.dumps(manifest).encode(), "bpmn/bench/p.bpmn": diagram}
    version = PackageVersion(
        package=Package(name="bench", title="Bench"),
        number=1,
        digest=definitions.from_files(files).digest,
        published_at=NOW,
        published_by="bench",
    )
    session.add(version)
    session.flush()  # the files name it
    session.add_all(PackageFile(version_id=version.id, path=p, content=d) for p, d in files.items())
    return version.id


def start(session: Session, version_id: int, catalogue: Catalogue = CATALOGUE) -> int:
    """A case with thirty variables."""
    return instances.start(
        session,
        session.get_one(PackageVersion, version_id),
        {**FIELDS, "opnieuw": True},
        business_key="groep-1",
        title="Bench",
        by=CLERK,
        now=NOW,
        catalogue=catalogue,
    ).id


def completion(on: Server, step: Step, rounds: int = 400) -> tuple[float, float]:
    """Seconds of one completion through `engine.tasks`, from opening the transaction to the end of its commit.

    And of a step of the bare engine, taken turn by turn.
    """
    with database(on) as version_id:
        with db.transaction() as session:
            case = start(session, version_id)
        took = [(timed(partial(_complete, open_task(case)))[0], step()) for _ in range(rounds)]
        with db.reading() as session:
            done = session.scalar(select(func.count()).select_from(Task).where(Task.state == TaskState.COMPLETED))
        if done != rounds:
            raise AssertionError(f"{done} tasks completed of {rounds}")
    ours, bare = zip(*took[rounds // 4 :], strict=True)  # the first ones fill caches
    return median(ours), median(bare)


def open_task(instance_id: int) -> int:
    with db.reading() as session:
        return tasks.of_instance(session, instance_id)[0].id


def _complete(task_id: int) -> None:
    with db.transaction() as session:
        tasks.complete(session, task_id, {}, by=CLERK, now=NOW, catalogue=CATALOGUE)


def listing(on: Server, count: int) -> tuple[float, float]:
    """Seconds of the first page of open tasks, for who may see all of them and for who may see ten."""
    with databases.empty(on) as engine:
        with db.transaction() as session:
            version_id = publish(session, seven_stages())
            for model, rows in _rows(version_id, count).items():
                session.execute(insert(model), rows)
        databases.settle_down(engine)
        return _listed(CLERK), _listed(GUEST)


def _rows(version_id: int, count: int) -> dict[type[db.Base], list[dict[str, object]]]:
    numbers = range(1, count + 1)
    seen = set(range(1, count + 1, count // SIGHT))
    return {
        ProcessInstance: [
            {
                "id": n,
                "version_id": version_id,
                "process_key": "p",
                "business_key": f"groep-{n}",
                "title": f"Groep {n}",
                "snapshot": b"x" * 1500,
                "revision": 1,
                "started_at": NOW,
                "started_by": "user-1",
            }
            for n in numbers
        ],
        Participant: [
            {"instance_id": n, "organisation_key": who, "role": GROUP, "since": NOW}
            for n in numbers
            for who in (("org-1", "org-2") if n in seen else ("org-1",))
        ],
        Task: [
            {
                "id": n,
                "instance_id": n,
                "spiff_task_id": str(n),
                "process_key": "p",
                "activity_id": "taak",
                "name": "Taak",
                "priority": 0,
                "state": TaskState.OPEN,
                "created_at": NOW,
                "due_at": None if n % 3 == 0 else NOW + timedelta(minutes=n * 7919 % 100_003),
            }
            for n in numbers
        ],
        TaskCandidate: [{"task_id": n, "group_key": GROUP} for n in numbers],
    }


def _listed(actor: Actor, rounds: int = 15) -> float:
    return median(timed(partial(_page, actor))[0] for _ in range(rounds))


def _page(actor: Actor) -> None:
    with db.reading() as session:
        found = tasks.open_tasks(session, actor, which="alle", now=NOW)
        if not found.rows:
            raise AssertionError("a list of nothing is no measure")


def completion_ratio(on: Server, step: Step) -> tuple[dict[str, float], dict[str, float]]:
    took, bare = completion(on, step)
    return {"completion_with_commit_against_bare_engine": took / bare}, {"completion_with_commit_ms": took * 1000}


def list_ratios(on: Server, *, many: int = 100_000, few: int = 1_000) -> tuple[dict[str, float], dict[str, float]]:
    all_many, ten_many = listing(on, many)
    all_few, ten_few = listing(on, few)
    return (
        {
            "list_of_100000_against_1000_who_sees_all": all_many / all_few,
            "list_of_100000_against_1000_who_sees_ten": ten_many / ten_few,
        },
        {"list_of_100000_who_sees_all_ms": all_many * 1000, "list_of_100000_who_sees_ten_ms": ten_many * 1000},
    )

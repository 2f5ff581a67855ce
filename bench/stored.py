"""What the database adds: a completion with its commit, and a list of tasks among few and among many."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from bench.steps import FIELDS, NOW, seven_stages, timed
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
def database() -> Iterator[int]:
    """An empty database in a file, with the diagram of the bench published; gives the version's id."""
    manifest = {"naam": "bench", "titel": "Bench", "proces": "p", "instellingen": []}
    files = {"bpmn/bench/pakket.json": json.dumps(manifest).encode(), "bpmn/bench/p.bpmn": seven_stages()}
    with tempfile.TemporaryDirectory() as folder:
        engine = db.connect(f"sqlite:///{Path(folder) / 'bench.db'}")
        db.Base.metadata.create_all(engine)
        with db.transaction() as session:
            version = PackageVersion(
                package=Package(name="bench", title="Bench"),
                number=1,
                digest=definitions.from_files(files).digest,
                published_at=NOW,
                published_by="bench",
            )
            session.add(version)
            session.flush()
            session.add_all(PackageFile(version_id=version.id, path=p, content=d) for p, d in files.items())
            version_id = version.id
        try:
            yield version_id
        finally:
            engine.dispose()


def completion(rounds: int = 400) -> float:
    """Seconds of one completion through `engine.tasks`, from opening the transaction to the end of its commit."""
    with database() as version_id:
        with db.transaction() as session:
            version = session.get_one(PackageVersion, version_id)
            given = {**FIELDS, "opnieuw": True}
            case = instances.start(
                session,
                version,
                given,
                business_key="groep-1",
                title="Bench",
                by=CLERK,
                now=NOW,
                catalogue=CATALOGUE,
            ).id
        took = [timed(partial(_complete, _open_task(case)))[0] for _ in range(rounds)]
    return median(took[rounds // 4 :])  # the first ones fill caches


def _open_task(instance_id: int) -> int:
    with db.reading() as session:
        return tasks.of_instance(session, instance_id)[0].id


def _complete(task_id: int) -> None:
    with db.transaction() as session:
        tasks.complete(session, task_id, {}, by=CLERK, now=NOW, catalogue=CATALOGUE)


def listing(count: int) -> tuple[float, float]:
    """Seconds of the first page of open tasks, for who may see all of them and for who may see ten."""
    with database() as version_id:
        with db.transaction() as session:
            for model, rows in _rows(version_id, count).items():
                session.execute(insert(model), rows)
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
                "snapshot": b"x" * 2000,
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


def ratios(bare: float, *, many: int = 10_000, few: int = 1_000) -> dict[str, float]:
    """The ratios in which the database takes part; `bare` is the bare engine's step of the same run."""
    all_many, ten_many = listing(many)
    all_few, ten_few = listing(few)
    return {
        "completion_with_commit_against_bare_engine": completion() / bare,
        "list_of_10000_against_1000_who_sees_all": all_many / all_few,
        "list_of_10000_against_1000_who_sees_ten": ten_many / ten_few,
    }

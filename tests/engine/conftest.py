"""A database of its own for each test, and cases told with the verbs of a clerk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from engine import db, definitions, instances, jobs, tasks
from engine.access import Actor
from engine.models import InstanceState, Package, PackageFile, PackageVersion, ProcessInstance, Task, TaskState
from engine.registry import Catalogue, Registry
from tests.runtime.drawing import NOON

REGISSEUR = Actor("user-1", "org-1", frozenset({"procesregisseur", "org-1"}))
COLLEAGUE = Actor("user-2", "org-1", frozenset({"procesregisseur", "org-1"}))
PARTNER = Actor("user-3", "org-2", frozenset({"partner", "org-2"}))
STRANGER = Actor("user-9", "org-9", frozenset({"procesregisseur", "org-9"}))


@pytest.fixture
def database(database_url) -> Iterator[None]:
    engine = db.connect(database_url)
    yield
    engine.dispose()


def install(files: Mapping[str, bytes], *, process: str = "p", settings: Mapping[str, Any] | None = None) -> int:
    """A published version of a small package, without the check: tests draw what the check would refuse."""
    listed = [{"sleutel": key, "waarde": value} for key, value in (settings or {}).items()]
    manifest = {"naam": "proef", "titel": "Proef", "proces": process, "instellingen": listed}
    everything = {"bpmn/proef/pakket.json": json.dumps(manifest).encode()}
    everything |= {f"bpmn/proef/{name}": data for name, data in files.items()}
    content = definitions.from_files(everything)
    with db.transaction() as session:
        package = Package(name="proef", title="Proef")
        version = PackageVersion(
            package_id=0, package=package, number=1, digest=content.digest, published_at=NOON, published_by="user-1"
        )
        session.add(version)
        session.flush()
        session.add_all(PackageFile(version_id=version.id, path=p, content=d) for p, d in everything.items())
        return version.id


class Walk:
    """One case, told as the people who work on it would tell it."""

    def __init__(self, *files: bytes, registry: Registry | None = None, process: str = "p", **variables: Any) -> None:
        self.catalogue = Catalogue(
            registry=registry or Registry(),
            groups={"procesregisseur": "Procesregisseur"},
            organisations_of=lambda _session, group: [(group, "partner")] if group.startswith("org-") else [],
        )
        self.now = NOON
        version_id = install({f"{n}.bpmn": data for n, data in enumerate(files)}, process=process)
        with db.transaction() as session:
            self.id = instances.start(
                session,
                session.get_one(PackageVersion, version_id),
                variables,
                business_key="groep-1",
                title="Groep Proef",
                by=REGISSEUR,
                now=self.now,
                catalogue=self.catalogue,
            ).id

    def task_id(self, activity_id: str) -> int:
        with db.reading() as session:
            found = [t for t in tasks.of_instance(session, self.id) if t.activity_id == activity_id]
            return found[0].id

    def complete(self, activity_id: str, *, by: Actor = REGISSEUR, **variables: Any) -> None:
        self.complete_task(self.task_id(activity_id), by=by, **variables)

    def complete_task(self, task_id: int, *, by: Actor = REGISSEUR, **variables: Any) -> None:
        with db.transaction() as session:
            tasks.complete(session, task_id, variables, by=by, now=self.now, catalogue=self.catalogue)

    def send(self, message: str, *, by: Actor = REGISSEUR, **payload: Any) -> None:
        with db.transaction() as session:
            instances.send_message(session, self.id, message, payload, by=by, now=self.now, catalogue=self.catalogue)

    def run_jobs(self, after: timedelta = timedelta()) -> int:
        self.now += after
        return jobs.run_due(self.catalogue, now=self.now)

    @property
    def open(self) -> list[str]:
        with db.reading() as session:
            return sorted(t.activity_id for t in tasks.of_instance(session, self.id))

    @property
    def variables(self) -> dict[str, Any]:
        with db.reading() as session:
            return instances.variables(session, self.id)

    @property
    def completed(self) -> bool:
        with db.reading() as session:
            return session.get_one(ProcessInstance, self.id).state is InstanceState.COMPLETED

    def state_of(self, task_id: int) -> TaskState:
        with db.reading() as session:
            return session.get_one(Task, task_id).state


@pytest.fixture
def walk(database) -> type[Walk]:
    return Walk

"""A second version of the test package, and a migration to it as an operator would do it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine import db, definitions, jobs
from engine.migration import planning
from engine.migration.tables import CaseState, MigrationCase
from engine.models import PackageFile, PackageVersion, ProcessInstance
from tests.engine.conftest import Walk
from tests.runtime.drawing import NOON

OPERATOR = "user-7"
WHY = "Nieuwe stap in het proces"
BACK = "Het nieuwe diagram klopte niet"


def publish(*files: bytes, forms: Mapping[str, bytes] | None = None, process: str = "p", package: int = 1) -> int:
    """The next version of the package, without the check."""
    manifest = {"naam": "proef", "titel": "Proef", "proces": process, "instellingen": []}
    everything = {"bpmn/proef/pakket.json": json.dumps(manifest).encode()}
    everything |= {f"bpmn/proef/{n}.bpmn": data for n, data in enumerate(files)}
    everything |= {f"forms/proef/{key}.form": data for key, data in (forms or {}).items()}
    content = definitions.from_files(everything)
    with db.transaction() as session:
        numbers = session.scalars(select(PackageVersion.number).where(PackageVersion.package_id == package))
        version = PackageVersion(
            package_id=package,
            number=max(numbers) + 1,
            digest=content.digest,
            published_at=NOON,
            published_by="user-1",
        )
        session.add(version)
        session.flush()
        session.add_all(PackageFile(version_id=version.id, path=p, content=d) for p, d in everything.items())
        return version.id


class Migrating:
    """One migration, from the version of a case to another."""

    def __init__(
        self, case: Walk, to: int, mapping: Mapping[str, Any] | None = None, *, recompute: bool = False
    ) -> None:
        self.case = case
        with db.transaction() as session:
            instance = session.get_one(ProcessInstance, case.id)
            source, target = session.get_one(PackageVersion, instance.version_id), session.get_one(PackageVersion, to)
            migration = planning.plan(
                session, source, target, dict(mapping or {}), recompute=recompute, by=OPERATOR, now=case.now
            )
            self.id = migration.id
        self.work()

    def work(self) -> None:
        while jobs.run_due(self.case.catalogue, now=self.case.now):
            pass

    def start(self) -> int:
        with db.transaction() as session:
            count = planning.start(session, self.id, reason=WHY, by=OPERATOR, now=self.case.now)
        self.work()
        return count

    def undo(self) -> None:
        with db.transaction() as session:
            planning.undo(session, self.id, reason=BACK, by=OPERATOR, now=self.case.now)
        self.work()

    @property
    def row(self) -> MigrationCase:
        with db.reading() as session:
            wanted = (MigrationCase.migration_id == self.id, MigrationCase.instance_id == self.case.id)
            return session.scalars(select(MigrationCase).where(*wanted)).one()

    @property
    def state(self) -> CaseState:
        return self.row.state

    @property
    def note(self) -> str:
        return self.row.note

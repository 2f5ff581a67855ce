"""Many running cases to another version of their package: looked at, moved, and taken back; cases a second of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import perf_counter

from sqlalchemy.orm import Session

from bench import stored
from bench.databases import Server
from bench.drawing import NOW, seven_stages
from engine import db, definitions, jobs
from engine.migration import planning
from engine.models import PackageFile, PackageVersion

CASES = 1_000  # the ten thousand of the page are this measure with `cases=10_000`
BATCH = 500
BY = "user-7"


def numbers(on: Server, cases: int = CASES) -> dict[str, float]:
    """Cases a second with one worker: verdicts in batches of a hundred, and one job and transaction for each move."""
    with stored.database(on) as version_id:
        for first in range(0, cases, BATCH):
            with db.transaction() as session:
                for _ in range(min(BATCH, cases - first)):
                    stored.start(session, version_id)
        with db.transaction() as session:
            newer = _again(session, version_id)
            migration = planning.plan(
                session,
                session.get_one(PackageVersion, version_id),
                session.get_one(PackageVersion, newer),
                {},
                recompute=False,
                by=BY,
                now=NOW,
            ).id
        looked = cases / _worked()
        moved = cases / _worked(lambda s: planning.start(s, migration, reason="Bench", by=BY, now=NOW))
        with db.reading() as session:
            assert planning.progress(session, migration).moved == cases
        back = cases / _worked(lambda s: planning.undo(s, migration, reason="Bench", by=BY, now=NOW))
    return {"migration_verdicts_a_second": looked, "migration_moves_a_second": moved, "migration_undos_a_second": back}


def _again(session: Session, version_id: int) -> int:
    """The same diagram as the next version."""
    first = session.get_one(PackageVersion, version_id)
    manifest = {"naam": "bench", "titel": "Bench", "proces": "p", "instellingen": [], "versie": "2"}
    files = {"bpmn/bench/pakket.json": json.dumps(manifest).encode(), "bpmn/bench/p.bpmn": seven_stages()}
    version = PackageVersion(
        package_id=first.package_id,
        number=2,
        digest=definitions.from_files(files).digest,
        published_at=NOW,
        published_by="bench",
    )
    session.add(version)
    session.flush()  # the files name it
    session.add_all(PackageFile(version_id=version.id, path=p, content=d) for p, d in files.items())
    return version.id


def _worked(begin: Callable[[Session], object] | None = None) -> float:
    """Seconds until one worker has done all that is due."""
    start = perf_counter()
    if begin is not None:
        with db.transaction() as session:
            begin(session)
    while jobs.run_due(stored.CATALOGUE, now=NOW):
        pass
    return perf_counter() - start

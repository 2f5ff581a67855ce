"""A migration from plan to result: which cases, the dry run, the start, how far it is, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session, selectinload

from engine import definitions, holding, values, wake
from engine.errors import Conflict, Invalid, NotFound
from engine.migration import proposing, working
from engine.migration.tables import CaseState, Migration, MigrationCase
from engine.models import InstanceState, Job, JobState, PackageVersion, ProcessInstance
from engine.operations import deeds

BATCH = 100  # cases in one job of a dry run
PAGE_SIZE = 25
KEPT_FOR = timedelta(days=30)  # longer than anybody waits to go back


class MigrationNotFound(NotFound):
    def __init__(self, migration_id: int) -> None:
        self.migration_id = migration_id
        super().__init__(f"No migration {migration_id}")


class NotReady(Conflict):
    """The dry run is not over, or the migration was started before."""

    def __init__(self, migration_id: int) -> None:
        self.migration_id = migration_id
        super().__init__(f"Migration {migration_id} cannot start now")


@dataclass(frozen=True)
class Progress:
    """How many cases are where."""

    counts: Mapping[CaseState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def of(self, *states: CaseState) -> int:
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def moved(self) -> int:
        return self.of(CaseState.MOVED, CaseState.TO_UNDO)

    @property
    def busy(self) -> int:
        """Cases that a job has still to look at or to move."""
        return self.of(CaseState.NEW, CaseState.TO_MOVE, CaseState.TO_UNDO)


def plan(
    session: Session,
    source: PackageVersion,
    target: PackageVersion,
    mapping: Any,
    *,
    recompute: bool,
    by: str,
    now: datetime,
) -> Migration:
    """Write the migration down and have every running case of the old version looked at; nothing moves yet."""
    if source.package_id != target.package_id or source.id == target.id:
        raise Invalid("Kies twee verschillende versies van hetzelfde pakket.")
    old, new = (definitions.content_of(session, version.id).definitions for version in (source, target))
    names = proposing.read(mapping, old, new)
    migration = Migration(
        from_version_id=source.id,
        to_version_id=target.id,
        mapping=values.dumps(names),
        recompute=recompute,
        created_at=now,
        created_by=by,
    )
    session.add(migration)
    session.flush()  # the cases name it
    running = select(
        literal(migration.id), ProcessInstance.id, literal(CaseState.NEW, MigrationCase.state.type), literal("")
    )
    running = running.where(ProcessInstance.version_id == source.id, ProcessInstance.state == InstanceState.ACTIVE)
    columns = ["migration_id", "instance_id", "state", "note"]
    session.execute(insert(MigrationCase).from_select(columns, running.order_by(ProcessInstance.id)))
    ids = list(session.scalars(select(MigrationCase.id).where(MigrationCase.migration_id == migration.id)))
    batches = [sorted(ids)[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    payloads = [{"migration": migration.id, "first": batch[0], "last": batch[-1]} for batch in batches]
    _add_jobs(session, working.LOOK, [(None, payload) for payload in payloads], by=by, now=now)
    return migration


def start(session: Session, migration_id: int, *, reason: str, by: str, now: datetime) -> int:
    """Have every case that can go along moved; returns how many."""
    migration = get(session, migration_id, lock=True)
    why = deeds.given(reason)
    if migration.started_at is not None or progress(session, migration_id).of(CaseState.NEW):
        raise NotReady(migration_id)
    migration.started_at, migration.started_by, migration.reason = now, by, why
    return _send(session, migration_id, CaseState.CAN, CaseState.TO_MOVE, working.MOVE, by=by, now=now)


def undo(
    session: Session, migration_id: int, *, reason: str, by: str, now: datetime, case_id: int | None = None
) -> int:
    """Have the cases (or one) taken back that have not moved on since; returns how many will be tried."""
    get(session, migration_id, lock=True)
    why = {"reason": deeds.given(reason)}
    moved, back = CaseState.MOVED, CaseState.TO_UNDO
    return _send(session, migration_id, moved, back, working.UNDO, by=by, now=now, only=case_id, told=why)


def returnable(session: Session, migration_id: int) -> int:
    """How many cases have not moved on since they moved, and can still go back."""
    query = (
        select(func.count())
        .select_from(MigrationCase)
        .join(ProcessInstance, ProcessInstance.id == MigrationCase.instance_id)
        .join(Migration, Migration.id == MigrationCase.migration_id)
        .where(
            MigrationCase.migration_id == migration_id,
            MigrationCase.state == CaseState.MOVED,
            MigrationCase.kept.is_not(None),
            ProcessInstance.revision == MigrationCase.revision,
            ProcessInstance.version_id == Migration.to_version_id,
        )
    )
    return session.scalar(query) or 0


def get(session: Session, migration_id: int, *, lock: bool = False) -> Migration:
    found = session.get(Migration, migration_id, with_for_update=True if lock else None)
    if found is None:
        raise MigrationNotFound(migration_id)
    return found


def latest(session: Session, *, limit: int = PAGE_SIZE) -> list[Migration]:
    """The migrations, the newest first."""
    return list(session.scalars(select(Migration).order_by(Migration.id.desc()).limit(limit)))


def progress(session: Session, migration_id: int) -> Progress:
    query = select(MigrationCase.state, func.count()).where(MigrationCase.migration_id == migration_id)
    return Progress({state: count for state, count in session.execute(query.group_by(MigrationCase.state))})


def cases(session: Session, migration_id: int, *, state: CaseState | None = None, page: int = 1) -> list[MigrationCase]:
    """A page of the cases with their verdict; number, element and reason, nothing of what they hold."""
    query = select(MigrationCase).where(MigrationCase.migration_id == migration_id)
    if state is not None:
        query = query.where(MigrationCase.state == state)
    query = query.options(selectinload(MigrationCase.instance).defer(ProcessInstance.snapshot)).order_by(
        MigrationCase.id
    )
    return list(session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))


def running(session: Session) -> list[tuple[PackageVersion, int]]:
    """Every version with running cases, and how many; what has a newer version is what could move."""
    query = (
        select(PackageVersion, func.count())
        .join(ProcessInstance, ProcessInstance.version_id == PackageVersion.id)
        .where(ProcessInstance.state == InstanceState.ACTIVE)
        .group_by(PackageVersion.id)
        .order_by(PackageVersion.package_id, PackageVersion.number.desc())
    )
    return [(version, count) for version, count in session.execute(query)]


def waiting_jobs(session: Session) -> list[int]:
    """The jobs of migrations that nobody does at this moment, in order."""
    query = select(Job.id).where(
        Job.kind == holding.MIGRATION, Job.state == JobState.OPEN, Job.locked_until.is_(None), Job.attempts == 0
    )
    return list(session.scalars(query.order_by(Job.id)))


def forget_kept(session: Session, *, now: datetime) -> int:
    """Let go of the old states of cases that cannot go back any more, or that nobody took back in time."""
    went_on = (
        select(ProcessInstance.id)
        .where(ProcessInstance.id == MigrationCase.instance_id)
        .where((ProcessInstance.revision != MigrationCase.revision) | (ProcessInstance.state != InstanceState.ACTIVE))
        .exists()
    )
    over = update(MigrationCase).where(MigrationCase.kept.is_not(None), (MigrationCase.at < now - KEPT_FOR) | went_on)
    done = session.execute(over.values(kept=None), execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined]


def _send(
    session: Session,
    migration_id: int,
    having: CaseState,
    to: CaseState,
    topic: str,
    *,
    by: str,
    now: datetime,
    only: int | None = None,
    told: Mapping[str, str] = MappingProxyType({}),
) -> int:
    mine = [MigrationCase.migration_id == migration_id, MigrationCase.state == having]
    if only is not None:
        mine.append(MigrationCase.id == only)
    found = session.execute(
        select(MigrationCase.id, MigrationCase.instance_id).where(*mine).order_by(MigrationCase.id)
    ).all()
    session.execute(
        update(MigrationCase).where(*mine).values(state=to), execution_options={"synchronize_session": False}
    )
    _add_jobs(session, topic, [(row.instance_id, {"case": row.id, **told}) for row in found], by=by, now=now)
    return len(found)


def _add_jobs(session: Session, topic: str, wanted: list[tuple[int | None, Any]], *, by: str, now: datetime) -> None:
    rows = [
        {
            "kind": holding.MIGRATION,
            "topic": topic,
            "instance_id": instance_id,
            "activity_id": "",
            "actor_key": by,
            "payload": values.dumps(payload),
            "due_at": now,
            "created_at": now,
            "state": JobState.OPEN,
        }
        for instance_id, payload in wanted
    ]
    if rows:
        session.execute(insert(Job), rows)
        wake.announce(session)

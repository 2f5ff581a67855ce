"""One case to another version, and back as long as it has not moved on; in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine import access, definitions, progress, runtime, values
from engine.access import Participant
from engine.errors import EngineError, InstanceEnded
from engine.migration import relabelling, remarks
from engine.migration.tables import CaseState, Migration, MigrationCase
from engine.models import InstanceState, ProcessInstance
from engine.operations import deeds
from engine.operations.deeds import Deed
from engine.progress import Case, Step
from engine.runtime import Migrated, MigrationRefused, StepFailed

ENDED = "de zaak is afgelopen"
ELSEWHERE = "de zaak staat op een andere versie"
WENT_ON = "terugzetten kan niet meer: de zaak is intussen verdergegaan of gewijzigd"


@dataclass(frozen=True)
class Verdict:
    """Whether a case can go along, and what stands in the way or is worth knowing."""

    can: bool
    note: str


def verdict(session: Session, row: MigrationCase, step: Step) -> Verdict:
    """What would happen; nothing is changed."""
    instance = row.instance
    if instance.state is not InstanceState.ACTIVE:
        return Verdict(False, ENDED)
    if instance.version_id != row.migration.from_version_id:
        return Verdict(False, ELSEWHERE)
    try:
        case = progress.look(session, instance)
    except EngineError as error:
        return _unreadable(error)
    found = _migrated(session, case, row.migration, step)
    return found if isinstance(found, Verdict) else Verdict(True, remarks.of(session, case, row.migration, found))


def move(session: Session, row: MigrationCase, step: Step, why: str) -> None:
    """Take the case to the new version, or write down why it stays."""
    row.at = step.now
    try:
        case = progress.lock(session, row.instance_id, even_if_suspended=True)
    except InstanceEnded:
        row.state, row.note = CaseState.CANNOT, ENDED
        return
    except EngineError as error:
        row.state, row.note = CaseState.CANNOT, _unreadable(error).note
        return
    if case.instance.version_id != row.migration.from_version_id:
        row.state, row.note = CaseState.CANNOT, ELSEWHERE
        return
    found = _migrated(session, case, row.migration, step)
    if isinstance(found, Verdict):
        row.state, row.note = CaseState.CANNOT, found.note
        return
    note = remarks.of(session, case, row.migration, found)
    kept: dict[str, Any] = {"snapshot": case.instance.snapshot.decode(), "step": case.instance.step}
    kept |= relabelling.relabel(session, case.instance, found)
    kept["invited"] = _invite(session, case, found, step)
    _put(session, case, row.migration.to_version_id, replace(found.result, new_tasks=(), new_calls=()), step)
    _write_history(session, row, Deed.MIGRATED, row.migration.to_version.number, step, why)
    row.state, row.note, row.kept = CaseState.MOVED, note, values.dumps(kept)
    row.revision = case.instance.revision


def undo(session: Session, row: MigrationCase, step: Step, why: str) -> None:
    """Take the case back to where it was; a case that has moved on stays."""
    row.at, row.state = step.now, CaseState.MOVED
    try:
        case = progress.lock(session, row.instance_id, even_if_suspended=True)
    except InstanceEnded:
        row.note, row.kept = WENT_ON, None
        return
    if row.kept is None or not can_go_back(row, case.instance):
        row.note, row.kept = WENT_ON, None
        return
    kept: dict[str, Any] = values.loads(row.kept)
    snapshot = kept["snapshot"].encode()
    old = definitions.content_of(session, row.migration.from_version_id).definitions
    result = runtime.look(old, snapshot, case.scopes, now=step.now)
    relabelling.restore(session, case.instance, kept, result)
    session.execute(update(Participant).where(Participant.id.in_(kept["invited"])).values(until=step.now))
    case.instance.step = kept["step"]
    _put(session, case, row.migration.from_version_id, replace(result, snapshot=snapshot, step=None), step)
    _write_history(session, row, Deed.MIGRATION_UNDONE, row.migration.from_version.number, step, why)
    row.state, row.note, row.kept = CaseState.UNDONE, "", None


def can_go_back(row: MigrationCase, instance: ProcessInstance) -> bool:
    """Nothing has happened to the case since it moved."""
    return row.revision == instance.revision and instance.version_id == row.migration.to_version_id


def _migrated(session: Session, case: Case, migration: Migration, step: Step) -> Migrated | Verdict:
    new = definitions.content_of(session, migration.to_version_id).definitions
    mapping: Mapping[str, Mapping[str, str | None]] = values.loads(migration.mapping)
    try:
        return runtime.migrate(
            case.definitions,
            new,
            case.instance.snapshot,
            case.scopes,
            mapping,
            recompute=migration.recompute,
            now=step.now,
        )
    except MigrationRefused as refused:
        return Verdict(False, "; ".join(f"{_title(p.name, p.activity_id)}: {p.reason}" for p in refused.problems))
    except StepFailed as failed:
        return Verdict(False, f"{failed.activity_id}: {failed.reason}")
    except EngineError as error:
        return _unreadable(error)


def _unreadable(error: EngineError) -> Verdict:
    """Its class and no more: what cannot be read may be anything."""
    return Verdict(False, f"de zaak is niet te lezen ({type(error).__name__})")


def _title(name: str, activity_id: str) -> str:
    return f"“{name}” ({activity_id})" if name and name != activity_id else activity_id


def _put(session: Session, case: Case, version_id: int, result: runtime.StepResult, step: Step) -> None:
    case.instance.version_id = version_id
    progress.apply(session, case, result, step)
    session.expire(case.instance, ["version"])


def _invite(session: Session, case: Case, found: Migrated, step: Step) -> list[int]:
    """Whoever may do a task of the new version takes part in the case; returns the rows that this added."""
    groups = sorted({group for task in found.tasks for group in task.candidate_groups})
    wanted = [pair for group in groups for pair in step.catalogue.organisations_of(session, group)]
    last = session.scalar(select(func.max(Participant.id))) or 0
    access.invite_all(session, case.instance.id, wanted, now=step.now)
    added = select(Participant.id).where(Participant.id > last, Participant.instance_id == case.instance.id)
    return list(session.scalars(added))


def _write_history(session: Session, row: MigrationCase, deed: Deed, number: int, step: Step, why: str) -> None:
    deeds.note(session, row.instance_id, deed, about=f"versie {number}", reason=why, by=step.by, now=step.now)

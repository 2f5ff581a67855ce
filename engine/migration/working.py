"""The jobs of a migration: looking at a batch of cases, moving one, taking one back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import values
from engine.claims import Claimed
from engine.db import reading, transaction
from engine.migration import carrying
from engine.migration.carrying import Verdict
from engine.migration.tables import CaseState, MigrationCase
from engine.models import Job, JobState, ProcessInstance
from engine.progress import Step

LOOK, MOVE, UNDO = "zaken.proefdraaien", "zaak.verhuizen", "zaak.terugzetten"  # the topics of its jobs
LET_GO = "dit lukte niet; de beheerder liet de storing vervallen"
_ACTS = {MOVE: (CaseState.TO_MOVE, carrying.move), UNDO: (CaseState.TO_UNDO, carrying.undo)}


def attempt(claimed: Claimed, step: Step) -> None:
    """One attempt at a job of a migration, in a transaction of its own."""
    step = replace(step, by=claimed.context.actor_key)
    if claimed.topic == LOOK:
        verdicts = _look(claimed, step)
        with transaction() as session:
            if _finish(session, claimed, step):
                _write(session, verdicts)
        return
    wanted, act = _ACTS[claimed.topic]
    with transaction() as session:
        # The case first, as every step and every operator does: two that lock in another order wait for each other.
        session.get(ProcessInstance, claimed.context.instance_id, with_for_update={"key_share": True})
        row = session.get_one(MigrationCase, claimed.payload["case"], with_for_update=True)
        if _finish(session, claimed, step) and row.state is wanted:
            act(session, row, step, claimed.payload.get("reason", row.migration.reason))


def give_up(session: Session, job: Job, *, now: datetime) -> None:
    """An operator lets this job go: its cases stay where they are, and the migration can be over."""
    given = values.read(job.payload, "opdracht")
    only = MigrationCase.id.between(given.get("first", given.get("case")), given.get("last", given.get("case")))
    left = {LOOK: CaseState.NEW, MOVE: CaseState.TO_MOVE, UNDO: CaseState.TO_UNDO}[job.topic]
    stays = CaseState.MOVED if job.topic == UNDO else CaseState.CANNOT
    session.execute(
        update(MigrationCase).where(only, MigrationCase.state == left).values(state=stays, note=LET_GO, at=now)
    )


def _finish(session: Session, claimed: Claimed, step: Step) -> bool:
    """False when another attempt was first."""
    job = session.get_one(Job, claimed.id, with_for_update=True, populate_existing=True)
    if job.state is not JobState.OPEN:
        return False
    job.state, job.ended_at, job.locked_until = JobState.DONE, step.now, None
    return True


def _look(claimed: Claimed, step: Step) -> dict[int, Verdict]:
    """Looked at without holding anybody up."""
    with reading() as session:
        query = select(MigrationCase).where(
            MigrationCase.migration_id == claimed.payload["migration"],
            MigrationCase.id.between(claimed.payload["first"], claimed.payload["last"]),
            MigrationCase.state == CaseState.NEW,
        )
        return {row.id: carrying.verdict(session, row, step) for row in session.scalars(query)}


def _write(session: Session, verdicts: dict[int, Verdict]) -> None:
    for row in session.scalars(select(MigrationCase).where(MigrationCase.id.in_(list(verdicts)))):
        found = verdicts[row.id]
        if row.state is CaseState.NEW:
            row.state, row.note = CaseState.CAN if found.can else CaseState.CANNOT, found.note

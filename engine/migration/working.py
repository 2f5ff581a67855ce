"""The jobs of a migration: looking at a batch of cases, moving one, taking one back."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.claims import Claimed
from engine.db import reading, transaction
from engine.migration import carrying
from engine.migration.carrying import Verdict
from engine.migration.tables import CaseState, MigrationCase
from engine.models import Job, JobState
from engine.progress import Step

LOOK, MOVE, UNDO = "zaken.proefdraaien", "zaak.verhuizen", "zaak.terugzetten"  # the topics of its jobs
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
        row = session.get_one(MigrationCase, claimed.payload["case"], with_for_update=True)
        if _finish(session, claimed, step) and row.state is wanted:
            act(session, row, step)


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

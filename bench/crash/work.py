"""The handlers of the proof: two that call the outside service, and one that writes a row with the step."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import Any

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import history
from engine.models import HistoricActivity
from engine.registry import BpmnError, Handler, JobContext

ORDER, REPORT, NOTE = "proef.bestellen", "proef.melden", "proef.noteren"
REFUSED = "bestelling_geweigerd"
NOTED = "proefnotitie"
PATIENCE = 30.0


@dataclass(frozen=True)
class Order:
    zaak: Any
    bedrag: Any


@dataclass(frozen=True)
class Words:
    zaak: Any
    tekst: Any


@dataclass(frozen=True)
class Receipt:
    ontvangst: str


@dataclass(frozen=True)
class Numbered:
    nummer: int


def handlers(service: str) -> tuple[Handler, ...]:
    """For the outside service at this address."""

    def call(given: Order | Words, context: JobContext) -> Receipt:
        body = {name: str(value) for name, value in asdict(given).items()}
        headers = {
            "Idempotency-Key": f"job-{context.job_id}",
            "Case": str(context.instance_id),
            "Attempt": str(context.attempt),
            "Process": str(os.getpid()),
        }
        topic = ORDER if isinstance(given, Order) else REPORT
        answer = httpx.post(f"{service}/{topic}", json=body, headers=headers, timeout=PATIENCE)
        if answer.status_code == httpx.codes.CONFLICT:
            raise BpmnError(REFUSED)
        answer.raise_for_status()
        return Receipt(answer.text)

    return (
        Handler(ORDER, "Bestellen", "Plaatst een bestelling buiten.", Order, Receipt, (REFUSED,), False, call),
        Handler(REPORT, "Melden", "Meldt iets buiten.", Words, Receipt, (), False, call),
        Handler(NOTE, "Noteren", "Schrijft een regel in de tijdlijn.", Words, Numbered, (), True, note),
    )


def note(session: Session, given: Words, context: JobContext) -> Numbered:
    """A row of its own beside the step: when the step is undone, this must be undone with it."""
    history.note(
        session,
        context.instance_id,
        kind=NOTED,
        name=str(given.tekst),
        now=context.now,
        by=None,
        detail=f"job-{context.job_id}",
    )
    mine = HistoricActivity.instance_id == context.instance_id, HistoricActivity.kind == NOTED
    return Numbered(session.scalar(select(func.count()).select_from(HistoricActivity).where(*mine)) or 0)

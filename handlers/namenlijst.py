"""The list of names: destroyed, with proof, when it is no longer needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import destruction, drafts, privacy, vault
from dossier.vault import MACHINE
from engine import history
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings

LIST = "namenlijst"


@dataclass(frozen=True)
class DestroyList:
    groep: Any = None
    reden: Any = None


@dataclass(frozen=True)
class Destroyed:
    vernietiging: str  # "vernietiging-3": the certificate of the list itself


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="namenlijst.vernietigen",
            title="Namenlijst vernietigen",
            description="Vernietigt de namenlijst en alle andere persoonsgegevens en concepten van de zaak, "
            "trekt de privacybesluiten in en maakt een verklaring van vernietiging.",
            input_type=DestroyList,
            output_type=Destroyed,
            errors=(),
            inner=True,
            call=destroy,
            withdraws=True,
        ),
    )


def destroy(session: Session, given: DestroyList, context: JobContext) -> Destroyed:
    """Nothing of the list is left, and nothing new may come in under the old decisions."""
    reason = reading.text(given.reden) or "niet meer nodig"
    by = context.actor_key or MACHINE
    others = vault.person_categories(session, context.instance_id) - {LIST}
    certificates = [
        destruction.destroy(session, context.instance_id, category=category, reason=reason, by=by, now=context.now)
        for category in (LIST, *sorted(others))
    ]
    drafts.delete_all(session, context.instance_id)
    privacy.withdraw_all(session, context.instance_id, reason="Namenlijst vernietigd", now=context.now)
    history.note(
        session,
        context.instance_id,
        kind="vernietiging",
        name="Namenlijst vernietigd",
        detail=f"{sum(c.records for c in certificates)} gegevens. Reden: {reason}"[:300],
        by=context.actor_key,
        now=context.now,
        step=context.step,
    )
    return Destroyed(certificates[0].reference)

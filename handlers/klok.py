"""The clock of the case: the process lets it stand still, and run again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import steering
from engine.operations import clock
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings


@dataclass(frozen=True)
class PauseKlok:
    reden: Any


@dataclass(frozen=True)
class ResumeKlok:
    reden: Any


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="klok.pauzeren",
            title="Klok stilzetten",
            description="Zet de klok van de zaak stil, met een reden: geen termijn loopt af en niemand wordt "
            "herinnerd. Mensen werken door. Staat de klok al stil, dan verandert er niets.",
            input_type=PauseKlok,
            output_type=None,
            errors=(),
            inner=True,
            call=pause_klok,
        ),
        Handler(
            topic="klok.hervatten",
            title="Klok weer laten lopen",
            description="Laat de klok van de zaak weer lopen, met een reden. Alle termijnen schuiven op met de tijd "
            "dat de klok stilstond. Loopt de klok al, dan verandert er niets.",
            input_type=ResumeKlok,
            output_type=None,
            errors=(),
            inner=True,
            call=resume_klok,
        ),
    )


def pause_klok(session: Session, given: PauseKlok, context: JobContext) -> None:
    clock.pause(session, context.instance_id, reason=_reason(given.reden), by=context.actor_key, now=context.now)


def resume_klok(session: Session, given: ResumeKlok, context: JobContext) -> None:
    steering.run_clock(session, context.instance_id, reason=_reason(given.reden), by=context.actor_key, now=context.now)


def _reason(given: Any) -> str:
    text = reading.text(given)
    if not text.strip():
        raise reading.Unreadable("reden", "een reden in woorden")
    return text

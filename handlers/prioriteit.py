"""The decision of the meeting on the priority of a group, beside what the table proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import priorities
from dossier.priorities import Decided
from dossier.privacy import today
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings


@dataclass(frozen=True)
class KeepPriority:
    besluit: Any  # prioriteren, terug, licht or niet
    prioriteit: Any = None  # hoog, middel or laag; nothing when the meeting sent it back
    voorstel: Any = None
    reden: Any = None
    overleg: Any = None
    datum: Any = None
    groep: Any = None


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="prioriteit.vastleggen",
            title="Prioriteit vastleggen",
            description="Bewaart wat het overleg over de prioriteit van de groep besloot, naast wat de tabel "
            "voorstelde. Een nieuw besluit komt ernaast te staan. Zichtbaar bij de zaak, en geteld voor de raad.",
            input_type=KeepPriority,
            output_type=None,
            errors=(),
            inner=True,
            call=keep,
        ),
    )


def keep(session: Session, given: KeepPriority, context: JobContext) -> None:
    """Keep one decision."""
    decided = Decided(
        outcome=reading.text(given.besluit),
        priority=reading.text(given.prioriteit),
        proposed=reading.text(given.voorstel),
        reason=reading.text(given.reden),
        forum=reading.text(given.overleg),
        decided_on=reading.day(given.datum, "datum") if given.datum else today(context.now),
    )
    priorities.keep(session, context.instance_id, decided, by=context.actor_key, now=context.now)

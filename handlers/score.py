"""Scores of a group: the same four items at every moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import scores
from dossier.scores import ITEMS, ScoreMoment
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings


@dataclass(frozen=True)
class KeepScore:
    moment: Any  # duiding, voortgang or evaluatie
    ernst: Any
    risico: Any
    ontwikkeling: Any
    impact: Any
    groep: Any = None


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="score.vastleggen",
            title="Score vastleggen",
            description="Bewaart de score van de groep op ernst, risico, ontwikkeling en impact (1 tot en met 5), "
            "zodat momenten te vergelijken zijn. Moment is duiding, voortgang of evaluatie.",
            input_type=KeepScore,
            output_type=None,
            errors=(),
            inner=True,
            call=keep,
        ),
    )


def keep(session: Session, given: KeepScore, context: JobContext) -> None:
    """Keep one measurement."""
    try:
        moment = ScoreMoment(reading.text(given.moment))
    except ValueError:
        raise reading.Unreadable("moment", "duiding, voortgang of evaluatie") from None
    items = {item: reading.whole(getattr(given, item), item) for item in ITEMS}
    scores.add(session, context.instance_id, moment=moment, items=items, by=context.actor_key, now=context.now)

"""Scores of a group: the same four items at every moment, and a reminder to score again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from dossier import scores
from dossier.privacy import today
from dossier.scores import ITEMS, Score, ScoreMoment
from dossier.steering import REGISSEUR
from engine import history
from engine.models import InstanceState, ProcessInstance
from engine.registry import Handler, JobContext
from handlers import notices, reading
from handlers.settings import HandlerSettings

REMIND = "Scoor de groep opnieuw. De vorige meting is lang geleden."


@dataclass(frozen=True)
class KeepScore:
    moment: Any  # duiding, voortgang or evaluatie
    ernst: Any
    risico: Any
    ontwikkeling: Any
    impact: Any
    groep: Any = None


@dataclass(frozen=True)
class FetchScore:
    groep: Any = None


@dataclass(frozen=True)
class FetchedScore:
    scores: dict[str, Any]  # the four items, the moment and the date; null where nobody scored


@dataclass(frozen=True)
class RemindOfScore:
    score: int


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
            call=partial(_keep_score, settings),
        ),
        Handler(
            topic="score.ophalen",
            title="Laatste score ophalen",
            description="Geeft de laatste score van de groep, bijvoorbeeld voor de tabel die een prioriteit voorstelt. "
            "Is de groep nog nooit gescoord, dan zijn de punten leeg.",
            input_type=FetchScore,
            output_type=FetchedScore,
            errors=(),
            inner=True,
            call=fetch,
        ),
        Handler(
            topic=scores.TOPIC,
            title="Herinneren aan opnieuw scoren",
            description="Herinnert de procesregisseur als de groep al lang niet is gescoord. "
            "Zevenstap plant dit zelf bij score.vastleggen.",
            input_type=RemindOfScore,
            output_type=None,
            errors=(),
            inner=True,
            call=partial(_remind_of_score, settings),
        ),
    )


def _keep_score(settings: HandlerSettings, session: Session, given: KeepScore, context: JobContext) -> None:
    keep(session, given, context, settings.package_settings(session, context.instance_id))


def _remind_of_score(settings: HandlerSettings, session: Session, given: RemindOfScore, context: JobContext) -> None:
    remind(session, given, context, settings.package_settings(session, context.instance_id))


def keep(session: Session, given: KeepScore, context: JobContext, settings: Mapping[str, Any]) -> None:
    """Keep one measurement, and plan when to ask for the next."""
    try:
        moment = ScoreMoment(reading.text(given.moment))
    except ValueError:
        raise reading.Unreadable("moment", "duiding, voortgang of evaluatie") from None
    items = {item: reading.whole(getattr(given, item), item) for item in ITEMS}
    score = scores.add(session, context.instance_id, moment=moment, items=items, by=context.actor_key, now=context.now)
    session.flush()  # the reminder names it
    if moment is not ScoreMoment.EVALUATIE:
        scores.plan_reminder(session, score, settings, now=context.now)


def fetch(session: Session, given: FetchScore, context: JobContext) -> FetchedScore:
    """The newest measurement as the process reads it."""
    score = scores.latest(session, context.instance_id)
    if score is None:
        return FetchedScore({item: None for item in ITEMS} | {"moment": None, "datum": None})
    items: dict[str, Any] = {item: getattr(score, item) for item in ITEMS}
    return FetchedScore(items | {"moment": score.moment.value, "datum": today(score.at)})


def remind(session: Session, given: RemindOfScore, context: JobContext, settings: Mapping[str, Any]) -> None:
    """Remind of the next measurement, unless there is one or the case has ended; then again a term later."""
    score = session.get(Score, given.score)
    newest = scores.latest(session, score.instance_id) if score is not None else None
    if score is None or newest is None or newest.id != score.id:
        return
    if session.get_one(ProcessInstance, score.instance_id).state is not InstanceState.ACTIVE:
        return
    case, origin = score.instance_id, f"job-{context.job_id}"
    notices.notify(session, case, REGISSEUR, REMIND, origin=origin, now=context.now)
    history.note(
        session,
        case,
        kind="reminder",
        name="Herinnering verstuurd: groep opnieuw scoren",
        detail=REGISSEUR,
        by=None,
        now=context.now,
        step=context.step,
    )
    scores.plan_reminder(session, score, settings, now=context.now)

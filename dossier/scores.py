"""How serious it is, measured on the same four items at every moment, so that moments can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import months, workdays
from dossier.privacy import today
from engine import holding, jobs
from engine.db import Base, UtcDateTime
from engine.errors import Invalid

ITEMS = ("ernst", "risico", "ontwikkeling", "impact")
TOPIC = "score.herinneren"
AGAIN = "termijn_herscoren_maanden"


class ScoreMoment(Enum):
    DUIDING = "duiding"  # step 3: the start measurement
    VOORTGANG = "voortgang"  # step 6, each meeting
    EVALUATIE = "evaluatie"  # step 7


class NotAScore(Invalid, told=True):
    def __init__(self, item: str) -> None:
        self.item = item
        super().__init__(f"{item} moet een heel getal van 1 tot en met 5 zijn.")


class Score(Base):
    """One measurement of a group: 1 is little, 5 is much."""

    __tablename__ = "score"
    __table_args__ = tuple(CheckConstraint(f"{item} BETWEEN 1 AND 5", name=f"score_{item}") for item in ITEMS)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    moment: Mapped[ScoreMoment]
    ernst: Mapped[int]
    risico: Mapped[int]
    ontwikkeling: Mapped[int]
    impact: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(40))


def add(
    session: Session,
    instance_id: int,
    *,
    moment: ScoreMoment,
    items: dict[str, int],
    by: str | None,
    now: datetime,
) -> Score:
    """Keep a measurement; every item must be a whole number of 1 to 5."""
    for item in ITEMS:
        value = items.get(item)
        if type(value) is not int or not 1 <= value <= 5:
            raise NotAScore(item)

    score = Score(instance_id=instance_id, moment=moment, at=now, by=by, **{i: items[i] for i in ITEMS})
    session.add(score)
    return score


def of_instance(session: Session, instance_id: int) -> list[Score]:
    """The measurements of a case, the oldest first."""
    return list(session.scalars(select(Score).where(Score.instance_id == instance_id).order_by(Score.id)))


def latest(session: Session, instance_id: int) -> Score | None:
    """The newest measurement of a case."""
    query = select(Score).where(Score.instance_id == instance_id).order_by(Score.id.desc())
    return session.scalars(query.limit(1)).first()


def plan_reminder(session: Session, score: Score, settings: Mapping[str, Any], *, now: datetime) -> None:
    """Remind of scoring again a term from now; a newer measurement or the end of the case makes it say nothing."""
    term = months.setting(settings, AGAIN)
    if not term:
        return
    due_on = workdays.first_from(months.after(today(now), term))
    jobs.add(
        session,
        kind=holding.REMINDER,
        topic=TOPIC,
        payload={"score": score.id},
        due_at=workdays.morning(due_on),
        now=now,
        instance_id=score.instance_id,
    )

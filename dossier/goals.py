"""The goals of a plan: one of the model's six, how it is measured, where it starts and where it should go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base, UtcDateTime
from engine.errors import Invalid, NotFound

GOALS = {
    "probleemgedrag": "Probleemgedrag stoppen of minder maken",
    "overlast_en_criminaliteit": "Minder overlast en criminaliteit",
    "perspectief": "Betere kansen en een sterkere sociale positie",
    "groepsdynamiek": "Slechte groepsdynamiek doorbreken",
    "groei_voorkomen": "Voorkomen dat de groep groeit",
    "criminele_netwerken_voorkomen": "Voorkomen dat jongeren in criminele netwerken komen",
}


class Goal(Base):
    """A goal of the plan as it stands now, or stood before the plan was adjusted."""

    __tablename__ = "goal"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    goal: Mapped[str] = mapped_column(String(40))  # a key of GOALS, or a word of the municipality's own
    indicator: Mapped[str] = mapped_column(String(200))
    start_value: Mapped[str] = mapped_column(String(80))
    target_value: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # no longer in the plan

    @property
    def title(self) -> str:
        return GOALS.get(self.goal, self.goal)


class GoalValue(Base):
    """How it stood with a goal on a day. Only ever added to."""

    __tablename__ = "goal_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), index=True)
    value: Mapped[str] = mapped_column(String(80))
    measured_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(40))


class GoalNotFound(NotFound):
    def __init__(self, goal_id: int) -> None:
        self.goal_id = goal_id
        super().__init__(f"Goal {goal_id} does not exist")


class NotAMeasurement(Invalid, told=True):
    """A measurement of a goal does not say enough."""


@dataclass(frozen=True)
class PlannedGoal:
    """A goal as the plan states it."""

    goal: str
    indicator: str
    start_value: str
    target_value: str = ""


def keep(session: Session, instance_id: int, planned: Iterable[PlannedGoal], *, now: datetime) -> None:
    """Let the goals be those of the plan. One that stays keeps the start value of its first day."""
    standing = {(goal.goal, goal.indicator): goal for goal in of_instance(session, instance_id)}
    for each in planned:
        goal = standing.pop((each.goal, each.indicator), None)
        if goal is not None:
            goal.target_value = each.target_value
            continue
        session.add(
            Goal(
                instance_id=instance_id,
                goal=each.goal,
                indicator=each.indicator,
                start_value=each.start_value,
                target_value=each.target_value,
                created_at=now,
            )
        )
    for goal in standing.values():
        goal.ended_at = now


def of_instance(session: Session, instance_id: int) -> list[Goal]:
    """The goals of the plan as it stands."""
    query = select(Goal).where(Goal.instance_id == instance_id, Goal.ended_at.is_(None)).order_by(Goal.id)
    return list(session.scalars(query))


def get(session: Session, goal_id: int, instance_id: int) -> Goal:
    """A goal of the plan of this case; one of another case does not exist."""
    goal = session.get(Goal, goal_id)
    if goal is None or goal.instance_id != instance_id:
        raise GoalNotFound(goal_id)
    return goal


def measure(
    session: Session, goal: Goal, value: str, *, measured_on: date, today: date, note: str, by: str, now: datetime
) -> GoalValue:
    """Keep how it stands with a goal; what was measured before stays."""
    if not value:
        raise NotAMeasurement("Vul in hoe het nu is")
    if measured_on > today:
        raise NotAMeasurement("De dag van de meting ligt in de toekomst")
    row = GoalValue(goal_id=goal.id, value=value[:80], measured_on=measured_on, note=note[:300], at=now, by=by)
    session.add(row)
    return row


def values_of(session: Session, goals: Iterable[Goal]) -> dict[int, list[GoalValue]]:
    """Per goal what was measured, the newest first, in one question."""
    ids = [goal.id for goal in goals]
    found: dict[int, list[GoalValue]] = {number: [] for number in ids}
    if not ids:
        return found
    query = select(GoalValue).where(GoalValue.goal_id.in_(ids))
    for row in session.scalars(query.order_by(GoalValue.measured_on.desc(), GoalValue.id.desc())):
        found[row.goal_id].append(row)
    return found

"""Further periods of a measure: each with its own days and reason, and each held against the term of its article."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import actions, measures
from dossier.actions import Action, ActionExtension, ActionStatus, Package
from engine.errors import Conflict


class NotExtendable(Conflict):
    """The action has ended, or is no measure with a term in law."""

    def __init__(self, action_id: int) -> None:
        self.action_id = action_id
        super().__init__(f"Action {action_id} cannot be extended")


def may_extend(action: Action) -> bool:
    """Whether the law knows extensions of such a measure, and it still runs."""
    limit = measures.LIMITS.get(action.measure)
    return limit is not None and limit.extensions > 0 and action.status is ActionStatus.OPEN


def extend(
    session: Session, action: Action, *, until: date, reason: str, package: Package, by: str, now: datetime
) -> ActionExtension:
    """One more period, from the day after the last one; refused when it is too long or one too many."""
    if not may_extend(action):
        raise NotExtendable(action.id)
    begins = action.due_on + timedelta(days=1)
    measures.require_extension(action.measure, begins, until, action.extensions + 1, package.settings)

    period = ActionExtension(action_id=action.id, from_on=begins, until_on=until, reason=reason[:500], at=now, by=by)
    session.add(period)
    actions.prolong(session, action, until, package=package, now=now)
    return period


def of_actions(session: Session, found: Iterable[Action]) -> dict[int, list[ActionExtension]]:
    """Per action its periods, the oldest first, in one question."""
    extended = [action.id for action in found if action.extensions]
    periods: dict[int, list[ActionExtension]] = {number: [] for number in extended}
    if extended:
        query = select(ActionExtension).where(ActionExtension.action_id.in_(extended)).order_by(ActionExtension.id)
        for period in session.scalars(query):
            periods[period.action_id].append(period)
    return periods

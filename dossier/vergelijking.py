"""The start measurement of a group beside its newest one."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from dossier import scores
from dossier.scores import ITEMS, Score, ScoreMoment

NAMES = {"ernst": "Ernst", "risico": "Risico", "ontwikkeling": "Ontwikkeling", "impact": "Impact op de omgeving"}


def rows(session: Session, instance_id: int) -> list[dict[str, Any]]:
    """Per item: the number of the start (step 3), the newest one, and the difference in words."""
    found = scores.of_instance(session, instance_id)
    if not found:
        return []
    first = next((score for score in found if score.moment is ScoreMoment.DUIDING), found[0])
    return [_row(item, first, found[-1]) for item in ITEMS]


def _row(item: str, first: Score, last: Score) -> dict[str, Any]:
    begin, now = int(getattr(first, item)), int(getattr(last, item))
    change = now - begin
    words = "gelijk" if change == 0 else f"{abs(change)} {'hoger' if change > 0 else 'lager'}"
    return {"onderdeel": NAMES[item], "begin": begin, "nu": now, "verschil": words}

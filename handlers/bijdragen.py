"""What the invited partners laid in the picture, kept per organisation; also who was asked and gave nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import contributions, users
from dossier.contributions import ELEMENTS, MARKS, WHOLE, Piece
from engine.models import Task, TaskCandidate, TaskState
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings

NO_SOURCE = "niet ingevuld"


@dataclass(frozen=True)
class KeepContributions:
    gevraagd: Any  # the partners that were asked
    bijdragen: Any  # what they answered: a list of {partner, doet_mee, puzzelstuk, onderdeel, herkomst, ...}
    taak: Any  # the id of the task in which they answered: who did it, and when
    groep: Any = None


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="bijdragen.vastleggen",
            title="Bijdragen vastleggen",
            description="Bewaart per partner wat hij in het beeld van de groep legde: over welk deel het gaat, waar "
            "het vandaan komt, en of het een feit of een oordeel is. Bewaart ook wie is gevraagd en niets gaf. "
            "Gegevens over personen horen hier niet bij; die liggen in de kluis.",
            input_type=KeepContributions,
            output_type=None,
            errors=(),
            inner=True,
            call=keep,
        ),
    )


def keep(session: Session, given: KeepContributions, context: JobContext) -> None:
    """One row for each partner that was asked. An answer that was kept in an earlier round is not kept again."""
    activity = reading.text(given.taak)
    answers = {reading.text(row.get("partner")): row for row in reading.contexts(given.bijdragen, "bijdragen")}
    for partner in reading.words(given.gevraagd):
        task = _answered(session, context.instance_id, activity, partner)
        if task is not None and contributions.kept_of_task(session, task.id):
            task = None
        _keep_one(session, partner, answers.get(partner) if task else None, task, context)


def _keep_one(
    session: Session, partner: str, answer: Mapping[str, Any] | None, task: Task | None, context: JobContext
) -> None:
    case = context.instance_id
    if answer is None or task is None:
        contributions.not_given(session, case, partner, reason="", by=None, at=context.now)
        return
    by, at = task.completed_by, task.ended_at or context.now
    organisation = _organisation_of(session, by) or partner
    if answer.get("doet_mee") is not True:
        reason = reading.text(answer.get("reden_niet"))
        contributions.not_given(session, case, organisation, reason=reason, by=by, at=at, task_id=task.id)
        return
    contributions.give(session, case, organisation, _piece(answer), by=by, at=at, task_id=task.id)


def _piece(answer: Mapping[str, Any]) -> Piece:
    element, mark = reading.text(answer.get("onderdeel")), reading.text(answer.get("feit_oordeel"))
    return Piece(
        text=reading.text(answer.get("puzzelstuk")),
        source=reading.text(answer.get("herkomst")) or NO_SOURCE,
        mark=mark if mark in MARKS else "oordeel",  # what nobody called a fact is not one
        element=element if element in ELEMENTS else WHOLE,
        about_persons=answer.get("met_personen") is True,
    )


def _answered(session: Session, instance_id: int, activity: str, partner: str) -> Task | None:
    """The newest task of this partner that was done."""
    query = (
        select(Task)
        .join(TaskCandidate, TaskCandidate.task_id == Task.id)
        .where(Task.instance_id == instance_id, Task.activity_id == activity, Task.state == TaskState.COMPLETED)
        .where(TaskCandidate.group_key == partner)
        .order_by(Task.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def _organisation_of(session: Session, user_key: str | None) -> str:
    user = users.find(session, user_key) if user_key else None
    return users.actor(session, user).organisation_key if user is not None else ""

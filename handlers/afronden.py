"""Ending an approach: compare with the beginning, and hand over what is left to a new owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import overdrachten, retention, vergelijking
from dossier.actions import Package
from dossier.overdrachten import Handed
from engine.models import ProcessInstance
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings


@dataclass(frozen=True)
class Compare:
    groep: Any = None


@dataclass(frozen=True)
class Compared:
    vergelijking: list[dict[str, Any]]  # per item: onderdeel, begin, nu, verschil
    bewaartermijn: str  # as a sentence; also that nobody filled it in


@dataclass(frozen=True)
class HandOver:
    overdrachten: Any
    groep: Any = None


@dataclass(frozen=True)
class HandedOver:
    overgedragen: list[dict[str, str]]


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    def hand_over(session: Session, given: HandOver, context: JobContext) -> HandedOver:
        case = context.instance_id
        package = Package(settings.package_settings(session, case), settings.package_files(session, case))
        rows = [
            overdrachten.hand_over(session, case, _handed(row), package=package, by=context.actor_key, now=context.now)
            for row in reading.contexts(given.overdrachten, "overdrachten")
        ]
        return HandedOver([overdrachten.as_row(session, row) for row in rows])

    return (
        Handler(
            topic="afronden.vergelijken",
            title="Vergelijken met het begin",
            description="Geeft per onderdeel de eerste en de laatste score van de groep, en zegt hoe lang namen "
            "bewaard blijven. Is de bewaartermijn niet ingevuld, dan staat dat er.",
            input_type=Compare,
            output_type=Compared,
            errors=(),
            inner=True,
            call=compare,
        ),
        Handler(
            topic="acties.overdragen",
            title="Acties en begeleiding overdragen",
            description="Geeft wat overblijft aan een nieuwe eigenaar. Een actie uit het plan krijgt die eigenaar; "
            "van wie zij was, blijft bewaard. De nieuwe eigenaar doet vanaf dan mee aan de zaak.",
            input_type=HandOver,
            output_type=HandedOver,
            errors=(),
            inner=True,
            call=hand_over,
        ),
    )


def compare(session: Session, given: Compare, context: JobContext) -> Compared:
    """The start measurement beside the newest one, and how long names are kept."""
    instance = session.get_one(ProcessInstance, context.instance_id)
    term = retention.in_words(retention.standing(session, instance))
    return Compared(vergelijking.rows(session, context.instance_id), term)


def _handed(row: Mapping[str, Any]) -> Handed:
    return Handed(
        what=reading.text(row.get("wat")) or "Begeleiding",
        kind=reading.text(row.get("soort")) or "actie",
        to_owner=reading.text(row.get("nieuwe_eigenaar")),
        from_on=reading.day(row.get("vanaf"), "vanaf"),
        action_id=reading.number_of(row.get("actie")),
    )

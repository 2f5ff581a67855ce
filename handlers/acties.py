"""The actions of the plan become rows with an owner, a due date and reminders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import actions
from dossier.actions import Action, ActionStatus, PlannedAction
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings

DONE = {"klaar": ActionStatus.DONE, "niet_gelukt": ActionStatus.FAILED, "vervallen": ActionStatus.DROPPED}


@dataclass(frozen=True)
class PlanActions:
    groep: Any = None
    acties: Any = None


@dataclass(frozen=True)
class OpenActions:
    acties: list[dict[str, Any]]


@dataclass(frozen=True)
class UpdateAction:
    actie: Any  # its id
    status: Any
    groep: Any = None
    notitie: Any = None
    belemmering: Any = None


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    def plan(session: Session, given: PlanActions, context: JobContext) -> OpenActions:
        rows = reading.contexts(given.acties, "acties")
        terms = settings.package_settings(session, context.instance_id)
        kept = {_plan_one(session, row, terms, context).id for row in rows}
        if rows:
            _drop_others(session, kept, context)
        return OpenActions([_as_context(a) for a in actions.still_open(session, context.instance_id)])

    return (
        Handler(
            topic="acties.inplannen",
            title="Acties inplannen",
            description="Zet de acties van het plan klaar, met eigenaar, einddatum en herinneringen. "
            "Nog een keer inplannen verandert alleen wat anders is. Open acties die niet meer in het plan "
            "staan, vervallen. Geeft de acties terug die nog open zijn.",
            input_type=PlanActions,
            output_type=OpenActions,
            errors=(),
            inner=True,
            call=plan,
        ),
        Handler(
            topic="acties.bijwerken",
            title="Actie bijwerken",
            description="Legt vast hoe een actie is afgelopen, en stopt haar herinneringen.",
            input_type=UpdateAction,
            output_type=None,
            errors=(),
            inner=True,
            call=update,
        ),
    )


def update(session: Session, given: UpdateAction, context: JobContext) -> None:
    """Record how an action of this case ended."""
    status = DONE.get(reading.text(given.status))
    if status is None:
        raise reading.Unreadable("status", "klaar, niet_gelukt of vervallen")
    number = reading.number_of(given.actie)
    if number is None:
        raise reading.Unreadable("actie", "het nummer van een actie")
    action = actions.get(session, number, context.instance_id)
    note, blocker = reading.text(given.notitie), reading.text(given.belemmering)
    actions.finish(session, action, status, now=context.now, note=note, blocker=blocker)


def _plan_one(session: Session, row: Mapping[str, Any], terms: Mapping[str, Any], context: JobContext) -> Action:
    planned = _planned(row)
    known = _known(session, row, planned, context)
    if known is None:
        return actions.plan(session, context.instance_id, planned, settings=terms, now=context.now)
    actions.change(session, known, planned, settings=terms, now=context.now)
    return known


def _known(session: Session, row: Mapping[str, Any], planned: PlannedAction, context: JobContext) -> Action | None:
    """The action a row means: by its id, else an open one with the same title and owner."""
    number = reading.number_of(row.get("id"))
    if number is not None:
        return actions.get(session, number, context.instance_id)
    same = (planned.title, planned.owner)
    found = [a for a in actions.still_open(session, context.instance_id) if (a.title, a.owner) == same]
    return found[0] if found else None


def _drop_others(session: Session, kept: set[int], context: JobContext) -> None:
    for action in actions.still_open(session, context.instance_id):
        if action.id not in kept:
            actions.finish(session, action, ActionStatus.DROPPED, now=context.now)


def _planned(row: Mapping[str, Any]) -> PlannedAction:
    start = row.get("startdatum")
    return PlannedAction(
        title=reading.text(row.get("titel")),
        track=reading.text(row.get("spoor")),
        kind=reading.text(row.get("soort")),
        owner=reading.text(row.get("eigenaar")),
        due_on=reading.day(row.get("einddatum"), "einddatum"),
        start_on=reading.day(start, "startdatum") if start else None,
        legal_basis=reading.text(row.get("grondslag")),
    )


def _as_context(action: Action) -> dict[str, Any]:
    return {
        "id": action.id,
        "titel": action.title,
        "spoor": action.track,
        "soort": action.kind,
        "eigenaar": action.owner,
        "startdatum": action.start_on,
        "einddatum": action.due_on,
        "grondslag": action.legal_basis or None,
        "status": action.status.value,
    }

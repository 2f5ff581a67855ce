"""The actions of the plan become rows with an owner, a due date and reminders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import actions, goals, measures
from dossier.actions import Action, ActionStatus, Package, PlannedAction
from dossier.goals import PlannedGoal
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings

DONE = {"klaar": ActionStatus.DONE, "niet_gelukt": ActionStatus.FAILED, "vervallen": ActionStatus.DROPPED}


@dataclass(frozen=True)
class PlanActions:
    groep: Any = None
    acties: Any = None
    doelen: Any = None
    akkoorden: Any = None  # what the owners answered: a list of {eigenaar, acties: [{titel, akkoord}]}


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
        case = context.instance_id
        package = Package(settings.package_settings(session, case), settings.package_files(session, case))
        agreed = _agreed(given.akkoorden)
        kept: set[int] = set()
        for row in rows:
            kept.add(_plan_one(session, _planned(row, agreed), row, package, context, kept).id)
        if given.doelen is not None:
            goals.keep(session, case, _goals(given.doelen), now=context.now)
        if rows:
            _drop_others(session, kept, context)
        return OpenActions([_as_context(a) for a in actions.still_open(session, context.instance_id)])

    return (
        Handler(
            topic="acties.inplannen",
            title="Acties inplannen",
            description="Zet de acties van het plan klaar, met eigenaar, einddatum en herinneringen. "
            "Nog een keer inplannen verandert alleen wat anders is. Open acties die niet meer in het plan "
            "staan, vervallen. Bewaart ook de doelen, en welke acties hun eigenaar aanvaardde. Een maatregel die "
            "langer duurt dan de wet toestaat, wordt geweigerd. Geeft de acties terug die nog open zijn.",
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


def _plan_one(
    session: Session,
    planned: PlannedAction,
    row: Mapping[str, Any],
    package: Package,
    context: JobContext,
    kept: set[int],
) -> Action:
    known = _known(session, row, planned, context)
    if known is None or known.id in kept:  # a second row that names the same action is another one
        return actions.plan(session, context.instance_id, planned, package=package, now=context.now)
    actions.change(session, known, planned, package=package, now=context.now)
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


def _planned(row: Mapping[str, Any], agreed: frozenset[tuple[str, str]]) -> PlannedAction:
    start = row.get("startdatum")
    title, owner = reading.text(row.get("titel")), reading.text(row.get("eigenaar"))
    again = row.get("verlengingen")
    return PlannedAction(
        title=title,
        track=reading.text(row.get("spoor")),
        kind=reading.text(row.get("soort")),
        owner=owner,
        due_on=reading.day(row.get("einddatum"), "einddatum"),
        start_on=reading.day(start, "startdatum") if start else None,
        legal_basis=reading.text(row.get("grondslag")),
        measure=_measure(row.get("maatregel")),
        extensions=reading.whole(again, "verlengingen") if again is not None else 0,
        agreed=(owner, title) in agreed,
    )


def _measure(value: Any) -> str:
    word = reading.text(value)
    if word in ("", measures.NONE):
        return ""
    if word != measures.OTHER and word not in measures.LIMITS:
        raise reading.Unreadable("maatregel", f"een van {', '.join((measures.NONE, *measures.LIMITS, measures.OTHER))}")
    return word


def _agreed(value: Any) -> frozenset[tuple[str, str]]:
    """Which (owner, title) its owner accepted."""
    return frozenset(
        (reading.text(answer.get("eigenaar")), reading.text(row.get("titel")))
        for answer in reading.contexts(value, "akkoorden")
        for row in reading.contexts(answer.get("acties"), "acties")
        if row.get("akkoord") is True
    )


def _goals(value: Any) -> list[PlannedGoal]:
    return [
        PlannedGoal(
            goal=reading.text(row.get("doel"))[:40],
            indicator=reading.text(row.get("indicator"))[:200],
            start_value=reading.text(row.get("startwaarde"))[:80],
            target_value=reading.text(row.get("streefwaarde"))[:80],
        )
        for row in reading.contexts(value, "doelen")
    ]


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
        "maatregel": action.measure or None,
        "verlengingen": action.extensions or None,
        "status": action.status.value,
    }

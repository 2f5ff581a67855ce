"""The actions of the plan as lists and as a board; an action about a person shows no title."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import organisations
from dossier.actions import Action, ActionStatus
from engine import access
from engine.access import Actor
from engine.models import ProcessInstance
from web import sight, words
from web.words import Status

TRACKS = (("groep", "Groep"), ("persoon", "Persoon"), ("domein", "Domein"))
ENDED = {
    ActionStatus.DONE: (Status.DONE, "Klaar"),
    ActionStatus.FAILED: (Status.FAILED, "Niet gelukt"),
    ActionStatus.DROPPED: (Status.SKIPPED, "Vervallen"),
}


@dataclass(frozen=True)
class ActionRow:
    """One action as lists and the board show it."""

    id: int
    instance_id: int
    title: str
    track: str
    organisation: str
    due: date
    when: str
    status: Status
    word: str
    shielded: bool
    mine: bool
    open: bool
    case: str
    blocker: str


@dataclass(frozen=True)
class Column:
    """A track of the board."""

    name: str
    rows: list[ActionRow]


@dataclass(frozen=True)
class LateLine:
    """An organisation with actions that are late."""

    organisation: str
    late: int
    title: str
    due: date
    case: str
    instance_id: int


@dataclass(frozen=True)
class Late:
    """What is late, against the whole."""

    rows: list[LateLine]
    late: int
    total: int


def visible(session: Session, actor: Actor) -> list[Action]:
    """The actions this person may know of: in some cases the whole plan, elsewhere those of the own organisation."""
    whole_plan = Action.instance_id.in_(sight.cases_in_full(actor))
    own = (Action.owner == actor.organisation_key) & Action.instance_id.in_(access.participations(actor))
    query = select(Action).where(whole_plan | own).order_by(Action.due_on, Action.id)
    return list(session.scalars(query))


def rows(session: Session, found: Iterable[Action], actor: Actor, moment: datetime) -> list[ActionRow]:
    """The actions as rows; those on the person track are numbered instead of named."""
    numbers: dict[int, int] = {}
    made = []
    for action in found:
        if action.track == "persoon":
            numbers[action.instance_id] = numbers.get(action.instance_id, 0) + 1
        made.append(_row(session, action, actor, moment, numbers.get(action.instance_id, 0)))
    return made


def _row(session: Session, action: Action, actor: Actor, moment: datetime, number: int) -> ActionRow:
    shielded = action.track == "persoon"
    instance = session.get_one(ProcessInstance, action.instance_id)
    still_open = action.status is ActionStatus.OPEN
    status, word = _state(action, moment)
    return ActionRow(
        id=action.id,
        instance_id=action.instance_id,
        title=f"Persoonlijke actie {number}" if shielded else action.title,
        track=action.track,
        organisation=organisations.name_of(session, action.owner),
        due=action.due_on,
        when=_when(action, moment),
        status=status,
        word=word,
        shielded=shielded,
        mine=action.owner == actor.organisation_key,
        open=still_open,
        case=instance.title,
        blocker="" if shielded else action.blocker,
    )


def _state(action: Action, moment: datetime) -> tuple[Status, str]:
    if action.status in ENDED:
        return ENDED[action.status]
    status = words.status_of(action.due_on, moment, week=True)
    status = Status.BUSY if status is Status.ON_TIME else status
    return status, status.word


def _when(action: Action, moment: datetime) -> str:
    if action.ended_at is not None:
        return f"Afgerond op {words.short_day(action.ended_at, moment)}"
    return f"Uiterlijk {words.short_day(action.due_on, moment)}, {words.term(action.due_on, moment)}"


def board(found: list[ActionRow]) -> list[Column]:
    """The three tracks side by side; what has another word stands with the group."""
    known = {key for key, _ in TRACKS}
    return [
        Column(name, [row for row in found if row.track == key or (key == "groep" and row.track not in known)])
        for key, name in TRACKS
    ]


def summary(found: list[ActionRow]) -> str:
    """'9 open, 4 te laat, 1 klaar'."""
    still_open = [row for row in found if row.open]
    late = sum(row.status is Status.LATE for row in still_open)
    parts = [f"{len(still_open)} open", f"{late} te laat" if late else "", f"{len(found) - len(still_open)} klaar"]
    return ", ".join(part for part in parts if part)


def late_by_organisation(session: Session, actor: Actor, moment: datetime) -> Late:
    """Per organisation how much is late, with its oldest action."""
    found = rows(session, visible(session, actor), actor, moment)
    still_open = [row for row in found if row.open]
    late: dict[str, list[ActionRow]] = {}
    for row in still_open:
        if row.status is Status.LATE:
            late.setdefault(row.organisation, []).append(row)
    lines = [
        LateLine(name, len(own), own[0].title, own[0].due, own[0].case, own[0].instance_id)
        for name, own in late.items()
    ]
    return Late(rows=lines, late=sum(line.late for line in lines), total=len(still_open))

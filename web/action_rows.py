"""The actions of the plan as lists and as a board; an action about a person shows no title."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, defer

from dossier import organisations
from dossier.actions import Action, ActionStatus
from engine import access
from engine.access import Actor
from engine.models import ProcessInstance
from web import sight, words
from web.told import lazy_gettext
from web.words import Status

TRACKS = (("groep", lazy_gettext("Groep")), ("persoon", lazy_gettext("Persoon")), ("domein", lazy_gettext("Domein")))
KINDS = {
    "straf": lazy_gettext("Strafrecht"),
    "bestuur": lazy_gettext("Bestuur"),
    "fysiek": lazy_gettext("Inrichting"),
    "zorg": lazy_gettext("Zorg en hulp"),
}
MEASURES = {
    "172a": lazy_gettext("Gemeentewet 172a"),
    "172a_gespreid": lazy_gettext("Gemeentewet 172a, losse dagen"),
    "172b": lazy_gettext("Gemeentewet 172b"),
    "anders": lazy_gettext("Maatregel"),
}
COLUMNS = (
    lazy_gettext("Nog niet begonnen"),
    lazy_gettext("Bezig"),
    lazy_gettext("Loopt vast"),
    lazy_gettext("Klaar"),
    lazy_gettext("Gestopt"),
)
NOT_BEGUN, BUSY, STUCK, DONE, STOPPED = COLUMNS
PAGE_SIZE = 25
ENDED = {
    ActionStatus.DONE: (Status.DONE, lazy_gettext("Klaar")),
    ActionStatus.FAILED: (Status.FAILED, lazy_gettext("Niet gelukt")),
    ActionStatus.DROPPED: (Status.SKIPPED, lazy_gettext("Vervallen")),
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
    column: str  # of the board
    about: str  # track, kind and measure in words


@dataclass(frozen=True)
class Wanted:
    """Which actions somebody asks for; an empty word asks for nothing in particular."""

    which: str = "open"  # open, laat or alle
    owner: str = ""
    track: str = ""


@dataclass(frozen=True)
class Column:
    """A status of the board."""

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
    return list(session.scalars(_visible(actor).order_by(Action.due_on, Action.id)))


def page(session: Session, actor: Actor, wanted: Wanted, moment: datetime, number: int) -> list[ActionRow]:
    """A page of what is wanted, the most pressing first."""
    query = _chosen(_visible(actor), wanted, moment).order_by(Action.due_on, Action.id)
    found = session.scalars(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return rows(session, found, actor, moment)


def first(
    session: Session, actor: Actor, wanted: Wanted, moment: datetime, *, limit: int
) -> tuple[list[ActionRow], int]:
    """The most pressing few, and how many there are in all."""
    query = _chosen(_visible(actor), wanted, moment).order_by(Action.due_on, Action.id)
    found = session.scalars(query.limit(limit)).all()
    if not found:
        return [], 0
    cases = select(ProcessInstance).options(defer(ProcessInstance.snapshot))
    kept = session.scalars(cases.where(ProcessInstance.id.in_([action.instance_id for action in found]))).all()
    shown = rows(session, found, actor, moment)  # `kept`: their cases in one question, for `rows` to find
    return shown, len(found) if kept and len(found) < limit else count(session, actor, wanted, moment)


def count(session: Session, actor: Actor, wanted: Wanted, moment: datetime) -> int:
    query = _chosen(_visible(actor), wanted, moment)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def owners(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """The organisations with actions this person may know of, by name."""
    keys = session.scalars(select(_visible(actor).subquery().c.owner).distinct())
    return sorted(((key, organisations.name_of(session, key)) for key in keys), key=lambda each: each[1])


def summary_of(session: Session, actor: Actor, moment: datetime) -> str:
    """'9 open, 4 te laat, 1 klaar', over all cases."""
    still_open, late, everything = (count(session, actor, Wanted(which), moment) for which in ("open", "laat", "alle"))
    return _in_words(still_open, late, everything - still_open)


def _visible(actor: Actor) -> Select[Action]:
    whole_plan = Action.instance_id.in_(sight.cases_in_full(actor))
    own = (Action.owner == actor.organisation_key) & Action.instance_id.in_(access.participations(actor))
    return select(Action).where(whole_plan | own)


def _chosen(query: Select[Action], wanted: Wanted, moment: datetime) -> Select[Action]:
    if wanted.which != "alle":
        query = query.where(Action.status == ActionStatus.OPEN)
    if wanted.which == "laat":
        query = query.where(Action.due_on < words.local(moment))
    if wanted.owner:
        query = query.where(Action.owner == wanted.owner)
    return query.where(Action.track == wanted.track) if wanted.track else query


def rows(session: Session, found: Iterable[Action], actor: Actor, moment: datetime) -> list[ActionRow]:
    """The actions as rows; those on the person track are numbered instead of named."""
    return [_row(session, action, actor, moment) for action in found]


def _row(session: Session, action: Action, actor: Actor, moment: datetime) -> ActionRow:
    shielded = action.track == "persoon"
    instance = session.get_one(ProcessInstance, action.instance_id)
    still_open = action.status is ActionStatus.OPEN
    status, word = _state(action, moment)
    return ActionRow(
        id=action.id,
        instance_id=action.instance_id,
        title=_("Persoonlijke actie %(id)s", id=action.id) if shielded else action.title,
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
        column=_column(action),
        about=_about(action),
    )


def _state(action: Action, moment: datetime) -> tuple[Status, str]:
    if action.status in ENDED:
        return ENDED[action.status]
    status = words.status_of(action.due_on, moment, week=True)
    if action.blocker and status is not Status.LATE:
        return Status.ATTENTION, STUCK
    if status is Status.ON_TIME:
        status = Status.NOT_YET if action.begun_on is None else Status.BUSY
    return status, status.word


def _when(action: Action, moment: datetime) -> str:
    if action.ended_at is not None:
        return _("Afgerond op %(short_day)s", short_day=words.short_day(action.ended_at, moment))
    return _(
        "Uiterlijk %(short_day)s, %(term)s",
        short_day=words.short_day(action.due_on, moment),
        term=words.term(action.due_on, moment),
    )


def _column(action: Action) -> str:
    if action.status is not ActionStatus.OPEN:
        return DONE if action.status is ActionStatus.DONE else STOPPED
    if action.blocker:
        return STUCK
    return BUSY if action.begun_on is not None else NOT_BEGUN


def _about(action: Action) -> str:
    track = dict(TRACKS).get(action.track, action.track)
    parts = [track, KINDS.get(action.kind, action.kind), MEASURES.get(action.measure, "")]
    if action.extensions:
        parts.append(_("%(extensions)s keer verlengd", extensions=action.extensions))
    return " · ".join(str(part) for part in parts if part)


def board(found: list[ActionRow]) -> list[Column]:
    """The plan by how its actions stand."""
    return [Column(name, [row for row in found if row.column == name]) for name in COLUMNS]


def summary(found: list[ActionRow]) -> str:
    """'9 open, 4 te laat, 1 klaar'."""
    still_open = [row for row in found if row.open]
    late = sum(row.status is Status.LATE for row in still_open)
    return _in_words(len(still_open), late, len(found) - len(still_open))


def _in_words(still_open: int, late: int, ended: int) -> str:
    parts = [
        _("%(still_open)s open", still_open=still_open),
        _("%(late)s te laat", late=late) if late else "",
        _("%(ended)s klaar", ended=ended),
    ]
    return ", ".join(str(part) for part in parts if part)


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

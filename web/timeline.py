"""What happened in a case, in sentences; a partner reads what his own organisation did and where the case is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from dossier import organisations, sight, users
from engine.access import Actor
from engine.models import HistoricActivity
from engine.operations.deeds import Deed
from web import words
from web.parts import parts
from web.timeline_filter import ALL, Wanted, conditions

# Of the rows the engine writes, the ones that say something to a person.
TOLD = (
    ("userTask", "started"),
    ("userTask", "completed"),
    ("callActivity", "started"),
    ("callActivity", "completed"),
    ("endEvent", "completed"),
    ("businessRuleTask", "completed"),
)
OF_ENGINE = frozenset(
    {
        "userTask", "callActivity", "endEvent", "startEvent", "serviceTask", "scriptTask", "businessRuleTask",
        "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "boundaryEvent",
        "intermediateCatchEvent", "intermediateThrowEvent", "subProcess", "task", "manualTask", "sendTask",
        "receiveTask", "transaction", "complexGateway",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    text: str
    when: str
    detail: str
    # Why, for who wants to know: the rules of a decision table that matched.
    lines: tuple[str, ...] = ()


def entries(
    session: Session,
    instance_id: int,
    actor: Actor,
    moment: datetime,
    *,
    page: int,
    size: int,
    wanted: Wanted = ALL,
) -> list[Entry]:
    """The newest lines first."""
    mine = HistoricActivity.instance_id == instance_id, sight.of_history(session, actor, instance_id)
    query = select(HistoricActivity).where(*mine, _worth_telling(), *conditions(wanted))
    query = query.order_by(HistoricActivity.id.desc()).limit(size).offset((page - 1) * size)
    return _reminders_together(session, session.scalars(query), moment)


def has_more(session: Session, instance_id: int, actor: Actor, *, page: int, size: int, wanted: Wanted = ALL) -> bool:
    """Whether older lines follow after this page."""
    mine = HistoricActivity.instance_id == instance_id, sight.of_history(session, actor, instance_id)
    query = select(HistoricActivity.id).where(*mine, _worth_telling(), *conditions(wanted))
    query = query.limit(1).offset(page * size)
    return session.scalar(query) is not None


def _reminders_together(session: Session, rows: Iterable[HistoricActivity], moment: datetime) -> list[Entry]:
    """Reminders of one day about the same thing are one line, with everybody who got one."""
    found: list[Entry] = []
    for (reminders, _day), run in groupby(rows, key=lambda row: (row.kind == "reminder", words.local(row.at))):
        told = [_entry(session, row, moment) for row in run]
        if reminders:
            same = {
                text: [entry for entry in told if entry.text == text] for text in dict.fromkeys(e.text for e in told)
            }
            told = [replace(each[0], detail=", ".join(dict.fromkeys(e.detail for e in each))) for each in same.values()]
        found.extend(told)
    return found


def explained(session: Session, instance_id: int, moment: datetime, size: int) -> list[Entry]:
    """What decision tables said, the latest first, with the rules that matched."""
    query = (
        select(HistoricActivity)
        .where(
            HistoricActivity.instance_id == instance_id,
            HistoricActivity.kind == "businessRuleTask",
            HistoricActivity.state == "completed",
        )
        .order_by(HistoricActivity.id.desc())
        .limit(size)
    )
    return [_entry(session, row, moment) for row in session.scalars(query)]


def _worth_telling() -> ColumnElement[bool]:
    told = [(HistoricActivity.kind == kind) & (HistoricActivity.state == state) for kind, state in TOLD]
    return or_(HistoricActivity.kind.not_in(OF_ENGINE), *told) & (HistoricActivity.name != "")


def _entry(session: Session, row: HistoricActivity, moment: datetime) -> Entry:
    by = users.name_of(session, row.by) if row.by else ""
    first, *lines = row.detail.split("\n")
    detail = " · ".join(part for part in (by, _party(session, first)) if part)
    return Entry(text=_text(row), when=words.moment(row.at, moment), detail=detail, lines=tuple(lines))


def _party(session: Session, detail: str) -> str:
    """A role or an organisation by its name; other details are sentences already."""
    if detail.startswith("org-"):
        return organisations.name_of(session, detail)
    return parts().catalogue.groups.get(detail, detail)


def _text(row: HistoricActivity) -> str:
    if row.kind == "userTask":
        return _("Taak ‘%(name)s’ ", name=row.name) + ("afgerond" if row.state == "completed" else "gestart")
    if row.kind == "callActivity":
        return f"{row.name}: " + ("klaar" if row.state == "completed" else "begonnen")
    if row.kind == "takeover":
        return _("Taak ‘%(name)s’ overgenomen van een collega", name=row.name)
    if row.kind == "assignment":
        return _("Taak ‘%(name)s’ aan een collega gegeven", name=row.name)
    if row.kind == Deed.CORRECTED.kind:
        return row.name.replace("_", " ")
    if row.kind == "message":
        return _("Gemeld: %(replace)s", replace=row.name.replace("_", " "))
    return row.name

"""The lists of work: mine and my groups'; taking a task and giving it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, cast

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import colleagues, last_seen, organisations, saved_filters, users
from dossier.drafts import Draft
from dossier.saved_filters import SavedFilter
from engine import db, finding, tasks
from engine.access import Actor
from engine.models import Task
from web import people, quiet, words
from web.parts import now, parts
from web.told import lazy_gettext

bp = Blueprint("tasks", __name__)

Which = Literal["mijn", "groep", "alle"]
Sort = Literal["termijn", "nieuw", "zaak"]
LISTS = {
    "alle": lazy_gettext("Alles voor mij"),
    "mijn": lazy_gettext("Door mij gepakt"),
    "groep": lazy_gettext("Nog van niemand"),
}
SORTS = {"termijn": lazy_gettext("Termijn"), "nieuw": lazy_gettext("Nieuwste eerst"), "zaak": lazy_gettext("Groep")}


STEPS = frozenset("1234567")


@dataclass(frozen=True)
class Wanted:
    """Which tasks somebody asks for."""

    which: Which
    sort: Sort
    overdue: bool
    step: int | None


@dataclass(frozen=True)
class FilterRow:
    """A saved choice, as lists show it."""

    id: int
    name: str
    url: str
    count: int  # at most 100: "99+"


@dataclass(frozen=True)
class TaskRow:
    """A task as lists show it."""

    id: int
    name: str
    case: str
    instance_id: int
    step: int | None
    due_at: datetime | None
    status: words.Status
    claimed_by: str | None  # a name; None when nobody took it
    mine: bool
    waits_for: str
    new: bool  # came since this person last opened the case


@bp.get("/taken")
def show_list() -> Response:
    wanted, actor, moment = wanted_from(request.args), people.actor(), now()
    with db.reading() as session:
        among = tasks.within(session, actor)
        found = tasks.open_tasks(session, actor, now=moment, page=page_number(), among=among, **asdict(wanted))
        return quiet.answer(
            "tasks.html",
            rows=rows(session, found.rows, moment),
            total=found.total,
            page=found.page,
            pages=found.pages,
            wanted=wanted,
            lists=LISTS,
            sorts=SORTS,
            steps_of_seven=range(1, 8),
            filters=filters_of(session, actor, among, moment),
            colleagues=colleagues.of(session, actor),
            list_url=lambda **other: url_for("tasks.show_list", **{**fields(wanted), **other}),
            page_url=lambda number: url_for("tasks.show_list", **fields(wanted), pagina=number),
            fields=fields(wanted),
        )


def wanted_from(given: Mapping[str, str]) -> Wanted:
    """The choice that an address or a form asks for; anything strange is the usual."""
    step = given.get("stap", "")
    return Wanted(
        which=cast(Which, known(given.get("lijst"), LISTS, "alle")),
        sort=cast(Sort, known(given.get("sorteer"), SORTS, "termijn")),
        overdue=given.get("te_laat") == "ja",
        step=int(step) if step in STEPS else None,
    )


def fields(wanted: Wanted | SavedFilter) -> dict[str, Any]:
    """A choice as the fields of an address; what is usual is left out."""
    given = {
        "lijst": wanted.which if wanted.which != "alle" else "",
        "sorteer": wanted.sort if wanted.sort != "termijn" else "",
        "te_laat": "ja" if wanted.overdue else "",
        "stap": str(wanted.step or ""),
    }
    return {name: value for name, value in given.items() if value}


def filters_of(session: Session, actor: Actor, among: ColumnElement[bool], moment: datetime) -> list[FilterRow]:
    """What this person saved, each with how much there is of it; all counted at once."""
    kept = saved_filters.of_user(session, actor.user_key)
    asked = [finding.Wanted(one.which, one.overdue, one.step) for one in kept]
    found = finding.counts(session, actor, asked, among=among, now=moment)
    return [
        FilterRow(one.id, one.name, url_for("tasks.show_list", **fields(one)), number)
        for one, number in zip(kept, found, strict=True)
    ]


@bp.post("/taken/<int:task_id>/pakken")
def claim(task_id: int) -> Response:
    with db.transaction() as session:
        tasks.claim(session, task_id, by=people.actor(), now=now())
    return redirect(url_for("task.show", task_id=task_id))


@bp.post("/taken/<int:task_id>/overnemen")
def take_over(task_id: int) -> Response:
    with db.transaction() as session:
        tasks.take_over(session, task_id, by=people.actor(), now=now())
    flash(_("U hebt de taak overgenomen. Dat staat in de tijdlijn."), "klaar")
    return redirect(url_for("task.show", task_id=task_id))


@bp.post("/taken/<int:task_id>/vrijgeven")
def release(task_id: int) -> Response:
    with db.transaction() as session:
        tasks.release(session, task_id, by=people.actor(), now=now())
    flash(_("De taak is vrijgegeven. Een ander van uw groep kan hem nu pakken."), "klaar")
    return redirect(url_for("tasks.show_list"))


def rows(session: Session, found: Iterable[Task], moment: datetime) -> list[TaskRow]:
    """The tasks as rows; a draft of this person shows as such."""
    me = people.person().key
    tasks_found = list(found)
    if not tasks_found:
        return []
    drafted = set(session.scalars(select(Draft.task_id).where(Draft.user_key == me)))
    new = last_seen.new_tasks(session, people.actor(), [task.id for task in tasks_found])
    return [_row(session, task, moment, task.id in drafted, task.id in new, me) for task in tasks_found]


def _row(session: Session, task: Task, moment: datetime, drafted: bool, new: bool, me: str) -> TaskRow:
    status = words.status_of(task.due_at, moment)
    if drafted and status is words.Status.ON_TIME:
        status = words.Status.DRAFT
    return TaskRow(
        id=task.id,
        name=task.name,
        case=task.instance.title,
        instance_id=task.instance_id,
        step=task.step,
        due_at=task.due_at,
        status=status,
        claimed_by=users.name_of(session, task.assignee) if task.assignee else None,
        mine=task.assignee == me,
        waits_for=_waits_for(session, task),
        new=new,
    )


def _waits_for(session: Session, task: Task) -> str:
    """Who must do it: the person who took it, or the groups that may."""
    if task.assignee:
        return users.name_of(session, task.assignee)
    titles = parts().catalogue.groups
    keys = [candidate.group_key for candidate in task.candidates]
    return ", ".join(titles.get(key) or organisations.name_of(session, key) for key in keys)


def known(value: str | None, options: Iterable[str], default: str) -> str:
    """The chosen option if it is one of ours, else the default."""
    return value if value in set(options) and value is not None else default


def page_number(given: Mapping[str, str] | None = None) -> int:
    """The page asked for, in the address or a form; anything strange is the first."""
    asked = (request.args if given is None else given).get("pagina", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6 else 1

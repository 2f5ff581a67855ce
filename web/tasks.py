"""The lists of work: mine and my groups'; taking a task and giving it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import organisations, users
from dossier.drafts import Draft
from engine import db, tasks
from engine.models import Task
from web import people, words
from web.parts import now, parts

bp = Blueprint("tasks", __name__)

Which = Literal["mijn", "groep", "alle"]
Sort = Literal["termijn", "nieuw", "zaak"]
LISTS = {"alle": "Alles voor mij", "mijn": "Door mij gepakt", "groep": "Nog van niemand"}
SORTS = {"termijn": "Termijn", "nieuw": "Nieuwste eerst", "zaak": "Groep"}


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


@bp.get("/taken")
def show_list() -> str:
    which = cast(Which, known(request.args.get("lijst"), LISTS, "alle"))
    sort = cast(Sort, known(request.args.get("sorteer"), SORTS, "termijn"))
    late = request.args.get("te_laat") == "ja"
    actor, moment = people.actor(), now()
    with db.reading() as session:
        page = tasks.open_tasks(session, actor, which=which, overdue=late, now=moment, sort=sort, page=page_number())
        return render_template(
            "tasks.html",
            rows=rows(session, page.rows, moment),
            page=page,
            which=which,
            sort=sort,
            late=late,
            lists=LISTS,
            sorts=SORTS,
            page_url=lambda number: url_for(
                "tasks.show_list", lijst=which, sorteer=sort, te_laat="ja" if late else None, pagina=number
            ),
        )


@bp.post("/taken/<int:task_id>/pakken")
def claim(task_id: int) -> Response:
    with db.transaction() as session:
        tasks.claim(session, task_id, by=people.actor(), now=now())
    return redirect(url_for("task.show", task_id=task_id))


@bp.post("/taken/<int:task_id>/overnemen")
def take_over(task_id: int) -> Response:
    with db.transaction() as session:
        tasks.take_over(session, task_id, by=people.actor(), now=now())
    flash("U hebt de taak overgenomen. Dat staat in de tijdlijn.", "klaar")
    return redirect(url_for("task.show", task_id=task_id))


@bp.post("/taken/<int:task_id>/vrijgeven")
def release(task_id: int) -> Response:
    with db.transaction() as session:
        tasks.release(session, task_id, by=people.actor(), now=now())
    flash("De taak is vrijgegeven. Een ander van uw groep kan hem nu pakken.", "klaar")
    return redirect(url_for("tasks.show_list"))


def rows(session: Session, found: Iterable[Task], moment: datetime) -> list[TaskRow]:
    """The tasks as rows; a draft of this person shows as such."""
    me = people.person().key
    tasks_found = list(found)
    drafted = set(session.scalars(select(Draft.task_id).where(Draft.user_key == me)))
    return [_row(session, task, moment, task.id in drafted, me) for task in tasks_found]


def _row(session: Session, task: Task, moment: datetime, drafted: bool, me: str) -> TaskRow:
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


def page_number() -> int:
    """The page asked for; anything strange is the first."""
    asked = request.args.get("pagina", "1")
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6 else 1

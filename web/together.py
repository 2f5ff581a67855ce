"""Several tasks at once: taken, given to a colleague or given back, each with an outcome of its own."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import colleagues, users
from engine import db, tasks
from engine.errors import (
    EngineError,
    Forbidden,
    InstanceSuspended,
    TaskAlreadyCompleted,
    TaskCancelled,
    TaskClaimed,
    TaskNotFound,
)
from engine.models import Task
from web import people
from web.parts import now
from web.tasks import fields, wanted_from
from web.told import lazy_gettext

bp = Blueprint("together", __name__)
MOST = 100
Deed = Callable[[Session, int], Task]
DONE = {"pakken": lazy_gettext("door u gepakt"), "vrijgeven": "vrijgegeven", "toewijzen": "toegewezen"}


@bp.post("/taken/samen")
def do() -> Response:
    """A transaction for each: what one refuses must not undo the others."""
    back = redirect(url_for("tasks.show_list", **fields(wanted_from(request.form))))
    asked, kind = _chosen(), request.form.get("daad", "")
    deed = _deed(kind)
    if not asked or deed is None:
        flash(_("Kies eerst een of meer taken, en dan wat u ermee wilt doen."), "let-op")
        return back
    if kind == "toewijzen" and _colleague() is None:
        flash(_("Kies aan wie u de taken geeft."), "let-op")
        return back
    refused = [why for task_id in asked if (why := _one(deed, task_id, kind)) is not None]
    done = len(asked) - len(refused)
    text = _(
        "%(done)s van %(asked)s %(value)s %(done_2)s.",
        done=done,
        asked=len(asked),
        value="taak" if len(asked) == 1 else "taken",
        done_2=DONE[kind],
    )
    flash(" ".join([text, *refused]), "let-op" if refused else "klaar")
    return back


def _chosen() -> list[int]:
    given = dict.fromkeys(request.form.getlist("taak"))
    return [int(each) for each in given if each.isascii() and each.isdecimal() and len(each) < 10][:MOST]


def _deed(kind: str) -> Deed | None:
    me, moment = people.actor(), now()
    if kind == "pakken":
        return lambda session, task_id: tasks.claim(session, task_id, by=me, now=moment)
    if kind == "vrijgeven":
        return lambda session, task_id: tasks.release(session, task_id, by=me, now=moment)
    return _give if kind == "toewijzen" else None


def _give(session: Session, task_id: int) -> Task:
    to = users.find(session, _colleague() or "")
    if to is None:
        raise TaskNotFound(task_id)
    return tasks.assign(session, task_id, to=users.actor(session, to), by=people.actor(), now=now())


def _colleague() -> str | None:
    """Who gets the tasks: somebody of one's own organisation."""
    asked = request.form.get("aan", "")
    with db.reading() as session:
        return asked if asked in dict(colleagues.of(session, people.actor())) else None


def _one(deed: Deed, task_id: int, kind: str) -> str | None:
    """None when it is done, else why not, in a sentence."""
    try:
        with db.transaction() as session:
            deed(session, task_id)
    except EngineError as error:
        return _why(error, task_id, kind)
    return None


def _why(error: EngineError, task_id: int, kind: str) -> str:
    if isinstance(error, TaskNotFound):
        return _("Een van de taken is er niet.")  # nor is told that it exists
    with db.reading() as session:
        name = f"‘{session.get_one(Task, task_id).name}’"
        if isinstance(error, TaskClaimed):
            return _("%(name)s is intussen van %(name_of)s.", name=name, name_of=users.name_of(session, error.by))
        if isinstance(error, TaskAlreadyCompleted):
            return _("%(name)s is intussen afgerond.", name=name)
    if isinstance(error, TaskCancelled):
        return _("%(name)s is niet meer nodig.", name=name)
    if isinstance(error, InstanceSuspended):
        return _("%(name)s hoort bij een zaak die stilstaat.", name=name)
    if isinstance(error, Forbidden):
        return _("%(name)s mag %(value)s niet doen.", name=name, value=_("die collega") if kind == "toewijzen" else "u")
    return _("%(name)s is net door een ander veranderd. Probeer het opnieuw.", name=name)

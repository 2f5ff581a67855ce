"""The actions of all plans this person may know of, and the state the owner gives them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import actions
from dossier.actions import Action, ActionStatus
from dossier.errors import ActionNotFound
from engine import access, db, tasks
from engine.access import Actor
from engine.errors import Forbidden
from engine.models import Task
from web import action_rows, people
from web.parts import now
from web.words import Status

bp = Blueprint("actions", __name__)
SHOWN = {"open": "Open", "laat": "Te laat", "alle": "Alle"}
CHOICES = {
    "open": "Nog bezig",
    "klaar": "Klaar",
    "niet_gelukt": "Niet gelukt",
    "vervallen": "Vervallen",
}


@bp.get("/acties")
def show_list() -> str:
    actor, moment = people.actor(), now()
    which = request.args.get("toon", "open")
    with db.reading() as session:
        everything = action_rows.rows(session, action_rows.visible(session, actor), actor, moment)
        return render_template(
            "actions.html",
            rows=[row for row in everything if _wanted(row, which)],
            summary=action_rows.summary(everything),
            which=which if which in SHOWN else "open",
            shown=SHOWN,
        )


@bp.get("/acties/<int:action_id>")
def show(action_id: int) -> str:
    with db.reading() as session:
        action = _of_owner(session, action_id, people.actor())
        return _page(session, action, error="")


@bp.post("/acties/<int:action_id>")
def update(action_id: int) -> Response | tuple[str, int]:
    """The owner says how it stands; while a task asks for it, the task is where an action ends."""
    choice = request.form.get("status", "open")
    note, blocker = request.form.get("notitie", "")[:2000], request.form.get("belemmering", "")[:2000]
    with db.transaction() as session:
        action = _of_owner(session, action_id, people.actor())
        if choice not in CHOICES:
            return _page(session, action, error="Kies hoe het met de actie staat"), 422
        if choice != "open" and (task := _task_of(session, action, people.actor())):
            flash("Rond deze actie af in de taak hieronder. Dan weet de procesregisseur het ook.", "let-op")
            return redirect(url_for("task.show", task_id=task.id))
        actions.finish(session, action, ActionStatus(choice), now=now(), note=note, blocker=blocker)
        flash("De actie is bijgewerkt.", "klaar")
    return redirect(url_for("actions.show_list"))


def _page(session: Session, action: Action, *, error: str) -> str:
    actor = people.actor()
    row = action_rows.rows(session, [action], actor, now())[0]
    return render_template(
        "action.html",
        row=row,
        action=action,
        error=error,
        choices=CHOICES,
        task=_task_of(session, action, actor),
        note="" if row.shielded else action.note,
        blocker=row.blocker,
    )


def _of_owner(session: Session, action_id: int, actor: Actor) -> Action:
    """404 for who takes no part in its case, 403 for a participant that does not own it."""
    action = session.get(Action, action_id)
    if action is None or not access.takes_part(session, actor, action.instance_id):
        raise ActionNotFound(action_id)
    if action.owner != actor.organisation_key:
        raise Forbidden("Another organisation owns this action")
    return action


def _task_of(session: Session, action: Action, actor: Actor) -> Task | None:
    """The open task of this person that is about this action, if the case has one."""
    for task in tasks.of_instance(session, action.instance_id):
        if tasks.may_do(task, actor) and _about(session, task, action):
            return task
    return None


def _about(session: Session, task: Task, action: Action) -> bool:
    given = tasks.context(session, task, now=now()).get("actie")
    return isinstance(given, dict) and given.get("id") in (action.id, action.reference)


def _wanted(row: action_rows.ActionRow, which: str) -> bool:
    if which == "alle":
        return True
    return row.open and (which != "laat" or row.status is Status.LATE)

"""The actions of all plans this person may know of, and the state the owner gives them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import actions, extensions
from dossier.actions import Action, ActionStatus
from dossier.errors import ActionNotFound
from engine import access, db, tasks
from engine.access import Actor
from engine.errors import Forbidden
from engine.models import Task
from web import action_rows, people, words
from web.action_rows import Wanted
from web.parts import now
from web.tasks import known, page_number
from web.told import lazy_gettext

bp = Blueprint("actions", __name__)
SHOWN = {"open": lazy_gettext("Open"), "laat": lazy_gettext("Te laat"), "alle": lazy_gettext("Alle")}
CHOICES = {
    "open": lazy_gettext("Nog niet klaar"),
    "klaar": lazy_gettext("Klaar"),
    "niet_gelukt": lazy_gettext("Niet gelukt"),
    "vervallen": lazy_gettext("Vervallen"),
}


@bp.get("/acties")
def show_list() -> str:
    actor, moment, number = people.actor(), now(), page_number()
    with db.reading() as session:
        wanted = _wanted(session, actor)
        total = action_rows.count(session, actor, wanted, moment)
        chosen: dict[str, Any] = {"toon": wanted.which, "organisatie": wanted.owner, "spoor": wanted.track}
        return render_template(
            "actions.html",
            rows=action_rows.page(session, actor, wanted, moment, number),
            summary=action_rows.summary_of(session, actor, moment),
            wanted=wanted,
            shown=SHOWN,
            owners=action_rows.owners(session, actor),
            tracks=action_rows.TRACKS,
            number=number,
            pages=max(1, -(-total // action_rows.PAGE_SIZE)),
            page_url=lambda number: url_for(
                "actions.show_list", **{k: v for k, v in chosen.items() if v}, pagina=number
            ),
            url=lambda **more: url_for("actions.show_list", **{k: v for k, v in {**chosen, **more}.items() if v}),
        )


@bp.get("/acties/<int:action_id>")
def show(action_id: int) -> str:
    with db.reading() as session:
        action = of_owner(session, action_id, people.actor())
        return _page(session, action, error="")


@bp.post("/acties/<int:action_id>")
def update(action_id: int) -> Response | tuple[str, int]:
    """The owner says how it stands; while a task asks for it, the task is where an action ends."""
    choice = request.form.get("status", "open")
    note, blocker = request.form.get("notitie", "")[:2000], request.form.get("belemmering", "")[:2000]
    with db.transaction() as session:
        action = of_owner(session, action_id, people.actor())
        if choice not in CHOICES:
            return _page(session, action, error=_("Kies hoe het met de actie staat")), 422
        if choice != "open" and (task := _task_of(session, action, people.actor())):
            flash(_("Rond deze actie af in de taak hieronder. Dan weet de procesregisseur het ook."), "let-op")
            return redirect(url_for("task.show", task_id=task.id))
        if choice == "open":
            begun = request.form.get("begonnen") == "ja" or action.begun_on is not None
            today = words.local(now())
            actions.progress(action, on=today if begun else None, note=note, blocker=blocker)
        else:
            actions.finish(session, action, ActionStatus(choice), now=now(), note=note, blocker=blocker)
        flash(_("De actie is bijgewerkt."), "klaar")
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
        extendable=extensions.may_extend(action),
        periods=extensions.of_actions(session, [action]).get(action.id, []),
        note="" if row.shielded else action.note,
        blocker=row.blocker,
    )


def of_owner(session: Session, action_id: int, actor: Actor) -> Action:
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


def _wanted(session: Session, actor: Actor) -> Wanted:
    """What the address asks for; anything strange asks for nothing."""
    keys = [key for key, _ in action_rows.owners(session, actor)]
    return Wanted(
        which=known(request.args.get("toon"), SHOWN, "open"),
        owner=known(request.args.get("organisatie"), keys, ""),
        track=known(request.args.get("spoor"), [key for key, _ in action_rows.TRACKS], ""),
    )

"""A person's tasks and actions in his own calendar: case numbers and neutral words, behind a secret address."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from dossier import calendars, users
from dossier.actions import Action, ActionStatus
from engine import access, db, tasks
from engine.access import Actor
from web import audit_trace, icalendar, people, words
from web.icalendar import Entry
from web.parts import now, parts

bp = Blueprint("calendar", __name__)
MOST = 500


@bp.get("/agenda")
def show() -> str:
    return _page()


@bp.post("/agenda")
def make() -> str:
    """A new address, shown this once."""
    with db.transaction() as session:
        token = calendars.make(session, people.person().key, now=now())
    return _page(url_for("calendar.feed", token=token, _external=True))


@bp.post("/agenda/intrekken")
def revoke() -> AnyResponse:
    with db.transaction() as session:
        calendars.revoke(session, people.person().key)
    flash(_("Het adres is ingetrokken. Uw agenda krijgt niets meer."), "klaar")
    return redirect(url_for("calendar.show"))


@bp.get("/agenda/<token>.ics")
def feed(token: str) -> Response:
    """What a calendar program asks for; the address itself is the proof of who asks."""
    moment = now()
    with db.reading() as session:
        user_key = calendars.owner_of(session, token)
        user = users.find(session, user_key) if user_key else None
        if user is None or not user.active:
            abort(404)
        audit_trace.by(user.key)
        found = entries(session, users.actor(session, user), moment)
    name = f"Zevenstap {parts().gemeente}"
    return Response(icalendar.calendar(name, found, now=moment), content_type=icalendar.MEDIA_TYPE)


def entries(session: Session, actor: Actor, moment: datetime) -> list[Entry]:
    """The own tasks with a term, and the open actions of the own organisation; no titles, names or groups."""
    page = tasks.open_tasks(session, actor, which="alle", now=moment, size=MOST)
    found = [
        Entry(
            uid=_uid("taak", task.id),
            when=task.due_at,
            summary=f"Zaak {task.instance_id}: taak{f' in stap {task.step}' if task.step else ''}",
            description="Dit moet nu klaar zijn. Log in bij Zevenstap om te zien wat er is.",
            url=url_for("task.show", task_id=task.id, _external=True),
        )
        for task in page.rows
        if task.due_at is not None
    ]
    return found + [_of_action(action) for action in _actions(session, actor)]


def _actions(session: Session, actor: Actor) -> list[Action]:
    query = select(Action).where(
        Action.owner == actor.organisation_key,
        Action.status == ActionStatus.OPEN,
        Action.instance_id.in_(access.participations(actor)),
    )
    return list(session.scalars(query.order_by(Action.due_on, Action.id).limit(MOST)))


def _of_action(action: Action) -> Entry:
    return Entry(
        uid=_uid("actie", action.id),
        when=action.due_on,
        summary=f"Zaak {action.instance_id}: actie van uw organisatie",
        description="De einddatum van een actie uit het plan. Log in bij Zevenstap om te zien welke.",
        url=url_for("actions.show", action_id=action.id, _external=True),
    )


def _uid(kind: str, number: int) -> str:
    return f"{kind}-{number}@{request.host.partition(':')[0]}"


def _page(address: str = "") -> str:
    with db.reading() as session:
        link = calendars.of_user(session, people.person().key)
        since = words.short_day(link.created_at, now()) if link else ""
    return render_template("calendar.html", address=address, since=since)

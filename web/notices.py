"""Reminders: what the clock or the process wanted this person to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import register_watch, reminders
from dossier.reminders import Reminder
from engine import db
from engine.access import Actor
from engine.models import ProcessInstance
from web import people
from web.parts import now

bp = Blueprint("notices", __name__)
ON_MY_DAY = 5


@dataclass(frozen=True)
class Notice:
    """A reminder as a line."""

    id: int
    text: str
    case: str
    url: str
    at: datetime
    seen: bool


@bp.get("/meldingen")
def show_list() -> str:
    with db.reading() as session:
        found = reminders.for_actor(session, people.actor(), unseen=False)
        return render_template("notices.html", notices=[_notice(session, reminder) for reminder in found])


@bp.post("/meldingen/<int:reminder_id>/gezien")
def seen(reminder_id: int) -> Response:
    with db.transaction() as session:
        reminders.mark_seen(session, reminder_id, people.actor(), now=now())
    flash(_("De herinnering is weg van uw dag."), "klaar")
    return redirect(url_for("notices.show_list"))


def latest(session: Session, actor: Actor) -> list[Notice]:
    """The newest reminders that this person has not put aside."""
    return [_notice(session, reminder) for reminder in reminders.for_actor(session, actor)[:ON_MY_DAY]]


def _notice(session: Session, reminder: Reminder) -> Notice:
    instance = session.get(ProcessInstance, reminder.instance_id) if reminder.instance_id else None
    return Notice(
        id=reminder.id,
        text=reminder.text,
        case=instance.title if instance else "",
        url=_url(reminder, instance),
        at=reminder.at,
        seen=reminder.seen_at is not None,
    )


def _url(reminder: Reminder, instance: ProcessInstance | None) -> str:
    """Where to go: the case, or the registers for a paper that ends."""
    if instance is not None:
        return url_for("case.show", instance_id=instance.id)
    return url_for("registers.show_list") if reminder.origin.startswith(register_watch.ORIGINS) else ""

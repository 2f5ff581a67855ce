"""My day: what must I do now; first what is late, then today, then the rest."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import asking
from engine import db, finding, tasks
from engine.access import Actor
from engine.finding import Wanted
from web import action_rows, case_rows, notices, people, permissions, quiet, route_rows, words
from web import tasks as task_lists
from web.parts import now

bp = Blueprint("day", __name__)
SHOWN = 8  # tasks
FEW = 5  # of all else


@bp.get("/")
def show() -> Response | str:
    actor, moment = people.actor(), now()
    if not actor.groups & route_rows.CASE_ROLES:
        return elsewhere(actor)
    with db.reading() as session:
        among = tasks.within(session, actor)
        page = tasks.open_tasks(session, actor, which="alle", now=moment, size=SHOWN, among=among)
        late, today = _pressing(session, actor, among, moment)
        own = action_rows.Wanted("open", actor.organisation_key)
        actions, action_count = action_rows.first(session, actor, own, moment, limit=FEW)
        return quiet.answer(
            "day.html",
            rows=task_lists.rows(session, page.rows, moment),
            total=page.total,
            late=late,
            today=today,
            filters=task_lists.filters_of(session, actor, among, moment),
            actions=actions,
            action_count=action_count,
            own_key=actor.organisation_key,
            follow_ups=_follow_ups(session, actor, among, moment),
            cases=case_rows.waiting(session, actor, moment, among=among, limit=FEW),
            late_actions=action_rows.late_by_organisation(session, actor, moment),
            reminders=notices.latest(session, actor),
            asked=asking.waiting(session, actor),
        )


def _pressing(session: Session, actor: Actor, among: ColumnElement[bool], moment: datetime) -> list[int]:
    """How many of one's tasks are late, and how many are for the rest of today."""
    tomorrow = datetime.combine(words.local(moment) + timedelta(days=1), time(), words.ZONE)
    asked = [Wanted(overdue=True), Wanted(due_from=moment, due_before=tomorrow)]
    return finding.counts(session, actor, asked, among=among, now=moment)


def _follow_ups(
    session: Session, actor: Actor, among: ColumnElement[bool], moment: datetime
) -> list[tuple[int, str, datetime]]:
    """The days on which a task asks to be looked at again: the process knows no dates of meetings to come."""
    midnight = datetime.combine(words.local(moment), time(), words.ZONE)
    found = finding.follow_ups(session, actor, among=among, after=midnight, limit=FEW)
    return [(task.id, task.name, task.follow_up_at) for task in found if task.follow_up_at is not None]


def elsewhere(actor: Actor) -> Response | str:
    """Who sees no cases starts where his own work is."""
    for endpoint in ("packages.show_list", "incidents.show_list", "handover.show_list"):
        if permissions.may(endpoint, actor):
            return redirect(url_for(endpoint))
    return render_template("no_cases.html")

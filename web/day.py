"""My day: what must I do now; first what is late, then today, then the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import asking
from engine import db, finding, tasks
from engine.access import Actor
from engine.finding import Wanted
from engine.models import ProcessInstance
from web import action_rows, case_rows, notices, people, permissions, quiet, route_rows, words
from web import tasks as task_lists
from web.parts import now

bp = Blueprint("day", __name__)
SHOWN = 8  # tasks
FEW = 5  # of all else


@dataclass(frozen=True)
class Planned:
    """A day that a task is about."""

    task_id: int
    name: str
    at: datetime
    case: str


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
    tomorrow = words.midnight(words.local(moment) + timedelta(days=1))
    asked = [Wanted(overdue=True), Wanted(due_from=moment, due_before=tomorrow)]
    return finding.counts(session, actor, asked, among=among, now=moment)


def _follow_ups(session: Session, actor: Actor, among: ColumnElement[bool], moment: datetime) -> list[Planned]:
    """The days that his tasks are about: a meeting, or a day to look again."""
    midnight = words.midnight(words.local(moment))
    found = finding.follow_ups(session, actor, among=among, after=midnight, limit=FEW)
    if not found:
        return []
    of_cases = ProcessInstance.id.in_({task.instance_id for task in found})
    rows = session.execute(select(ProcessInstance.id, ProcessInstance.title).where(of_cases))
    titles = {number: title for number, title in rows}
    return [Planned(task.id, task.name, at, titles[task.instance_id]) for task in found if (at := task.follow_up_at)]


def elsewhere(actor: Actor) -> Response | str:
    """Who sees no cases starts where his own work is."""
    for endpoint in ("packages.show_list", "incidents.show_list", "handover.show_list"):
        if permissions.may(endpoint, actor):
            return redirect(url_for(endpoint))
    return render_template("no_cases.html")

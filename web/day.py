"""My day: what must I do now; first what is late, then today, then the rest."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine import db, tasks
from engine.access import Actor
from web import case_rows, notices, people, permissions, words
from web import tasks as task_lists
from web.action_rows import late_by_organisation
from web.parts import now

bp = Blueprint("day", __name__)
SHOWN = 10


@bp.get("/")
def show() -> Response | str:
    actor, moment = people.actor(), now()
    if not actor.groups & permissions.CASE_ROLES:
        return elsewhere(actor)
    with db.reading() as session:
        page = tasks.open_tasks(session, actor, which="alle", now=moment, size=SHOWN)
        rows = task_lists.rows(session, page.rows, moment)
        return render_template(
            "day.html",
            rows=rows,
            total=page.total,
            late=sum(row.status is words.Status.LATE for row in rows),
            today=sum(row.status is words.Status.TODAY for row in rows),
            cases=case_rows.mine(session, actor, moment, limit=SHOWN),
            late_actions=late_by_organisation(session, actor, moment),
            reminders=notices.latest(session, actor),
        )


def elsewhere(actor: Actor) -> Response | str:
    """Who sees no cases starts where his own work is."""
    for endpoint in ("packages.show_list", "incidents.show_list", "handover.show_list"):
        if permissions.may(endpoint, actor):
            return redirect(url_for(endpoint))
    return render_template("no_cases.html")

"""One group: where it stands, what is to be done, what happened, who takes part."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dossier import actions, archive, comments, destruction, register_watch, retention
from dossier.privacy import today
from engine import db, definitions, instances, tasks
from engine.access import Actor
from engine.definitions import PackageContent
from engine.models import HistoricActivity, InstanceState, ProcessInstance, Task
from web import (
    action_rows,
    besluit_rows,
    breakglass,
    case_panels,
    case_rows,
    contributing,
    following,
    measuring,
    messages,
    outline,
    people,
    questions,
    scores,
    sight,
    steps,
    timeline,
    timeline_filter,
    waiting,
)
from web import tasks as task_lists
from web.clock import may_steer, standing
from web.parts import now
from web.tasks import page_number

bp = Blueprint("case", __name__)
LINES = 6
ALL_LINES = 50
TABLES = 3


@bp.get("/groepen/<int:instance_id>")
def show(instance_id: int) -> str:
    actor, moment = people.actor(), now()
    with db.reading() as session:
        instance = instances.get(session, instance_id, by=actor)
        title = instance.version.package.title  # both are kept by the case from here on, and not asked for again
        content = definitions.content_of(session, instance.version_id)
        full = sight.in_full(session, actor, instance_id)
        found = tasks.of_instance(session, instance_id)
        glass = breakglass.of_case(session, instance_id) if full else []
        return render_template(
            "case.html",
            full=full,
            package_title=title,
            glass=glass,
            only_looks=breakglass.only_looks(session, instance_id, glass),
            **heading(session, instance, moment),
            **_work(session, instance, content, actor, moment, found, full=full),
            **_process(session, instance, content, actor, moment, found, full=full),
            **_dossier(session, instance, actor, moment, full=full),
        )


@bp.get("/groepen/<int:instance_id>/tijdlijn")
def history(instance_id: int) -> str:
    actor, moment, number = people.actor(), now(), page_number()
    asked = timeline_filter.asked()
    answers = timeline_filter.answers_to(asked)
    piece: dict[str, Any] = {"page": number, "size": ALL_LINES, "wanted": timeline_filter.wanted_of(answers)}
    with db.reading() as session:
        instance = instances.get(session, instance_id, by=actor)
        limited = not sight.in_full(session, actor, instance_id)
        found = [] if answers.errors else timeline.entries(session, instance_id, actor, moment, **piece)
        return render_template(
            "timeline.html",
            entries=found,
            number=number,
            more=bool(found) and timeline.has_more(session, instance_id, actor, **piece),
            limited=limited,
            asked=asked,
            answers=answers,
            summary=questions.summary(asked, answers),
            chosen={name: text for name, text in answers.texts.items() if text},
            **heading(session, instance, moment),
        )


def heading(session: Session, instance: ProcessInstance, moment: datetime) -> dict[str, Any]:
    """What every page about a case says of it."""
    ended = instance.state is not InstanceState.ACTIVE
    content = definitions.content_of(session, instance.version_id)
    # Of each step and kind only the last line: a case of thousands of lines must not cost more.
    last = (
        select(func.max(HistoricActivity.id))
        .where(HistoricActivity.instance_id == instance.id, HistoricActivity.step.is_not(None))
        .where(HistoricActivity.state == "completed")
        .group_by(HistoricActivity.step, HistoricActivity.kind)
    )
    rows = session.scalars(select(HistoricActivity).where(HistoricActivity.id.in_(last)))
    return {
        "case": instance,
        "ended": ended,
        "standing": standing(session, instance, moment),
        "steers": may_steer(session, instance, people.actor()),
        "area": case_rows.area_of(session, instance.business_key),
        "bar": steps.progress(instance.step, rows, moment, ended=ended, names=content.manifest.get("stapnamen")),
    }


def _work(
    session: Session,
    instance: ProcessInstance,
    content: PackageContent,
    actor: Actor,
    moment: datetime,
    found: list[Task],
    *,
    full: bool,
) -> dict[str, Any]:
    """Tasks and buttons: first what this person can do himself."""
    own = [task for task in found if tasks.may_do(task, actor)]
    return {
        "own": task_lists.rows(session, own, moment),
        "task_urls": {task.activity_id: url_for("task.show", task_id=task.id) for task in own},
        "others": task_lists.rows(session, [t for t in found if t not in own], moment) if full else [],
        "offers": [] if instance.suspended_at else messages.offers(session, instance, content, actor),
        "follows": following.of_tasks(outline.drawings(content), found) if full else [],
        "waits": waiting.of_case(session, instance.id, outline.drawings(content), found, moment) if full else [],
    }


def _process(
    session: Session,
    instance: ProcessInstance,
    content: PackageContent,
    actor: Actor,
    moment: datetime,
    found: list[Task],
    *,
    full: bool,
) -> dict[str, Any]:
    """The outline and the drawing of one process; a partner sees which step runs, and within it his own work."""
    drawings = outline.drawings(content)
    found = [task for task in found if full or tasks.may_do(task, actor)]
    default = current_process(instance, found)
    key = task_lists.known(request.args.get("proces"), drawings, default)
    drawing = drawings.get(key) or drawings[content.process_key]
    if full or drawing.key == content.process_key:
        lines = outline.lines(drawing, outline.standings(session, instance.id, drawing.key, moment), moment)
    else:
        lines = outline.lines(drawing, outline.of_tasks(found, drawing.key, moment), moment, whole=False)
    return {
        "drawing": drawing,
        "lines": lines,
        "marks": outline.marks(lines),
        "drawings": drawings,
        "process_url": lambda key: url_for("case.show", instance_id=instance.id, proces=key) + "#proces",
        "diagram_url": url_for("diagrams.of_case", instance_id=instance.id, process_key=drawing.key),
        "whole": content.process_key,
    }


def current_process(instance: ProcessInstance, found: list[Task]) -> str:
    """The process somebody most likely wants to see: that of the most pressing open task."""
    with_step = [task for task in found if task.step == instance.step] or found
    return with_step[0].process_key if with_step else instance.process_key


def _dossier(
    session: Session, instance: ProcessInstance, actor: Actor, moment: datetime, *, full: bool
) -> dict[str, Any]:
    """What was recorded; a partner sees his own part of it."""
    found = actions.of_instance(session, instance.id)
    if not full:
        found = [action for action in found if action.owner == actor.organisation_key]
    rows = action_rows.rows(session, found, actor, moment)
    return {
        "actions": rows,
        "board": [column for column in action_rows.board(rows) if full or column.rows],
        "action_summary": action_rows.summary(rows),
        "goals": measuring.rows(session, instance.id, moment) if full else [],
        "contributions": contributing.rows(session, instance.id, actor, moment, full=full),
        "priorities": case_panels.priority_rows(session, instance.id, moment) if full else [],
        "documents": case_panels.document_rows(session, instance.id, actor, moment),
        "comment_count": comments.count(session, instance.id, actor),
        "participants": case_panels.participant_rows(session, instance.id, moment),
        "scores": scores.chart(session, instance.id, moment) if full else None,
        "decisions": besluit_rows.of_case(session, instance.id, moment) if full else [],
        "paper_warnings": register_watch.of_case(session, instance.id, today(moment)) if full else [],
        "explained": timeline.explained(session, instance.id, moment, TABLES) if full else [],
        **(_kept(session, instance, moment) if full else {"kept": "", "archive": "", "archive_due": False}),
        "destroyed": destruction.of_instance(session, instance.id) if full else [],
        "sealed": case_panels.sealed_records(session, instance.id) if full else 0,
        "entries": timeline.entries(session, instance.id, actor, moment, page=1, size=LINES),
    }


def _kept(session: Session, instance: ProcessInstance, moment: datetime) -> dict[str, Any]:
    """How long names and the rest of the dossier are kept."""
    found = retention.standing(session, instance)
    due = found.ended_on is not None and archive.is_due(session, instance, now=moment)
    return {
        "kept": retention.in_words(found),
        "archive": retention.archive_in_words(found),
        "archive_due": due and archive.confirmation(session, instance.id) is None,
    }

"""The whole dossier of a case on one page, to print: without person data, or with, for a purpose that is logged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import actions, destruction, generating, overdrachten, retention, scores, sight
from engine import db, definitions, instances
from engine.access import Actor
from engine.errors import Forbidden
from engine.models import ProcessInstance
from web import (
    action_rows,
    besluit_rows,
    case,
    case_panels,
    contributing,
    facts,
    measuring,
    people,
    persons,
    purpose,
    timeline,
    words,
)
from web.parts import now

bp = Blueprint("dossier_print", __name__)
ALL = 5000  # lines of a timeline; more than any case has, and still no page without end


@bp.get("/groepen/<int:instance_id>/dossier")
def show(instance_id: int) -> str:
    actor, moment = people.actor(), now()
    with db.reading() as session:
        instance = _in_full(session, instance_id, actor)
        return render_template("dossier.html", records=None, reason="", **contents(session, instance, actor, moment))


@bp.get("/groepen/<int:instance_id>/dossier/personen")
def show_persons(instance_id: int) -> Response | str:
    actor, moment = people.actor(), now()
    with db.reading() as session:
        title = _in_full(session, instance_id, actor).title
        reason = purpose.kept(session, instance_id)
    if reason is None:
        return _ask(instance_id, title, error="", given="")
    with db.transaction() as session:
        instance = _in_full(session, instance_id, actor)
        records = persons.open_all(session, instance_id, reason, instance.step)
        found = contents(session, instance, actor, moment)
        return render_template("dossier.html", records=records, reason=reason, **found)


@bp.post("/groepen/<int:instance_id>/dossier/personen")
def give_purpose(instance_id: int) -> Response | tuple[str, int]:
    given = request.form.get("doel", "").strip()
    with db.reading() as session:
        title = _in_full(session, instance_id, people.actor()).title
    if error := purpose.problem(given):
        return _ask(instance_id, title, error=error, given=given), 422
    purpose.keep(instance_id, given)
    return redirect(url_for("dossier_print.show_persons", instance_id=instance_id))


def contents(session: Session, instance: ProcessInstance, actor: Actor, moment: datetime) -> dict[str, Any]:
    """Everything that is kept about the group and its approach; what lies in the vault stays there."""
    content = definitions.content_of(session, instance.version_id)
    standing = retention.standing(session, instance)
    rows = action_rows.rows(session, actions.of_instance(session, instance.id), actor, moment)
    return {
        **case.heading(session, instance, moment),
        "known": facts.known(session, content, instances.variables(session, instance.id), without=frozenset()),
        "measurements": _measurements(session, instance.id, moment),
        "decisions": besluit_rows.of_case(session, instance.id, moment),
        "explained": timeline.explained(session, instance.id, moment, ALL),
        "actions": rows,
        "contributions": contributing.rows(session, instance.id, actor, moment, full=True),
        "priorities": case_panels.priority_rows(session, instance.id, moment),
        "goals": measuring.rows(session, instance.id, moment),
        "handed": [overdrachten.as_row(session, one) for one in overdrachten.of_instance(session, instance.id)],
        "documents": case_panels.document_rows(session, instance.id, actor, moment),
        "participants": case_panels.participant_rows(session, instance.id, moment),
        "entries": timeline.entries(session, instance.id, actor, moment, page=1, size=ALL),
        "kept": retention.in_words(standing),
        "archive": retention.archive_in_words(standing),
        "destroyed": destruction.of_instance(session, instance.id),
        "printed_at": words.moment(moment, moment),
    }


def _measurements(session: Session, instance_id: int, moment: datetime) -> list[tuple[str, list[int]]]:
    """All of them, the oldest first."""
    return [
        (
            f"{generating.MOMENTS.get(score.moment.value, score.moment.value)}, {words.short_day(score.at, moment)}",
            [int(getattr(score, item)) for item in scores.ITEMS],
        )
        for score in scores.of_instance(session, instance_id)
    ]


def _in_full(session: Session, instance_id: int, actor: Actor) -> ProcessInstance:
    """A dossier is for who follows the whole case; a partner has the page of the group."""
    instance = instances.get(session, instance_id, by=actor)
    if not sight.in_full(session, actor, instance_id):
        raise Forbidden("Only for who follows the whole case")
    return instance


def _ask(instance_id: int, title: str, *, error: str, given: str) -> str:
    what = f"Het hele dossier van {title}, met persoonsgegevens"
    return render_template("purpose.html", what=what, error=error, given=given, back=instance_id)

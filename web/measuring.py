"""How it stands with a goal of the plan: measured on a day, beside where it began and where it should go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import goals, users
from dossier.goals import Goal, GoalValue
from dossier.privacy import today
from engine import db, instances
from engine.models import InstanceState
from web import people, questions, words
from web.parts import now
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("measuring", __name__)
ASKED = (
    Question("waarde", lazy_gettext("Hoe is het nu?"), empty=lazy_gettext("Vul in hoe het nu is"), longest=80),
    Question(
        "dag",
        lazy_gettext("Op welke dag is dit gemeten?"),
        Kind.DAY,
        empty=lazy_gettext("Vul in op welke dag dit is gemeten"),
    ),
    Question(
        "toelichting",
        lazy_gettext("Wilt u iets toevoegen?"),
        Kind.LONG,
        hint=lazy_gettext("Schrijf geen namen op."),
        longest=300,
    ),
)


@dataclass(frozen=True)
class Measured:
    """One measurement as a line."""

    value: str
    day: str
    note: str
    by: str


@dataclass(frozen=True)
class GoalRow:
    """A goal with where it stands."""

    id: int
    title: str
    indicator: str
    start: str
    target: str
    current: Measured | None
    earlier: list[Measured]


@bp.get("/groepen/<int:instance_id>/doelen/<int:goal_id>")
def show(instance_id: int, goal_id: int) -> str:
    with db.reading() as session:
        answers = questions.filled({"dag": today(now())})
        return _page(session, goals.get(session, goal_id, instance_id), answers)


@bp.post("/groepen/<int:instance_id>/doelen/<int:goal_id>")
def save(instance_id: int, goal_id: int) -> Response | tuple[str, int]:
    moment = now()
    answers = questions.read(ASKED, request.form)
    answers = questions.refuse(answers, questions.not_ahead(answers, "dag", today(moment)))
    measured_on = answers.day("dag")
    with db.transaction() as session:
        goal = goals.get(session, goal_id, instance_id)
        if answers.errors or measured_on is None or _closed(session, goal):
            return _page(session, goal, answers), 422
        goals.measure(
            session,
            goal,
            answers.text("waarde"),
            measured_on=measured_on,
            today=today(moment),
            note=answers.text("toelichting"),
            by=people.actor().user_key,
            now=moment,
        )
    flash(_("De meting is bewaard."), "klaar")
    return redirect(url_for("case.show", instance_id=instance_id) + "#bord")


def rows(session: Session, instance_id: int, moment: datetime) -> list[GoalRow]:
    """The goals of a plan with what was measured."""
    found = goals.of_instance(session, instance_id)
    measured = goals.values_of(session, found)
    names = users.names(session) if any(measured.values()) else {}
    return [_row(goal, [_line(each, names, moment) for each in measured[goal.id]]) for goal in found]


def _row(goal: Goal, measured: list[Measured]) -> GoalRow:
    return GoalRow(
        id=goal.id,
        title=goal.title,
        indicator=goal.indicator,
        start=goal.start_value,
        target=goal.target_value,
        current=measured[0] if measured else None,
        earlier=measured[1:],
    )


def _line(each: GoalValue, names: dict[str, str], moment: datetime) -> Measured:
    return Measured(each.value, words.short_day(each.measured_on, moment), each.note, names.get(each.by, each.by))


def _closed(session: Session, goal: Goal) -> bool:
    instance = instances.get(session, goal.instance_id, by=people.actor())
    return goal.ended_at is not None or instance.state is not InstanceState.ACTIVE


def _page(session: Session, goal: Goal, answers: Answers) -> str:
    case = instances.get(session, goal.instance_id, by=people.actor())
    back = url_for("case.show", instance_id=case.id)
    return render_template(
        "registers_form.html",
        title=_("Doel meten: %(title)s", title=goal.title),
        intro=_(
            "Meten we zo: %(indicator)s. Begin: %(start_value)s. Streven: %(value)s.",
            indicator=goal.indicator,
            start_value=goal.start_value,
            value=goal.target_value or _("niet ingevuld"),
        ),
        trail=[(_("Groepen"), url_for("cases.show_list")), (case.title, back)],
        asked=ASKED,
        answers=answers,
        summary=questions.summary(ASKED, answers),
        save=_("Meting bewaren"),
        back=back,
        closed=_closed(session, goal),
        closed_text=_("Dit doel staat niet meer in een lopend plan. U kunt er niets aan toevoegen."),
    )

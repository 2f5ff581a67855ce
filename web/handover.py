"""Handing a case to another procesregisseur: the coordinator sees numbers and people, never what a case is about."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import handover, reasons
from dossier.handover import Line
from engine import db
from web import people, questions
from web.parts import now
from web.questions import Answers, Kind, Question
from web.tasks import page_number

bp = Blueprint("handover", __name__)


@bp.get("/overdragen")
def show_list() -> str:
    number = page_number()
    with db.reading() as session:
        found = handover.open_cases(session, by=people.actor(), page=number)
        return render_template(
            "handover_list.html",
            lines=found[: handover.PAGE_SIZE],
            days=_days,
            number=number,
            pages=number + (len(found) > handover.PAGE_SIZE),
            page_url=lambda n: url_for("handover.show_list", pagina=n),
        )


@bp.get("/overdragen/<int:number>")
def show(number: int) -> str:
    with db.reading() as session:
        return _page(session, number, Answers())


@bp.post("/overdragen/<int:number>")
def hand_over(number: int) -> Response | tuple[str, int]:
    with db.transaction() as session:
        asked = _asked(session, number)
        answers = _read(asked)
        if answers.errors:
            return _page(session, number, answers), 422
        handover.hand_over(
            session, number, to=answers.text("aan"), reason=answers.text("reden"), by=people.actor(), now=now()
        )
    flash(_("Zaak %(number)s is overgedragen. Beide procesregisseurs krijgen bericht.", number=number), "klaar")
    return redirect(url_for("handover.show_list"))


def _asked(session: Session, number: int) -> tuple[Question, ...]:
    people_to_choose = handover.choices(session, number)
    options = tuple((user.key, f"{user.name}, {user.organisation.name}") for user in people_to_choose)
    return (
        Question("aan", _("Nieuwe procesregisseur"), Kind.ONE, empty=_("Kies een procesregisseur"), options=options),
        Question(
            "reden",
            _("Reden"),
            Kind.LONG,
            empty=_("Schrijf op waarom u deze zaak overdraagt"),
            hint=_("Schrijf geen namen op. De reden komt in de tijdlijn van de zaak."),
            longest=reasons.LONGEST,
        ),
    )


def _read(asked: tuple[Question, ...]) -> Answers:
    answers = questions.read(asked, request.form)
    reason = answers.text("reden")
    problem = reasons.problem(reason, shortest=handover.SHORTEST_REASON) if reason else ""
    return questions.refuse(answers, {"reden": problem} if problem else {})


def _page(session: Session, number: int, answers: Answers) -> str:
    line = handover.one(session, number, by=people.actor())
    asked = _asked(session, number)
    return render_template(
        "handover.html",
        line=line,
        days=_days(line),
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
    )


def _days(line: Line) -> int:
    return (now() - line.started_at).days

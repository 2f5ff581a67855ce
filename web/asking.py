"""Asking a colleague to look along at a task: the question, the answer that gives it back, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import asking, comments, users
from dossier.asking import AskRefused, AskState
from engine import db, tasks
from engine.access import Actor
from engine.errors import Conflict
from engine.models import Task, TaskState
from web import people, questions, words
from web.parts import now, parts
from web.questions import Answers, Kind, Question

bp = Blueprint("asking", __name__)


@dataclass(frozen=True)
class AskRow:
    """A question to a colleague as a line."""

    text: str
    when: str
    open: bool
    for_me: bool
    may_withdraw: bool
    away: bool  # the colleague has no active account any more


@bp.get("/taken/<int:task_id>/meekijken")
def show(task_id: int) -> str:
    with db.reading() as session:
        task = tasks.get(session, task_id, by=people.actor())
        return _page(session, task, Answers())


@bp.post("/taken/<int:task_id>/meekijken")
def ask(task_id: int) -> Response | tuple[str, int]:
    """What was typed is shown again whatever went wrong, so that it can be copied."""
    actor = people.actor()
    with db.reading() as session:
        task = tasks.get(session, task_id, by=actor)
        asked = _asked(session, task, actor)
        answers = questions.read(asked, request.form)
        if answers.errors:
            return _page(session, task, answers), 422
    try:
        with db.transaction() as session:
            to, text = answers.text("aan"), answers.text("vraag")
            asking.ask(session, task_id, to, text, actor=actor, now=now(), key=parts().vault_key)
    except AskRefused as refused:
        return _again(task_id, questions.refuse(answers, {"aan": str(refused)}), 422)
    except Conflict:
        return _again(task_id, answers, 409)
    flash(_("Uw collega is gevraagd om mee te kijken. U blijft verantwoordelijk voor de taak."), "klaar")
    return redirect(url_for("task.show", task_id=task_id))


@bp.get("/taken/<int:task_id>/meekijken/antwoord")
def show_answer(task_id: int) -> str:
    with db.reading() as session:
        return _answer_page(session, tasks.get(session, task_id, by=people.actor()), Answers())


@bp.post("/taken/<int:task_id>/meekijken/antwoord")
def answer(task_id: int) -> Response | tuple[str, int]:
    actor, answers = people.actor(), questions.read((_answered(),), request.form)
    if answers.errors:
        with db.reading() as session:
            return _answer_page(session, tasks.get(session, task_id, by=actor), answers), 422
    try:
        with db.transaction() as session:
            asking.answer(session, task_id, answers.text("antwoord"), actor=actor, now=now(), key=parts().vault_key)
    except Conflict:
        with db.reading() as session:
            return _answer_page(session, tasks.get(session, task_id, by=actor), answers), 409
    flash(_("Uw antwoord is gegeven. De taak is terug bij uw collega."), "klaar")
    return redirect(url_for("task.show", task_id=task_id))


@bp.post("/taken/<int:task_id>/meekijken/intrekken")
def withdraw(task_id: int) -> Response:
    with db.transaction() as session:
        asking.withdraw(session, task_id, actor=people.actor(), now=now())
    flash(_("De vraag is ingetrokken."), "klaar")
    return redirect(url_for("task.show", task_id=task_id))


def rows(session: Session, task: Task, actor: Actor, moment: datetime) -> list[AskRow]:
    """What was asked about a task, for on its page; the words stand among the comments."""
    return [_row(session, each, task, actor, moment) for each in asking.of_task(session, task.id)]


def _row(session: Session, each: asking.TaskAsk, task: Task, actor: Actor, moment: datetime) -> AskRow:
    by, to = users.name_of(session, each.asked_by), users.name_of(session, each.asked_to)
    texts = {
        AskState.OPEN: _("%(by)s vroeg %(to)s om mee te kijken", by=by, to=to),
        AskState.ANSWERED: _("%(to)s keek mee voor %(by)s en gaf antwoord", by=by, to=to),
        AskState.WITHDRAWN: _("%(by)s vroeg %(to)s om mee te kijken, en trok dat in", by=by, to=to),
    }
    waits = each.state is AskState.OPEN
    colleague = users.find(session, each.asked_to) if waits else None
    return AskRow(
        text=texts[each.state],
        when=words.moment(each.ended_at or each.asked_at, moment),
        open=waits,
        for_me=waits and each.asked_to == actor.user_key,
        may_withdraw=waits and actor.user_key in (each.asked_by, task.assignee),
        away=waits and (colleague is None or not colleague.active),
    )


def _asked(session: Session, task: Task, actor: Actor) -> tuple[Question, ...]:
    options = tuple(asking.candidates(session, task, actor))
    return (
        Question("aan", _("Wie vraagt u?"), Kind.ONE, empty=_("Kies een collega"), options=options,
                 hint=_("Alleen collega’s die deze taak ook mogen doen.")),
        Question("vraag", _("Wat wilt u weten?"), Kind.LONG, empty=_("Schrijf op wat u wilt weten"),
                 longest=comments.LONGEST,
                 hint=_("Uw vraag komt bij de opmerkingen van de taak. Die worden versleuteld bewaard.")),
    )  # fmt: skip


def _answered() -> Question:
    hint = _("Uw antwoord komt bij de opmerkingen van de taak. Uw collega blijft verantwoordelijk en rondt de taak af.")
    empty = _("Schrijf op wat u ervan vindt")
    return Question("antwoord", _("Wat vindt u?"), Kind.LONG, empty=empty, longest=comments.LONGEST, hint=hint)


def _again(task_id: int, answers: Answers, status: int) -> tuple[str, int]:
    with db.reading() as session:
        return _page(session, tasks.get(session, task_id, by=people.actor()), answers), status


def _page(session: Session, task: Task, answers: Answers) -> str:
    actor = people.actor()
    asked = _asked(session, task, actor)
    if task.state is not TaskState.OPEN:
        closed = _("Deze taak is al afgerond of vervallen. Er valt niets meer te vragen.")
    elif task.assignee not in (None, actor.user_key):
        name = users.name_of(session, task.assignee)
        closed = _("%(name)s heeft deze taak gepakt. Alleen wie de taak heeft, vraagt een collega.", name=name)
    elif asking.open_of(session, task.id) is not None:
        closed = _("Er wacht al een vraag op een collega. Trek die eerst in op de pagina van de taak.")
    else:
        closed = "" if asked[0].options else _("Geen collega van uw organisatie mag deze taak ook doen.")
    title, save = _("Collega vragen om mee te kijken"), _("Vragen")
    intro = _("U houdt de taak en blijft verantwoordelijk. Uw collega leest mee en geeft u antwoord.")
    return _form(task, asked, answers, title=title, intro=intro, save=save, closed=closed)


def _answer_page(session: Session, task: Task, answers: Answers) -> str:
    found = asking.open_of(session, task.id)
    mine = found is not None and found.asked_to == people.actor().user_key
    closed = "" if mine and task.state is TaskState.OPEN else _(
        "Er wacht geen vraag meer op u: de taak is afgerond, of de vraag is ingetrokken of al beantwoord."
    )  # fmt: skip
    title, save = _("Antwoord geven"), _("Antwoord geven")
    return _form(task, (_answered(),), answers, title=title, intro=task.name, save=save, closed=closed)


def _form(task: Task, asked: tuple[Question, ...], answers: Answers, **about: Any) -> str:
    back = url_for("task.show", task_id=task.id)
    return render_template(
        "registers_form.html",
        trail=[(_("Taken"), url_for("tasks.show_list")), (task.name, back)],
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        back=back,
        closed_text=about["closed"],
        **about,
    )

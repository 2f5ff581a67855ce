"""The procesregisseur mends a value of his case: one at a time, of the same kind, with a reason."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import steering
from engine import db, definitions
from engine.errors import InstanceSuspended
from engine.models import ProcessInstance
from engine.operations import correcting
from engine.operations.correcting import CannotCorrect
from engine.operations.correcting import Kind as ValueKind
from engine.runtime import StepFailed
from forms import typed
from forms.typed import NotThatKind
from web import clock, facts, people, questions, words
from web.parts import now, parts
from web.questions import Answers, Kind, Question

bp = Blueprint("correcting", __name__)
REASON = Question(
    "reden",
    "Reden",
    Kind.LONG,
    "Schrijf op waarom u dit herstelt",
    "Schrijf geen namen op. De reden komt in de tijdlijn; de waarde zelf niet.",
    longest=500,
)
HINTS = {
    ValueKind.TEXT: "Schrijf geen namen of andere persoonsgegevens op.",
    ValueKind.NUMBER: "Een getal, bijvoorbeeld 3 of 2,5.",
    ValueKind.TIME: "Een tijd, bijvoorbeeld 14:30.",
    ValueKind.MOMENT: "Een datum en een tijd, bijvoorbeeld 23-11-2026 14:30.",
}
YES_NO = ((typed.YES, "ja"), (typed.NO, "nee"))


@bp.get("/groepen/<int:instance_id>/gegevens")
def show_list(instance_id: int) -> str:
    with db.reading() as session:
        instance = clock.of_regisseur(session, instance_id)
        content = definitions.content_of(session, instance.version_id)
        labels = facts.names(content)
        rows = [
            (name, _label(labels, name), facts.shown(session, labels, name, value))
            for name, value in correcting.correctable(session, instance_id, parts().catalogue).items()
        ]
        return render_template("correcting.html", case=instance, rows=rows)


@bp.get("/groepen/<int:instance_id>/gegevens/<variable>")
def show(instance_id: int, variable: str) -> str:
    with db.reading() as session:
        instance = clock.of_regisseur(session, instance_id)
        value = _value(session, instance_id, variable)
        return _page(session, instance, variable, questions.filled({"waarde": typed.written(value)}))


@bp.post("/groepen/<int:instance_id>/gegevens/<variable>")
def save(instance_id: int, variable: str) -> Response | tuple[str, int]:
    try:
        with db.transaction() as session:
            instance = clock.of_regisseur(session, instance_id)
            answers, value = _answer(session, instance, variable)
            if answers.errors:
                return _page(session, instance, variable, answers), 422
            steering.correct(
                session,
                instance_id,
                variable,
                value,
                reason=answers.text("reden"),
                by=people.actor(),
                now=now(),
                catalogue=parts().catalogue,
            )
    except (CannotCorrect, StepFailed, InstanceSuspended) as error:
        return _refused(instance_id, variable, error)
    flash("Het gegeven is hersteld. Dat staat in de tijdlijn, zonder de waarde.", "klaar")
    return redirect(url_for("correcting.show_list", instance_id=instance_id))


def _answer(session: Session, instance: ProcessInstance, name: str) -> tuple[Answers, Any]:
    answers = questions.read(_questions(session, instance, name), request.form)
    if "waarde" in answers.errors:
        return answers, None
    try:
        return answers, typed.read(answers.text("waarde"), _value(session, instance.id, name))
    except NotThatKind as error:
        return questions.refuse(answers, {"waarde": str(error)}), None


def _refused(instance_id: int, name: str, error: Exception) -> tuple[str, int]:
    text = {
        InstanceSuspended: "De zaak is opgeschort. Wacht tot de applicatiebeheerder haar hervat",
        StepFailed: "Met deze waarde kan het proces niet verder. Er is niets veranderd",
    }.get(type(error), "Deze waarde kan hier niet staan")
    with db.reading() as session:
        instance = clock.of_regisseur(session, instance_id)
        answers = questions.read(_questions(session, instance, name), request.form)
        return _page(session, instance, name, questions.refuse(answers, {"waarde": text})), 422


def _value(session: Session, instance_id: int, name: str) -> Any:
    known = correcting.correctable(session, instance_id, parts().catalogue)
    return known[name] if name in known else abort(404)


def _questions(session: Session, instance: ProcessInstance, name: str) -> tuple[Question, ...]:
    content = definitions.content_of(session, instance.version_id)
    kind = correcting.kind_of(_value(session, instance.id, name))
    label, empty = _label(facts.names(content), name), "Vul een waarde in"
    options = tuple(facts.choices(content).get(name, {}).items()) if kind is ValueKind.TEXT else ()
    if kind is ValueKind.YES_NO:
        options = YES_NO
    if options:
        return Question("waarde", label, Kind.ONE, empty, options=options), REASON
    asked = Kind.DAY if kind is ValueKind.DAY else Kind.LONG if kind is ValueKind.TEXT else Kind.TEXT
    return Question("waarde", label, asked, empty, HINTS.get(kind, "") if kind else ""), REASON


def _label(labels: Any, name: str) -> str:
    return labels[name].label if name in labels else words.field_name(name)


def _page(session: Session, instance: ProcessInstance, name: str, answers: Answers) -> str:
    asked = _questions(session, instance, name)
    back = url_for("correcting.show_list", instance_id=instance.id)
    return render_template(
        "steer.html",
        title="Gegeven herstellen",
        intro="Herstel alleen wat niet klopt. Het proces gaat verder met de nieuwe waarde.",
        trail=[
            ("Groepen", url_for("cases.show_list")),
            (instance.title, url_for("case.show", instance_id=instance.id)),
            ("Gegevens herstellen", back),
        ],
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        save="Gegeven herstellen",
        back=back,
    )

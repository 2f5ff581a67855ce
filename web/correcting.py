"""The procesregisseur mends a value of his case: one at a time, by the rules of its form, with a reason.

What stood there before is kept, for who mends in this case; the timeline tells that something was mended, never what.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import corrections, users
from dossier.corrections import TooLong, ValueChanged
from engine import db, definitions, feel, instances
from engine.definitions import PackageContent
from engine.errors import InstanceSuspended
from engine.models import ProcessInstance
from engine.operations import correcting
from engine.operations.correcting import CannotCorrect
from engine.operations.correcting import Kind as ValueKind
from engine.runtime import StepFailed
from forms import personal, single, typed
from forms.typed import NotThatKind
from web import clock, facts, people, questions, words
from web.parts import now, parts
from web.questions import Answers, Kind, Question
from web.tasks import page_number
from web.told import lazy_gettext

bp = Blueprint("correcting", __name__)
SIZE = 25
SEEN = "gezien"  # which value the page showed
REASON = Question(
    "reden",
    lazy_gettext("Reden"),
    Kind.LONG,
    lazy_gettext("Schrijf op waarom u dit herstelt"),
    lazy_gettext("Schrijf geen namen op. De reden komt in de tijdlijn; de waarde zelf niet."),
    longest=500,
    nameless=True,
)
FORGET = Question(
    "oud_weg",
    lazy_gettext("In de oude waarde staan persoonsgegevens: bewaar haar niet"),
    Kind.YES,
    hint=lazy_gettext("Anders blijft de oude waarde te lezen voor wie deze zaak mag herstellen."),
)
MAY_STAY = Question("mag", lazy_gettext("Dit zijn geen persoonsgegevens: het mag blijven staan"), Kind.YES)
HINTS = {
    ValueKind.TEXT: lazy_gettext("Schrijf geen namen of andere persoonsgegevens op."),
    ValueKind.NUMBER: lazy_gettext("Een getal, bijvoorbeeld 3 of 2,5."),
    ValueKind.TIME: lazy_gettext("Een tijd, bijvoorbeeld 14:30."),
    ValueKind.MOMENT: lazy_gettext("Een datum en een tijd, bijvoorbeeld 23-11-2026 14:30."),
}
YES_NO = ((typed.YES, "ja"), (typed.NO, "nee"))
TOO_LATE = lazy_gettext(
    "Dit gegeven is intussen veranderd. Nu staat er: {value}. Wilt u het nog herstellen? Kies dan nog eens"
)
REFUSALS: dict[type[Exception], str] = {
    InstanceSuspended: lazy_gettext("De zaak is opgeschort. Wacht tot de applicatiebeheerder haar hervat"),
    StepFailed: lazy_gettext("Met deze waarde kan het proces niet verder. Er is niets veranderd"),
    TooLong: lazy_gettext(
        "Dit antwoord is te lang. Gebruik er hooguit %(longest)s tekens", longest=corrections.LONGEST
    ),
}


@dataclass(frozen=True)
class Asked:
    """One value of a case, with what the package says of it."""

    instance: ProcessInstance
    content: PackageContent
    name: str
    value: Any  # as it is now

    @property
    def label(self) -> str:
        return _label(facts.names(self.content), self.name)


@dataclass(frozen=True)
class Earlier:
    """A value that was mended before, in words."""

    label: str
    before: str
    about: str  # when, and by whom
    reason: str


@bp.get("/groepen/<int:instance_id>/gegevens")
def show_list(instance_id: int) -> str:
    number = page_number()
    with db.reading() as session:
        instance = clock.of_regisseur(session, instance_id)
        labels = facts.names(definitions.content_of(session, instance.version_id))
        rows = [
            (name, _label(labels, name), facts.shown(session, labels, name, value))
            for name, value in corrections.mendable(session, instance, parts().catalogue).items()
        ]
        before = _earlier(session, instance_id, labels, number, now())
        return render_template(
            "correcting.html",
            case=instance,
            rows=rows,
            earlier=before[:SIZE],
            number=number,
            more=len(before) > SIZE,
        )


def _earlier(session: Session, instance_id: int, labels: Any, number: int, moment: datetime) -> list[Earlier]:
    found = corrections.earlier(session, instance_id, page=number, size=SIZE)
    who = users.names(session) if found else {}
    return [
        Earlier(
            label=_label(labels, one.name),
            before=_before(session, labels, one),
            about=f"{words.moment(one.at, moment)} · {who.get(one.by, _('Onbekende gebruiker'))}",
            reason=one.reason,
        )
        for one in found
    ]


def _before(session: Session, labels: Any, one: corrections.Correction) -> str:
    value = corrections.value_of(one)
    return (
        _("Niet bewaard: er stonden persoonsgegevens in")
        if value is None
        else facts.shown(session, labels, one.name, value)
    )


@bp.get("/groepen/<int:instance_id>/gegevens/<variable>")
def show(instance_id: int, variable: str) -> str:
    with db.reading() as session:
        asked = _asked(session, instance_id, variable)
        return _page(asked, questions.filled({"waarde": typed.written(asked.value)}))


@bp.post("/groepen/<int:instance_id>/gegevens/<variable>")
def save(instance_id: int, variable: str) -> Response | tuple[str, int]:
    try:
        with db.transaction() as session:
            asked = _asked(session, instance_id, variable)
            answers, value = _answer(session, asked)
            if answers.errors:
                return _page(asked, answers), 422
            corrections.mend(
                session,
                asked.instance,
                variable,
                value,
                seen=request.form.get(SEEN, ""),
                keep=not answers.yes(FORGET.name),
                reason=answers.text("reden"),
                by=people.actor(),
                now=now(),
                catalogue=parts().catalogue,
            )
    except (CannotCorrect, StepFailed, InstanceSuspended, TooLong, ValueChanged) as error:
        return _refused(instance_id, variable, error)
    flash(_("Het gegeven is hersteld. Dat staat in de tijdlijn, zonder de waarde."), "klaar")
    return redirect(url_for("correcting.show_list", instance_id=instance_id))


def _answer(session: Session, asked: Asked) -> tuple[Answers, Any]:
    """What was typed, of the kind that stands there, as the form that asked for it would take it."""
    answers = questions.read(_questions(asked, request.form.get("waarde", "")), request.form)
    if "waarde" in answers.errors:
        return answers, None
    try:
        value = typed.read(answers.text("waarde"), asked.value)
    except NotThatKind as error:
        return questions.refuse(answers, {"waarde": str(error)}), None
    wrong = _wrong(session, asked, value) or ("" if answers.yes(MAY_STAY.name) else _doubt(asked, value))
    return (questions.refuse(answers, {"waarde": wrong}) if wrong else answers), value


def _wrong(session: Session, asked: Asked, value: Any) -> str:
    field = facts.asking(asked.content).get(asked.name)
    if field is None:
        return ""
    known = {"instellingen": dict(asked.content.settings), **instances.variables(session, asked.instance.id)}
    return single.wrong(field, value, known, feel.Environment(now=now()))


def _doubt(asked: Asked, value: Any) -> str:
    kinds = personal.signs(value) if isinstance(value, str) and not _options(asked) else ()
    return personal.warning(kinds) if kinds else ""


def _refused(instance_id: int, name: str, error: Exception) -> tuple[str, int]:
    with db.reading() as session:
        asked = _asked(session, instance_id, name)
        text = REFUSALS.get(type(error), _("Deze waarde kan hier niet staan"))
        if isinstance(error, ValueChanged):
            text = str(TOO_LATE).format(value=facts.shown(session, facts.names(asked.content), name, asked.value))
        answers = questions.read(_questions(asked, request.form.get("waarde", "")), request.form)
        status = 409 if isinstance(error, ValueChanged) else 422
        return _page(asked, questions.refuse(answers, {"waarde": text})), status


def _asked(session: Session, instance_id: int, name: str) -> Asked:
    instance = clock.of_regisseur(session, instance_id)
    known = corrections.mendable(session, instance, parts().catalogue)
    content = definitions.content_of(session, instance.version_id)
    return Asked(instance, content, name, known[name]) if name in known else abort(404)


def _questions(asked: Asked, given: str = "") -> tuple[Question, ...]:
    kind, options = correcting.kind_of(asked.value), _options(asked)
    empty, rest = _("Vul een waarde in"), (REASON, FORGET)
    if options:
        return Question("waarde", asked.label, Kind.ONE, empty, options=options), *rest
    how = Kind.DAY if kind is ValueKind.DAY else Kind.LONG if kind is ValueKind.TEXT else Kind.TEXT
    first = Question("waarde", asked.label, how, empty, HINTS.get(kind, "") if kind else "")
    if asked.name in corrections.OF_GROUP:
        first = replace(first, kind=Kind.TEXT, longest=corrections.LONGEST)
    return (first, MAY_STAY, *rest) if _doubt(asked, given) else (first, *rest)


def _options(asked: Asked) -> tuple[tuple[str, str], ...]:
    kind = correcting.kind_of(asked.value)
    if kind is ValueKind.YES_NO:
        return YES_NO
    return tuple(facts.choices(asked.content).get(asked.name, {}).items()) if kind is ValueKind.TEXT else ()


def _label(labels: Any, name: str) -> str:
    return labels[name].label if name in labels else words.field_name(name)


def _page(asked: Asked, answers: Answers) -> str:
    instance = asked.instance
    given = _questions(asked, answers.text("waarde") if answers.errors else "")
    back = url_for("correcting.show_list", instance_id=instance.id)
    return render_template(
        "steer.html",
        title=_("Gegeven herstellen"),
        intro=_("Herstel alleen wat niet klopt. Het proces gaat verder met de nieuwe waarde."),
        trail=[
            (_("Groepen"), url_for("cases.show_list")),
            (instance.title, url_for("case.show", instance_id=instance.id)),
            (_("Gegevens herstellen"), back),
        ],
        asked=given,
        answers=answers,
        summary=questions.summary(given, answers),
        hidden=(SEEN, corrections.mark(asked.value)),
        save=_("Gegeven herstellen"),
        back=back,
    )

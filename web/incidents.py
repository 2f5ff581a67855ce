"""Jobs that did not succeed: element, topic and class of error; never a value. Tried again, or handled otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import db, incidents
from engine.errors import ErrorNotCaught, InstanceSuspended
from engine.incidents import Filter, Way, WayRefused
from engine.models import Incident
from engine.runtime import StepFailed
from web import numbers, people, questions, words
from web.parts import now, parts
from web.questions import Answers, Kind, Question
from web.tasks import page_number
from web.told import lazy_gettext

bp = Blueprint("incidents", __name__)
AGAIN = "opnieuw"
REASON = Question(
    "reden",
    lazy_gettext("Reden"),
    empty=lazy_gettext("Schrijf op waarom u dit doet"),
    hint=lazy_gettext("Schrijf geen namen op. De reden komt in de tijdlijn van de zaak."),
    longest=500,
)
STUCK = lazy_gettext(
    "De zaak kan zo niet verder. Er is niets gedaan. Verplaats de zaak, of vraag de functioneel beheerder."
)
SUSPENDED = lazy_gettext("De zaak is opgeschort. Hervat de zaak eerst.")


@bp.get("/storingen")
def show_list() -> str:
    with db.reading() as session:
        return _list(session, Answers())


@bp.post("/storingen/opnieuw")
def retry() -> Response | tuple[str, int]:
    """Try one or many again: the ticked ones, or everything the filter shows."""
    answers = questions.read((REASON,), request.form)
    ticked = request.form.getlist("nummer", type=numbers.of_row)
    everything = request.form.get("alles") == "ja"
    if not ticked and not everything:
        answers = questions.refuse(
            answers, {"alles": _("Kies een of meer storingen, of alle storingen van deze lijst")}
        )
    with db.transaction() as session:
        if answers.errors:
            return _list(session, answers, ticked=ticked), 422
        chosen = incidents.open_ids(session, only=_filter(request.form)) if everything else ticked
        for number in chosen:
            incidents.retry(session, number, reason=answers.text("reden"), by=people.person().key, now=now())
    flash(
        _(
            "%(count)s opnieuw geprobeerd. Komt een storing terug? Dan is de oorzaak nog niet weg.",
            count=words.count(len(chosen), _("storing wordt"), _("storingen worden")),
        ),
        "klaar",
    )
    return redirect(url_for("incidents.show_list"))


@bp.get("/storingen/<int:incident_id>")
def show(incident_id: int) -> str:
    with db.reading() as session:
        return _page(incidents.get(session, incident_id), Answers())


@bp.post("/storingen/<int:incident_id>")
def handle(incident_id: int) -> Response | tuple[str, int]:
    """Try again, or close it in one of the ways this incident allows."""
    try:
        with db.transaction() as session:
            asked = _questions(incidents.get(session, incident_id))
            answers = questions.read(asked, request.form)
            if answers.errors:
                return _page(incidents.get(session, incident_id), answers), 422
            _do(session, incident_id, answers)
    except (StepFailed, ErrorNotCaught, WayRefused):
        return _refused(incident_id, STUCK)
    except InstanceSuspended:
        return _refused(incident_id, SUSPENDED)
    flash(_("De storing is afgehandeld."), "klaar")
    return redirect(url_for("incidents.show_list"))


def _do(session: Session, incident_id: int, answers: Answers) -> None:
    by, moment, reason = people.person().key, now(), answers.text("reden")
    way, _, code = answers.text("hoe").partition(":")
    if way == AGAIN:
        incidents.retry(session, incident_id, reason=reason, by=by, now=moment)
        return
    catalogue = parts().catalogue
    incidents.resolve(session, incident_id, Way(way), reason=reason, by=by, now=moment, catalogue=catalogue, code=code)


def _refused(incident_id: int, text: str) -> tuple[str, int]:
    with db.reading() as session:
        incident = incidents.get(session, incident_id)
        answers = questions.read(_questions(incident), request.form)
        return _page(incident, questions.refuse(answers, {"hoe": text})), 422


def _questions(incident: Incident) -> tuple[Question, ...]:
    how = Question("hoe", _("Wat wilt u doen?"), Kind.ONE, _("Kies wat u wilt doen"), options=_options(incident))
    return how, REASON


def _options(incident: Incident) -> tuple[tuple[str, str], ...]:
    catalogue = parts().catalogue
    found = [(AGAIN, _("Opnieuw proberen"))]
    for way in incidents.ways(incident.job, catalogue):
        if way is Way.DROP:
            found.append((way.value, _("Laten vervallen: dit werk wordt niet meer gedaan")))
        elif way is Way.DONE:
            found.append((way.value, _("Met de hand gedaan: het proces gaat verder")))
        else:
            errors = catalogue.registry[incident.topic].errors
            found += [
                (f"{way.value}:{code}", _("Verder met de fout ‘%(code)s’ uit het diagram", code=code))
                for code in errors
            ]
    return tuple(found)


def _filter(asked: Mapping[str, str]) -> Filter:
    number = asked.get("zaak", "")
    known = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None
    return Filter(topic=asked.get("onderwerp", ""), error=asked.get("fout", ""), instance_id=known)


def _list(session: Session, answers: Answers, ticked: list[int] | None = None) -> str:
    only = _filter(request.values)
    number, total = page_number(), incidents.count_open(session, only=only)
    topics, errors = incidents.kinds(session)
    chosen: dict[str, Any] = {"onderwerp": only.topic or None, "fout": only.error or None, "zaak": only.instance_id}
    return render_template(
        "incidents.html",
        incidents=incidents.open_incidents(session, only=only, page=number),
        total=total,
        number=number,
        pages=max(1, -(-total // incidents.PAGE_SIZE)),
        page_url=lambda n: url_for("incidents.show_list", **chosen, pagina=n),
        only=only,
        filtered=only != incidents.EVERYTHING,
        topics=topics,
        errors=errors,
        reason=REASON,
        answers=answers,
        ticked=ticked or [],
        summary=[(name, answers.errors[name]) for name in ("alles", "reden") if name in answers.errors],
    )


def _page(incident: Incident, answers: Answers) -> str:
    asked = _questions(incident)
    return render_template(
        "incident.html",
        incident=incident,
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
    )

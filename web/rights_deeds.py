"""What the privacy officer does with a request: search, hand out, mend, erase, wait longer, decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import requests, rights, rights_export, rights_letter, vault
from dossier.privacy import today
from dossier.requests import RightsMatch, RightsRequest, Verdict
from dossier.rights import Asked, RequestRefused
from engine import db
from engine.errors import Invalid
from web import people, persons, questions, rights_forms, words
from web import rights as rights_pages
from web.parts import now, parts
from web.questions import Answers, Kind, Question
from web.told import kept

bp = Blueprint("rights_deeds", __name__)
Page = Response | str | tuple[str, int]


@bp.post("/rechten/<int:request_id>/doen")
def act(request_id: int) -> Response:
    """Everything that needs no further question."""
    deed = ACTS.get(request.form.get("_actie", ""))
    with db.transaction() as session:
        wanted = requests.get(session, request_id, people.actor())
        told = ("let-op", _("Kies wat u wilt doen."))
        if deed is not None:
            try:
                told = ("klaar", deed(session, wanted))
            except Invalid as refused:
                told = ("fout", str(refused))
    flash(told[1], told[0])
    return redirect(url_for("rights.show", request_id=request_id))


@bp.route("/rechten/<int:request_id>/verlengen", methods=["GET", "POST"])
def extend(request_id: int) -> Page:
    def save(session: Session, wanted: RightsRequest, answers: Answers) -> str:
        actor, moment = people.actor(), now()
        rights.extend(session, wanted, answers.text("reden"), actor=actor, now=moment, key=parts().vault_key)
        return _("De termijn loopt nu tot en met %(day)s.", day=words.day(wanted.due_on, moment))

    return _form(request_id, _("Termijn verlengen"), rights_forms.EXTENSION, save, _("Verlengen"))


@bp.route("/rechten/<int:request_id>/besluiten", methods=["GET", "POST"])
def decide(request_id: int) -> Page:
    def save(session: Session, wanted: RightsRequest, answers: Answers) -> str:
        verdict, reason = Verdict(answers.text("besluit")), answers.text("motivering")
        actor, moment, key = people.actor(), now(), parts().vault_key
        asked = _asked(session, wanted)
        letter = rights_letter.write(wanted, asked, verdict, reason, municipality=parts().gemeente, on=today(moment))
        decision = {"motivering": reason}
        rights.decide(session, wanted, verdict, decision, letter=letter, actor=actor, now=moment, key=key)
        return _("Het besluit is bewaard. De brief staat bij Stukken.")

    return _form(request_id, _("Besluiten"), rights_forms.DECISION, save, _("Besluit bewaren"))


@bp.route("/rechten/<int:request_id>/gevonden/<int:match_id>/verbeteren", methods=["GET", "POST"])
def mend(request_id: int, match_id: int) -> Page:
    """The fields as they are kept, to change; a day is typed as a day."""
    actor, moment = people.actor(), now()
    with db.transaction() as session:
        wanted, match = rights_pages.one_match(session, request_id, match_id)
        value = _opened(session, wanted, match)
        asked = _fields_of(value)
        if not asked:
            abort(404)  # a file: it is mended by a new one
        answers = questions.read(asked, request.form) if request.method == "POST" else _known(value, asked)
        if request.method == "POST" and not answers.errors:
            new = {q.name: answers.day(q.name) if q.kind is Kind.DAY else answers.text(q.name) for q in asked}
            told = _try(
                lambda: rights.correct(session, wanted, match, new, actor=actor, now=moment, key=parts().vault_key)
            )
            if isinstance(told, int):
                flash(
                    _(
                        "Verbeterd. %(count)s bericht.",
                        count=words.count(told, _("ontvanger krijgt"), _("ontvangers krijgen")),
                    ),
                    "klaar",
                )
                return redirect(url_for("rights.show", request_id=request_id))
            answers = questions.refuse(answers, {asked[0].name: told})
    html = _page(request_id, _("Gegeven verbeteren"), asked, answers, _("Bewaren"))
    return (html, 422) if request.method == "POST" else html


@bp.route("/rechten/<int:request_id>/gevonden/<int:match_id>/wissen", methods=["GET", "POST"])
def erase(request_id: int, match_id: int) -> Page:
    def save(session: Session, wanted: RightsRequest, answers: Answers) -> str:
        _wanted, match = rights_pages.one_match(session, request_id, match_id)
        certificate = rights.erase(session, wanted, match, actor=people.actor(), now=now())
        return _(
            "Gewist. Verklaring: %(reference)s. Wie het eerder kreeg, krijgt bericht.", reference=certificate.reference
        )

    with db.reading() as session:
        rights_pages.one_match(session, request_id, match_id)
    return _form(request_id, _("Gegeven wissen"), rights_forms.ERASE, save, _("Wissen"))


def _form(
    request_id: int,
    title: str,
    asked: tuple[Question, ...],
    save: Callable[[Session, RightsRequest, Answers], str],
    button: str,
) -> Page:
    """A page with questions, and what happens when they are answered."""
    with db.transaction() as session:
        wanted = requests.get(session, request_id, people.actor())
        rights.require_open(wanted)
        if request.method == "GET":
            return _page(request_id, title, asked, Answers(), button)
        answers = questions.read(asked, request.form)
        if not answers.errors:
            try:
                flash(save(session, wanted, answers), "klaar")
                return redirect(url_for("rights.show", request_id=request_id))
            except Invalid as refused:
                answers = questions.refuse(answers, {asked[0].name: str(refused)})
    return _page(request_id, title, asked, answers, button), 422


def _page(request_id: int, title: str, asked: tuple[Question, ...], answers: Answers, button: str) -> str:
    back = url_for("rights.show", request_id=request_id)
    return rights_forms.page(
        _("%(title)s: verzoek %(request_id)s", title=title, request_id=request_id),
        asked,
        answers,
        back=back,
        save=button,
    )


def _search(session: Session, wanted: RightsRequest) -> str:
    person = rights_pages.person_of(_asked(session, wanted))
    found = rights.search(session, wanted, person, now=now(), key=parts().vault_key)
    return _(
        "Gezocht in alle zaken: %(count)s gevonden. Beoordeel ze.",
        count=words.count(found, _("nieuw gegeven"), _("nieuwe gegevens")),
    )


def _export(session: Session, wanted: RightsRequest) -> str:
    actor, moment, key = people.actor(), now(), parts().vault_key
    rights.require_open(wanted)
    asked = _asked(session, wanted)
    content = rights_export.write(
        session,
        wanted,
        asked,
        municipality=parts().gemeente,
        title_of=lambda category: kept(persons.CATEGORIES.get(category, category.capitalize())),
        actor=actor,
        now=moment,
        key=key,
    )
    requests.keep(session, wanted, requests.EXPORT, content, actor=actor, now=moment, key=key)
    return _("Het overzicht staat bij Stukken. Controleer het voordat u het geeft.")


def _restrict(session: Session, wanted: RightsRequest) -> str:
    rights.restrict(wanted, True)
    return _("Tot het besluit kan niemand de bevestigde gegevens gebruiken.")


def _release(session: Session, wanted: RightsRequest) -> str:
    rights.restrict(wanted, False)
    return _("De gegevens zijn weer te gebruiken.")


def _empty(session: Session, wanted: RightsRequest) -> str:
    if wanted.verdict is None:
        raise RequestRefused("Besluit eerst over het verzoek.")
    if request.form.get("zeker") != "ja":
        raise RequestRefused("Zet een vinkje als u het zeker weet.")
    count = requests.empty(session, wanted, actor=people.actor(), now=now())
    return _("Vernietigd: %(count)s van dit verzoek.", count=words.count(count, _("stuk"), _("stukken")))


def _point_out(session: Session, wanted: RightsRequest) -> str:
    number = request.form.get("document", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise RequestRefused("Kies een document.")
    rights.point_out(session, wanted, int(number))
    return _("Het document hoort nu bij dit verzoek. U kunt het openen en beoordelen.")


ACTS: Mapping[str, Callable[[Session, RightsRequest], str]] = {
    "zoeken": _search,
    "uitvoer": _export,
    "beperken": _restrict,
    "vrijgeven": _release,
    "leegmaken": _empty,
    "document": _point_out,
}


def _asked(session: Session, wanted: RightsRequest) -> Asked:
    asked = rights.asked(session, wanted, actor=people.actor(), now=now(), key=parts().vault_key)
    if asked is None:
        raise RequestRefused("De gegevens van dit verzoek zijn vernietigd.")
    return asked


def _opened(session: Session, wanted: RightsRequest, match: RightsMatch) -> Any:
    rights.require_open(wanted)
    if match.erased_at is not None:
        abort(404)
    return vault.read(
        session,
        match.reference,
        actor=people.actor(),
        purpose=requests.purpose(wanted),
        step=None,
        now=now(),
        key=parts().vault_key,
    )


def _fields_of(value: Any) -> tuple[Question, ...]:
    """One question per field; of a single text one question."""
    if isinstance(value, str):
        return (Question("waarde", _("Gegeven"), Kind.LONG),)
    if not isinstance(value, Mapping):
        return ()
    return tuple(_question(str(name), each) for name, each in value.items() if isinstance(each, str | date | None))


def _question(name: str, value: Any) -> Question:
    day = isinstance(value, date) or name.endswith(("datum", "_op"))
    kind = Kind.DAY if day else Kind.LONG if len(str(value or "")) > 60 else Kind.TEXT
    return Question(name, words.field_name(name), kind)


def _known(value: Any, asked: tuple[Question, ...]) -> Answers:
    return questions.filled({q.name: value if isinstance(value, str) else value[q.name] for q in asked})


def _try(deed: Callable[[], int]) -> int | str:
    try:
        return deed()
    except Invalid as refused:
        return str(refused)

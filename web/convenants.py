"""Convenants: who is party and who signed, which data, how long names are kept, and until when it counts."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import papers
from dossier.organisations import Organisation
from dossier.privacy import today
from dossier.registers import Convenant, ConvenantDocument, ConvenantParty
from engine import db
from web import organisations, people, questions
from web.besluit_rows import KINDS as DATA
from web.parts import now
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("convenants", __name__)
TITLE = Question(
    "titel", lazy_gettext("Naam van het convenant"), empty=lazy_gettext("Vul de naam van het convenant in"), longest=200
)
SIGNED = Question(
    "ondertekend",
    lazy_gettext("Ondertekend op"),
    Kind.DAY,
    hint=lazy_gettext("Laat dit leeg zolang er niet is getekend. Dan telt het convenant niet mee."),
)
DAYS = (
    Question(
        "van", lazy_gettext("Geldig vanaf"), Kind.DAY, empty=lazy_gettext("Vul in vanaf welke dag het convenant geldt")
    ),
    Question(
        "tot",
        lazy_gettext("Geldig tot en met"),
        Kind.DAY,
        empty=lazy_gettext("Vul in tot en met welke dag het convenant geldt"),
    ),
)
KINDS = Question(
    "gegevens",
    lazy_gettext("Welke gegevens staan in het convenant?"),
    Kind.MANY,
    hint=lazy_gettext(
        "Kiest u niets? Dan zegt het register niet welke gegevens, en telt het convenant voor elk soort."
    ),
    options=tuple((word, label[0].upper() + label[1:]) for word, label in DATA.items()),
)
RETENTION = Question(
    "bewaartermijn",
    lazy_gettext("Bewaartermijn van namen na afsluiten, in maanden"),
    hint=lazy_gettext(
        "Neem de termijn uit het convenant over. Er is geen standaard: zonder termijn worden namen niet vanzelf "
        "verwijderd."
    ),
    longest=3,
)
ENDED = (
    Question(
        "beeindigd",
        lazy_gettext("Beëindigd op"),
        Kind.DAY,
        empty=lazy_gettext("Vul in vanaf welke dag het convenant niet meer geldt"),
    ),
    Question(
        "reden",
        lazy_gettext("Reden"),
        Kind.LONG,
        empty=lazy_gettext("Schrijf op waarom het convenant eindigt"),
        longest=300,
    ),
)


@bp.route("/organisaties/<int:organisation_id>/convenant", methods=["GET", "POST"])
def add(organisation_id: int) -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        organisation = organisations.get(session, organisation_id)
        asked = (TITLE, _others(session, organisation), SIGNED, *DAYS, KINDS, RETENTION)
        if request.method == "GET":
            return _page(organisation, asked, Answers(), None)
        answers = _read(asked)
        start, end = answers.day("van"), answers.day("tot")
        if answers.errors or start is None or end is None:
            return _page(organisation, asked, answers, None), 422
        numbers = [organisation_id, *(int(value) for value in answers.list("partijen"))]
        parties = [ConvenantParty(organisation_id=one, signed_on=answers.day("ondertekend")) for one in numbers]
        paper = Convenant(parties=parties)
        _write(paper, answers, start, end)
        session.add(paper)
    flash(_("Het convenant is toegevoegd."), "klaar")
    return redirect(url_for("organisations.show", organisation_id=organisation_id))


@bp.route("/convenanten/<int:convenant_id>", methods=["GET", "POST"])
def edit(convenant_id: int) -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        paper = get(session, convenant_id)
        asked = _questions_of(session, paper)
        if request.method == "GET":
            return _page(None, asked, _known(paper), paper)
        answers = _read(asked)
        start, end = answers.day("van"), answers.day("tot")
        if answers.errors or start is None or end is None:
            return _page(None, asked, answers, paper), 422
        _write(paper, answers, start, end)
        _write_parties(paper, answers)
        session.flush()  # what rests on it is looked at with the new days
        changed = f"Het convenant ‘{paper.title}’ is gewijzigd en dekt dit niet meer"
        ended = papers.settle(session, f"convenant-{paper.id}", why=changed, by=people.person().key, now=now())
        flash(_("Het convenant is bewaard.") + told(ended), "klaar")
    return redirect(url_for("registers.show_list") + "#convenanten")


@bp.route("/convenanten/<int:convenant_id>/beeindigen", methods=["GET", "POST"])
def end(convenant_id: int) -> Response | str | tuple[str, int]:
    """From this day the convenant counts no more, and what rests on it ends in the same transaction."""
    with db.transaction() as session:
        paper = get(session, convenant_id)
        if paper.ended_on is not None:
            flash(_("Dit convenant is al beëindigd."), "let-op")
            return redirect(url_for("registers.show_list"))
        if request.method == "GET":
            return _end_page(paper, questions.filled({"beeindigd": today(now())}))
        answers = questions.read(ENDED, request.form)
        answers = questions.refuse(answers, questions.not_ahead(answers, "beeindigd", today(now())))
        if answers.errors:
            return _end_page(paper, answers), 422
        paper.ended_on = answers.day("beeindigd")
        session.flush()  # what rests on it is looked at without it
        why = f"Het convenant ‘{paper.title}’ is beëindigd: {answers.text('reden')}"
        ended = papers.settle(session, f"convenant-{paper.id}", why=why, by=people.person().key, now=now())
        flash(_("Het convenant is beëindigd.") + told(ended), "klaar")
    return redirect(url_for("registers.show_list") + "#convenanten")


def told(ended: int) -> str:
    """How many decisions went along, as the end of a message."""
    if not ended:
        return ""
    return (
        _(" %(ended)s privacybesluit is ingetrokken.", ended=ended)
        if ended == 1
        else _(" %(ended)s privacybesluiten zijn ingetrokken.", ended=ended)
    )


def get(session: Session, convenant_id: int) -> Convenant:
    return session.get(Convenant, convenant_id) or abort(404)


def has_document(session: Session, convenant_id: int) -> bool:
    query = select(ConvenantDocument.convenant_id).where(ConvenantDocument.convenant_id == convenant_id)
    return session.scalar(query) is not None


def _others(session: Session, organisation: Organisation | None) -> Question:
    own = organisation.id if organisation else None
    found = session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.name))
    return Question(
        "partijen",
        _("Welke organisaties zijn ook partij?") if organisation else _("Welke organisaties zijn partij?"),
        Kind.MANY,
        empty="" if organisation else _("Kies wie partij is bij het convenant"),
        options=tuple((str(number), name) for number, name in found if number != own),
    )


def _questions_of(session: Session, paper: Convenant) -> tuple[Question, ...]:
    names = {one.id: one.name for one in session.scalars(select(Organisation))}
    signed = tuple(
        Question(
            f"ondertekend-{one.organisation_id}",
            _("Ondertekend door %(names)s op", names=names[one.organisation_id]),
            Kind.DAY,
        )
        for one in sorted(paper.parties, key=lambda party: names[party.organisation_id])
    )
    return (TITLE, _others(session, None), *signed, *DAYS, KINDS, RETENTION)


def _read(asked: tuple[Question, ...]) -> Answers:
    answers = questions.read(asked, request.form)
    wrong = questions.period(answers, "van", "tot")
    for question in asked:
        if question.name.startswith("ondertekend"):
            wrong |= questions.not_ahead(answers, question.name, today(now()))
    months = answers.text("bewaartermijn")
    if months and not (months.isascii() and months.isdecimal() and 0 < int(months) <= 600):
        wrong["bewaartermijn"] = _("Vul een aantal hele maanden in, van 1 tot en met 600")
    return questions.refuse(answers, wrong)


def _write(paper: Convenant, answers: Answers, start: date, end: date) -> None:
    paper.title, paper.kinds = answers.text("titel"), list(answers.list("gegevens"))
    paper.valid_from, paper.valid_until = start, end
    paper.retention_months = int(answers.text("bewaartermijn")) if answers.text("bewaartermijn") else None


def _write_parties(paper: Convenant, answers: Answers) -> None:
    """Who stays keeps the day that was filled in; who comes new has not signed yet."""
    chosen = [int(value) for value in answers.list("partijen")]
    there = {party.organisation_id: party for party in paper.parties}
    for number, party in there.items():
        party.signed_on = answers.day(f"ondertekend-{number}")
    new = [ConvenantParty(organisation_id=number, signed_on=None) for number in chosen if number not in there]
    paper.parties = [there[number] for number in chosen if number in there] + new


def _known(paper: Convenant) -> Answers:
    return questions.filled(
        {
            "titel": paper.title,
            "partijen": [str(party.organisation_id) for party in paper.parties],
            **{f"ondertekend-{party.organisation_id}": party.signed_on for party in paper.parties},
            "van": paper.valid_from,
            "tot": paper.valid_until,
            "gegevens": paper.kinds,
            "bewaartermijn": str(paper.retention_months) if paper.retention_months else "",
        }
    )


def _page(
    organisation: Organisation | None, asked: tuple[Question, ...], answers: Answers, paper: Convenant | None
) -> str:
    register = url_for("registers.show_list")
    back = url_for("organisations.show", organisation_id=organisation.id) if organisation else register
    trail = [(_("Organisaties"), url_for("organisations.show_list")), (organisation.name, back)] if organisation else []
    whose = _("Voor %(name)s. ", name=organisation.name) if organisation else ""
    return render_template(
        "registers_form.html",
        title=_("Convenant wijzigen") if paper else _("Convenant toevoegen"),
        intro=_("%(whose)sZonder geldig convenant laat de privacytabel delen met een partner niet toe.", whose=whose),
        trail=trail or [(_("Registers"), register)],
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        save=_("Bewaren") if paper else _("Convenant toevoegen"),
        back=back,
        closed=paper is not None and paper.ended_on is not None,
        withdraw=url_for("convenants.end", convenant_id=paper.id) if paper else "",
        withdraw_name=_("Beëindigen"),
        closed_text=_("Dit convenant is beëindigd. U kunt het lezen, maar niet meer wijzigen."),
    )


def _end_page(paper: Convenant, answers: Answers) -> str:
    back = url_for("registers.show_list")
    return render_template(
        "registers_form.html",
        title=_("Convenant ‘%(title)s’ beëindigen", title=paper.title),
        intro=_(
            "Vanaf deze dag telt het convenant niet meer mee. Privacybesluiten die erop rusten, worden meteen "
            "ingetrokken: daarna wordt op grond daarvan niets meer gedeeld. Dit kunt u niet terugdraaien."
        ),
        trail=[(_("Registers"), back), (paper.title, url_for("convenants.edit", convenant_id=paper.id))],
        asked=ENDED,
        answers=answers,
        summary=questions.summary(ENDED, answers),
        save=_("Convenant beëindigen"),
        back=back,
    )

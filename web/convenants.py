"""The convenant of an organisation: signed or not, and until when it counts."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dossier.organisations import Organisation
from dossier.privacy import today
from dossier.registers import Convenant
from engine import db
from web import organisations, questions
from web.parts import now
from web.questions import Answers, Kind, Question

bp = Blueprint("convenants", __name__)
QUESTIONS = (
    Question("titel", "Naam van het convenant", empty="Vul de naam van het convenant in", longest=200),
    Question(
        "ondertekend",
        "Ondertekend op",
        Kind.DAY,
        hint="Laat dit leeg zolang de organisatie niet heeft getekend. Dan telt het convenant niet mee.",
    ),
    Question("van", "Geldig vanaf", Kind.DAY, empty="Vul in vanaf welke dag het convenant geldt"),
    Question("tot", "Geldig tot en met", Kind.DAY, empty="Vul in tot en met welke dag het convenant geldt"),
)


@bp.route("/organisaties/<int:organisation_id>/convenant", methods=["GET", "POST"])
def add(organisation_id: int) -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        organisation = organisations.get(session, organisation_id)
        if request.method == "GET":
            return _page(organisation, Answers(), new=True)
        answers = _read()
        start, end = answers.day("van"), answers.day("tot")
        if answers.errors or start is None or end is None:
            return _page(organisation, answers, new=True), 422
        session.add(
            Convenant(
                title=answers.text("titel"),
                organisation_id=organisation_id,
                signed_on=answers.day("ondertekend"),
                valid_from=start,
                valid_until=end,
            )
        )
    flash("Het convenant is toegevoegd.", "klaar")
    return redirect(url_for("organisations.show", organisation_id=organisation_id))


@bp.route("/convenanten/<int:convenant_id>", methods=["GET", "POST"])
def edit(convenant_id: int) -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        paper = session.get(Convenant, convenant_id) or abort(404)
        organisation = organisations.get(session, paper.organisation_id)
        if request.method == "GET":
            return _page(organisation, _known(paper), new=False)
        answers = _read()
        start, end = answers.day("van"), answers.day("tot")
        if answers.errors or start is None or end is None:
            return _page(organisation, answers, new=False), 422
        paper.title, paper.signed_on = answers.text("titel"), answers.day("ondertekend")
        paper.valid_from, paper.valid_until = start, end
        flash("Het convenant is bewaard.", "klaar")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))


def _read() -> Answers:
    answers = questions.read(QUESTIONS, request.form)
    wrong = questions.period(answers, "van", "tot") | questions.not_ahead(answers, "ondertekend", today(now()))
    return questions.refuse(answers, wrong)


def _known(paper: Convenant) -> Answers:
    return questions.filled(
        {"titel": paper.title, "ondertekend": paper.signed_on, "van": paper.valid_from, "tot": paper.valid_until}
    )


def _page(organisation: Organisation, answers: Answers, *, new: bool) -> str:
    back = url_for("organisations.show", organisation_id=organisation.id)
    return render_template(
        "registers_form.html",
        title="Convenant toevoegen" if new else "Convenant wijzigen",
        intro=f"Voor {organisation.name}. Zonder geldig convenant laat de privacytabel delen met een partner niet toe.",
        trail=[("Organisaties", url_for("organisations.show_list")), (organisation.name, back)],
        asked=QUESTIONS,
        answers=answers,
        summary=questions.summary(QUESTIONS, answers),
        save="Convenant toevoegen" if new else "Bewaren",
        back=back,
    )

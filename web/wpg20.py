"""The decisions by which police data may go to partners: the six things article 20 of the Wpg wants on paper."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import organisations, papers, registers
from dossier.privacy import today
from dossier.registers import Wpg20Besluit
from engine import db, definitions
from web import convenants, people, questions, validity
from web.organisations import KINDS
from web.parts import now
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("wpg20", __name__)
DATA = {
    "politiegegeven": lazy_gettext("Politiegegevens"),
    "strafrechtelijk_gemeente": lazy_gettext("Strafrechtelijke gegevens van de gemeente of boa's"),
}
ROLES = {
    "procesregisseur": lazy_gettext("Procesregisseur"),
    "burgemeester": lazy_gettext("Burgemeester"),
    "college_jeugdwet": lazy_gettext("College van B en W, voor taken uit de Jeugdwet"),
}
KIND_WORDS = {kind.value: label for kind, label in KINDS.items()} | {"partner": lazy_gettext("Alle andere partners")}
TEXTS = (
    Question(
        "nummer",
        lazy_gettext("Nummer van het besluit"),
        empty=lazy_gettext("Vul het nummer van het besluit in"),
        longest=50,
    ),
    Question(
        "belang",
        lazy_gettext("Zwaarwegend algemeen belang"),
        Kind.LONG,
        empty=lazy_gettext("Vul in welk algemeen belang zwaar weegt"),
        hint=lazy_gettext("Waarom is delen nodig voor de samenleving?"),
    ),
    Question(
        "verband",
        lazy_gettext("Samenwerkingsverband"),
        Kind.LONG,
        empty=lazy_gettext("Vul in voor welk samenwerkingsverband het besluit is"),
    ),
    Question(
        "doel",
        lazy_gettext("Doel van de samenwerking"),
        Kind.LONG,
        empty=lazy_gettext("Vul in wat het doel van de samenwerking is"),
    ),
)
CONDITIONS = Question(
    "voorwaarden",
    lazy_gettext("Voorwaarden"),
    Kind.LONG,
    empty=lazy_gettext("Vul in onder welke voorwaarden de gegevens worden gegeven"),
)
DAYS = (
    Question(
        "ondertekend",
        lazy_gettext("Ondertekend op"),
        Kind.DAY,
        hint=lazy_gettext("Laat dit leeg zolang het besluit niet is ondertekend."),
    ),
    Question(
        "van", lazy_gettext("Geldig vanaf"), Kind.DAY, empty=lazy_gettext("Vul in vanaf welke dag het besluit geldt")
    ),
    Question(
        "tot",
        lazy_gettext("Geldig tot en met"),
        Kind.DAY,
        empty=lazy_gettext("Vul in tot en met welke dag het besluit geldt"),
    ),
)
WITHDRAWN = Question(
    "ingetrokken",
    lazy_gettext("Ingetrokken op"),
    Kind.DAY,
    empty=lazy_gettext("Vul in op welke dag het besluit is ingetrokken"),
)


@bp.route("/registers/wpg20/nieuw", methods=["GET", "POST"])
def add() -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        asked = questions_of(session, None)
        if request.method == "GET":
            return _page(asked, Answers(), None)
        answers = _read(session, asked, None)
        start, end = answers.day("van"), answers.day("tot")
        if answers.errors or start is None or end is None:
            return _page(asked, answers, None), 422
        besluit = Wpg20Besluit()
        _write(besluit, answers, start, end)
        session.add(besluit)
    flash(_("Het besluit is toegevoegd."), "klaar")
    return redirect(url_for("registers.show_list"))


@bp.route("/registers/wpg20/<int:besluit_id>", methods=["GET", "POST"])
def edit(besluit_id: int) -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        besluit = get(session, besluit_id)
        asked = questions_of(session, besluit)
        if request.method == "GET":
            return _page(asked, _known(besluit), besluit)
        if besluit.withdrawn_on is not None:
            flash(_("Een ingetrokken besluit kunt u niet meer wijzigen."), "fout")
            return redirect(url_for("registers.show_list"))
        answers = _read(session, asked, besluit)
        start, end = answers.day("van"), answers.day("tot")
        if answers.errors or start is None or end is None:
            return _page(asked, answers, besluit), 422
        _write(besluit, answers, start, end)
        session.flush()  # what rests on it is looked at with what it says now
        why = f"Artikel 20-besluit {besluit.number} is gewijzigd en dekt dit niet meer"
        ended = papers.settle(session, f"wpg20-{besluit.id}", why=why, by=people.person().key, now=now())
        flash(_("Het besluit is bewaard.") + convenants.told(ended), "klaar")
    return redirect(url_for("registers.show_list"))


@bp.route("/registers/wpg20/<int:besluit_id>/intrekken", methods=["GET", "POST"])
def withdraw(besluit_id: int) -> Response | str | tuple[str, int]:
    """From the day of withdrawal it counts no more, and what rests on it ends in the same transaction."""
    with db.transaction() as session:
        besluit = get(session, besluit_id)
        if besluit.withdrawn_on is not None:
            flash(_("Dit besluit is al ingetrokken."), "let-op")
            return redirect(url_for("registers.show_list"))
        if request.method == "GET":
            return _withdraw_page(besluit, questions.filled({"ingetrokken": today(now())}))
        answers = questions.read((WITHDRAWN,), request.form)
        answers = questions.refuse(answers, questions.not_ahead(answers, "ingetrokken", today(now())))
        if answers.errors:
            return _withdraw_page(besluit, answers), 422
        besluit.withdrawn_on = answers.day("ingetrokken")
        session.flush()  # what rests on it is looked at without it
        why = f"Artikel 20-besluit {besluit.number} is ingetrokken"
        ended = papers.settle(session, f"wpg20-{besluit.id}", why=why, by=people.person().key, now=now())
        flash(_("Besluit %(number)s is ingetrokken.", number=besluit.number) + convenants.told(ended), "klaar")
    return redirect(url_for("registers.show_list"))


def get(session: Session, besluit_id: int) -> Wpg20Besluit:
    return session.get(Wpg20Besluit, besluit_id) or abort(404)


def state(besluit: Wpg20Besluit, on: date) -> validity.Validity:
    return validity.of(
        on,
        signed=besluit.signed_on,
        start=besluit.valid_from,
        end=besluit.valid_until,
        withdrawn=besluit.withdrawn_on,
    )


def receivers(session: Session, besluit: Wpg20Besluit) -> str:
    """Who may receive, in words."""
    known = {**KIND_WORDS, **ROLES, **organisations.names(session)}
    return ", ".join(str(known.get(word, word)) for word in besluit.receivers)


def questions_of(session: Session, besluit: Wpg20Besluit | None) -> tuple[Question, ...]:
    """The questions; what an earlier decision named stays a choice, also when we would not offer it now."""
    kinds, words = (besluit.kinds, besluit.receivers) if besluit else ([], [])
    single = {
        option["value"]: _("%(option)s (alleen deze organisatie)", option=option["label"])
        for option in organisations.options(session)
    }
    names = organisations.names(session)
    offered = {**ROLES, **KIND_WORDS, **single}
    old = {word: names.get(word, word) for word in words if word not in offered}
    data = Question(
        "gegevens",
        _("Welke gegevens"),
        Kind.MANY,
        empty=_("Kies welke gegevens onder het besluit vallen"),
        options=tuple({**DATA, **{word: word for word in kinds if word not in DATA}}.items()),
    )
    who = Question(
        "ontvangers",
        _("Ontvangers"),
        Kind.MANY,
        empty=_("Kies wie de gegevens mag ontvangen"),
        hint=_("Kies alleen wie in het besluit staat. Een soort geldt voor alle organisaties van die soort."),
        options=tuple({**offered, **old}.items()),
    )
    return (*TEXTS, data, CONDITIONS, who, signer(session), *DAYS)


def signer(session: Session) -> Question:
    """Who signed; the setting of the municipality says who does that here."""
    usual = usual_signer(session)
    told = (
        _("Volgens de instellingen: %(usual)s.", usual=usual)
        if usual
        else _("Leg bij de instellingen van het proces vast wie dat doet.")
    )
    return Question("ondertekenaar", _("Ondertekend door (functie)"), hint=told, longest=200)


def usual_signer(session: Session) -> str:
    """What the package that starts new cases says about it; "" when nobody filled it in."""
    package = definitions.starting(session)
    if package is None:
        return ""
    version = definitions.latest(session, package.name)
    return str(definitions.content_of(session, version.id).settings.get(registers.SIGNER) or "")


def _read(session: Session, asked: tuple[Question, ...], besluit: Wpg20Besluit | None) -> Answers:
    answers = questions.read(asked, request.form)
    wrong = questions.period(answers, "van", "tot") | questions.not_ahead(answers, "ondertekend", today(now()))
    found = session.scalar(select(Wpg20Besluit.id).where(Wpg20Besluit.number == answers.text("nummer")))
    if found is not None and (besluit is None or found != besluit.id):
        wrong["nummer"] = _("Er is al een besluit met dit nummer")
    return questions.refuse(answers, wrong)


def _write(besluit: Wpg20Besluit, answers: Answers, start: date, end: date) -> None:
    besluit.number = answers.text("nummer")
    besluit.public_interest = answers.text("belang")
    besluit.partnership = answers.text("verband")
    besluit.purpose = answers.text("doel")
    besluit.kinds = list(answers.list("gegevens"))
    besluit.conditions = answers.text("voorwaarden")
    besluit.receivers = list(answers.list("ontvangers"))
    besluit.signed_on, besluit.signed_by = answers.day("ondertekend"), answers.text("ondertekenaar")
    besluit.valid_from, besluit.valid_until = start, end


def _known(besluit: Wpg20Besluit) -> Answers:
    return questions.filled(
        {
            "nummer": besluit.number,
            "belang": besluit.public_interest,
            "verband": besluit.partnership,
            "doel": besluit.purpose,
            "gegevens": besluit.kinds,
            "voorwaarden": besluit.conditions,
            "ontvangers": besluit.receivers,
            "ondertekenaar": besluit.signed_by,
            "ondertekend": besluit.signed_on,
            "van": besluit.valid_from,
            "tot": besluit.valid_until,
        }
    )


def _page(asked: tuple[Question, ...], answers: Answers, besluit: Wpg20Besluit | None) -> str:
    back = url_for("registers.show_list")
    return render_template(
        "registers_form.html",
        title=_("Artikel 20-besluit wijzigen") if besluit else _("Artikel 20-besluit toevoegen"),
        intro=_("Neem over wat in het ondertekende besluit staat. De privacytabel gebruikt deze gegevens."),
        trail=[(_("Registers"), back)],
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        save=_("Bewaren") if besluit else _("Besluit toevoegen"),
        back=back,
        closed=besluit is not None and besluit.withdrawn_on is not None,
        withdraw=url_for("wpg20.withdraw", besluit_id=besluit.id) if besluit else "",
    )


def _withdraw_page(besluit: Wpg20Besluit, answers: Answers) -> str:
    back = url_for("registers.show_list")
    return render_template(
        "registers_form.html",
        title=_("Besluit %(number)s intrekken", number=besluit.number),
        intro=_(
            "Vanaf deze dag telt het besluit niet meer mee. Privacybesluiten in zaken die erop rusten, worden meteen "
            "ingetrokken: daarna wordt op grond daarvan niets meer gedeeld. Dit kunt u niet terugdraaien."
        ),
        trail=[(_("Registers"), back), (besluit.number, url_for("wpg20.edit", besluit_id=besluit.id))],
        asked=(WITHDRAWN,),
        answers=answers,
        summary=questions.summary((WITHDRAWN,), answers),
        save=_("Besluit intrekken"),
        back=back,
    )

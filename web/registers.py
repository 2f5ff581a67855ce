"""What the municipality has on paper: the list of it, the DPIA and the mandate. No case is shown here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import organisations, papers, register_watch
from dossier.privacy import today
from dossier.registers import BURGEMEESTER, PROCESREGISSEUR, Convenant, Dpia, Mandaat, Wpg20Besluit
from engine import db
from web import convenants, questions, validity, wpg20
from web.besluit_rows import KINDS
from web.parts import now
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("registers", __name__)
DPIA = (
    Question("titel", lazy_gettext("Naam van de DPIA"), empty=lazy_gettext("Vul de naam van de DPIA in"), longest=200),
    Question(
        "vastgesteld",
        lazy_gettext("Vastgesteld op"),
        Kind.DAY,
        hint=lazy_gettext("Laat dit leeg zolang de DPIA een concept is. Dan mag niets met namen worden gedeeld."),
    ),
    Question(
        "herzien",
        lazy_gettext("Herzien voor"),
        Kind.DAY,
        hint=lazy_gettext("Na deze dag telt de DPIA niet meer mee, tot zij opnieuw is vastgesteld."),
    ),
)
MANDAAT = (
    Question(
        "nummer",
        lazy_gettext("Nummer van het mandaat"),
        empty=lazy_gettext("Vul het nummer van het mandaat in"),
        longest=50,
    ),
    Question(
        "van", lazy_gettext("Geldig vanaf"), Kind.DAY, empty=lazy_gettext("Vul in vanaf welke dag het mandaat geldt")
    ),
    Question(
        "tot",
        lazy_gettext("Geldig tot en met"),
        Kind.DAY,
        hint=lazy_gettext("Laat dit leeg als het mandaat geen einddatum heeft."),
    ),
)


@bp.get("/registers")
def show_list() -> str:
    on = today(now())
    with db.reading() as session:
        papers_there = session.scalars(select(Convenant).order_by(Convenant.valid_until.desc(), Convenant.id))
        besluiten = session.scalars(select(Wpg20Besluit).order_by(Wpg20Besluit.valid_until.desc(), Wpg20Besluit.id))
        dpias = session.scalars(select(Dpia).order_by(Dpia.adopted_on.desc(), Dpia.id.desc()))
        mandaten = session.scalars(select(Mandaat).order_by(Mandaat.valid_from.desc(), Mandaat.id.desc()))
        return render_template(
            "registers.html",
            besluiten=[(one, wpg20.state(one, on), wpg20.receivers(session, one)) for one in besluiten],
            dpias=[(one, validity.of(on, signed=one.adopted_on, start=None, end=one.review_before)) for one in dpias],
            mandaten=[
                (one, validity.of(on, signed=one.valid_from, start=one.valid_from, end=one.valid_until))
                for one in mandaten
            ],
            convenants=[convenant_row(session, one, on) for one in papers_there],
            data=wpg20.DATA,
            kinds=KINDS,
            signer=wpg20.usual_signer(session),
            warnings=register_watch.lacking(session, on),
            ending=papers.ending(papers.in_use(session, on), on),
        )


@dataclass(frozen=True)
class ConvenantRow:
    """A convenant as the list shows it."""

    paper: Convenant
    state: validity.Validity
    signed: list[str]
    unsigned: list[str]
    document: bool


def convenant_row(session: Session, paper: Convenant, on: date) -> ConvenantRow:
    names = organisations.names(session)
    who = sorted((names[f"org-{one.organisation_id}"], one.signed_on) for one in paper.parties)
    signed = min((day for _, day in who if day is not None), default=None)
    state = validity.of(on, signed=signed, start=paper.valid_from, end=paper.valid_until, withdrawn=paper.ended_on)
    return ConvenantRow(
        paper=paper,
        state=state,
        signed=[name for name, day in who if day is not None],
        unsigned=[name for name, day in who if day is None],
        document=convenants.has_document(session, paper.id),
    )


@bp.route("/registers/dpia/nieuw", methods=["GET", "POST"])
def add_dpia() -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        return _dpia(session, None)


@bp.route("/registers/dpia/<int:dpia_id>", methods=["GET", "POST"])
def edit_dpia(dpia_id: int) -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        return _dpia(session, session.get(Dpia, dpia_id) or abort(404))


@bp.route("/registers/mandaat/nieuw", methods=["GET", "POST"])
def add_mandaat() -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        return _mandaat(session, None)


@bp.route("/registers/mandaat/<int:mandaat_id>", methods=["GET", "POST"])
def edit_mandaat(mandaat_id: int) -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        return _mandaat(session, session.get(Mandaat, mandaat_id) or abort(404))


def _dpia(session: Session, dpia: Dpia | None) -> Response | str | tuple[str, int]:
    title = _("DPIA wijzigen") if dpia else _("DPIA toevoegen")
    intro = _(
        "De DPIA is de beoordeling van de risico's voor de privacy. Zonder vastgestelde DPIA mag niets worden gedeeld."
    )
    if request.method == "GET":
        known = _known_dpia(dpia) if dpia else Answers()
        return _page(title, intro, DPIA, known)
    answers = questions.read(DPIA, request.form)
    wrong = questions.period(answers, "vastgesteld", "herzien")
    answers = questions.refuse(answers, wrong | questions.not_ahead(answers, "vastgesteld", today(now())))
    if answers.errors:
        return _page(title, intro, DPIA, answers), 422
    dpia = dpia or Dpia()
    dpia.title = answers.text("titel")
    dpia.adopted_on, dpia.review_before = answers.day("vastgesteld"), answers.day("herzien")
    session.add(dpia)
    flash(_("De DPIA is bewaard."), "klaar")
    return redirect(url_for("registers.show_list"))


def _mandaat(session: Session, mandaat: Mandaat | None) -> Response | str | tuple[str, int]:
    title = _("Mandaat wijzigen") if mandaat else _("Mandaat toevoegen")
    intro = _(
        "Van de burgemeester aan de procesregisseur. Met een geldig mandaat mag de procesregisseur politiegegevens "
        "zien zoals de burgemeester dat mag."
    )
    if request.method == "GET":
        known = _known_mandaat(mandaat) if mandaat else Answers()
        return _page(title, intro, MANDAAT, known)
    answers = _read_mandaat(session, mandaat)
    start = answers.day("van")
    if answers.errors or start is None:
        return _page(title, intro, MANDAAT, answers), 422
    mandaat = mandaat or Mandaat(given_by=BURGEMEESTER, given_to=PROCESREGISSEUR)
    mandaat.number, mandaat.valid_from, mandaat.valid_until = answers.text("nummer"), start, answers.day("tot")
    session.add(mandaat)
    flash(_("Het mandaat is bewaard."), "klaar")
    return redirect(url_for("registers.show_list"))


def _known_dpia(dpia: Dpia) -> Answers:
    return questions.filled({"titel": dpia.title, "vastgesteld": dpia.adopted_on, "herzien": dpia.review_before})


def _known_mandaat(mandaat: Mandaat) -> Answers:
    return questions.filled({"nummer": mandaat.number, "van": mandaat.valid_from, "tot": mandaat.valid_until})


def _read_mandaat(session: Session, mandaat: Mandaat | None) -> Answers:
    answers = questions.read(MANDAAT, request.form)
    wrong = questions.period(answers, "van", "tot")
    found = session.scalar(select(Mandaat.id).where(Mandaat.number == answers.text("nummer")))
    if found is not None and (mandaat is None or found != mandaat.id):
        wrong["nummer"] = _("Er is al een mandaat met dit nummer")
    return questions.refuse(answers, wrong)


def _page(title: str, intro: str, asked: tuple[Question, ...], answers: Answers) -> str:
    back = url_for("registers.show_list")
    return render_template(
        "registers_form.html",
        title=title,
        intro=intro,
        trail=[(_("Registers"), back)],
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        save=_("Bewaren"),
        back=back,
    )

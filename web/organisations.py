"""The organisations that work together: who they are and whether they signed. No case is shown here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import links, organisations
from dossier.organisations import Organisation, OrganisationKind
from dossier.privacy import today
from dossier.registers import Convenant, ConvenantParty
from dossier.roles import ROLES
from dossier.users import User
from engine import db
from web import questions, validity
from web.parts import now
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext
from web.validity import Validity

bp = Blueprint("organisations", __name__)
KINDS = {
    OrganisationKind.GEMEENTE: lazy_gettext("Gemeente"),
    OrganisationKind.POLITIE: lazy_gettext("Politie"),
    OrganisationKind.OM: lazy_gettext("Openbaar Ministerie"),
    OrganisationKind.JONGERENWERK: lazy_gettext("Jongerenwerk"),
    OrganisationKind.BOA: lazy_gettext("Boa's en toezicht"),
    OrganisationKind.HALT: lazy_gettext("Halt"),
    OrganisationKind.RECLASSERING: lazy_gettext("Reclassering"),
    OrganisationKind.RVDK: lazy_gettext("Raad voor de Kinderbescherming"),
    OrganisationKind.GI: lazy_gettext("Gecertificeerde instelling"),
    OrganisationKind.VEILIG_THUIS: lazy_gettext("Veilig Thuis"),
    OrganisationKind.ZVH: lazy_gettext("Zorg- en Veiligheidshuis"),
    OrganisationKind.PARTNER: lazy_gettext("Andere partner"),
}
QUESTIONS = (
    Question("naam", lazy_gettext("Naam"), empty=lazy_gettext("Vul de naam van de organisatie in"), longest=200),
    Question(
        "soort",
        lazy_gettext("Soort organisatie"),
        Kind.ONE,
        empty=lazy_gettext("Kies de soort organisatie"),
        hint=lazy_gettext(
            "De privacytabel kijkt naar de soort: daarvan hangt af wat met deze organisatie mag worden gedeeld."
        ),
        options=tuple((kind.value, label) for kind, label in KINDS.items()),
    ),
    Question(
        "email",
        lazy_gettext("Gedeeld e-mailadres"),
        Kind.MAIL,
        hint=lazy_gettext("Een postbus die meer mensen lezen. In berichten staan nooit namen van jongeren."),
        longest=200,
    ),
)
ACTIVE = Question(
    "actief",
    lazy_gettext("Deze organisatie doet mee"),
    Kind.YES,
    hint=lazy_gettext(
        "Zet u dit uit, dan kan niemand de organisatie nog kiezen. De accounts blijven werken: zet die apart uit."
    ),
)


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation as the list shows it."""

    id: int
    name: str
    kind: str
    active: bool
    convenant: Validity
    people: int


@bp.get("/organisaties")
def show_list() -> str:
    with db.reading() as session:
        return render_template("organisations.html", rows=rows(session, today(now())))


@bp.get("/organisaties/<int:organisation_id>")
def show(organisation_id: int) -> str:
    on = today(now())
    with db.reading() as session:
        organisation = get(session, organisation_id)
        query = select(User).where(User.organisation_id == organisation_id).order_by(User.active.desc(), User.name)
        members = list(session.scalars(query))
        return render_template(
            "organisations_one.html",
            organisation=organisation,
            kind=KINDS[organisation.kind],
            convenants=[(one, party, state(one, party, on)) for one, party in convenants_of(session, organisation_id)],
            users=members,
            links=invitations_of(session, members),
            roles=ROLES,
        )


@bp.route("/organisaties/nieuw", methods=["GET", "POST"])
def add() -> Response | str | tuple[str, int]:
    if request.method == "GET":
        return _page(None, Answers())
    with db.transaction() as session:
        answers = _read(session, None)
        if answers.errors:
            return _page(None, answers), 422
        made = organisations.add(
            session,
            name=answers.text("naam"),
            kind=OrganisationKind(answers.text("soort")),
            email=answers.text("email"),
        )
        flash(_("%(name)s is toegevoegd. Voeg nu de mensen en het convenant toe.", name=made.name), "klaar")
        return redirect(url_for("organisations.show", organisation_id=made.id))


@bp.route("/organisaties/<int:organisation_id>/wijzigen", methods=["GET", "POST"])
def edit(organisation_id: int) -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        organisation = get(session, organisation_id)
        if request.method == "GET":
            return _page(organisation, _known(organisation))
        answers = _read(session, organisation)
        if answers.errors:
            return _page(organisation, answers), 422
        organisation.name, organisation.email = answers.text("naam"), answers.text("email")
        organisation.kind = OrganisationKind(answers.text("soort"))
        organisation.active = answers.yes("actief")
    flash(_("De organisatie is bewaard."), "klaar")
    return redirect(url_for("organisations.show", organisation_id=organisation_id))


def get(session: Session, organisation_id: int) -> Organisation:
    """The organisation; a page that does not exist when there is none."""
    return session.get(Organisation, organisation_id) or abort(404)


def invitations_of(session: Session, members: list[User]) -> dict[int, tuple[str, bool]]:
    """How the link of each stands who did not use it yet: in words, and whether it works."""
    moment, found = now(), links.newest_of(session, [user.id for user in members])
    waiting = {key: link for key, link in found.items() if link.used_at is None}
    return {key: (links.state(link, moment).value, links.works(link, moment)) for key, link in waiting.items()}


def rows(session: Session, on: date) -> list[OrganisationRow]:
    """Every organisation, those that take part first."""
    counted = select(User.organisation_id, func.count()).where(User.active).group_by(User.organisation_id)
    people = {organisation_id: number for organisation_id, number in session.execute(counted)}
    papers: dict[int, list[Validity]] = {}
    for paper, party in session.execute(select(Convenant, ConvenantParty).join(ConvenantParty)):
        papers.setdefault(party.organisation_id, []).append(state(paper, party, on))
    return [
        OrganisationRow(
            id=one.id,
            name=one.name,
            kind=KINDS[one.kind],
            active=one.active,
            convenant=validity.best(papers.get(one.id, []), _("geen convenant")),
            people=people.get(one.id, 0),
        )
        for one in session.scalars(select(Organisation).order_by(Organisation.active.desc(), Organisation.name))
    ]


def convenants_of(session: Session, organisation_id: int) -> list[tuple[Convenant, ConvenantParty]]:
    query = select(Convenant, ConvenantParty).join(ConvenantParty)
    query = query.where(ConvenantParty.organisation_id == organisation_id)
    return list(session.execute(query.order_by(Convenant.valid_until.desc(), Convenant.id.desc())))


def state(paper: Convenant, party: ConvenantParty, on: date) -> Validity:
    """How a convenant stands for this organisation."""
    return validity.of(
        on, signed=party.signed_on, start=paper.valid_from, end=paper.valid_until, withdrawn=paper.ended_on
    )


def _read(session: Session, organisation: Organisation | None) -> Answers:
    asked = (*QUESTIONS, ACTIVE) if organisation else QUESTIONS
    answers = questions.read(asked, request.form)
    own = organisation.id if organisation else None
    others = session.execute(select(Organisation.id, Organisation.name))
    taken = {name.casefold() for number, name in others if number != own}
    if answers.text("naam").casefold() in taken:
        return questions.refuse(answers, {"naam": _("Er is al een organisatie met deze naam")})
    return answers


def _known(organisation: Organisation) -> Answers:
    return questions.filled(
        {
            "naam": organisation.name,
            "soort": organisation.kind.value,
            "email": organisation.email,
            "actief": organisation.active,
        }
    )


def _page(organisation: Organisation | None, answers: Answers) -> str:
    asked = (*QUESTIONS, ACTIVE) if organisation else QUESTIONS
    trail = [(_("Organisaties"), url_for("organisations.show_list"))]
    back = trail[0][1]
    if organisation:
        back = url_for("organisations.show", organisation_id=organisation.id)
        trail.append((organisation.name, back))
    return render_template(
        "registers_form.html",
        title=_("Organisatie wijzigen") if organisation else _("Organisatie toevoegen"),
        intro="",
        trail=trail,
        asked=asked,
        answers=answers,
        summary=questions.summary(asked, answers),
        save=_("Bewaren") if organisation else _("Organisatie toevoegen"),
        back=back,
    )

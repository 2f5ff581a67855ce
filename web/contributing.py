"""What partners laid in the picture: on the page of the case, and to correct or withdraw by who gave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import contributions, organisations, users
from dossier.contributions import ELEMENTS, MARKS, STANDING, Contribution, ContributionState, Piece
from engine import db, history, instances
from engine.access import Actor
from web import people, questions, words
from web.parts import now
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("contributing", __name__)
REASON = Question(
    "reden",
    lazy_gettext("Wat klopte er niet?"),
    Kind.LONG,
    empty=lazy_gettext("Vul in wat er niet klopte"),
    hint=lazy_gettext("Schrijf geen namen op."),
    longest=1000,
)
ASKED = (
    Question(
        "onderdeel",
        lazy_gettext("Over welk deel van het beeld gaat het?"),
        Kind.ONE,
        options=tuple(ELEMENTS.items()),
        empty=lazy_gettext("Kies over welk deel van het beeld het gaat"),
    ),
    Question(
        "tekst",
        lazy_gettext("Wat weet u over de groep?"),
        Kind.LONG,
        empty=lazy_gettext("Vul in wat u weet"),
        longest=4000,
        hint=lazy_gettext("Schrijf geen namen op."),
    ),
    Question(
        "bron", lazy_gettext("Waar komt dit vandaan?"), empty=lazy_gettext("Vul in waar dit vandaan komt"), longest=200
    ),
    Question(
        "soort",
        lazy_gettext("Is dit een feit of uw oordeel?"),
        Kind.ONE,
        options=tuple(MARKS.items()),
        empty=lazy_gettext("Kies of dit een feit of uw oordeel is"),
    ),
    REASON,
)
WITHDRAWN = (
    Question(
        "reden",
        lazy_gettext("Waarom trekt u dit in?"),
        Kind.LONG,
        empty=lazy_gettext("Vul in waarom u dit intrekt"),
        longest=1000,
        hint=lazy_gettext("Schrijf geen namen op."),
    ),
)
STATES = {
    ContributionState.GIVEN: "",
    ContributionState.DECLINED: lazy_gettext("Geen bijdrage"),
    ContributionState.UNANSWERED: lazy_gettext("Gevraagd, geen antwoord"),
    ContributionState.CORRECTED: lazy_gettext("Later verbeterd"),
    ContributionState.WITHDRAWN: lazy_gettext("Ingetrokken"),
}


@dataclass(frozen=True)
class ContributionRow:
    """A contribution as a line."""

    id: int
    organisation: str
    element: str
    text: str
    about: str  # source, mark, day, by whom
    state: str
    reason: str
    standing: bool  # not history
    about_persons: bool
    mine: bool


def rows(session: Session, instance_id: int, actor: Actor, moment: datetime, *, full: bool) -> list[ContributionRow]:
    """Of all partners for who follows the whole case; a partner sees his own."""
    own = None if full else actor.organisation_key
    found = contributions.of_instance(session, instance_id, organisation=own)
    if not found:
        return []
    parties, names = organisations.names(session), users.names(session)
    return [_row(each, parties, names, actor, moment) for each in found]


def _row(
    each: Contribution, parties: dict[str, str], names: dict[str, str], actor: Actor, moment: datetime
) -> ContributionRow:
    told = each.state in (ContributionState.GIVEN, ContributionState.CORRECTED)
    parts = [each.source, MARKS.get(each.mark, "")] if told else []
    parts += [words.short_day(each.at, moment), names.get(each.by or "") or users.by_link(each.by or "")]
    return ContributionRow(
        id=each.id,
        organisation=parties.get(each.organisation, each.organisation),
        element=ELEMENTS.get(each.element, each.element) if told else "",
        text=each.text,
        about=" · ".join(part for part in parts if part),
        state=STATES[each.state],
        reason=each.reason,
        standing=each.state in STANDING,
        about_persons=each.about_persons and told,
        mine=each.state is ContributionState.GIVEN and each.organisation == actor.organisation_key,
    )


@bp.get("/groepen/<int:instance_id>/bijdragen/<int:contribution_id>")
def show(instance_id: int, contribution_id: int) -> str:
    with db.reading() as session:
        found = _own(session, instance_id, contribution_id)
        known = {"onderdeel": found.element, "tekst": found.text, "bron": found.source, "soort": found.mark}
        return _page(session, found, questions.filled(known))


@bp.post("/groepen/<int:instance_id>/bijdragen/<int:contribution_id>")
def correct(instance_id: int, contribution_id: int) -> Response | tuple[str, int]:
    answers, moment, by = questions.read(ASKED, request.form), now(), people.actor().user_key
    with db.transaction() as session:
        found = _own(session, instance_id, contribution_id)
        if answers.errors:
            return _page(session, found, answers), 422
        piece = Piece(answers.text("tekst"), answers.text("bron"), answers.text("soort"), answers.text("onderdeel"))
        contributions.correct(session, found, piece, reason=answers.text("reden"), by=by, now=moment)
        history.note(session, instance_id, kind="note", name="Bijdrage verbeterd", detail="", by=by, now=moment)
    flash(_("De bijdrage is verbeterd. Wat er eerst stond, blijft te lezen."), "klaar")
    return redirect(url_for("case.show", instance_id=instance_id) + "#bijdragen")


@bp.get("/groepen/<int:instance_id>/bijdragen/<int:contribution_id>/intrekken")
def ask_withdraw(instance_id: int, contribution_id: int) -> str:
    with db.reading() as session:
        return _withdraw_page(session, _own(session, instance_id, contribution_id), Answers())


@bp.post("/groepen/<int:instance_id>/bijdragen/<int:contribution_id>/intrekken")
def withdraw(instance_id: int, contribution_id: int) -> Response | tuple[str, int]:
    answers, moment, by = questions.read(WITHDRAWN, request.form), now(), people.actor().user_key
    with db.transaction() as session:
        found = _own(session, instance_id, contribution_id)
        if answers.errors:
            return _withdraw_page(session, found, answers), 422
        contributions.withdraw(found, reason=answers.text("reden"), by=by, now=moment)
        history.note(session, instance_id, kind="note", name="Bijdrage ingetrokken", detail="", by=by, now=moment)
    flash(_("De bijdrage is ingetrokken."), "klaar")
    return redirect(url_for("case.show", instance_id=instance_id) + "#bijdragen")


def _own(session: Session, instance_id: int, contribution_id: int) -> Contribution:
    return contributions.of_author(session, contribution_id, instance_id, people.actor().organisation_key)


def _page(session: Session, found: Contribution, answers: Answers) -> str:
    case = instances.get(session, found.instance_id, by=people.actor())
    back = url_for("case.show", instance_id=case.id)
    return render_template(
        "registers_form.html",
        title=_("Bijdrage verbeteren"),
        intro=_("Wat er eerst stond, blijft te lezen. Gegevens over personen staan hier niet."),
        trail=[(_("Groepen"), url_for("cases.show_list")), (case.title, back)],
        asked=ASKED,
        answers=answers,
        summary=questions.summary(ASKED, answers),
        save=_("Verbeteren"),
        back=back,
        closed=found.state is not ContributionState.GIVEN,
        closed_text=_("Deze bijdrage is al verbeterd of ingetrokken."),
        withdraw=url_for("contributing.ask_withdraw", instance_id=case.id, contribution_id=found.id),
    )


def _withdraw_page(session: Session, found: Contribution, answers: Answers) -> str:
    case = instances.get(session, found.instance_id, by=people.actor())
    back = url_for("contributing.show", instance_id=case.id, contribution_id=found.id)
    return render_template(
        "registers_form.html",
        title=_("Bijdrage intrekken"),
        intro=_(
            "De tekst verdwijnt uit het dossier. Dat u iets gaf en waarom u het introk, blijft staan. "
            "Wat al in het beeld is verwerkt, past de procesregisseur aan."
        ),
        trail=[(_("Groepen"), url_for("cases.show_list")), (case.title, url_for("case.show", instance_id=case.id))],
        asked=WITHDRAWN,
        answers=answers,
        summary=questions.summary(WITHDRAWN, answers),
        save=_("Intrekken"),
        back=back,
        closed=found.state is not ContributionState.GIVEN,
        closed_text=_("Deze bijdrage is al verbeterd of ingetrokken."),
    )

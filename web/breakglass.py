"""Emergency access on screen: who may takes it, everybody in the case sees it, the FG sees all of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import break_glass, reasons, users
from dossier.break_glass import NobodyToTell
from engine import access, db
from engine.access import BreakGlass
from engine.errors import InstanceNotFound
from web import people, questions, words
from web.parts import now, parts
from web.questions import Answers, Kind, Question
from web.tasks import page_number
from web.told import lazy_gettext

bp = Blueprint("breakglass", __name__)

NUMBER = Question(
    "zaak",
    lazy_gettext("Nummer van de zaak"),
    empty=lazy_gettext("Vul het nummer van de zaak in, alleen cijfers"),
    longest=9,
)
REASON = Question(
    "reden",
    lazy_gettext("Waarom moet u nu in deze zaak kijken?"),
    Kind.LONG,
    empty=lazy_gettext("Schrijf op waarom u nu in deze zaak moet kijken"),
    hint=lazy_gettext("Schrijf geen namen van personen op. De deelnemers en de FG lezen deze reden."),
    longest=reasons.LONGEST,
)
ASKED = (NUMBER, REASON)


@dataclass(frozen=True)
class Row:
    """One emergency access as a line."""

    id: int
    instance_id: int
    who: str
    reason: str
    since: str
    until: str
    holds: bool
    may_end: bool
    may_open: bool


@bp.get("/noodtoegang")
def show() -> str:
    with db.reading() as session:
        given = request.args.get("zaak", "")
        return _page(session, questions.filled({"zaak": given if given.isdecimal() else ""}))


@bp.post("/noodtoegang")
def take() -> Response | tuple[str, int]:
    answers = _read()
    if not answers.errors:
        instance_id = int(answers.text("zaak"))
        try:
            with db.transaction() as session:
                break_glass.take(
                    session,
                    instance_id,
                    answers.text("reden"),
                    by=people.actor(),
                    now=now(),
                    lasts=parts().break_glass_for,
                )
        except InstanceNotFound:
            answers = questions.refuse(answers, {"zaak": _("Er is geen zaak met dit nummer")})
        except NobodyToTell as refused:
            answers = questions.refuse(answers, {"zaak": str(refused)})
        else:
            flash(_("U hebt noodtoegang tot deze zaak. De FG heeft bericht gekregen."), "let-op")
            return redirect(url_for("case.show", instance_id=instance_id))
    with db.reading() as session:
        return _page(session, answers), 422


@bp.get("/noodtoegang/alle")
def listed() -> str:
    number = page_number()
    with db.reading() as session:
        found = break_glass.listed(session, page=number)
        return render_template(
            "breakglass_listed.html",
            rows=rows(session, found[: break_glass.PAGE_SIZE]),
            number=number,
            pages=number + (len(found) > break_glass.PAGE_SIZE),
            page_url=lambda n: url_for("breakglass.listed", pagina=n),
        )


@bp.post("/noodtoegang/<int:glass_id>/einde")
def end(glass_id: int) -> Response:
    actor = people.actor()
    with db.transaction() as session:
        break_glass.end(session, glass_id, by=actor, now=now())
    flash(_("De noodtoegang is beëindigd."), "klaar")
    own = not actor.groups.isdisjoint(break_glass.TAKERS)
    return redirect(url_for("breakglass.show" if own else "breakglass.listed"))


def rows(session: Session, found: list[BreakGlass]) -> list[Row]:
    """Emergency accesses as lines, for who may see them."""
    actor, moment = people.actor(), now()
    supervises = not actor.groups.isdisjoint(break_glass.SUPERVISORS)
    made = []
    for glass in found:
        holds, own = break_glass.holds(glass, moment), glass.user_key == actor.user_key
        made.append(
            Row(
                id=glass.id,
                instance_id=glass.instance_id,
                who=users.name_of(session, glass.user_key),
                reason=glass.reason,
                since=words.moment(glass.since, moment),
                until=words.moment(glass.ended_at or glass.until, moment),
                holds=holds,
                may_end=holds and (own or supervises),
                may_open=holds and own,
            )
        )
    return made


def of_case(session: Session, instance_id: int) -> list[Row]:
    """Who looked into this case by emergency access, for who takes part in it."""
    return rows(session, break_glass.of_case(session, instance_id))


def only_looks(session: Session, instance_id: int, found: list[Row]) -> bool:
    """Whether this person is here by emergency access alone, and so can do nothing here."""
    return any(row.may_open for row in found) and not access.takes_part(session, people.actor(), instance_id)


def _read() -> Answers:
    answers = questions.read(ASKED, request.form)
    wrong = {}
    number, reason = answers.text("zaak"), answers.text("reden")
    if number and not (number.isascii() and number.isdecimal()):
        wrong["zaak"] = NUMBER.empty
    if reason and (problem := reasons.problem(reason, shortest=break_glass.SHORTEST_REASON)):
        wrong["reden"] = problem
    return questions.refuse(answers, wrong)


def _page(session: Session, answers: Answers) -> str:
    return render_template(
        "breakglass.html",
        rows=rows(session, break_glass.of_person(session, people.actor().user_key)),
        asked=ASKED,
        answers=answers,
        summary=questions.summary(ASKED, answers),
        minutes=int(parts().break_glass_for.total_seconds() // 60),
    )

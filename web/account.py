"""One's own account: another password, the second factor, and where one is logged in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import logins, passwords, second_factor, sessions, users
from dossier.users import User
from engine import db
from web import login, people, questions
from web.parts import now, parts
from web.questions import Answers, Kind, Question
from web.second_factor import myself

bp = Blueprint("account", __name__)
OLD = Question("oud", "Uw wachtwoord van nu", Kind.SECRET, empty="Vul uw wachtwoord van nu in", longest=200)
NEW = Question(
    "nieuw",
    "Nieuw wachtwoord",
    Kind.SECRET,
    empty="Vul een nieuw wachtwoord in",
    hint="Ten minste 12 tekens. Lang is beter dan ingewikkeld: vier woorden die niets met elkaar hebben.",
    longest=200,
)
ASKED = (OLD, NEW)


@bp.get("/mijn-account")
def show() -> str:
    with db.reading() as session:
        return _page(session, Answers())


@bp.post("/mijn-account/wachtwoord")
def change_password() -> Response | tuple[str, int]:
    """Another password; every other session of this person ends."""
    answers = questions.read(ASKED, request.form)
    with db.transaction() as session:
        user = myself(session)
        answers = questions.refuse(answers, _wrong(session, user, answers))
        if answers.errors:
            return _page(session, answers), 422
        users.set_password(user, answers.text("nieuw"))
        ended = sessions.end_all(session, user.id, but=people.person().token, now=now())
    more = " U bent op andere plekken uitgelogd." if ended else ""
    flash(f"Uw wachtwoord is gewijzigd.{more}", "klaar")
    return redirect(url_for("account.show"))


@bp.post("/mijn-account/sessies/<int:session_id>/beeindigen")
def end_session(session_id: int) -> Response:
    with db.transaction() as session:
        sessions.end_one(session, myself(session).id, session_id, now=now())
    flash("Daar bent u nu uitgelogd.", "klaar")
    return redirect(url_for("account.show"))


@bp.post("/mijn-account/sessies/beeindigen")
def end_others() -> Response:
    with db.transaction() as session:
        sessions.end_all(session, myself(session).id, but=people.person().token, now=now())
    flash("U bent nu alleen nog hier ingelogd.", "klaar")
    return redirect(url_for("account.show"))


@bp.post("/mijn-account/tweede-stap/weg")
def forget_factor() -> Response:
    """Take the second factor off; who must have one makes a new one at the next login."""
    with db.transaction() as session:
        user = myself(session)
        error = login.code_error(session, user, request.form.get("code", "")[:40])
        if error:
            flash(error, "fout")
        else:
            second_factor.forget(session, user)
            flash("De tweede stap is eraf. Maak meteen een nieuwe.", "klaar")
    return redirect(url_for("account.show"))


def _wrong(session: Session, user: User, answers: Answers) -> dict[str, str]:
    if answers.errors:
        return {}
    # guessed no more often than at the login: a browser left open must not give the password away
    address = login.address_hash()
    if logins.throttled(session, user.username, address, now()):
        return {"oud": login.TOO_OFTEN}
    if users.authenticate(session, user.username, answers.text("oud"), now=now()) is None:
        logins.record_failure(session, user.username, address, now())
        return {"oud": "Dit is niet uw wachtwoord van nu"}
    about = (user.username, user.name, user.organisation.name, parts().gemeente)
    weak = passwords.weakness(answers.text("nieuw"), about=about)
    return {"nieuw": weak} if weak else {}


def _page(session: Session, answers: Answers) -> str:
    user = myself(session)
    return render_template(
        "account.html",
        user=user,
        rows=sessions.open_of(session, user.id, now=now()),
        is_here=lambda row: sessions.is_of(row, people.person().token),
        has_factor=second_factor.has(session, user),
        must_have=login.must_have_one(user),
        paper=second_factor.left_on_paper(session, user),
        asked=ASKED,
        answers=answers,
        summary=questions.summary(ASKED, answers),
    )

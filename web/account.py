"""One's own account: another password, the second factor, and where one is logged in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import logins, passwords, second_factor, sessions, users
from dossier.users import Proof
from engine import db
from web import audit_trace, login, people, questions
from web.parts import now, parts
from web.questions import Answers, Kind, Question
from web.second_factor import myself
from web.told import lazy_gettext

bp = Blueprint("account", __name__)
OLD = Question(
    "oud",
    lazy_gettext("Uw wachtwoord van nu"),
    Kind.SECRET,
    empty=lazy_gettext("Vul uw wachtwoord van nu in"),
    longest=200,
)
NEW = Question(
    "nieuw",
    lazy_gettext("Nieuw wachtwoord"),
    Kind.SECRET,
    empty=lazy_gettext("Vul een nieuw wachtwoord in"),
    hint=lazy_gettext("Ten minste 12 tekens. Lang is beter dan ingewikkeld: vier woorden die niets met elkaar hebben."),
    longest=200,
)
ASKED = (OLD, NEW)
NOT_NOW = {"oud": lazy_gettext("Dit is niet uw wachtwoord van nu")}


@bp.get("/mijn-account")
def show() -> str:
    with db.reading() as session:
        return _page(session, Answers())


@bp.post("/mijn-account/wachtwoord")
def change_password() -> Response | tuple[str, int]:
    """Another password; every other session of this person ends."""
    answers = questions.read(ASKED, request.form)
    audit_trace.refused()  # counting the attempt is no deed
    with db.transaction() as session:
        user = myself(session)
        name, about = user.username, (user.username, user.name, user.organisation.name, parts().gemeente)
        judged = None if answers.errors else login.begin_attempt(session, name)
    # between two transactions: while these take their time, nobody waits for the database
    wrong, proof, hashed = _judge(answers, judged, about)
    answers = questions.refuse(answers, wrong)
    with db.transaction() as session:
        if proof is not None:
            logins.record_success(session, name, login.address_hash())
        if answers.errors:
            return _page(session, answers), 422
        known = users.accept(session, name, proof, now=now())
        if known is None:  # it changed meanwhile
            return _page(session, questions.refuse(answers, NOT_NOW)), 422
        audit_trace.granted()
        user, known.password_hash = known, hashed
        ended = sessions.end_all(session, user.id, but=people.person().token, now=now())
    more = _(" U bent op andere plekken uitgelogd.") if ended else ""
    flash(_("Uw wachtwoord is gewijzigd.%(more)s", more=more), "klaar")
    return redirect(url_for("account.show"))


@bp.post("/mijn-account/sessies/<int:session_id>/beeindigen")
def end_session(session_id: int) -> Response:
    with db.transaction() as session:
        sessions.end_one(session, myself(session).id, session_id, now=now())
    flash(_("Daar bent u nu uitgelogd."), "klaar")
    return redirect(url_for("account.show"))


@bp.post("/mijn-account/sessies/beeindigen")
def end_others() -> Response:
    with db.transaction() as session:
        sessions.end_all(session, myself(session).id, but=people.person().token, now=now())
    flash(_("U bent nu alleen nog hier ingelogd."), "klaar")
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
            flash(_("De tweede stap is eraf. Maak meteen een nieuwe."), "klaar")
    return redirect(url_for("account.show"))


def _judge(
    answers: Answers, password_hash: str | None, about: tuple[str, ...]
) -> tuple[dict[str, str], Proof | None, str]:
    """What is wrong; the proof that he knows the old password; the hash of the new one."""
    if answers.errors:
        return {}, None, ""
    # guessed no more often than at the login: a browser left open must not give the password away
    if password_hash is None:
        return {"oud": login.TOO_OFTEN}, None, ""
    proof = users.prove(password_hash, answers.text("oud"))
    if proof is None:
        return NOT_NOW, None, ""
    weak = passwords.weakness(answers.text("nieuw"), about=about)
    return ({"nieuw": weak}, proof, "") if weak else ({}, proof, users.hash_password(answers.text("nieuw")))


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

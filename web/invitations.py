"""Somebody chooses a password of his own, by a link that came by mail: for a new account, or when he forgot it.

Nobody else knows the password, the administrator neither. As at the partner's link, the secret leaves the address at
once. Whoever must have a second factor makes or gives it after this, as at every login.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import links, passwords, sessions, users
from dossier.links import LinkPurpose, OneTimeLink
from dossier.users import User
from engine import db
from web import audit_trace, link_pages, login, questions
from web.account import NEW
from web.link_pages import Page
from web.parts import now, parts
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("invitations", __name__)
bp.before_request(link_pages.require_own_form)
bp.after_request(link_pages.tell_nobody)
KEPT = "wachtwoordlink"  # in the cookie: the secret
PURPOSES = (LinkPurpose.ACCOUNT, LinkPurpose.RESET)
AGAIN = Question(
    "nogmaals",
    lazy_gettext("Nog een keer hetzelfde wachtwoord"),
    Kind.SECRET,
    empty=lazy_gettext("Vul het wachtwoord nog een keer in"),
    longest=200,
)
ASKED = (NEW, AGAIN)


@bp.get("/wachtwoord-kiezen/<token>")
def arrive(token: str) -> Response | Page:
    """From the mail. Nothing is looked up or counted: mail programs open links too."""
    if not link_pages.TOKEN.fullmatch(token):
        return dead()
    session[KEPT] = token
    return redirect(url_for("invitations.show"))


@bp.get("/wachtwoord-kiezen")
def show() -> Page:
    with db.reading() as database:
        found = _found(database)
        return _page(found[1], Answers()) if found else dead()


@bp.post("/wachtwoord-kiezen")
def choose() -> Response | Page:
    answers = questions.read(ASKED, request.form)
    with db.reading() as database:
        found = _found(database)
        if found is None:
            return dead()
        answers = questions.refuse(answers, _wrong(found[1], answers))
        if answers.errors:
            html, _status = _page(found[1], answers)
            return html, 422
    # between two transactions: while this one takes its time, nobody waits for the database
    hashed = users.hash_password(answers.text("nieuw"))
    with db.transaction() as database:
        found = _found(database, lock=True)
        if found is None:
            return dead()
        link, user = found
        audit_trace.by(user.key)
        links.use(link, now=now())
        user.password_hash = hashed
        sessions.end_all(database, user.id, now=now())
        answer = login.come_in(database, user, None)  # forgets what was in the cookie
        flash(_("Uw wachtwoord is bewaard. Alleen u kent het."), "klaar")
        return answer


def _found(database: Session, *, lock: bool = False) -> tuple[OneTimeLink, User] | None:
    """The link of this browser and its person, when it works still."""
    token = session.get(KEPT)
    if not isinstance(token, str):
        return None
    link = links.find(database, token, *PURPOSES, lock=lock)
    if link is None or not links.works(link, now()):
        return None
    user = users.get(database, link.user_id or 0)
    return (link, user) if user is not None else None


def _wrong(user: User, answers: Answers) -> dict[str, str]:
    if answers.errors:
        return {}
    about = (user.username, user.name, user.organisation.name, parts().gemeente)
    if weak := passwords.weakness(answers.text("nieuw"), about=about):
        return {"nieuw": weak}
    same = answers.text("nieuw") == answers.text("nogmaals")
    return {} if same else {"nogmaals": _("De twee wachtwoorden zijn niet hetzelfde")}


def dead() -> Page:
    return link_pages.told(
        _("Deze link werkt niet"),
        _("Hij is al gebruikt, verlopen of ingetrokken. Vraag de applicatiebeheerder van uw gemeente om een nieuwe."),
        404,
    )


def _page(user: User, answers: Answers) -> Page:
    html = render_template(
        "invitation.html",
        username=user.username,
        asked=ASKED,
        answers=answers,
        summary=questions.summary(ASKED, answers),
    )
    return html, 200

"""Coming in and going out: name and password, a code when the account has one, and a session that can be ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import login_user, logout_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import logins, second_factor, sessions, users
from dossier.users import User
from engine import db
from web import audit_trace, devices, language, people
from web.parts import now, parts
from web.told import lazy_gettext

bp = Blueprint("login", __name__)

WRONG = lazy_gettext("Gebruikersnaam of wachtwoord klopt niet. Probeer het nog een keer.")
WRONG_CODE = lazy_gettext(
    "Deze code klopt niet, of is al gebruikt. Wacht op de volgende code in uw app en probeer het nog een keer."
)
TOO_OFTEN = lazy_gettext("Te vaak geprobeerd. Wacht een kwartier en probeer het dan opnieuw.")
HALFWAY = "halverwege"  # in the cookie: who gave the right password and still owes a code
PATIENCE = timedelta(minutes=10)  # between password and code


@bp.get("/inloggen")
def show() -> Response | str:
    if people.person_or_none() is not None:
        return redirect(url_for("day.show"))
    return page(next_page=request.args.get("next"))


@bp.post("/inloggen")
def submit() -> Response | tuple[str, int]:
    username = request.form.get("naam", "").strip()[:100]
    target = people.safe_next(request.form.get("next"))
    with db.transaction() as database:
        password_hash = begin_attempt(database, username)
    if password_hash is None:
        return page(next_page=target, error=TOO_OFTEN, username=username), 429
    # between two transactions: while this one takes its time, nobody waits for the database
    proof = users.prove(password_hash, request.form.get("wachtwoord", "")[:200])
    if proof is not None:
        with db.transaction() as database:
            user = users.accept(database, username, proof, now=now())
            if user is not None:
                logins.record_success(database, username, address_hash())
                return come_in(database, user, target)
    return page(next_page=target, error=WRONG, username=username), 422


def begin_attempt(database: Session, username: str) -> str | None:
    """What the password must fit; None for who must wait first.

    It counts as a failure until the password proved right: so many attempts at once are no more than that many.
    """
    known = users.by_username(database, username)
    audit_trace.by(known.key if known is not None else "")
    if logins.throttled(database, username, address_hash(), now()):
        return None
    logins.record_failure(database, username, address_hash(), now())
    return users.hash_of(database, username)


def come_in(database: Session, user: User, target: str | None) -> Response:
    """On to the screens, or first to the code, or first to the making of a second factor."""
    audit_trace.by(user.key)
    language.of_login(user)  # a cookie from before the login is worth nothing after it
    if second_factor.has(database, user):
        wait_for_code(user, target)
        return redirect(url_for("login.show_code"))
    if must_have_one(user):
        wait_for_code(user, target)
        return redirect(url_for("second_factor.first"))
    sign_in(database, user, second=False)
    return redirect(target or url_for("day.show"))


def must_have_one(user: User) -> bool:
    """Whether this person works with the vault or gives others access, and a password alone will not do here."""
    return parts().second_factor and any(held.role in second_factor.MANDATORY for held in user.roles)


def wait_for_code(user: User, target: str | None) -> None:
    session[HALFWAY] = {"wie": user.key, "om": now().isoformat(), "naar": target or ""}


def halfway(database: Session) -> tuple[User, str] | None:
    """Who gave the right password a moment ago, and where he was going."""
    kept = session.get(HALFWAY)
    if not isinstance(kept, dict) or now() - datetime.fromisoformat(kept["om"]) > PATIENCE:
        return None
    user = users.find(database, kept["wie"])
    return (user, kept["naar"]) if user is not None and user.active else None


@bp.get("/inloggen/code")
def show_code() -> Response | str:
    with db.reading() as database:
        found = halfway(database)
    return code_page() if found else redirect(url_for("login.show"))


@bp.post("/inloggen/code")
def submit_code() -> Response | tuple[str, int]:
    with db.transaction() as database:
        found = halfway(database)
        if found is None:
            flash(_("Dat duurde te lang. Log opnieuw in."), "let-op")
            return redirect(url_for("login.show"))
        user, target = found
        error = code_error(database, user, request.form.get("code", "")[:40])
        if not error:
            sign_in(database, user, second=True)
            _tell_about_paper(database, user)
            return redirect(people.safe_next(target) or url_for("day.show"))
    return code_page(error), 429 if error == TOO_OFTEN else 422


def code_error(database: Session, user: User, code: str) -> str:
    """Why the code will not do, or ""; codes are guessed no more often than passwords."""
    audit_trace.by(user.key)
    name, address = f"code van {user.username}", address_hash()
    if logins.throttled(database, name, address, now()):
        return TOO_OFTEN
    if not second_factor.check(database, user, code, key=parts().vault_key, now=now()):
        logins.record_failure(database, name, address, now())
        return WRONG_CODE
    logins.record_success(database, name, address)
    return ""


def sign_in(database: Session, user: User, *, second: bool) -> None:
    """Begin a session for this person in this browser."""
    language.of_login(user)
    agent = request.user_agent.string
    token = sessions.begin(database, user, device=devices.words(agent), second_factor=second, now=now())
    login_user(people.Person(key=user.key, name=user.name, actor=users.actor(database, user), token=token))


@bp.post("/uitloggen")
def leave() -> Response:
    with db.transaction() as database:
        sessions.end(database, people.person().token, now=now())
    logout_user()
    language.of_login()
    flash(_("U bent uitgelogd."), "klaar")
    return redirect(url_for("login.show"))


def page(*, next_page: str | None, error: str = "", username: str = "") -> str:
    return render_template(
        "login.html",
        next_page=people.safe_next(next_page) or "",
        error=error,
        username=username,
        provider=parts().provider,
    )


def code_page(error: str = "") -> str:
    return render_template("login_code.html", error=error)


def _tell_about_paper(database: Session, user: User) -> None:
    left = second_factor.left_on_paper(database, user)
    if left < 3:
        flash(_("U hebt nog %(left)s codes op papier. Maak nieuwe bij Mijn account.", left=left), "let-op")


def address_hash() -> str:
    return logins.address_hash(request.remote_addr or "", parts().secret_key.encode())

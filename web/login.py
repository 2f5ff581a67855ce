"""Coming in and going out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import logins, users
from engine import db
from web import people
from web.parts import now, parts

bp = Blueprint("login", __name__)

WRONG = "Gebruikersnaam of wachtwoord klopt niet. Probeer het nog een keer."
TOO_OFTEN = "Te vaak geprobeerd. Wacht een kwartier en probeer het dan opnieuw."


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
        outcome = attempt(database, username, request.form.get("wachtwoord", "")[:200])
    if not isinstance(outcome, people.Person):
        return page(next_page=target, error=outcome, username=username), 429 if outcome == TOO_OFTEN else 422
    session.clear()  # a cookie from before the login is worth nothing after it
    login_user(outcome)
    return redirect(target or url_for("day.show"))


def attempt(database: Session, username: str, password: str) -> people.Person | str:
    """The person, or the sentence that says why not; it never tells whether the name exists."""
    address = logins.address_hash(request.remote_addr or "", parts().secret_key.encode())
    if logins.throttled(database, username, address, now()):
        return TOO_OFTEN
    user = users.authenticate(database, username, password, now=now())
    if user is None:
        logins.record_failure(database, username, address, now())
        return WRONG
    logins.record_success(database, username, address)
    return people.person_of(database, user)


@bp.post("/uitloggen")
def leave() -> Response:
    logout_user()
    session.clear()
    flash("U bent uitgelogd.", "klaar")
    return redirect(url_for("login.show"))


def page(*, next_page: str | None, error: str = "", username: str = "") -> str:
    return render_template(
        "login.html",
        next_page=people.safe_next(next_page) or "",
        error=error,
        username=username,
    )

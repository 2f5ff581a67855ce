"""Making a second factor: at the first login of who must have one, or from one's own account."""

from __future__ import annotations

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import second_factor, users
from dossier.users import User
from engine import db
from web import audit_trace, login, people
from web.parts import now, parts
from web.told import lazy_gettext

bp = Blueprint("second_factor", __name__)
WRONG = lazy_gettext("Deze code klopt niet. Staat de klok van uw telefoon goed? Probeer de volgende code.")


@bp.get("/inloggen/tweede-stap")
def first() -> Response | str:
    """Who just gave the right password, must have a second factor and has none."""
    with db.transaction() as session:
        found = login.halfway(session)
        if found is None or second_factor.has(session, found[0]):
            return redirect(url_for("login.show"))
        return _page(session, found[0], url_for("second_factor.confirm_first"))


@bp.post("/inloggen/tweede-stap")
def confirm_first() -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        found = login.halfway(session)
        if found is None or second_factor.has(session, found[0]):
            return redirect(url_for("login.show"))
        user, target = found
        codes = _confirm(session, user)
        if not codes:
            return _page(session, user, url_for("second_factor.confirm_first"), WRONG), 422
        login.sign_in(session, user, second=True)
        return _paper(codes, people.safe_next(target) or url_for("day.show"))


@bp.get("/mijn-account/tweede-stap")
def own() -> Response | str:
    with db.transaction() as session:
        user = myself(session)
        if second_factor.has(session, user):
            return redirect(url_for("account.show"))
        return _page(session, user, url_for("second_factor.confirm_own"))


@bp.post("/mijn-account/tweede-stap")
def confirm_own() -> Response | str | tuple[str, int]:
    with db.transaction() as session:
        user = myself(session)
        if second_factor.has(session, user):
            return redirect(url_for("account.show"))
        codes = _confirm(session, user)
        if not codes:
            return _page(session, user, url_for("second_factor.confirm_own"), WRONG), 422
        return _paper(codes, url_for("account.show"))


@bp.post("/mijn-account/codes")
def new_paper() -> Response | str:
    """Fresh codes for on paper; the app stays."""
    with db.transaction() as session:
        user = myself(session)
        if not second_factor.has(session, user):
            return redirect(url_for("second_factor.own"))
        return _paper(second_factor.new_paper(session, user), url_for("account.show"))


def myself(session: Session) -> User:
    found = users.find(session, people.person().key)
    assert found is not None  # the session is his
    return found


def _confirm(session: Session, user: User) -> list[str]:
    audit_trace.by(user.key)
    code = request.form.get("code", "")[:40]
    return second_factor.confirm(session, user, code, key=parts().vault_key, now=now())


def _page(session: Session, user: User, url: str, error: str = "") -> str:
    secret, address = second_factor.offer(session, user, issuer="Zevenstap", key=parts().vault_key)
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#000", light="#fff")
    groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    return render_template("second_factor.html", picture=picture, secret=" ".join(groups), url=url, error=error)


def _paper(codes: list[str], on: str) -> str:
    return render_template("second_factor_paper.html", codes=codes, on=on)

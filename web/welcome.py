"""The first-time help: what somebody with this kind of work can do here. Comes by itself until he puts it away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from dossier import welcomes
from engine import db
from engine.access import Actor
from web import people
from web.parts import now

bp = Blueprint("welcome", __name__)
# The first that fits counts; each has its text in parts/welcome.html.
ABOUT = {
    "regisseur": frozenset({"procesregisseur"}),
    "gezag": frozenset({"burgemeester", "politie", "om"}),
    "toezicht": frozenset({"fg", "privacy_officer"}),
    "partner": frozenset({"jongerenwerk", "boa", "partner"}),
    "ontwerper": frozenset({"beheerder"}),
    "beheerder": frozenset({"applicatiebeheerder"}),
}
OTHER = "overig"  # reads it when he asks
LANDINGS = frozenset({"day.show", "packages.show_list", "incidents.show_list"})
READ = "welkom_gelezen"  # in the cookie, so that a page need not ask the database each time


def register(app: Flask) -> None:
    app.context_processor(context)


def context() -> dict[str, Any]:
    """The welcome that belongs on this page, if any."""
    person = people.person_or_none()
    if person is None or request.endpoint not in LANDINGS:
        return {}
    about = about_of(person.actor)
    return {} if about == OTHER or _is_read(person.key, about) else {"welcome": about}


def about_of(actor: Actor) -> str:
    """Which welcome is for this person."""
    return next((about for about, roles in ABOUT.items() if roles & actor.groups), OTHER)


@bp.get("/hulp/welkom")
def show() -> str:
    return render_template("welcome.html", about=about_of(people.actor()))


@bp.post("/hulp/welkom")
def put_away() -> Response:
    actor = people.actor()
    with db.transaction() as database:
        welcomes.put_away(database, actor.user_key, about_of(actor), now=now())
    return redirect(url_for("day.show"))


def _is_read(user_key: str, about: str) -> bool:
    if session.get(READ) == about:
        return True
    with db.reading() as database:
        found = welcomes.is_read(database, user_key, about)
    if found:
        session[READ] = about
    return found

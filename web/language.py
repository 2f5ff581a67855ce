"""The language of the screens: Dutch, until somebody chooses English. What a municipality wrote itself stays Dutch."""

from __future__ import annotations

from flask import Blueprint, Flask, current_app, redirect, request, session, url_for
from flask_babel import Babel, get_locale
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException
from werkzeug.wrappers import Response

from dossier import users
from dossier.users import User
from engine import db
from web import people

bp = Blueprint("language", __name__)

DUTCH = "nl"
NAMES = {DUTCH: "Nederlands", "en": "English"}  # each in its own words, so that who needs it can read it
KEPT = "taal"  # in the cookie of the session, so that a page needs no look in the database


def register(app: Flask) -> None:
    """The browser's wishes do not count: most are set to English by nobody's choice."""
    app.config.update(BABEL_DEFAULT_LOCALE=DUTCH, BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam")
    Babel(app, locale_selector=chosen)
    app.context_processor(context)
    app.jinja_env.globals.update(in_dutch=in_dutch)


def chosen() -> str:
    """The language of this session."""
    language = session.get(KEPT)
    return language if isinstance(language, str) and language in NAMES else DUTCH


def now_spoken() -> str:
    """The language of what is being made now; outside a request, as in a letter of the clock, it is Dutch."""
    locale = get_locale()
    return locale.language if locale is not None else DUTCH


def in_dutch() -> Markup:
    """The mark of a block that stays Dutch, as forms and diagrams do, so that a screen reader speaks it as Dutch."""
    return Markup("") if now_spoken() == DUTCH else Markup(' lang="nl"')


def context() -> dict[str, object]:
    """For every template: the language, the other ones, and where a choice comes back to."""
    spoken = now_spoken()
    return {
        "taal": spoken,
        "other_languages": [(code, name) for code, name in NAMES.items() if code != spoken],
        "same_page": same_page,
    }


def same_page() -> str:
    """Where to come back after the choice: this page, when it is there for who asks it without a form."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    adapter = current_app.create_url_adapter(request)
    try:
        found = adapter is not None and adapter.match(method="GET")
    except (HTTPException, RoutingException):
        found = False
    return request.path if found else "/"


@bp.post("/taal")
def choose() -> Response:
    """Another language, from now on; who is logged in finds it back at the next login, wherever that is."""
    language = request.form.get("taal", "")
    if language in NAMES:
        session[KEPT] = language
        keep(language)
    return redirect(people.safe_next(request.form.get("next")) or url_for("day.show"))


def keep(language: str) -> None:
    """Write it with the account of who is logged in."""
    actor = people.actor_or_none()
    if actor is not None:
        with db.transaction() as database:
            users.speak(database, actor.user_key, language)


def of_login(user: User | None = None) -> None:
    """A session without anything from before but the language: that of the account, else what was chosen here."""
    language = (user.language if user is not None else "") or chosen()
    session.clear()
    if language != DUTCH and language in NAMES:
        session[KEPT] = language

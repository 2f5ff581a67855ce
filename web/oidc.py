"""Logging in with the provider of one's own organisation (OpenID Connect, code flow with PKCE)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, abort, current_app, flash, redirect, request, session, url_for
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from dossier import identities
from dossier.identities import Claims, Provider
from engine import db, logs
from web import language, login, people
from web.parts import now, parts
from web.told import lazy_gettext

bp = Blueprint("oidc", __name__)
log = logs.get(__name__)
SECONDS = 10  # a provider that takes longer is not there
TARGET = "naar"  # in the cookie: the page somebody wanted before he logged in
EXTENSION = "zevenstap-oidc"
UNKNOWN = lazy_gettext(
    "U bent bekend bij uw organisatie, maar niet bij Zevenstap. Vraag de applicatiebeheerder om een account met uw "
    "e-mailadres van het werk."
)
FAILED = lazy_gettext(
    "Inloggen bij uw organisatie is niet gelukt. Probeer het nog een keer, of log in met een wachtwoord."
)
# What the conversation can end in: no answer, another answer than the protocol's, a token that is not right.
FAILURES = (requests.RequestException, AuthlibBaseError, JoseError, ValueError, KeyError, RuntimeError)


def register(app: Flask) -> None:
    """Make the provider known, when the installation has one; nothing is asked of it before somebody logs in."""
    provider = app.extensions["zevenstap"].provider
    if provider is None:
        return
    oauth = OAuth(app)
    oauth.register(
        EXTENSION,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "default_timeout": SECONDS},
    )
    app.extensions[EXTENSION] = oauth


@bp.get("/inloggen/organisatie")
def start() -> Response:
    """Off to the provider."""
    _provider()
    language.of_login()
    session[TARGET] = people.safe_next(request.args.get("next")) or ""
    try:
        answer: Response = _client().authorize_redirect(_back())
    except FAILURES as problem:
        return _failed(problem)
    return answer


@bp.get("/inloggen/organisatie/terug")
def back() -> Response:
    """Back with a code, in the same browser that left; only the signed token says who it is."""
    provider, target = _provider(), people.safe_next(session.get(TARGET))
    try:
        # before the transaction opens: nobody waits in the database for a system elsewhere
        claims = _claims(provider, _client().authorize_access_token()["userinfo"])
    except FAILURES as problem:
        return _failed(problem)
    with db.transaction() as database:
        user = identities.person_of(database, provider, claims, now=now())
        if user is None:
            language.of_login()
            flash(UNKNOWN, "fout")
            return redirect(url_for("login.show"))
        if not identities.is_strong(provider, claims):
            return login.come_in(database, user, target)
        login.sign_in(database, user, second=True)
    return redirect(target or url_for("day.show"))


def _provider() -> Provider:
    return parts().provider or abort(404)


def _client() -> Any:
    return current_app.extensions[EXTENSION].create_client(EXTENSION)


def _back() -> str:
    return parts().base_url.rstrip("/") + url_for("oidc.back")


def _claims(provider: Provider, found: Mapping[str, Any]) -> Claims:
    if found["iss"] != provider.issuer:
        raise ValueError("another issuer")
    verified = found.get("email_verified") is True
    return Claims(
        subject=str(found["sub"]),
        email=str(found.get("email", "")) if verified else "",
        groups=_texts(found.get(provider.groups_claim)),
        methods=_texts(found.get("amr")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _failed(problem: Exception) -> Response:
    log.warning("login elsewhere failed", error=type(problem).__name__)
    language.of_login()
    flash(FAILED, "fout")
    return redirect(url_for("login.show"))

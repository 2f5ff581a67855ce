"""What the pages behind a link from a mail have in common: they tell no other site of it, and how they say no."""

from __future__ import annotations

import re

from flask import Response, current_app, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import validate_csrf

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
Page = tuple[str, int]


def require_own_form() -> Page | None:
    """The check of the form token, without that of the referrer: these pages send none."""
    if request.method != "POST" or not current_app.config.get("WTF_CSRF_ENABLED", True):
        return None
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValueError:  # what wtforms raises is one
        return told(_("Deze pagina heeft te lang opengestaan"), _("Open de link uit de e-mail opnieuw."), 400)
    return None


def tell_nobody(response: Response) -> Response:
    """No other site, and no search engine, hears of these pages."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def told(title: str, text: str, status: int) -> Page:
    return render_template("link_told.html", title=title, text=text), status

"""The three pages behind the footer: accessibility, privacy, help. And whom to tell of a weak spot (RFC 9116)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from web import statement
from web.parts import now, parts

bp = Blueprint("pages", __name__)


@bp.get("/toegankelijkheid")
def accessibility() -> str:
    return render_template(
        "pages/accessibility.html",
        said=parts().accessibility,
        statuses=statement.statuses(),
        examined=statement.examined(),
        not_examined=statement.not_examined(),
        deviations=statement.deviations(),
    )


@bp.get("/privacy")
def privacy() -> str:
    return render_template("pages/privacy.html")


@bp.get("/hulp")
def help_page() -> str:
    return render_template("pages/help.html")


@bp.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Only while it holds: an address that nobody reads any more is worse than none."""
    contact, until = parts().security_contact, parts().security_until
    if not contact or until is None or until < now().date():
        abort(404)
    lines = (
        f"Contact: {contact}",
        f"Expires: {until.isoformat()}T23:59:59Z",
        "Preferred-Languages: nl, en",
        f"Canonical: {parts().base_url.rstrip('/')}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")

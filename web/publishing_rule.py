"""Whether this municipality publishes with four eyes: the applicatiebeheerder sets it, designers obey it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dossier import users
from engine import db, publishing
from web import people
from web.parts import now

bp = Blueprint("publishing_rule", __name__)
DESIGNER = "beheerder"


@bp.get("/vier-ogen")
def show() -> str:
    with db.reading() as session:
        rule = publishing.rule(session)
        return render_template(
            "publishing_rule.html",
            rule=rule,
            four_eyes=publishing.four_eyes(session),
            by=users.name_of(session, rule.by) if rule else "",
            designers=len(users.with_role(session, DESIGNER)),
        )


@bp.post("/vier-ogen")
def save() -> Response:
    wanted = request.form.get("vier_ogen") == "ja"
    with db.transaction() as session:
        publishing.set_four_eyes(session, wanted, by=people.person().key, now=now())
    flash(_("Publiceren vraagt nu twee personen.") if wanted else _("Eén ontwerper kan nu zelf publiceren."), "klaar")
    return redirect(url_for("publishing_rule.show"))

"""A choice of tasks kept under a name, and thrown away."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dossier import saved_filters
from dossier.saved_filters import SavedFilter
from engine import db
from web import people
from web.parts import now
from web.tasks import fields, wanted_from

bp = Blueprint("filters", __name__)


@bp.post("/taken/filters")
def keep() -> Response:
    wanted = wanted_from(request.form)
    name = " ".join(request.form.get("naam", "").split())[: saved_filters.NAME]
    if not name or not name.isprintable():
        flash(_("Geef het filter een naam."), "fout")
        return redirect(url_for("tasks.show_list", **fields(wanted)))
    me = people.person().key
    with db.transaction() as session:
        kept = saved_filters.keep(session, SavedFilter(user_key=me, name=name, created_at=now(), **asdict(wanted)))
    if kept:
        flash(_("Het filter ‘%(name)s’ is bewaard.", name=name), "klaar")
    else:
        flash(_("U hebt al %(most)s filters. Verwijder er eerst een.", most=saved_filters.MOST), "let-op")
    return redirect(url_for("tasks.show_list", **fields(wanted)))


@bp.post("/taken/filters/verwijderen")
def drop() -> Response:
    asked = request.form.get("filter", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 10:
        with db.transaction() as session:
            saved_filters.remove(session, [int(asked)], people.person().key)
        flash(_("Het filter is verwijderd."), "klaar")
    return redirect(url_for("tasks.show_list"))

"""All groups of this person: open and closed."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from engine import db
from web import case_rows, people
from web.parts import now
from web.tasks import page_number

bp = Blueprint("cases", __name__)


@bp.get("/groepen")
def show_list() -> str:
    ended = request.args.get("toon") == "afgesloten"
    with db.reading() as session:
        page = case_rows.page_of(session, people.actor(), now(), number=page_number(), ended=ended)
        return render_template(
            "cases.html",
            page=page,
            ended=ended,
            page_url=lambda number: url_for("cases.show_list", toon="afgesloten" if ended else None, pagina=number),
        )

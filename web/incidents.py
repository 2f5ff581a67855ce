"""Jobs that did not succeed: element, topic and class of error; never a value."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine import db, incidents
from web import people
from web.parts import now
from web.tasks import page_number

bp = Blueprint("incidents", __name__)


@bp.get("/storingen")
def show_list() -> str:
    number = page_number()
    with db.reading() as session:
        total = incidents.count_open(session)
        return render_template(
            "incidents.html",
            incidents=incidents.open_incidents(session, page=number),
            total=total,
            number=number,
            pages=max(1, -(-total // incidents.PAGE_SIZE)),
            page_url=lambda n: url_for("incidents.show_list", pagina=n),
        )


@bp.post("/storingen/<int:incident_id>/opnieuw")
def retry(incident_id: int) -> Response:
    with db.transaction() as session:
        incidents.retry(session, incident_id, by=people.person().key, now=now())
    flash("Het werk wordt opnieuw geprobeerd. Komt de storing terug? Dan is de oorzaak nog niet weg.", "klaar")
    return redirect(url_for("incidents.show_list"))

"""For the privacy officer: which decisions need a look, without content of a case, and how to be let in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dossier import decision_watch, register_watch
from dossier.privacy import today
from engine import access, db
from web import people
from web.clock import of_regisseur
from web.parts import now

bp = Blueprint("privacy_watch", __name__)


@bp.get("/privacybesluiten")
def show_list() -> str:
    actor, moment = people.actor(), now()
    with db.reading() as session:
        rows = decision_watch.listed(session, actor, moment)
        warnings = register_watch.lapsed(session, today(moment))
        return render_template("privacy_watch.html", rows=rows, warnings=warnings, now=moment)


@bp.post("/privacybesluiten/<int:besluit_id>/meedoen")
def ask_in(besluit_id: int) -> Response:
    with db.transaction() as session:
        decision_watch.ask_in(session, besluit_id, people.actor(), now())
    flash(_("De procesregisseur heeft bericht gekregen. Laat hij u toe, dan staat de zaak bij Groepen."), "klaar")
    return redirect(url_for("privacy_watch.show_list"))


@bp.get("/groepen/<int:instance_id>/privacy-officer")
def show_letting_in(instance_id: int) -> str:
    with db.reading() as session:
        instance = of_regisseur(session, instance_id)
        return render_template("privacy_letting_in.html", case=instance, role=decision_watch.OFFICER)


@bp.post("/groepen/<int:instance_id>/privacy-officer")
def let_in(instance_id: int) -> Response:
    actor = people.actor()
    with db.transaction() as session:
        access.require_participant(session, actor, instance_id)
        decision_watch.let_in(session, instance_id, by=actor, now=now())
    flash(_("De privacy officer doet nu mee in deze zaak."), "klaar")
    return redirect(url_for("case.show", instance_id=instance_id))

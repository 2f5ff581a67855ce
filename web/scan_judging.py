"""What the police deliver later of a groepsscan: the procesregisseur takes it over or not, with a reason."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import naleveringen, scans
from dossier.errors import NoPermission
from dossier.naleveringen import Judging
from dossier.scans import LIST, Groepsscan, ScanProduct
from engine import db
from engine.models import ProcessInstance
from web import people, questions
from web.clock import of_regisseur
from web.parts import now, parts
from web.questions import Answers, Kind, Question
from web.told import lazy_gettext

bp = Blueprint("scan_judging", __name__)
OVER, NOT = "overnemen", "niet"
ASKED = (
    Question(
        "oordeel",
        lazy_gettext("Neemt u deze versie over?"),
        Kind.ONE,
        lazy_gettext("Kies of u deze versie overneemt"),
        options=(
            (OVER, lazy_gettext("Ja, deze versie geldt vanaf nu")),
            (NOT, lazy_gettext("Nee, wat er was blijft gelden")),
        ),
    ),
    Question(
        "reden",
        lazy_gettext("Waarom?"),
        Kind.LONG,
        lazy_gettext("Schrijf op waarom"),
        lazy_gettext("Schrijf geen namen op. De reden komt in de tijdlijn."),
        longest=500,
        nameless=True,
    ),
)


@bp.get("/groepen/<int:instance_id>/groepsscans/<int:scan_id>/nalevering/<int:product_id>")
def show(instance_id: int, scan_id: int, product_id: int) -> str:
    with db.transaction() as session:  # comparing names is a look, and looks are logged
        instance, scan, product = _opened(session, instance_id, scan_id, product_id)
        return _page(session, instance, scan, product, Answers())


@bp.post("/groepen/<int:instance_id>/groepsscans/<int:scan_id>/nalevering/<int:product_id>")
def judge(instance_id: int, scan_id: int, product_id: int) -> Response | tuple[str, int]:
    answers = questions.read(ASKED, request.form)
    with db.transaction() as session:
        instance, scan, product = _opened(session, instance_id, scan_id, product_id)
        if answers.errors:
            return _page(session, instance, scan, product, answers), 422
        judging = _judging(instance, answers.text("reden"))
        if answers.text("oordeel") == OVER:
            naleveringen.take_over(session, scan, product, judging)
            told = _("Overgenomen: deze versie geldt vanaf nu.")
        else:
            naleveringen.decline(session, scan, product, judging)
            told = _("Niet overgenomen: wat er was blijft gelden.")
    flash(told, "klaar")
    return redirect(url_for("scans.show_list", instance_id=instance_id))


def _opened(
    session: Session, instance_id: int, scan_id: int, product_id: int
) -> tuple[ProcessInstance, Groepsscan, ScanProduct]:
    instance, actor = of_regisseur(session, instance_id), people.actor()
    scan = scans.get(session, scan_id, instance_id, actor)
    return instance, scan, naleveringen.get(session, scan, product_id, actor)


def _judging(instance: ProcessInstance, reason: str) -> Judging:
    return Judging(people.actor(), reason, instance.step, now(), parts().vault_key)


def _page(session: Session, instance: ProcessInstance, scan: Groepsscan, product: ScanProduct, answers: Answers) -> str:
    back = url_for("scans.show_list", instance_id=instance.id)
    trail: list[tuple[Any, str]] = [
        (_("Groepen"), url_for("cases.show_list")),
        (instance.title, url_for("case.show", instance_id=instance.id)),
        (_("Groepsscans"), back),
    ]
    return render_template(
        "steer.html",
        title=_("Nalevering beoordelen: %(kind)s, versie %(version)s", kind=product.kind, version=product.version),
        intro=_intro(session, instance, scan, product),
        trail=trail,
        summary=questions.summary(ASKED, answers),
        asked=ASKED,
        answers=answers,
        save=_("Oordeel vastleggen"),
        back=back,
        hidden=None,
    )


def _intro(session: Session, instance: ProcessInstance, scan: Groepsscan, product: ScanProduct) -> str:
    if product.kind != LIST:
        return _("Open deze versie bij de documenten van de zaak en leg hier vast of zij vanaf nu geldt.")
    try:
        found = naleveringen.compare(session, scan, product, _judging(instance, ""))
    except NoPermission as refused:
        return _("De namen kunnen nu niet worden vergeleken. %(reason)s", reason=refused.reason)
    return _(
        "Vergeleken met de namenlijst: %(same)s op beide, %(new)s nieuw, %(left_out)s niet "
        "meer genoemd. Neemt u de lijst over, dan blijven termijnen en notities bij de namen "
        "staan. Wie niet meer wordt genoemd, blijft op de lijst tot u daarover beslist.",
        same=found.same,
        new=found.new,
        left_out=found.left_out,
    )

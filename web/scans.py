"""The groepsscans of a case: how far each is, what came, who gets it; and recording that a letter was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import gate, privacy, scans, users
from dossier.scans import HOW_SENT, PRODUCTS, AlreadySent, Groepsscan, Way
from engine import access, db, history, instances
from engine.access import Actor
from engine.errors import Forbidden
from engine.models import ProcessInstance
from web import people, questions, words
from web.clock import of_regisseur
from web.parts import now
from web.questions import Answers, Kind, Question

bp = Blueprint("scans", __name__)
REGISSEUR = "procesregisseur"
READERS = frozenset({REGISSEUR, "burgemeester", "politie", "om"})
WAYS = {Way.NOTICE: "e-mail met een link", Way.DOWNLOAD: "zelf downloaden en versturen", Way.ADAPTER: "koppeling"}
RECEIVERS = {scans.GEMEENTE: "gemeente", scans.OM: "OM"}
SENT = (
    Question("dag", "Op welke dag is de brief verstuurd?", Kind.DAY, "Vul in op welke dag de brief is verstuurd"),
    Question(
        "hoe", "Hoe is de brief verstuurd?", Kind.ONE, "Kies hoe de brief is verstuurd", options=(*HOW_SENT.items(),)
    ),
)
INTRO = "Download de brief bij de documenten en verstuur die naar de politie. Leg hier vast dat u dat hebt gedaan."


@dataclass(frozen=True)
class Line:
    """One product of a request, as the page shows it."""

    name: str
    came: str  # when and how; empty: not yet
    secrecy: str
    receivers: str


@dataclass(frozen=True)
class Shown:
    """One request, as the page shows it."""

    scan: Groepsscan
    word: str
    missing: tuple[str, ...]
    way: str
    sent: str  # how, when and by whom; empty: not yet
    refusal: str
    letter: int | None  # the document
    lines: tuple[Line, ...]
    to_send: bool


@bp.get("/groepen/<int:instance_id>/groepsscans")
def show_list(instance_id: int) -> str:
    actor, moment = people.actor(), now()
    with db.reading() as session:
        instance = instances.get(session, instance_id, by=actor)
        roles = access.roles_in(session, actor, instance_id)
        if not roles & READERS and access.broken_glass(session, actor, instance_id) is None:
            raise Forbidden("Who is not told of a groepsscan does not see how far it is")
        found = [_shown(session, scan, moment, REGISSEUR in roles) for scan in scans.of_instance(session, instance_id)]
        return render_template("scans.html", case=instance, scans=found, now=moment)


@bp.get("/groepen/<int:instance_id>/groepsscans/<int:scan_id>/verstuurd")
def ask_sent(instance_id: int, scan_id: int) -> str:
    with db.reading() as session:
        instance = of_regisseur(session, instance_id)
        _to_send(session, scan_id, instance_id, people.actor())
        return _page(instance, questions.filled({"dag": privacy.today(now())}))


@bp.post("/groepen/<int:instance_id>/groepsscans/<int:scan_id>/verstuurd")
def record_sent(instance_id: int, scan_id: int) -> Response | tuple[str, int]:
    answers, actor, moment = questions.read(SENT, request.form), people.actor(), now()
    with db.transaction() as session:
        instance = of_regisseur(session, instance_id)
        scan = _to_send(session, scan_id, instance_id, actor)
        answers = questions.refuse(answers, _wrong_day(answers, scan, moment))
        if answers.errors:
            return _page(instance, answers), 422
        day = answers.day("dag")
        assert day is not None
        today = day == privacy.today(moment)
        at = moment if today else datetime.combine(day, time(12), tzinfo=privacy.AMSTERDAM)
        scans.record_sent(scan, at=at, by=actor.user_key, how=answers.text("hoe"))
        name = f"Verzoek om een groepsscan verstuurd: {HOW_SENT[answers.text('hoe')].lower()}"
        history.note(session, instance_id, kind="groepsscan", name=name, by=actor.user_key, now=moment, step=scan.step)
    flash("Vastgelegd dat de brief is verstuurd.", "klaar")
    return redirect(url_for("scans.show_list", instance_id=instance_id))


@bp.get("/storingen/geweigerde-leveringen")
def show_rejections() -> str:
    with db.reading() as session:
        return render_template("scans_rejected.html", rows=gate.rejections(session), many=gate.MANY, now=now())


def _shown(session: Session, scan: Groepsscan, moment: datetime, leads: bool) -> Shown:
    standing = scans.standing(session, scan)
    sent = ""
    if scan.sent_at is not None:
        how = HOW_SENT.get(scan.sent_how, scan.sent_how)
        who = f" door {users.name_of(session, scan.sent_by)}" if scan.sent_by else ""
        sent = f"{how}, {words.day(scan.sent_at, moment)}{who}"
    number = scan.letter.rpartition("-")[2]
    return Shown(
        scan=scan,
        word=standing.word.capitalize(),
        missing=standing.missing,
        way=WAYS[scan.way],
        sent=sent,
        refusal=scans.REFUSALS.get(scan.refusal, ""),
        letter=int(number) if number else None,
        lines=tuple(_lines(session, scan, moment)),
        to_send=leads and bool(scan.letter) and scan.sent_at is None,
    )


def _lines(session: Session, scan: Groepsscan, moment: datetime) -> list[Line]:
    here = scans.products(session, scan)
    found = []
    for kind in PRODUCTS:
        product = here.get(kind)
        came = ""
        if product is not None:
            version = f"versie {product.version}, " if product.version > 1 else ""
            came = f"{version}{words.day(product.received_at, moment)} via {product.channel}"
        receivers = ", ".join(RECEIVERS[word] for word in scan.distribution.get(kind, []))
        found.append(Line(kind.capitalize(), came, scans.SECRECY[kind].value, receivers))
    return found


def _to_send(session: Session, scan_id: int, instance_id: int, actor: Actor) -> Groepsscan:
    scan = scans.get(session, scan_id, instance_id, actor)
    if scan.sent_at is not None or not scan.letter:
        raise AlreadySent(scan.id)
    return scan


def _wrong_day(answers: Answers, scan: Groepsscan, moment: datetime) -> dict[str, str]:
    day = answers.day("dag")
    if day is not None and not privacy.today(scan.created_at) <= day <= privacy.today(moment):
        return {"dag": "Kies een dag vanaf het verzoek tot en met vandaag"}
    return {}


def _page(instance: ProcessInstance, answers: Answers) -> str:
    back = url_for("scans.show_list", instance_id=instance.id)
    trail: list[tuple[Any, str]] = [
        ("Groepen", url_for("cases.show_list")),
        (instance.title, url_for("case.show", instance_id=instance.id)),
        ("Groepsscans", back),
    ]
    return render_template(
        "steer.html",
        title="Verzending vastleggen",
        intro=INTRO,
        trail=trail,
        summary=questions.summary(SENT, answers),
        asked=SENT,
        answers=answers,
        save="Vastleggen",
        back=back,
        hidden=None,
    )

"""The groepsscans of a case: how far each is, what came, who gets it; that a letter was sent, or is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import deliveries, gate, privacy, scans, users
from dossier.scans import HOW_SENT, PRODUCTS, AlreadySent, Groepsscan, Judgement, NotWithdrawable, ScanProduct, Way
from engine import access, db, history, instances, runtime
from engine.access import Actor
from engine.errors import Forbidden
from engine.models import ProcessInstance, Task
from web import people, questions, words
from web.clock import of_regisseur
from web.parts import now, parts
from web.questions import Answers
from web.scan_deeds import SENT, WITHDRAW, Deed
from web.told import lazy_gettext

bp = Blueprint("scans", __name__)
REGISSEUR = "procesregisseur"
READERS = frozenset({REGISSEUR, "burgemeester", "politie", "om"})
WAYS = {
    Way.NOTICE: lazy_gettext("e-mail met een link"),
    Way.DOWNLOAD: lazy_gettext("zelf downloaden en versturen"),
    Way.ADAPTER: "koppeling",
}
RECEIVERS = {scans.GEMEENTE: "gemeente", scans.OM: "OM"}
MESSAGE = "groepsscan_ingetrokken"
SEND_FORM = "groepsscan-verzending"


@dataclass(frozen=True)
class Line:
    """One product of a request, as the page shows it."""

    name: str
    came: str  # when and how; empty: not yet
    secrecy: str
    receivers: str


@dataclass(frozen=True)
class Later:
    """A version that came while or after the delivery was judged."""

    product: ScanProduct
    name: str
    came: str
    judged: str  # what came of it; empty: it waits
    to_judge: bool


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
    withdrawn: str  # when, by whom and why; empty: it was not
    withdrawable: bool
    later: tuple[Later, ...]  # what came later, newest first


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
def ask_sent(instance_id: int, scan_id: int) -> Response | str:
    """Where the process has a task for it, there; the terms begin when that is done."""
    with db.reading() as session:
        instance = of_regisseur(session, instance_id)
        scan = _to_send(session, scan_id, instance_id, people.actor())
        if (task := _send_task(session, scan)) is not None:
            return redirect(url_for("task.show", task_id=task.id))
        return _page(instance, questions.filled({"dag": privacy.today(now())}), SENT)


@bp.post("/groepen/<int:instance_id>/groepsscans/<int:scan_id>/verstuurd")
def record_sent(instance_id: int, scan_id: int) -> Response | tuple[str, int]:
    answers, actor, moment = questions.read(SENT.asked, request.form), people.actor(), now()
    with db.transaction() as session:
        instance = of_regisseur(session, instance_id)
        scan = _to_send(session, scan_id, instance_id, actor)
        if (task := _send_task(session, scan)) is not None:
            return redirect(url_for("task.show", task_id=task.id))
        answers = questions.refuse(answers, _wrong_day(answers, scan, moment))
        if answers.errors:
            return _page(instance, answers, SENT), 422
        day = answers.day("dag")
        assert day is not None
        today = day == privacy.today(moment)
        at = moment if today else datetime.combine(day, time(12), tzinfo=privacy.AMSTERDAM)
        scans.record_sent(scan, at=at, by=actor.user_key, how=answers.text("hoe"))
        name = f"Verzoek om een groepsscan verstuurd: {HOW_SENT[answers.text('hoe')].lower()}"
        history.note(session, instance_id, kind="groepsscan", name=name, by=actor.user_key, now=moment, step=scan.step)
    flash(_("Vastgelegd dat de brief is verstuurd."), "klaar")
    return redirect(url_for("scans.show_list", instance_id=instance_id))


@bp.get("/groepen/<int:instance_id>/groepsscans/<int:scan_id>/intrekken")
def ask_withdrawal(instance_id: int, scan_id: int) -> str:
    with db.reading() as session:
        instance = of_regisseur(session, instance_id)
        _withdrawable(session, scan_id, instance_id, people.actor())
        return _page(instance, Answers(), WITHDRAW)


@bp.post("/groepen/<int:instance_id>/groepsscans/<int:scan_id>/intrekken")
def withdraw(instance_id: int, scan_id: int) -> Response | tuple[str, int]:
    """The process goes its own way on: the message comes to the event that waits for it."""
    answers, actor, moment = questions.read(WITHDRAW.asked, request.form), people.actor(), now()
    with db.transaction() as session:
        instance = of_regisseur(session, instance_id)
        scan = _withdrawable(session, scan_id, instance_id, actor)
        if answers.errors:
            return _page(instance, answers, WITHDRAW), 422
        reason = answers.text("reden")
        scans.withdraw(scan, reason=reason, by=actor.user_key, now=moment)
        name = "Verzoek om een groepsscan ingetrokken"
        history.note(
            session,
            instance_id,
            kind="groepsscan",
            name=name,
            detail=reason[:300],
            by=actor.user_key,
            now=moment,
            step=scan.step,
        )
        instances.send_message(
            session,
            instance_id,
            MESSAGE,
            {},
            by=actor,
            now=moment,
            catalogue=parts().catalogue,
            correlation=scan.reference,
        )
    flash(_("Het verzoek is ingetrokken. De politie krijgt bericht als het al was verstuurd."), "klaar")
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
        who = _(" door %(name_of)s", name_of=users.name_of(session, scan.sent_by)) if scan.sent_by else ""
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
        to_send=leads and bool(scan.letter) and scan.sent_at is None and scan.withdrawn_at is None,
        withdrawn=_withdrawn(session, scan, moment),
        withdrawable=leads and _waits_for_withdrawal(session, scan),
        later=tuple(_later(session, scan, moment, leads)),
    )


def _withdrawn(session: Session, scan: Groepsscan, moment: datetime) -> str:
    if scan.withdrawn_at is None:
        return ""
    who = users.name_of(session, scan.withdrawn_by)
    when, reason = words.day(scan.withdrawn_at, moment), scan.withdrawn_reason
    return _("%(when)s door %(who)s. Reden: %(reason)s", when=when, who=who, reason=reason)


def _later(session: Session, scan: Groepsscan, moment: datetime, leads: bool) -> Iterator[Later]:
    for product in sorted(scans.versions(session, scan), key=lambda each: -each.id):
        if product.judgement is Judgement.WITH_DELIVERY:
            continue
        judged = ""
        if product.judged_at is not None:
            who = users.name_of(session, product.judged_by)
            when = words.day(product.judged_at, moment)
            word, reason = product.judgement.value, product.judged_reason
            judged = _(
                "%(word)s, %(when)s door %(who)s. Reden: %(reason)s", word=word, when=when, who=who, reason=reason
            )
        came = _(
            "versie %(version)s, %(day)s via %(channel)s",
            version=product.version,
            day=words.day(product.received_at, moment),
            channel=product.channel,
        )
        yield Later(product, product.kind.capitalize(), came, judged, leads and not judged)


def _waits_for_withdrawal(session: Session, scan: Groepsscan) -> bool:
    """Whether the process has an event open for this very request."""
    awaited = instances.messages_awaited(session, scan.instance_id)
    mine = runtime.correlation_key(scan.reference)
    return scan.withdrawn_at is None and any(row.message == MESSAGE and row.correlation == mine for row in awaited)


def _withdrawable(session: Session, scan_id: int, instance_id: int, actor: Actor) -> Groepsscan:
    scan = scans.get(session, scan_id, instance_id, actor)
    if not _waits_for_withdrawal(session, scan):
        raise NotWithdrawable(scan.id)
    return scan


def _send_task(session: Session, scan: Groepsscan) -> Task | None:
    return deliveries.open_task(session, scan, SEND_FORM, now())


def _lines(session: Session, scan: Groepsscan, moment: datetime) -> list[Line]:
    here = scans.products(session, scan)
    found = []
    for kind in PRODUCTS:
        product = here.get(kind)
        came = ""
        if product is not None:
            version = _("versie %(version)s, ", version=product.version) if product.version > 1 else ""
            came = _(
                "%(version)s%(day)s via %(channel)s",
                version=version,
                day=words.day(product.received_at, moment),
                channel=product.channel,
            )
        receivers = ", ".join(str(RECEIVERS[word]) for word in scan.distribution.get(kind, []))
        found.append(
            Line(kind.capitalize(), came, (product.secrecy if product else scans.class_of(scan, kind)).value, receivers)
        )
    return found


def _to_send(session: Session, scan_id: int, instance_id: int, actor: Actor) -> Groepsscan:
    scan = scans.get(session, scan_id, instance_id, actor)
    if scan.sent_at is not None or not scan.letter or scan.withdrawn_at is not None:
        raise AlreadySent(scan.id)
    return scan


def _wrong_day(answers: Answers, scan: Groepsscan, moment: datetime) -> dict[str, str]:
    day = answers.day("dag")
    if day is not None and not privacy.today(scan.created_at) <= day <= privacy.today(moment):
        return {"dag": _("Kies een dag vanaf het verzoek tot en met vandaag")}
    return {}


def _page(instance: ProcessInstance, answers: Answers, deed: Deed) -> str:
    back = url_for("scans.show_list", instance_id=instance.id)
    trail: list[tuple[Any, str]] = [
        (_("Groepen"), url_for("cases.show_list")),
        (instance.title, url_for("case.show", instance_id=instance.id)),
        (_("Groepsscans"), back),
    ]
    return render_template(
        "steer.html",
        title=deed.title,
        intro=deed.intro,
        trail=trail,
        summary=questions.summary(deed.asked, answers),
        asked=deed.asked,
        answers=answers,
        save=deed.save,
        back=back,
        hidden=None,
    )

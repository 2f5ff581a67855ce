"""A partner without an account answers one question, once: by a link from a mail and a code told by telephone.

He only brings. The page shows nothing of the case, no person, and nothing that was typed before this very request.
The secret of the link leaves the address at once: it goes into the cookie, and every page has the same address.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import link_secrets, links, logins, organisations
from dossier.errors import SharingRefused
from dossier.links import LinkPurpose, OneTimeLink
from engine import db, definitions, tasks
from engine.errors import Conflict, Forbidden, InstanceSuspended, NotFound, TaskClaimed
from engine.models import InstanceState, Task, TaskState
from engine.runtime import StepFailed
from forms.read import Result
from web import audit_trace, form_keep, form_page, link_form, link_pages, login, privacy_tasks
from web.link_pages import TOKEN, Page, told
from web.parts import now, parts

bp = Blueprint("partner_link", __name__)
bp.before_request(link_pages.require_own_form)
bp.after_request(link_pages.tell_nobody)
KEPT = "eenmalig"  # in the cookie: the secret, and when the code was right
PATIENCE = timedelta(hours=2)  # between the code and the answer
MARK = "formulier"  # the field that tells one form from another


@dataclass(frozen=True)
class Kept:
    """What the browser holds of the link."""

    token: str
    opened_at: datetime | None

    def open(self, moment: datetime) -> bool:
        return self.opened_at is not None and moment - self.opened_at < PATIENCE


@bp.get("/eenmalig/<token>")
def arrive(token: str) -> Response | Page:
    """From the mail. Nothing is looked up or counted: mail programs open links too."""
    if not TOKEN.fullmatch(token):
        return dead()
    session[KEPT] = {"geheim": token}
    return redirect(url_for("partner_link.show"))


@bp.get("/eenmalig")
def show() -> Page:
    kept, moment = _kept(), now()
    if kept is None:
        return dead()
    with db.reading() as database:
        link = links.find(database, kept.token, LinkPurpose.CONTRIBUTION)
        if link is None or not _usable(database, link, moment):
            return dead()
        if not kept.open(moment):
            return code_page()
        return form(database, link, {}, {}), 200


@bp.post("/eenmalig/code")
def give_code() -> Response | Page:
    kept, moment = _kept(), now()
    if kept is None:
        return dead()
    with db.transaction() as database:
        name, address = f"link {link_secrets.digest(kept.token)}", login.address_hash()
        if logins.throttled(database, name, address, moment):
            return code_page(login.TOO_OFTEN, 429)
        link = links.find(database, kept.token, LinkPurpose.CONTRIBUTION, lock=True)
        _trace(link)
        usable = link is not None and _usable(database, link, moment)
        if link is not None and usable and links.right_code(link, kept.token, _code(), now=moment):
            session[KEPT] = {"geheim": kept.token, "om": moment.isoformat()}
            return redirect(url_for("partner_link.show"))
        audit_trace.refused()
        logins.record_failure(database, name, address, moment)
        if link is None or not _usable(database, link, moment):
            return dead()
        left = links.MOST_WRONG - link.wrong_codes
    return code_page(_wrong_code(left), 422)


@bp.post("/eenmalig")
def hand_in() -> Response | Page:
    """The answer, through the same door as that of a partner who is logged in."""
    kept, moment = _kept(), now()
    if kept is None or not kept.open(moment):
        return redirect(url_for("partner_link.show"))
    with db.reading() as database:
        link = links.find(database, kept.token, LinkPurpose.CONTRIBUTION)
        if link is not None and links.came_before(link, _mark()):
            return redirect(url_for("partner_link.received"))  # sent twice is once
        if link is None or not _usable(database, link, moment):
            return dead()
        result = form_page.answer(link_form.prepare(database, _task(database, link)))
        if result.refresh or not result.ok:
            return form(database, link, result.raw, result.errors, focus=result.focus), 200 if result.refresh else 422
    return _brought(kept, result)


@bp.get("/eenmalig/ontvangen")
def received() -> Page:
    """Says nothing that anybody may not know."""
    return told(
        _("Uw antwoord is ontvangen"),
        _("Dank u wel. De link werkt nu niet meer. U kunt deze pagina sluiten. Is er iets fout? Bel de gemeente."),
        200,
    )


def _brought(kept: Kept, result: Result) -> Response | Page:
    """What came of handing it in; when nothing did, the form stands there still."""
    try:
        return _hand_over(kept, result)
    except InstanceSuspended:
        text = _("De gemeente heeft dit even stilgelegd. Er is niets verstuurd. Probeer het later opnieuw.")
    except SharingRefused:
        text = _(
            "De gemeente mag nu geen gegevens over personen van u ontvangen. Er is niets verstuurd. Bel de gemeente."
        )
    except TaskClaimed:
        text = _("Een collega met een account is met deze vraag bezig. Er is niets verstuurd. Overleg met elkaar.")
    except StepFailed:
        text = _("Er ging iets mis bij de gemeente. Er is niets verstuurd. Bel de gemeente.")
    except (Conflict, NotFound, Forbidden):
        return dead()
    audit_trace.refused()
    with db.reading() as database:
        link = links.find(database, kept.token, LinkPurpose.CONTRIBUTION)
        if link is None or not _usable(database, link, now()):
            return dead()
        return form(database, link, result.raw, {"formulier": text}), 409


def _hand_over(kept: Kept, result: Result) -> Response | Page:
    """One transaction: person data to the vault, the rest to the process, and the link is used."""
    moment = now()
    with db.transaction() as database:
        link = links.find(database, kept.token, LinkPurpose.CONTRIBUTION, lock=True)
        if link is not None and links.came_before(link, _mark()):
            return redirect(url_for("partner_link.received"))
        if link is None or not _usable(database, link, moment):
            return dead()
        _trace(link)
        by = links.actor(link)
        task = tasks.get(database, link.task_id or 0, by=by)
        content = definitions.content_of(database, task.instance.version_id)
        variables = tasks.context(database, task, now=moment)
        if barred := privacy_tasks.refusal(database, content, task, variables, by):
            raise Forbidden(barred)
        prepared = form_page.prepare(
            database, content, task.form_key, variables, moment, instance_id=task.instance_id, limited=True
        )
        answers = form_keep.keep(database, prepared, result, task.instance_id, task.step, by=by)
        tasks.complete(database, task.id, answers, by=by, now=moment, catalogue=parts().catalogue)
        links.use(link, now=moment, form=_mark())
    session.pop(KEPT, None)
    return redirect(url_for("partner_link.received"))


def _usable(database: Session, link: OneTimeLink, moment: datetime) -> bool:
    """Whether it works, and what it is for still waits for this organisation."""
    if not links.works(link, moment):
        return False
    try:
        task = tasks.get(database, link.task_id or 0, by=links.actor(link))
    except (NotFound, Forbidden):
        return False
    return task.state is TaskState.OPEN and task.instance.state is InstanceState.ACTIVE


def _task(database: Session, link: OneTimeLink) -> Task:
    return tasks.get(database, link.task_id or 0, by=links.actor(link))


def _kept() -> Kept | None:
    given = session.get(KEPT)
    if not isinstance(given, dict) or not TOKEN.fullmatch(str(given.get("geheim", ""))):
        return None
    opened = given.get("om")
    return Kept(given["geheim"], datetime.fromisoformat(opened) if opened else None)


def _trace(link: OneTimeLink | None) -> None:
    """Which link, and which case, the line in the audit trail is about."""
    if link is not None:
        audit_trace.by(link.key)
        if link.instance_id is not None:
            audit_trace.of_case(link.instance_id)


def _code() -> str:
    return request.form.get("code", "")[:40]


def _mark() -> str:
    return request.form.get(MARK, "")[:64]


def _wrong_code(left: int) -> str:
    tries = _("nog 1 keer") if left == 1 else _("nog %(number)s keer", number=left)
    return _("Deze code klopt niet. U kunt het %(tries)s proberen. Daarna werkt de link niet meer.", tries=tries)


def code_page(error: str = "", status: int = 200) -> Page:
    return render_template("link_code.html", error=error), status


def dead() -> Page:
    """The same words for a link that was used, ended or never was, so that nobody learns which."""
    return told(
        _("Deze link werkt niet"),
        _("Hij is gebruikt, verlopen of ingetrokken, of het adres is niet heel. Bel de gemeente voor een nieuwe."),
        404,
    )


def form(database: Session, link: OneTimeLink, raw: dict[str, Any], errors: dict[str, str], *, focus: str = "") -> str:
    """The form as it is for anybody: without one value of the case."""
    task = _task(database, link)
    prepared = link_form.prepare(database, task)
    typed = raw or form_page.first_values(prepared)
    return render_template(
        "link_form.html",
        name=task.name,
        organisation=organisations.name_of(database, link.receiver),
        until=link.until,
        fields=form_page.html(prepared, typed, errors, focus),
        errors=list(errors.items()),
        mark_name=MARK,
        mark=_mark() or secrets.token_urlsafe(24),
    )

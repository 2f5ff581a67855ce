"""What became of every mail, for the operator: to which key, for which case, sent or not. No address, no content."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import mailing
from dossier.mailing import PAGE_SIZE, Channel, MailDelivery
from engine import db
from engine.models import Incident, Job, JobState
from web import words
from web.parts import now
from web.tasks import page_number
from web.told import lazy_gettext
from web.words import Status

bp = Blueprint("mail_log", __name__)
OUTCOMES = {
    Channel.SMTP: (Status.DONE, lazy_gettext("Verstuurd")),
    Channel.OUTBOX: (Status.WAITS, lazy_gettext("In de uitbak")),
    Channel.NO_ADDRESS: (Status.ATTENTION, lazy_gettext("Geen adres bekend")),
    Channel.NOT_NEEDED: (Status.SKIPPED, lazy_gettext("Niet meer nodig")),
}
UNDER_WAY = {
    JobState.OPEN: (Status.WAITS, lazy_gettext("Wacht")),
    JobState.HELD: (Status.WAITS, lazy_gettext("Wacht: de zaak staat stil")),
    JobState.INCIDENT: (Status.FAILED, lazy_gettext("Mislukt")),
    JobState.CANCELLED: (Status.SKIPPED, lazy_gettext("Vervallen")),
    JobState.DONE: (Status.DONE, lazy_gettext("Afgehandeld")),
}


@dataclass(frozen=True)
class MailRow:
    """A mail as a line."""

    receiver: str
    case: int | None
    planned: str
    status: Status
    word: str
    attempts: int
    error: str
    incident_id: int | None


@bp.get("/e-mail")
def show_list() -> str:
    failed, number, moment = request.args.get("toon") == "mislukt", page_number(), now()
    with db.reading() as session:
        total = mailing.count(session, failed=failed)
        found = mailing.listed(session, failed=failed, page=number)
        incidents = _incidents(session, [job.id for _, job in found])
        return render_template(
            "mail_log.html",
            rows=[_row(mail, job, incidents.get(job.id), words.moment(mail.planned_at, moment)) for mail, job in found],
            failed=failed,
            number=number,
            pages=max(1, -(-total // PAGE_SIZE)),
            page_url=lambda page: url_for("mail_log.show_list", toon="mislukt" if failed else None, pagina=page),
        )


def _incidents(session: Session, jobs: list[int]) -> dict[int, int]:
    """The open incident of a job that failed."""
    query = select(Incident.job_id, Incident.id).where(Incident.job_id.in_(jobs), Incident.resolved_at.is_(None))
    return {job_id: incident_id for job_id, incident_id in session.execute(query)}


def _row(mail: MailDelivery, job: Job, incident_id: int | None, planned: str) -> MailRow:
    status, word = OUTCOMES[mail.channel] if mail.channel is not None else UNDER_WAY[job.state]
    if mail.bounced_at is not None:
        status, word = Status.FAILED, _("Teruggekomen, code %(bounce_status)s", bounce_status=mail.bounce_status)
    return MailRow(
        receiver=mail.receiver,
        case=mail.instance_id,
        planned=planned,
        status=status,
        word=word,
        attempts=job.attempts,
        error=job.error or "" if mail.channel is None or mail.bounced_at is not None else "",
        incident_id=incident_id,
    )

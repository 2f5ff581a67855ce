"""Mail that came back: a delivery report (RFC 3464) read, and held against the mail that it is about.

Anybody can send something to a mailbox. So a report counts only when it names a mail of ours, as failed for good, at
the address to which that mail went; everything else changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import mailing, organisations, users
from dossier.mailing import MailDelivery
from engine import claims, logs
from engine.db import transaction
from engine.models import Incident, Job
from handlers.settings import HandlerSettings

LARGEST = 1_000_000  # bytes; a report holds a few thousand
NOT_OURS = ".niet-herkend"
log = logs.get(__name__)
_OURS = re.compile(r"<zevenstap-taak-(\d{1,9})@([^<>\s]+)>")
_STATUS = re.compile(r"5\.\d{1,3}\.\d{1,3}")


class Read(Enum):
    """What a file turned out to be."""

    BOUNCED = "verwerkt"
    KNOWN = "al bekend"
    NOT_OURS = "geen bericht over een e-mail van Zevenstap die niet aankwam"


@dataclass(frozen=True)
class Report:
    """One receiver that a mail did not reach."""

    job_id: int
    host: str
    addresses: frozenset[str]
    status: str  # "5.1.1"


def parse(content: bytes) -> list[Report]:
    """The receivers a mail failed to reach for good; none for any other mail."""
    if len(content) > LARGEST:
        return []
    mail = BytesParser(policy=policy.default).parsebytes(content)
    if not isinstance(mail, EmailMessage) or mail.get_content_type() != "multipart/report":
        return []
    ours = _ours(mail)
    if ours is None:
        return []
    return [
        Report(int(ours[1]), ours[2], addresses, status)
        for part in mail.walk()
        if part.get_content_type() == "message/delivery-status"
        for addresses, status in _failures(part)
    ]


def record(session: Session, settings: HandlerSettings, reports: list[Report], *, now: datetime) -> Read:
    """Mark the mail as come back and raise the incident; a report that comes twice is once."""
    outcome = Read.NOT_OURS
    for report in reports:
        found = session.scalar(select(MailDelivery).where(MailDelivery.job_id == report.job_id).with_for_update())
        if found is None or found.ended_at is None or report.host != _host(settings):
            continue
        if not report.addresses & _addresses(session, found.receiver):
            continue
        if found.bounced_at is not None:
            return Read.KNOWN
        found.bounced_at, found.bounce_status = now, report.status
        _raise(session, session.get_one(Job, found.job_id), f"MailBounced ({found.receiver}, {report.status})", now)
        outcome = Read.BOUNCED
    return outcome


def take(settings: HandlerSettings, content: bytes, *, now: datetime) -> Read:
    """Read one mail that came in."""
    reports = parse(content)
    with transaction() as session:
        return record(session, settings, reports, now=now)


def take_folder(settings: HandlerSettings, folder: Path, *, now: datetime) -> int:
    """Each minute: read the mails that were put in the folder; how many were about a mail of ours.

    What was read is removed, for it holds an address. What is not ours is set aside for a person to look at.
    """
    count = 0
    for path in sorted(folder.glob("*.eml"))[:100]:
        if not path.is_file() or path.is_symlink():
            continue
        small = path.stat().st_size <= LARGEST
        outcome = take(settings, path.read_bytes(), now=now) if small else Read.NOT_OURS
        if outcome is Read.NOT_OURS:
            path.replace(path.with_suffix(NOT_OURS))
            log.warning("a mail in the folder of bounces is not about a mail of ours", file=path.name[:80])
            continue
        path.unlink(missing_ok=True)
        count += 1
    return count


def no_address(session: Session, job_id: int, receiver: str, *, now: datetime) -> None:
    """An incident when there was nobody to send to: one a day for each receiver, not one for each mail."""
    error = f"NoAddress ({receiver})"
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(Incident.id).where(
        Incident.topic == mailing.TOPIC, Incident.error == error, Incident.created_at >= today
    )
    if session.scalar(query.limit(1)) is None:
        _open_incident(session, session.get_one(Job, job_id), error, now)


def _raise(session: Session, job: Job, error: str, now: datetime) -> None:
    """A mail of its own can be sent again; one that a step of a case sent cannot be done twice."""
    if job.kind == mailing.KIND:
        claims.incident(session, job, error, now=now)
    else:
        _open_incident(session, job, error, now)


def _open_incident(session: Session, job: Job, error: str, now: datetime) -> None:
    session.add(
        Incident(
            job_id=job.id,
            instance_id=job.instance_id,
            activity_id=job.activity_id,
            topic=mailing.TOPIC,
            error=error,
            created_at=now,
        )
    )


def _ours(mail: EmailMessage) -> re.Match[str] | None:
    """The Message-ID of the mail that came back, out of what the report encloses of it."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            enclosed = part.get_payload()
            first = enclosed[0] if isinstance(enclosed, list) and enclosed else None
            header = str(first.get("Message-ID", "")) if isinstance(first, Message) else ""
        elif kind == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            header = _header(payload) if isinstance(payload, bytes) else ""
        else:
            continue
        if found := _OURS.fullmatch(header.strip()):
            return found
    return None


def _header(content: bytes) -> str:
    return str(BytesParser(policy=policy.default).parsebytes(content).get("Message-ID", ""))


def _failures(part: Message) -> list[tuple[frozenset[str], str]]:
    """Of a delivery-status part the receivers with `Action: failed` and a code of class 5."""
    blocks = part.get_payload()
    found = []
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message) or str(block.get("Action", "")).strip().lower() != "failed":
            continue
        status = _STATUS.match(str(block.get("Status", "")).strip())
        addresses = frozenset(
            str(block.get(name, "")).partition(";")[2].strip().strip("<>").lower()
            for name in ("Final-Recipient", "Original-Recipient")
        ) - {""}
        if status and addresses:
            found.append((addresses, status[0]))
    return found


def _addresses(session: Session, receiver: str) -> frozenset[str]:
    """Where mail to this receiver goes; a list of keys is one mail to several mailboxes."""
    found = set()
    for key in receiver.split(","):
        user, organisation = users.find(session, key), organisations.find(session, key)
        found.add((user.email if user is not None else organisation.email if organisation is not None else "") or "")
    return frozenset(each.lower() for each in found if each)


def _host(settings: HandlerSettings) -> str:
    return urlsplit(settings.base_url).hostname or "zevenstap.invalid"

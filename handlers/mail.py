"""The door to the mail server; without one, mail is put in the outbox folder for somebody to send.

A message is a notice and a link. Its Message-ID comes from the job, so a repeat is recognised as one.
"""

from __future__ import annotations

import os
import re
import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from dossier.documents import File
from engine.errors import EngineError, Invalid
from handlers.settings import HandlerSettings, Smtp

OUTBOX = "uitbak"
PATIENCE = 30.0  # seconds


class NoAddress(Invalid):
    """Nobody to send to; the operator must fill in an address."""

    def __init__(self, who: str) -> None:
        self.who = who
        super().__init__(f"Van {who} is geen e-mailadres bekend.")


class Undeliverable(EngineError):
    """The mail server refuses this receiver for good; who it is stands in the code, where he is reached does not."""

    def __init__(self, receiver: str, status: int) -> None:
        self.code = f"{receiver}, {status}"
        super().__init__(f"De mailserver weigert e-mail aan {receiver} met code {status}.")


class MailDelayed(Exception):
    """The mail server did not take it now; a next attempt may help. Its own words may hold an address."""

    def __init__(self, status: int) -> None:
        self.code = str(status)
        super().__init__(f"De mailserver gaf code {status}.")


@dataclass(frozen=True)
class Message:
    """A mail, ready to go."""

    to: tuple[str, ...]
    subject: str
    body: str
    message_id: str
    at: datetime
    attachments: tuple[File, ...] = ()
    receiver: str = "de ontvanger"  # his key, for in an incident


def message_id(settings: HandlerSettings, job_id: int) -> str:
    """The same for every attempt at the same job."""
    host = urlsplit(settings.base_url).hostname or "zevenstap.invalid"
    return f"<zevenstap-taak-{job_id}@{host}>"


def send(settings: HandlerSettings, message: Message) -> str:
    """Send it, or put it in the outbox; returns which of the two: "smtp" or "uitbak"."""
    mail = _compose(settings, message)
    if settings.smtp is None:
        _keep(settings.home / OUTBOX, message.message_id, mail)
        return OUTBOX
    if not message.to:
        raise NoAddress(message.receiver)
    _deliver(settings.smtp, mail, message.receiver)
    return "smtp"


def _compose(settings: HandlerSettings, message: Message) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = settings.sender
    if message.to:
        mail["To"] = ", ".join(message.to)
    mail["Subject"] = " ".join(message.subject.split())[:150]  # a line break would start a new header
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    for file in message.attachments:
        main, _, sub = file.media_type.partition("/")
        mail.add_attachment(file.content, maintype=main, subtype=sub or "octet-stream", filename=file.name)
    return mail


def _keep(outbox: Path, name: str, mail: EmailMessage) -> None:
    """One file per message, whole or not at all, readable by the owner alone."""
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = outbox / f"{re.sub(r'[^A-Za-z0-9.@-]', '', name)}.eml"
    half = path.with_suffix(".half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(mail.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    os.replace(half, path)


def clean_outbox(home: Path, *, older_than: timedelta, now: datetime) -> int:
    """Remove what lay in the outbox long enough; returns how many."""
    removed = 0
    for path in (home / OUTBOX).glob("*"):
        if path.suffix in (".eml", ".half") and datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - older_than:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _deliver(smtp: Smtp, mail: EmailMessage, receiver: str) -> None:
    try:
        with smtplib.SMTP(smtp.host, smtp.port, timeout=PATIENCE) as server:
            if smtp.encrypt:
                server.starttls()
            if smtp.username:
                server.login(smtp.username, smtp.password)
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        status = max((code for code, _ in refused.recipients.values()), default=0)
        raise _refusal(receiver, status) from None  # its own text holds the address
    except smtplib.SMTPDataError as refused:
        raise _refusal(receiver, refused.smtp_code) from None
    except smtplib.SMTPResponseException as refused:
        raise MailDelayed(refused.smtp_code) from None  # ours to mend: the login, the sender


def _refusal(receiver: str, status: int) -> Exception:
    return Undeliverable(receiver, status) if status >= 500 else MailDelayed(status)

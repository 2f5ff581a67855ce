"""The door to the mail server; without one, mail is put in the outbox folder for somebody to send.

A message is a notice and a link. Its Message-ID comes from the job, so a repeat is recognised as one.
"""

from __future__ import annotations

import os
import re
import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from dossier.documents import File
from engine.errors import Invalid
from handlers.settings import HandlerSettings, Smtp

OUTBOX = "uitbak"
PATIENCE = 30.0  # seconds


class NoAddress(Invalid):
    """Nobody to send to; the operator must fill in an address."""

    def __init__(self, who: str) -> None:
        self.who = who
        super().__init__(f"Van {who} is geen e-mailadres bekend.")


@dataclass(frozen=True)
class Message:
    """A mail, ready to go."""

    to: tuple[str, ...]
    subject: str
    body: str
    message_id: str
    at: datetime
    attachments: tuple[File, ...] = ()


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
        raise NoAddress("de ontvanger")
    _deliver(settings.smtp, mail)
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


def _deliver(smtp: Smtp, mail: EmailMessage) -> None:
    with smtplib.SMTP(smtp.host, smtp.port, timeout=PATIENCE) as server:
        if smtp.encrypt:
            server.starttls()
        if smtp.username:
            server.login(smtp.username, smtp.password)
        server.send_message(mail)

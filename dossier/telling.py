"""Telling one person that something happened: a notice in the application, and a mail without content."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dossier import reminders
from engine import jobs

MAIL = "mail.versturen"  # the handler that sends it


def tell(
    session: Session, user_key: str, text: str, *, origin: str, now: datetime, instance_id: int | None = None
) -> bool:
    """A notice and a mail, once for each origin; `instance_id` only when the person takes part in that case."""
    if not reminders.add(session, user_key, text, instance_id=instance_id, origin=origin, now=now):
        return False
    payload = {"aan": user_key, "onderwerp": text, "zaak": instance_id}
    jobs.add(session, kind="mail", topic=MAIL, payload=payload, due_at=now, now=now)
    return True

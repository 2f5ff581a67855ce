"""Telling people in a case that something waits: in the application, and by mail without content."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dossier import membership, organisations, reminders
from engine import jobs

MAIL = "mail.versturen"


def notify(session: Session, instance_id: int, addressee: str, subject: str, *, origin: str, now: datetime) -> int:
    """Write a notice for everyone the addressee means, and a mail job for each; returns how many notices.

    An organisation without accounts of its own gets one mail, to its shared mailbox.
    """
    people = membership.people(session, instance_id, addressee)
    told = [
        person.key
        for person in people
        if reminders.add(session, person.key, subject, instance_id=instance_id, origin=origin, now=now)
    ]
    organisation = organisations.find(session, addressee)
    mailbox = [organisation.key] if organisation is not None and organisation.email and not people else []
    for receiver in (*told, *mailbox):
        jobs.add(
            session,
            kind="mail",
            topic=MAIL,
            payload={"aan": receiver, "onderwerp": subject, "zaak": instance_id},
            due_at=now,
            now=now,
            instance_id=instance_id,
        )
    return len(told)

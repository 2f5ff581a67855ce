"""Telling people in a case that something waits: in the application, and by mail without content."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from dossier import mailing, membership, organisations, reminders
from dossier.steering import REGISSEUR
from engine import history

MAIL = mailing.TOPIC


def notify(session: Session, instance_id: int, addressee: str, subject: str, *, origin: str, now: datetime) -> int:
    """Write a notice for everyone the addressee means, and plan a mail for each; returns how many notices.

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
    settings = mailing.settings_of(session, instance_id) if told or mailbox else {}
    for receiver in (*told, *mailbox):
        mailing.plan(
            session,
            receiver,
            subject,
            origin=origin,
            instance_id=instance_id,
            of_case=True,
            settings=settings,
            now=now,
        )
    return len(told)


def nobody_can(
    session: Session, instance_id: int, task_id: int, name: str, organisation_keys: Sequence[str], now: datetime
) -> None:
    """Tell the procesregisseur that a new task waits for organisations whose participation was ended."""
    away = ", ".join(organisations.name_of(session, key) for key in organisation_keys)
    subject = f"Niemand kan taak ‘{name}’ doen."
    about = f"De deelname is beëindigd van {away}. Sla de stap over, of laat de zaak verplaatsen."
    notify(session, instance_id, REGISSEUR, f"{subject} {about}", origin=f"niemand-{task_id}", now=now)
    history.note(session, instance_id, kind="nobody", name=subject, detail=about, by=None, now=now)

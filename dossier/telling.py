"""Telling one person that something happened: a notice in the application, and a mail without content."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dossier import mailing, reminders


def tell(
    session: Session, user_key: str, text: str, *, origin: str, now: datetime, instance_id: int | None = None
) -> bool:
    """A notice and a mail, once for each origin; `instance_id` only when the person takes part in that case."""
    if not reminders.add(session, user_key, text, instance_id=instance_id, origin=origin, now=now):
        return False
    mail(session, user_key, text, origin=origin, instance_id=instance_id, now=now)
    return True


def mail(
    session: Session, user_key: str, text: str, *, origin: str, now: datetime, instance_id: int | None = None
) -> None:
    """Only the mail: one for several notices."""
    settings = mailing.settings_of(session, instance_id)
    mailing.plan(
        session, user_key, text, origin=origin, instance_id=instance_id, of_case=False, settings=settings, now=now
    )

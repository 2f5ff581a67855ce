"""Mail to one person or shared mailbox: as he wants it, not in quiet hours, and with what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier.workdays import AMSTERDAM
from engine import definitions, jobs
from engine.db import Base, UtcDateTime
from engine.models import Job, JobState, PackageFile, ProcessInstance

TOPIC = "mail.versturen"
KIND = "mail"
FROM, UNTIL = "mail_vanaf_uur", "mail_tot_uur"
PAGE_SIZE = 50


class MailWish(Enum):
    """How somebody wants to hear of what stands in the application anyway."""

    DIRECT = "direct"
    DAILY = "dagelijks"  # one message a day with all that is new
    NONE = "geen"


class Channel(Enum):
    """What became of a mail."""

    SMTP = "smtp"  # the mail server took it
    OUTBOX = "uitbak"  # it waits in the outbox folder for somebody to send
    NO_ADDRESS = "geen_adres"
    NOT_NEEDED = "niet_nodig"  # the receiver left the case, or saw it all before


class MailPreference(Base):
    """What a person chose; without a row: direct."""

    __tablename__ = "mail_preference"

    user_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    wish: Mapped[MailWish]


class MailDelivery(Base):
    """One mail to one receiver, from plan to outcome. No address and no content: those are with the receiver."""

    __tablename__ = "mail_delivery"
    __table_args__ = (
        UniqueConstraint("origin", "receiver"),
        Index("mail_delivery_planned", "planned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), unique=True)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    receiver: Mapped[str] = mapped_column(String(40))  # "user-3" or "org-2"
    origin: Mapped[str] = mapped_column(String(60))  # what it came from: a second attempt adds nothing
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    channel: Mapped[Channel | None]
    bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # a mail server sent word that it did not arrive
    bounce_status: Mapped[str | None] = mapped_column(String(20))  # its code: "5.1.1"


def wish_of(session: Session, user_key: str) -> MailWish:
    found = session.get(MailPreference, user_key)
    return MailWish.DIRECT if found is None else found.wish


def choose(session: Session, user_key: str, wish: MailWish) -> None:
    """Somebody says how he wants his mail."""
    found = session.get(MailPreference, user_key)
    if found is None:
        session.add(MailPreference(user_key=user_key, wish=wish))
    else:
        found.wish = wish


def plan(
    session: Session,
    receiver: str,
    subject: str,
    *,
    origin: str,
    instance_id: int | None,
    of_case: bool,
    settings: Mapping[str, Any],
    now: datetime,
) -> bool:
    """A mail job, unless he wants none now or it was planned before. `of_case`: it is held with its case."""
    if wish_of(session, receiver) is not MailWish.DIRECT:
        return False
    payload = {"aan": receiver, "onderwerp": subject, "zaak": instance_id}
    return _add(session, receiver, payload, origin, instance_id, instance_id if of_case else None, settings, now)


def plan_digest(session: Session, user_key: str, notices: list[int], *, origin: str, now: datetime) -> bool:
    """One mail for all these notices."""
    payload = {"aan": user_key, "onderwerp": "", "meldingen": notices}
    return _add(session, user_key, payload, origin, None, None, {}, now)


def plan_link(session: Session, receiver: str, link_id: int, *, instance_id: int | None, now: datetime) -> bool:
    """A mail with a link that works once: whatever somebody wants of other mail, and at once."""
    payload = {"aan": receiver, "onderwerp": "", "link": link_id}
    return _add(session, receiver, payload, f"link-{link_id}", instance_id, instance_id, {}, now)


def _add(
    session: Session,
    receiver: str,
    payload: dict[str, Any],
    origin: str,
    about: int | None,
    held_with: int | None,
    settings: Mapping[str, Any],
    now: datetime,
) -> bool:
    known = select(MailDelivery.id).where(MailDelivery.origin == origin[:60], MailDelivery.receiver == receiver)
    if session.scalar(known) is not None:
        return False
    due = awake(now, settings)
    job = jobs.add(session, kind=KIND, topic=TOPIC, payload=payload, due_at=due, now=now, instance_id=held_with)
    session.add(MailDelivery(job_id=job.id, instance_id=about, receiver=receiver, origin=origin[:60], planned_at=now))
    session.flush()  # the same receiver may be meant twice in one step
    return True


def settings_of(session: Session, instance_id: int | None) -> Mapping[str, Any]:
    """The quiet hours of the package the case runs on; what is about no case is told at once."""
    instance = session.get(ProcessInstance, instance_id) if instance_id is not None else None
    if instance is None:
        return {}
    rows = select(PackageFile.content).where(
        PackageFile.version_id == instance.version_id, PackageFile.path.endswith("pakket.json")
    )
    if session.scalar(rows.limit(1)) is None:
        return {}
    return definitions.content_of(session, instance.version_id).settings


def awake(now: datetime, settings: Mapping[str, Any]) -> datetime:
    """This moment, or the end of the quiet hours; without the two settings there are none."""
    opens, closes = _hour(settings, FROM), _hour(settings, UNTIL)
    if opens is None or closes is None or opens >= closes:
        return now
    here = now.astimezone(AMSTERDAM)
    if opens <= here.hour < closes:
        return now
    day = here.date() + timedelta(days=1 if here.hour >= closes else 0)
    return datetime.combine(day, time(opens), AMSTERDAM)


def _hour(settings: Mapping[str, Any], name: str) -> int | None:
    value = settings.get(name)
    if value is None:
        return None
    return min(max(int(value), 0), 24) if not isinstance(value, str) or value.isdecimal() else None


def settle(session: Session, job_id: int, channel: Channel, *, now: datetime) -> str:
    """Write down what became of a mail; returns its receiver."""
    found = session.scalar(select(MailDelivery).where(MailDelivery.job_id == job_id))
    if found is None:
        return ""
    found.channel, found.ended_at = channel, now
    found.bounced_at = found.bounce_status = None  # sent again
    return found.receiver


def note_sent(
    session: Session, job_id: int, receiver: str, channel: Channel, *, instance_id: int, now: datetime
) -> None:
    """A mail that a step of a case sent by itself stands in the same list."""
    session.add(
        MailDelivery(
            job_id=job_id,
            instance_id=instance_id,
            receiver=receiver[:40],
            origin=f"taak-{job_id}",
            planned_at=now,
            ended_at=now,
            channel=channel,
        )
    )


def listed(session: Session, *, failed: bool, page: int) -> list[tuple[MailDelivery, Job]]:
    """The mails with their jobs, the newest first."""
    query = select(MailDelivery, Job).join(Job, Job.id == MailDelivery.job_id)
    if failed:
        query = query.where(_FAILED)
    query = query.order_by(MailDelivery.id.desc()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [(delivery, job) for delivery, job in session.execute(query)]


def count(session: Session, *, failed: bool) -> int:
    query = select(func.count()).select_from(MailDelivery).join(Job, Job.id == MailDelivery.job_id)
    return session.scalar(query.where(_FAILED) if failed else query) or 0


_FAILED = (
    (Job.state == JobState.INCIDENT)
    | (MailDelivery.channel == Channel.NO_ADDRESS)
    | MailDelivery.bounced_at.is_not(None)
)

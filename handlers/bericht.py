"""Messages: a notice and a link, never content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from dossier import links, mailing, organisations, reminders, users
from dossier.mailing import Channel
from engine import access
from engine.registry import Handler, JobContext
from handlers import bounces, link_mail, mail, notices, reading
from handlers.mail import Message
from handlers.settings import HandlerSettings

BODY = """Goedendag,

{notice}

Log in bij Zevenstap om te zien wat er is:
{link}

Dit bericht bevat met opzet geen namen en geen inhoud. U kunt er niet op antwoorden.

{municipality}
"""

DIGEST = "Vandaag {count} nieuwe {word} in Zevenstap"


@dataclass(frozen=True)
class SendBericht:
    groep: Any = None
    aan: Any = None  # a group, an organisation, or a list of them
    onderwerp: str = ""


@dataclass(frozen=True)
class SendMail:
    """One mail to one person or one shared mailbox; holds keys, no addresses."""

    aan: str
    onderwerp: str
    zaak: int | None = None
    meldingen: list[int] | None = None  # the notices of a daily message
    link: int | None = None  # a link that works once


@dataclass(frozen=True)
class Addressed:
    message: Message | None  # None: there is nothing to send, or nobody to send it to
    otherwise: Channel = Channel.NOT_NEEDED  # what that comes down to
    link: int | None = None  # the link it carries


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="bericht.sturen",
            title="Bericht sturen",
            description="Stuurt een melding en een link, in de toepassing en per e-mail. "
            "Alleen wie aan de zaak meedoet krijgt het. In de e-mail staan geen namen en geen inhoud.",
            input_type=SendBericht,
            output_type=None,
            errors=(),
            inner=True,
            call=send_bericht,
        ),
        Handler(
            topic=notices.MAIL,
            title="E-mail versturen",
            description="Verstuurt één e-mail. Zevenstap plant dit zelf; gebruik in een diagram bericht.sturen.",
            input_type=SendMail,
            output_type=None,
            errors=(),
            inner=False,
            load=partial(_load, settings),
            call=partial(_call, settings),
            record=_record,
        ),
    )


def _load(settings: HandlerSettings, session: Session, given: SendMail, context: JobContext) -> Addressed:
    if given.link is not None:
        return Addressed(link_mail.message(settings, session, given.link, context), link=given.link)
    address = _address(session, given)
    if not address:
        return Addressed(None, Channel.NOT_NEEDED if address is None else Channel.NO_ADDRESS)
    subject, text = given.onderwerp, given.onderwerp
    if given.meldingen is not None:
        lines = reminders.lines_for(session, given.aan, given.meldingen)
        if not lines:
            return Addressed(None)
        subject = DIGEST.format(count=len(lines), word="melding" if len(lines) == 1 else "meldingen")
        text = "\n".join([f"{subject}:", "", *lines])
    link = f"{settings.base_url.rstrip('/')}/groepen/{given.zaak}" if given.zaak else settings.base_url
    body = BODY.format(notice=text, link=link, municipality=settings.municipality)
    number = mail.message_id(settings, context.job_id)
    return Addressed(Message((address,), subject, body, number, context.now, receiver=given.aan))


def _call(settings: HandlerSettings, given: Addressed, _context: JobContext) -> Channel:
    return given.otherwise if given.message is None else Channel(mail.send(settings, given.message))


def _record(session: Session, given: Addressed, channel: Channel, context: JobContext) -> None:
    receiver = mailing.settle(session, context.job_id, channel, now=context.now)
    if given.link is not None and given.message is not None:
        links.sent(session, given.link, now=context.now)
    if channel is Channel.NO_ADDRESS and receiver:
        bounces.no_address(session, context.job_id, receiver, now=context.now)


def send_bericht(session: Session, given: SendBericht, context: JobContext) -> None:
    """One notice and one mail job per person, so that a failing mail server repeats nobody's mail."""
    subject = reading.text(given.onderwerp) or "Er is nieuws in een zaak"
    for addressee in reading.words(given.aan):
        notices.notify(
            session,
            context.instance_id,
            addressee,
            subject,
            origin=f"job-{context.job_id}",
            now=context.now,
        )


def _address(session: Session, given: SendMail) -> str | None:
    """Where to send it: empty when nobody told us, None for who left the case or the work."""
    organisation = organisations.find(session, given.aan)
    if organisation is not None:
        return organisation.email if organisation.active else None
    user = users.find(session, given.aan)
    if user is None or not user.active:
        return None
    if given.zaak and not access.takes_part(session, users.actor(session, user), given.zaak):
        return None
    return user.email

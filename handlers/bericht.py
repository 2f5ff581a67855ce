"""Messages: a notice and a link, never content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import organisations, users
from engine import access
from engine.registry import Handler, JobContext
from handlers import mail, notices, reading
from handlers.mail import Message
from handlers.settings import HandlerSettings

BODY = """Goedendag,

{notice}

Log in bij Zevenstap om te zien wat er is:
{link}

Dit bericht bevat met opzet geen namen en geen inhoud. U kunt er niet op antwoorden.

{municipality}
"""


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


@dataclass(frozen=True)
class Addressed:
    message: Message | None  # None: the receiver has left, or has no address


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    def load(session: Session, given: SendMail, context: JobContext) -> Addressed:
        address = _address(session, given)
        if not address:
            return Addressed(None)
        link = f"{settings.base_url.rstrip('/')}/groepen/{given.zaak}" if given.zaak else settings.base_url
        body = BODY.format(notice=given.onderwerp, link=link, municipality=settings.municipality)
        number = mail.message_id(settings, context.job_id)
        return Addressed(Message((address,), given.onderwerp, body, number, context.now))

    def call(given: Addressed, context: JobContext) -> None:
        if given.message is not None:
            mail.send(settings, given.message)

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
            load=load,
            call=call,
        ),
    )


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


def _address(session: Session, given: SendMail) -> str:
    organisation = organisations.find(session, given.aan)
    if organisation is not None:
        return organisation.email if organisation.active else ""
    user = users.find(session, given.aan)
    if user is None or not user.active:
        return ""
    if given.zaak and not access.takes_part(session, users.actor(session, user), given.zaak):
        return ""
    return user.email

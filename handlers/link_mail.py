"""The mail with a link that works once: why he gets it and until when it works; never anything of a case."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dossier import links
from dossier.links import LinkPurpose, OneTimeLink
from dossier.workdays import AMSTERDAM
from engine.registry import JobContext
from handlers import mail
from handlers.mail import Message
from handlers.settings import HandlerSettings

PATHS = {
    LinkPurpose.CONTRIBUTION: "/eenmalig/",
    LinkPurpose.ACCOUNT: "/wachtwoord-kiezen/",
    LinkPurpose.RESET: "/wachtwoord-kiezen/",
}
SUBJECTS = {
    LinkPurpose.CONTRIBUTION: "{municipality} vraagt uw organisatie om een antwoord",
    LinkPurpose.ACCOUNT: "Uw account bij Zevenstap",
    LinkPurpose.RESET: "Een nieuw wachtwoord kiezen bij Zevenstap",
}
WHY = {
    LinkPurpose.CONTRIBUTION: """{municipality} vraagt uw organisatie om een antwoord.
U hebt hiervoor geen account nodig.

Open deze link:
{link}

U hebt ook een code nodig. Die krijgt u van de procesregisseur langs een andere weg, bijvoorbeeld per telefoon.
Geef de code aan niemand anders.""",
    LinkPurpose.ACCOUNT: """Er is een account voor u gemaakt bij Zevenstap van {municipality}.

Open deze link en kies zelf een wachtwoord. Niemand anders kent het:
{link}""",
    LinkPurpose.RESET: """Voor uw account bij Zevenstap is een nieuw wachtwoord gevraagd.

Open deze link en kies zelf een nieuw wachtwoord:
{link}""",
}
BODY = """Goedendag,

{why}

De link werkt één keer, tot {until} uur. Stuur hem niet door.

Kreeg u dit bericht onverwacht? Open de link dan niet. Bel de gemeente op een nummer dat u al kent.

U kunt op dit bericht niet antwoorden.

{municipality}
"""


def message(settings: HandlerSettings, session: Session, link_id: int, context: JobContext) -> Message | None:
    """None when the link stopped working before it was sent."""
    found = links.to_send(session, link_id, key=settings.key, now=context.now)
    if found is None:
        return None
    link, token = found
    words = {"municipality": settings.municipality, "link": _address(settings, link, token)}
    until = link.until.astimezone(AMSTERDAM)
    body = BODY.format(why=WHY[link.purpose].format(**words), until=f"{until:%d-%m-%Y %H:%M}", **words)
    to = (link.address,) if link.address else ()
    subject = SUBJECTS[link.purpose].format(**words)
    return Message(to, subject, body, mail.message_id(settings, context.job_id), context.now, receiver=link.receiver)


def _address(settings: HandlerSettings, link: OneTimeLink, token: str) -> str:
    return settings.base_url.rstrip("/") + PATHS[link.purpose] + token

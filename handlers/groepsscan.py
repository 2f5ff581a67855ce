"""The groepsscan, going out: the letter, and the way in which a municipality sends it to the police."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from dossier import documents, groups, letters, mailing, organisations, privacy, scan_agreement, scans, users
from dossier.documents import File
from dossier.mailing import Channel
from dossier.organisations import OrganisationKind
from dossier.scans import Groepsscan, Way
from dossier.vault import MACHINE
from engine.errors import Invalid
from engine.registry import Handler, JobContext, Shares
from handlers import mail, notices, politie, reading
from handlers.mail import Message
from handlers.settings import HandlerSettings

LETTER = "groepsscan-verzoek"
# what the request says, in the letter and to the police side's machine
ASKED = (
    "motivering",
    "groepsomschrijving",
    "vraag",
    "besluitnummer",
    "doel",
    "proportionaliteit",
    "subsidiariteit",
)
READERS = ("procesregisseur", "burgemeester", "politie", "om")
HOW = {"smtp": "e-mail", mail.OUTBOX: "map uitbak", Way.ADAPTER.value: "koppeling"}
BODY = """Goedendag,

De gemeente vraagt u om een groepsscan. Het verzoek staat in Zevenstap; in deze e-mail staat er niets van.

Log in, lees de brief en lever de groepsscan daar. Stuur niets per e-mail terug:
{link}

{municipality}
"""
TO_SEND = "Download de brief met het verzoek om een groepsscan, verstuur die en leg vast wanneer en hoe."


class UnknownWay(Invalid):
    """The package names a way of sending that there is not."""

    code = "groepsscan_verzending"

    def __init__(self, word: str) -> None:
        known = ", ".join(way.value for way in Way)
        super().__init__(f"De instelling groepsscan_verzending is “{word[:40]}”. Kies uit: {known}.")


@dataclass(frozen=True)
class RequestScan:
    groep: Any
    motivering: Any
    groepsomschrijving: Any
    vraag: Any
    gewenste_datum: Any = None
    besluitnummer: Any = None
    doel: Any = None
    proportionaliteit: Any = None
    subsidiariteit: Any = None


@dataclass(frozen=True)
class ReadyToSend:
    scan_id: int
    way: Way
    letter: File
    message: Message  # the notice
    content: Mapping[str, Any]  # the request for the adapter


@dataclass(frozen=True)
class Requested:
    verzoek: str  # "document-5": the letter
    groepsscan: str  # "groepsscan-3": what deliveries and the page of the case refer to
    verstuurd: bool  # whether it is on its way; otherwise somebody must still send the letter


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="groepsscan.aanvragen",
            title="Groepsscan aanvragen",
            description="Maakt de brief met het verzoek aan de politie, op groepsniveau en zonder namen, en bewaart "
            "die bij de zaak. Verstuurt op de manier van de instelling groepsscan_verzending: een e-mail met een "
            "link (zonder mailserver: in de map uitbak), zelf downloaden en versturen, of de koppeling.",
            input_type=RequestScan,
            output_type=Requested,
            errors=(),
            inner=False,
            load=partial(prepare, settings),
            call=partial(send, settings),
            record=partial(keep, settings),
            shares=Shares("politiegegeven", "politie", ("burgemeester", "om")),
        ),
    )


def prepare(settings: HandlerSettings, session: Session, given: RequestScan, context: JobContext) -> ReadyToSend:
    """The letter and what carries it; only with a decision that lets the products come."""
    privacy.require(
        session,
        context.instance_id,
        step=context.step,
        kind="politiegegeven",
        provider="politie",
        receivers=("burgemeester", "om"),
        now=context.now,
    )
    package = settings.package_settings(session, context.instance_id)
    scan = scans.ask(
        session,
        context.instance_id,
        job_id=context.job_id,
        step=context.step,
        way=_way(package, settings),
        shares=scan_agreement.shares(package),
        secrecy=scan_agreement.classes(package),
        now=context.now,
    )
    files = settings.package_files(session, context.instance_id)
    values = _letter_values(session, settings, given, context)
    letter = letters.write(files, LETTER, values)
    message = _notice(session, settings, context)
    return ReadyToSend(scan.id, scan.way, letter, message, _request(settings, scan, letter, values, given))


def send(settings: HandlerSettings, given: ReadyToSend, context: JobContext) -> str:
    """Outside any transaction; a second attempt carries the same Message-ID or key. Returns how it went out."""
    if given.way is Way.DOWNLOAD:
        return ""
    if given.way is Way.ADAPTER:
        politie.request_scan(settings.police, given.content, key=f"job-{context.job_id}", now=context.now)
        return HOW[Way.ADAPTER.value]
    return HOW[mail.send(settings, given.message)]


def keep(settings: HandlerSettings, session: Session, given: ReadyToSend, how: str, context: JobContext) -> Requested:
    """The letter becomes a document of the case; the request is sent, or waits for somebody to send it."""
    document = documents.add(
        session,
        context.instance_id,
        file=given.letter,
        title="Verzoek om een groepsscan",
        kind="groepsscanverzoek",
        by=context.actor_key or MACHINE,
        provider="gemeente",
        receivers=READERS,
        step=context.step,
        now=context.now,
        key=settings.key,
    )
    scan = session.get_one(Groepsscan, given.scan_id)
    scan.letter = document.reference
    if given.way is Way.NOTICE:
        channel = next(Channel(word) for word, name in HOW.items() if name == how)
        receiver = given.message.receiver
        mailing.note_sent(session, context.job_id, receiver, channel, instance_id=context.instance_id, now=context.now)
    if how:
        scans.record_sent(scan, at=context.now, by=None, how=how)
    else:
        origin = f"job-{context.job_id}"
        notices.notify(session, context.instance_id, "procesregisseur", TO_SEND, origin=origin, now=context.now)
    return Requested(document.reference, scan.reference, scan.sent_at is not None)


def _way(package: Mapping[str, Any], settings: HandlerSettings) -> Way:
    word = reading.text(package.get("groepsscan_verzending")) or Way.NOTICE.value
    found = next((way for way in Way if way.value == word), None)
    if found is None:
        raise UnknownWay(word)
    if found is Way.ADAPTER and settings.police is None:
        raise politie.NotConfigured
    return found


def _notice(session: Session, settings: HandlerSettings, context: JobContext) -> Message:
    """A link and nothing else: who wants to read the letter logs in."""
    police = organisations.of_kind(session, OrganisationKind.POLITIE)
    link = f"{settings.base_url.rstrip('/')}/groepen/{context.instance_id}/groepsscans"
    return Message(
        to=tuple(o.email for o in police if o.email),
        subject="Verzoek om een groepsscan",
        body=BODY.format(link=link, municipality=settings.municipality),
        message_id=mail.message_id(settings, context.job_id),
        at=context.now,
        receiver=",".join(o.key for o in police if o.email) or "politie",
    )


def _request(
    settings: HandlerSettings, scan: Groepsscan, letter: File, values: Mapping[str, str], given: RequestScan
) -> dict[str, Any]:
    """What the adapter sends, as docs/reference/groepsscan-openapi.yaml says; at group level, like the letter."""
    wanted = given.gewenste_datum
    return {
        "kenmerk": scan.kenmerk,
        "gemeente": settings.municipality,
        "gevraagd_op": privacy.today(scan.created_at).isoformat(),
        "gewenste_datum": reading.day(wanted, "gewenste_datum").isoformat() if wanted else None,
        "leveren_aan": f"{settings.base_url.rstrip('/')}/api/groepsscan/v1/verzoeken/{scan.kenmerk}",
        "verdeling": dict(scan.distribution),
        "groep": {"alias": values["groep_alias"], "gebied": values["gebied"]},
        "verzoek": {name: reading.text(getattr(given, name)) for name in ASKED},
        "brief": {"media_type": letter.media_type, "inhoud": base64.b64encode(letter.content).decode()},
    }


def _letter_values(
    session: Session, settings: HandlerSettings, given: RequestScan, context: JobContext
) -> dict[str, str]:
    groep = groups.find(session, reading.text(given.groep))
    wanted = given.gewenste_datum
    return {
        "gemeente": settings.municipality,
        "datum": f"{privacy.today(context.now):%d-%m-%Y}",
        "kenmerk": f"{reading.text(given.groep)}/{context.job_id}",
        "groep_alias": groep.alias if groep is not None else reading.text(given.groep),
        "gebied": groep.area if groep is not None else "",
        "gewenste_datum": f"{reading.day(wanted, 'gewenste_datum'):%d-%m-%Y}" if wanted else "in overleg",
        "ontvangers": "burgemeester en Openbaar Ministerie",
        "afzender": users.name_of(session, context.actor_key),
        **{name: reading.text(getattr(given, name)) or "–" for name in ASKED},
    }

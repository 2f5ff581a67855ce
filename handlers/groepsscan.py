"""The groepsscan: asking the police for it, and offering its products to who may have them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from dossier import documents, groups, membership, organisations, privacy, users
from dossier.documents import Document, File
from dossier.organisations import OrganisationKind
from dossier.vault import MACHINE
from engine import access
from engine.registry import Handler, JobContext, Shares
from handlers import letters, mail, notices, reading
from handlers.mail import Message
from handlers.settings import HandlerSettings

LETTER = "groepsscan-verzoek"
PRODUCTS = ("aanbiedingsbrief", "standaardrapportage", "namenlijst")
READERS = ("procesregisseur", "burgemeester", "politie", "om")
BODY = """Goedendag,

De gemeente vraagt u om een groepsscan. Het verzoek staat in de bijlage. Het gaat over een groep en bevat geen namen.

Lever de groepsscan via Zevenstap en niet per e-mail:
{link}

{municipality}
"""


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
    letter: File
    message: Message


@dataclass(frozen=True)
class Requested:
    verzoek: str  # "document-5": the letter


@dataclass(frozen=True)
class OfferScan:
    ontvanger: Any
    groep: Any = None


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="groepsscan.aanvragen",
            title="Groepsscan aanvragen",
            description="Maakt de brief met het verzoek aan de politie, op groepsniveau en zonder namen. "
            "Verstuurt die per e-mail (zonder mailserver: in de map uitbak) en bewaart die bij de zaak.",
            input_type=RequestScan,
            output_type=Requested,
            errors=(),
            inner=False,
            load=partial(write_letter, settings),
            call=partial(send_letter, settings),
            record=partial(keep_letter, settings),
            shares=Shares("politiegegeven", "politie", ("burgemeester", "om")),
        ),
        Handler(
            topic="groepsscan.aanbieden",
            title="Producten van de groepsscan aanbieden",
            description="Geeft een ontvanger, meestal het OM, toegang tot de producten van de groepsscan "
            "en stuurt een melding. Er gaat niets per e-mail mee.",
            input_type=OfferScan,
            output_type=None,
            errors=(),
            inner=True,
            call=offer,
            shares=Shares("politiegegeven", "politie", ("om",)),
        ),
    )


def write_letter(settings: HandlerSettings, session: Session, given: RequestScan, context: JobContext) -> ReadyToSend:
    """The letter and its mail; only with a decision that lets the products come."""
    _require(session, context, ("burgemeester", "om"))
    files = settings.package_files(session, context.instance_id)
    letter = letters.write(files, LETTER, _letter_values(session, settings, given, context))
    police = organisations.of_kind(session, OrganisationKind.POLITIE)
    link = f"{settings.base_url.rstrip('/')}/groepen/{context.instance_id}"
    message = Message(
        to=tuple(o.email for o in police if o.email),
        subject="Verzoek om een groepsscan",
        body=BODY.format(link=link, municipality=settings.municipality),
        message_id=mail.message_id(settings, context.job_id),
        at=context.now,
        attachments=(letter,),
    )
    return ReadyToSend(letter, message)


def send_letter(settings: HandlerSettings, given: ReadyToSend, context: JobContext) -> str:
    """Outside any transaction; a second attempt sends the same Message-ID."""
    return mail.send(settings, given.message)


def keep_letter(
    settings: HandlerSettings, session: Session, given: ReadyToSend, _channel: str, context: JobContext
) -> Requested:
    """The letter becomes a document of the case."""
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
    return Requested(document.reference)


def offer(session: Session, given: OfferScan, context: JobContext) -> None:
    """The receiver takes part from now on, and the products are meant for it too."""
    receivers = reading.words(given.ontvanger)
    _require(session, context, receivers)
    for receiver in receivers:
        for organisation_key, role in membership.organisations_of(session, receiver):
            access.invite(
                session,
                context.instance_id,
                organisation_key=organisation_key,
                role=role,
                now=context.now,
            )
        notices.notify(
            session,
            context.instance_id,
            receiver,
            "De groepsscan ligt voor u klaar.",
            origin=f"job-{context.job_id}",
            now=context.now,
        )
    for document in _products(session, context.instance_id):
        documents.share_with(document, receivers)


def _require(session: Session, context: JobContext, receivers: tuple[str, ...]) -> None:
    """A skipped step or a moved token gives no permission: the decision must really be there."""
    privacy.require(
        session,
        context.instance_id,
        step=context.step,
        kind="politiegegeven",
        provider="politie",
        receivers=receivers,
        now=context.now,
    )


def _products(session: Session, instance_id: int) -> list[Document]:
    return documents.of_kind(session, instance_id, PRODUCTS)


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
        **{
            name: reading.text(getattr(given, name)) or "–"
            for name in (
                "motivering",
                "groepsomschrijving",
                "vraag",
                "besluitnummer",
                "doel",
                "proportionaliteit",
                "subsidiariteit",
            )
        },
    }

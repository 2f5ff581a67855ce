"""The groepsscan, coming in: recording what was delivered, offering it further, and telling of refused deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import documents, gate, membership, naleveringen, privacy, scans
from dossier.documents import Document
from dossier.scans import GEMEENTE, LIST, PRODUCTS, Groepsscan, Judgement
from engine import access
from engine.errors import Invalid
from engine.registry import Handler, JobContext, Shares
from handlers import notices, reading
from handlers.settings import HandlerSettings

FORM = "formulier"


class UnknownRequest(Invalid):
    """The diagram names no request of this case."""

    code = "groepsscan"

    def __init__(self) -> None:
        super().__init__("Geef bij groepsscan de uitvoer ‘groepsscan’ van groepsscan.aanvragen mee.")


class DeliveriesRejected(Invalid):
    """Many deliveries were refused in the last hour: a wrong secret, a clock that is off, or somebody who tries."""

    code = "veel_leveringen_geweigerd"

    def __init__(self, count: int) -> None:
        super().__init__(f"In het laatste uur zijn {count} leveringen geweigerd. Kijk bij Geweigerde leveringen.")


@dataclass(frozen=True)
class RecordDelivery:
    groepsscan: Any
    aanbiedingsbrief: Any = None
    standaardrapportage: Any = None
    namenlijst: Any = None
    namenlijst_bestand: Any = None
    weigering: Any = None


@dataclass(frozen=True)
class Recorded:
    aanbiedingsbrief: str | None
    standaardrapportage: str | None
    namenlijst: list[str]
    ontbreekt: list[str]  # the products that have not come yet


@dataclass(frozen=True)
class OfferScan:
    ontvanger: Any
    groep: Any = None
    groepsscan: Any = None


@dataclass(frozen=True)
class Nothing:
    pass


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="groepsscan.vastleggen",
            title="Levering van de groepsscan vastleggen",
            description="Legt vast welke producten de politie leverde, met versie, geheimhouding en ontvangers, "
            "en zegt welke er nog ontbreken. Ook als de politie weigert.",
            input_type=RecordDelivery,
            output_type=Recorded,
            errors=(),
            inner=True,
            call=record,
        ),
        Handler(
            topic="groepsscan.aanbieden",
            title="Producten van de groepsscan aanbieden",
            description="Geeft een ontvanger, meestal het OM, toegang tot de producten van de groepsscan die volgens "
            "de instelling groepsscan_verdeling voor hem zijn, en stuurt een melding. Er gaat niets per e-mail mee.",
            input_type=OfferScan,
            output_type=None,
            errors=(),
            inner=True,
            call=offer,
            shares=Shares("politiegegeven", "politie", ("=ontvanger",)),
        ),
        Handler(
            topic=gate.REJECTIONS_TOPIC,
            title="Geweigerde leveringen melden",
            description="Wordt een storing als de koppeling in een uur veel leveringen weigerde.",
            input_type=Nothing,
            output_type=None,
            errors=(),
            inner=True,
            call=watch,
        ),
    )


def record(session: Session, given: RecordDelivery, context: JobContext) -> Recorded:
    """What came by form becomes a product too; what came by machine was one already."""
    scan = _scan(session, given.groepsscan, context)
    if scan is None:
        raise UnknownRequest
    scan.refusal = _refusal(given.weigering)
    for kind in PRODUCTS:
        _take_in(session, scan, kind, _held(given, kind), context)
    here = scans.products(session, scan)
    for kind, product in here.items():
        for document in _documents(session, context.instance_id, product.held):
            _readers(document, scan, kind)
    scan.closed_at = context.now
    single = {kind: product.held[0] for kind, product in here.items() if kind != LIST and product.held}
    names = [each for each in here[LIST].held if each.startswith("kluis-")] if LIST in here else []
    return Recorded(
        single.get("aanbiedingsbrief"), single.get("standaardrapportage"), names, list(scans.missing(session, scan))
    )


def _take_in(session: Session, scan: Groepsscan, kind: str, held: list[str], context: JobContext) -> None:
    """A version of what is new; a list of names beside one that people had before them waits to be judged."""
    known = {each for product in scans.versions(session, scan) for each in product.held}
    new = [each for each in held if each not in known]
    if not new:
        return
    later = kind == LIST and scan.closed_at is not None and LIST in scans.products(session, scan)
    judgement = Judgement.WAITING if later else Judgement.WITH_DELIVERY
    scans.add_product(session, scan, kind=kind, held=new, channel=FORM, now=context.now, judgement=judgement)
    if later:
        naleveringen.set_aside(session, new)
        text = "De politie leverde een nieuwe namenlijst. Beoordeel bij Groepsscans of u haar overneemt."
        origin = f"scan-{scan.id}-job-{context.job_id}"
        notices.notify(session, context.instance_id, "procesregisseur", text, origin=origin, now=context.now)


def offer(session: Session, given: OfferScan, context: JobContext) -> None:
    """The receiver takes part from now on, and the products that are for it are meant for it too."""
    receivers = reading.words(given.ontvanger)
    privacy.require(
        session,
        context.instance_id,
        step=context.step,
        kind="politiegegeven",
        provider="politie",
        receivers=receivers,
        now=context.now,
    )
    scan = _scan(session, given.groepsscan, context)
    for receiver in receivers:
        found = _for(session, scan, receiver, context)
        for document in found:
            documents.share_with(document, (receiver,))
        if found or scan is None or _gets(scan, receiver, LIST):
            _invite(session, receiver, context)
    if scan is not None:
        scan.offered_at = context.now


def watch(session: Session, given: Nothing, context: JobContext) -> None:
    """Trying again is well when it has become quiet."""
    count = gate.lately(session, now=context.now)
    if count >= gate.MANY:
        raise DeliveriesRejected(count)


def _scan(session: Session, reference: Any, context: JobContext) -> Groepsscan | None:
    """The request the diagram means; never one of another case."""
    scan = scans.find(session, reading.text(reference))
    return scan if scan is not None and scan.instance_id == context.instance_id else None


def _refusal(given: Any) -> str:
    word = reading.text(given)
    return word if word in scans.REFUSALS or not word else "anders"


def _held(given: RecordDelivery, kind: str) -> list[str]:
    listed = [*reading.words(getattr(given, kind))]
    return [*listed, *reading.words(given.namenlijst_bestand)] if kind == LIST else listed


def _documents(session: Session, instance_id: int, held: list[str]) -> list[Document]:
    found = [documents.by_reference(session, each) for each in held]
    return [document for document in found if document is not None and document.instance_id == instance_id]


def _readers(document: Document, scan: Groepsscan, kind: str) -> None:
    """Of the municipality: as the distribution says. Who leads the case keeps knowing that it came."""
    documents.share_with(document, scans.roles_for(scan, kind, GEMEENTE))


def _gets(scan: Groepsscan, receiver: str, kind: str) -> bool:
    """A receiver that the distribution does not know was chosen by the diagram, behind its own decision."""
    word = next((word for word, roles in scans.ROLES.items() if receiver in roles), None)
    return word is None or word in scan.distribution.get(kind, [])


def _for(session: Session, scan: Groepsscan | None, receiver: str, context: JobContext) -> list[Document]:
    """Without a request (a diagram of before) all that the case has."""
    if scan is None:
        return documents.of_kind(session, context.instance_id, PRODUCTS)
    here = scans.products(session, scan)
    return [
        document
        for kind, product in here.items()
        if _gets(scan, receiver, kind)
        for document in _documents(session, context.instance_id, product.held)
    ]


def _invite(session: Session, receiver: str, context: JobContext) -> None:
    for organisation_key, role in membership.organisations_of(session, receiver):
        access.invite(session, context.instance_id, organisation_key=organisation_key, role=role, now=context.now)
    notices.notify(
        session,
        context.instance_id,
        receiver,
        "De groepsscan ligt voor u klaar.",
        origin=f"job-{context.job_id}",
        now=context.now,
    )

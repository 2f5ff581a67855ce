"""Requests for a groepsscan, and what came back on them: per product a version, its secrecy and its receivers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import uuid4

from sqlalchemy import JSON, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import access
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.errors import Conflict, NotFound

PRODUCTS = ("aanbiedingsbrief", "standaardrapportage", "namenlijst")
LIST = "namenlijst"
LATER = "nalevering"  # the category of names that wait to be judged: not on the list
GEMEENTE, OM = "gemeente", "om"
RECEIVERS = (GEMEENTE, OM)
ROLES = {GEMEENTE: ("procesregisseur", "burgemeester"), OM: ("om",)}  # who that is within a case
REFUSALS = {
    "geen_grondslag": "De politie ziet geen wettelijke grondslag.",
    "groep_onbekend": "De politie kent deze groep niet.",
    "geen_capaciteit": "De politie heeft nu geen capaciteit.",
    "opsporingsbelang": "Het belang van de opsporing staat levering in de weg.",
    "anders": "De politie levert niet. Vraag haar naar de reden.",
}
HOW_SENT = {
    "beveiligd_portaal": "Via het beveiligde uitwisselportaal",
    "beveiligde_mail": "Met beveiligde e-mail",
    "post": "Per post",
    "overhandigd": "Persoonlijk overhandigd",
}


class Way(Enum):
    """How a request goes to the police; the municipality chooses in its package."""

    NOTICE = "melding"  # an e-mail with a link, and nothing in it
    DOWNLOAD = "download"  # somebody downloads the letter, sends it and records that
    ADAPTER = "adapter"  # over HTTP, to the police side's own machine


class Secrecy(Enum):
    """How a product is guarded; all of it is police data behind a privacy decision."""

    CONFIDENTIAL = "vertrouwelijk"  # about the group; may touch on persons
    SECRET = "geheim"  # the municipality chose so
    NAMES = "geheim: namen"  # leaves only by download or by the adapter, never in a mail


class Judgement(Enum):
    """What the procesregisseur thought of a version; only one that waits or was declined does not count."""

    WITH_DELIVERY = "met de levering"  # judged together with the rest, in the task of the process
    WAITING = "wacht"  # came while or after that was judged: laid beside what is there
    TAKEN_OVER = "overgenomen"
    DECLINED = "niet overgenomen"


COUNTS = (Judgement.WITH_DELIVERY, Judgement.TAKEN_OVER)


class Groepsscan(Base):
    """One request to the police."""

    __tablename__ = "groepsscan"

    id: Mapped[int] = mapped_column(primary_key=True)
    kenmerk: Mapped[str] = mapped_column(String(40), unique=True)  # for the police side; cannot be guessed
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    job_id: Mapped[int] = mapped_column(unique=True)  # the same on every attempt, so that one request stays one
    step: Mapped[int | None]
    way: Mapped[Way]
    distribution: Mapped[dict[str, list[str]]] = mapped_column(JSON)  # product -> gemeente, om
    letter: Mapped[str] = mapped_column(String(40), default="")  # "document-5"; empty until the request was kept
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: somebody must still send the letter
    sent_by: Mapped[str | None] = mapped_column(String(40))
    sent_how: Mapped[str] = mapped_column(String(40), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the police said: this is it
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # judged complete, and shared further
    refusal: Mapped[str] = mapped_column(String(40), default="")  # a word of REFUSALS
    secrecy: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")  # product -> a Secrecy
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the municipality needs it no longer
    withdrawn_by: Mapped[str | None] = mapped_column(String(40))
    withdrawn_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")

    @property
    def reference(self) -> str:
        return f"groepsscan-{self.id}"


class ScanProduct(Base):
    """One version of one product of a request; the last version of a kind is the one that counts."""

    __tablename__ = "groepsscan_product"
    __table_args__ = (Index("groepsscan_product_kind", "scan_id", "kind", "version", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("groepsscan.id"))
    kind: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    secrecy: Mapped[Secrecy]
    held: Mapped[list[str]] = mapped_column(JSON)  # "document-5", or a "kluis-12" for each name
    channel: Mapped[str] = mapped_column(String(20))  # "koppeling" or "formulier"
    fingerprint: Mapped[str] = mapped_column(String(64), default="")  # keyed; tells a repeat from a correction
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    judgement: Mapped[Judgement] = mapped_column(default=Judgement.WITH_DELIVERY, server_default="WITH_DELIVERY")
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_by: Mapped[str | None] = mapped_column(String(40))
    judged_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")


class ScanNotFound(NotFound):
    def __init__(self, scan: object) -> None:
        super().__init__(f"No groepsscan {scan}")


class AlreadySent(Conflict):
    def __init__(self, scan_id: int) -> None:
        super().__init__(f"Groepsscan {scan_id} was recorded as sent before")


class NotWithdrawable(Conflict):
    """The request has ended, was withdrawn before, or its delivery is being judged."""

    def __init__(self, scan_id: int) -> None:
        super().__init__(f"Groepsscan {scan_id} cannot be withdrawn now")


@dataclass(frozen=True)
class Standing:
    """How far a request is, for on screen and for the police side."""

    word: str
    missing: tuple[str, ...]


def class_of(scan: Groepsscan, kind: str) -> Secrecy:
    """As it was when the request went out."""
    usual = Secrecy.NAMES if kind == LIST else Secrecy.CONFIDENTIAL
    return Secrecy(scan.secrecy[kind]) if kind in scan.secrecy else usual


def ask(
    session: Session,
    instance_id: int,
    *,
    job_id: int,
    step: int | None,
    way: Way,
    shares: Mapping[str, list[str]],
    secrecy: Mapping[str, Secrecy],
    now: datetime,
) -> Groepsscan:
    """The request of this job; a second attempt finds the one that the first made."""
    scan = session.scalars(select(Groepsscan).where(Groepsscan.job_id == job_id)).first()
    if scan is None:
        scan = Groepsscan(kenmerk=f"gs-{uuid4().hex}", instance_id=instance_id, job_id=job_id, created_at=now)
        scan.letter, scan.sent_how, scan.refusal, scan.withdrawn_reason = "", "", "", ""
        session.add(scan)
    scan.step, scan.way, scan.distribution = step, way, dict(shares)
    scan.secrecy = {kind: word.value for kind, word in secrecy.items()}
    session.flush()  # its number is its reference
    return scan


def find(session: Session, reference: str | None) -> Groepsscan | None:
    """The request behind "groepsscan-3"."""
    head, _, number = (reference or "").rpartition("-")
    if head == "groepsscan" and number.isascii() and number.isdecimal() and len(number) < 10:
        return session.get(Groepsscan, int(number))
    return None


def by_kenmerk(session: Session, kenmerk: str, *, lock: bool = False) -> Groepsscan | None:
    query = select(Groepsscan).where(Groepsscan.kenmerk == kenmerk)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).first()


def of_instance(session: Session, instance_id: int) -> list[Groepsscan]:
    """The requests of a case, the newest first."""
    query = select(Groepsscan).where(Groepsscan.instance_id == instance_id)
    return list(session.scalars(query.order_by(Groepsscan.id.desc())))


def get(session: Session, scan_id: int, instance_id: int, actor: Actor) -> Groepsscan:
    """A request of a case in which the actor takes part; otherwise it does not exist."""
    scan = session.get(Groepsscan, scan_id, populate_existing=True)
    if scan is None or scan.instance_id != instance_id or not access.takes_part(session, actor, instance_id):
        raise ScanNotFound(scan_id)
    return scan


def record_sent(scan: Groepsscan, *, at: datetime, by: str | None, how: str) -> None:
    """That the letter went out: when, by whom, how. Once."""
    if scan.sent_at is not None:
        raise AlreadySent(scan.id)
    scan.sent_at, scan.sent_by, scan.sent_how = at, by, how


def withdraw(scan: Groepsscan, *, reason: str, by: str, now: datetime) -> None:
    """That the municipality needs it no longer, and why. Once."""
    if scan.withdrawn_at is not None:
        raise NotWithdrawable(scan.id)
    scan.withdrawn_at, scan.withdrawn_by, scan.withdrawn_reason = now, by, reason


def products(session: Session, scan: Groepsscan) -> dict[str, ScanProduct]:
    """Of each kind that came the last version that counts."""
    query = select(ScanProduct).where(ScanProduct.scan_id == scan.id, ScanProduct.judgement.in_(COUNTS))
    return {product.kind: product for product in session.scalars(query.order_by(ScanProduct.version))}


def waiting(session: Session, scan: Groepsscan) -> list[ScanProduct]:
    """What came later and still has to be judged."""
    query = select(ScanProduct).where(ScanProduct.scan_id == scan.id, ScanProduct.judgement == Judgement.WAITING)
    return list(session.scalars(query.order_by(ScanProduct.id)))


def versions(session: Session, scan: Groepsscan) -> list[ScanProduct]:
    query = select(ScanProduct).where(ScanProduct.scan_id == scan.id)
    return list(session.scalars(query.order_by(ScanProduct.kind, ScanProduct.version.desc())))


def add_product(
    session: Session,
    scan: Groepsscan,
    *,
    kind: str,
    held: Iterable[str],
    channel: str,
    now: datetime,
    fingerprint: str = "",
    judgement: Judgement = Judgement.WITH_DELIVERY,
) -> ScanProduct:
    """A product, or a newer version of one."""
    last = max((each.version for each in versions(session, scan) if each.kind == kind), default=0)
    product = ScanProduct(
        scan_id=scan.id,
        kind=kind,
        version=last + 1,
        secrecy=class_of(scan, kind),
        judgement=judgement,
        judged_reason="",
        held=list(held),
        channel=channel,
        fingerprint=fingerprint,
        received_at=now,
    )
    session.add(product)
    session.flush()  # the next one of this kind must see its version
    return product


def missing(session: Session, scan: Groepsscan) -> tuple[str, ...]:
    """The products that have not come yet."""
    here = products(session, scan)
    return tuple(kind for kind in PRODUCTS if kind not in here)


def standing(session: Session, scan: Groepsscan) -> Standing:
    lacking = missing(session, scan)
    if scan.withdrawn_at is not None:
        word = "ingetrokken"
    elif scan.refusal:
        word = "geweigerd"
    elif scan.letter == "":
        word = "wordt verstuurd"
    elif scan.sent_at is None:
        word = "te versturen"
    elif not lacking:
        word = "compleet"
    elif len(lacking) < len(PRODUCTS):
        word = "deels geleverd"
    else:
        word = "gevraagd"
    return Standing(word, lacking)


def roles_for(scan: Groepsscan, kind: str, receiver: str) -> tuple[str, ...]:
    """Which roles may know of a product when this receiver is one of those who get it."""
    return ROLES[receiver] if receiver in scan.distribution.get(kind, []) else ()

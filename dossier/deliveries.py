"""Taking in what the police side delivers by machine: whole or not at all, behind a privacy decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import destruction, documents, gate, membership, scans, submissions, telling, vault
from dossier.documents import File
from dossier.keys import InstallationKey
from dossier.scans import LATER, LIST, Groepsscan, Judgement, ScanProduct
from dossier.submissions import Personal, Upload
from dossier.vault import MACHINE
from engine import tasks, values
from engine.access import Actor, Participant
from engine.errors import Conflict, InstanceEnded, InstanceSuspended
from engine.models import InstanceState, ProcessInstance, Task, TaskState
from engine.registry import Catalogue

DELIVERY_FORM, RECEIPT_FORM = "groepsscan-levering", "groepsscan-ontvangst"
POLICE = "politie"
POLICE_DATA = "politiegegeven"
CHANNEL = "koppeling"
TITLES = {"aanbiedingsbrief": "Aanbiedingsbrief", "standaardrapportage": "Standaardrapportage"}


class DeliveryRefused(Conflict):
    """The delivery cannot be taken in now; `code` is a word of the interface."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"The delivery was refused: {code}")


@dataclass(frozen=True)
class Product:
    """One product of a delivery: a file, or the rows of the list of names."""

    kind: str
    file: File | None = None
    names: tuple[Mapping[str, Any], ...] = ()

    @property
    def content(self) -> bytes:
        return self.file.content if self.file is not None else values.dumps(list(self.names))


@dataclass(frozen=True)
class Delivery:
    """What one message brings, or the reason why nothing comes."""

    key: str  # the sender's idempotency key
    fingerprint: str
    delivered_on: date
    products: tuple[Product, ...] = ()
    last: bool = False  # the police have nothing more
    refusal: str = ""


@dataclass(frozen=True)
class Around:
    """What taking in needs beside the delivery."""

    now: datetime
    key: InstallationKey
    catalogue: Catalogue


@dataclass(frozen=True)
class Taken:
    """The answer, and whether it was given before."""

    answer: Mapping[str, Any]
    repeated: bool


def take(session: Session, kenmerk: str, delivery: Delivery, around: Around) -> Taken:
    """Refusals first; then products, task and answer in the caller's one transaction."""
    scan = _hold(session, kenmerk)
    before = gate.earlier(session, scan.id, delivery.key, delivery.fingerprint)
    if before is not None:
        return Taken(before.answer, repeated=True)
    _require_running(session, scan)
    task = _waiting(session, scan, around.now)
    if task is None:
        _require_later(session, scan, delivery, around.now)
    police = _police(session, scan.instance_id)

    received = {
        each.kind: _receive(session, scan, each, police, around, later=task is None or _seen(session, scan, each))
        for each in delivery.products
    }
    if task is not None:
        scan.refusal = ""
        _go_on(session, scan, task, delivery, police, around)
    answer = _answer(session, scan, delivery, received)
    if any(how != "ongewijzigd" for how in received.values()) or delivery.refusal:
        _tell(session, scan, delivery, around.now)
    gate.keep(session, scan.id, delivery.key, delivery.fingerprint, answer, now=around.now)
    return Taken(answer, repeated=False)


def state(session: Session, scan: Groepsscan) -> dict[str, Any]:
    """How far a request is, as the police side may know it."""
    standing = scans.standing(session, scan)
    here = scans.products(session, scan)
    return {
        "kenmerk": scan.kenmerk,
        "stand": standing.word,
        "producten": [{"soort": kind, "versie": here[kind].version} for kind in scans.PRODUCTS if kind in here],
        "ontbreekt": list(standing.missing),
    }


def _hold(session: Session, kenmerk: str) -> Groepsscan:
    """The request, locked; its case first, as every step does."""
    found = scans.by_kenmerk(session, kenmerk)
    if found is None:
        raise DeliveryRefused("onbekend_verzoek")
    session.get(ProcessInstance, found.instance_id, with_for_update={"key_share": True}, populate_existing=True)
    scan = scans.by_kenmerk(session, kenmerk, lock=True)
    if scan is None:
        raise DeliveryRefused("onbekend_verzoek")
    return scan


def _require_running(session: Session, scan: Groepsscan) -> None:
    instance = session.get_one(ProcessInstance, scan.instance_id)
    if instance.state is not InstanceState.ACTIVE:
        raise InstanceEnded(instance.id)
    if instance.suspended_at is not None:
        raise InstanceSuspended(instance.id, instance.suspended_at)
    if not scan.letter:
        raise DeliveryRefused("verzoek_nog_niet_vastgelegd")
    if scan.withdrawn_at is not None:
        raise DeliveryRefused("verzoek_ingetrokken")


def _require_later(session: Session, scan: Groepsscan, delivery: Delivery, now: datetime) -> None:
    """Nobody waits for it: what comes while or after the judging is laid beside it, for a person to judge."""
    if scan.sent_at is None:
        raise DeliveryRefused("verzoek_nog_niet_vastgelegd")
    judging = open_task(session, scan, RECEIPT_FORM, now) is not None
    if not judging and scan.offered_at is None:
        raise DeliveryRefused("groepsscan_vervallen")
    if delivery.refusal:
        raise DeliveryRefused("levering_wordt_beoordeeld" if judging else "levering_al_aanvaard")


def _seen(session: Session, scan: Groepsscan, product: Product) -> bool:
    """A list of names that the municipality has had before it: what people noted there must not be lost."""
    return product.kind == LIST and scan.closed_at is not None and LIST in scans.products(session, scan)


def _waiting(session: Session, scan: Groepsscan, now: datetime) -> Task | None:
    """The task in which the police deliver on this very request."""
    return open_task(session, scan, DELIVERY_FORM, now)


def open_task(session: Session, scan: Groepsscan, form_key: str, now: datetime) -> Task | None:
    """The task with this form that is about this very request."""
    query = select(Task).where(
        Task.instance_id == scan.instance_id, Task.state == TaskState.OPEN, Task.form_key == form_key
    )
    for task in session.scalars(query.order_by(Task.id)):
        if tasks.context(session, task, now=now).get("groepsscan") == scan.reference:
            return task
    return None


def _police(session: Session, instance_id: int) -> Actor:
    """The machine, acting for the police organisation that takes part in the case."""
    query = select(Participant.organisation_key).where(
        Participant.instance_id == instance_id, Participant.role == POLICE, Participant.until.is_(None)
    )
    organisation = session.scalars(query.order_by(Participant.id)).first()
    if organisation is None:
        raise DeliveryRefused("politie_doet_niet_mee")
    return Actor(user_key=MACHINE, organisation_key=organisation, groups=frozenset({POLICE, organisation}))


def _receive(
    session: Session, scan: Groepsscan, product: Product, police: Actor, around: Around, *, later: bool
) -> str:
    """Keep one product: "nieuw", "gewijzigd", "ongewijzigd", or (`later`) "te beoordelen", beside what is there."""
    mark = gate.fingerprint(product.content, about=f"{scan.kenmerk} {product.kind}", key=around.key)
    before = scans.products(session, scan).get(product.kind)
    known = [before, *(each for each in scans.waiting(session, scan) if each.kind == product.kind)]
    if any(each is not None and each.fingerprint == mark for each in known):
        return "ongewijzigd"
    held = _kept(session, scan, product, police, around, LATER if later else LIST)
    if before is not None and not later:
        _replace(session, before, held)
    scans.add_product(
        session,
        scan,
        kind=product.kind,
        held=held,
        channel=CHANNEL,
        fingerprint=mark,
        now=around.now,
        judgement=Judgement.WAITING if later else Judgement.WITH_DELIVERY,
    )
    return "te beoordelen" if later else "nieuw" if before is None else "gewijzigd"


def _kept(
    session: Session, scan: Groepsscan, product: Product, police: Actor, around: Around, category: str
) -> list[str]:
    """In the vault: a document for a file, a record for each name; only behind a valid decision."""
    persons, uploads = {}, []
    if product.file is not None:
        title = TITLES.get(product.kind, product.kind)
        uploads = [Upload(product.kind, title, product.kind, POLICE_DATA, product.file)]
    else:
        persons = {LIST: Personal(category, POLICE_DATA, [dict(name) for name in product.names])}
    kept = submissions.keep(
        session,
        scan.instance_id,
        step=scan.step,
        values={},
        persons=persons,
        uploads=uploads,
        actor=police,
        now=around.now,
        key=around.key,
    )[product.kind]
    return [kept] if isinstance(kept, str) else list(kept or [])


def _replace(session: Session, before: ScanProduct, held: list[str]) -> None:
    """A corrected letter has the readers of the one before; a wrong list of names is not kept beside the right one."""
    if before.kind == LIST:
        records = [vault.get(session, each) for each in before.held if each.startswith("kluis-")]
        destruction.remove(session, records)
        before.held = []
        return
    for old, new in zip(before.held, held, strict=False):
        earlier, later = documents.by_reference(session, old), documents.by_reference(session, new)
        if earlier is not None and later is not None:
            documents.share_with(later, earlier.receivers)


def _go_on(session: Session, scan: Groepsscan, task: Task, delivery: Delivery, police: Actor, around: Around) -> None:
    """Complete the task of the police when there is nothing more to wait for."""
    if scans.missing(session, scan) and not delivery.last and not delivery.refusal:
        return
    if task.assignee not in (None, police.user_key):
        tasks.take_over(session, task.id, by=police, now=around.now)  # somebody of the police was at it by hand
    tasks.complete(
        session,
        task.id,
        {
            **{kind: _variable(scans.products(session, scan).get(kind)) for kind in scans.PRODUCTS},
            "namenlijst_bestand": None,
            "datum_levering": delivery.delivered_on,
            "toelichting_levering": None,
            "weigert": bool(delivery.refusal),
            "weigering": delivery.refusal or None,
        },
        by=police,
        now=around.now,
        catalogue=around.catalogue,
    )


def _variable(product: ScanProduct | None) -> Any:
    """As the form of the police gives it: a reference, or a list of them for names."""
    if product is None:
        return None
    return list(product.held) if product.kind == LIST else product.held[0]


def _answer(session: Session, scan: Groepsscan, delivery: Delivery, received: Mapping[str, str]) -> dict[str, Any]:
    said = state(session, scan)
    said["producten"] = [
        {**each, "ontvangst": received[each["soort"]]} for each in said["producten"] if each["soort"] in received
    ]
    return {**said, "levering": delivery.key}


def _tell(session: Session, scan: Groepsscan, delivery: Delivery, now: datetime) -> None:
    """The procesregisseur hears what came and what did not; nothing of what it says."""
    lacking: Sequence[str] = scans.missing(session, scan)
    if delivery.refusal:
        text = f"De politie levert de groepsscan niet. {scans.REFUSALS[delivery.refusal]}"
    elif scans.waiting(session, scan):
        text = "De politie leverde later nog iets van de groepsscan. Beoordeel bij Groepsscans of u het overneemt."
    elif lacking:
        text = f"De politie leverde een deel van de groepsscan. Nog niet binnen: {', '.join(lacking)}."
    else:
        text = "De politie leverde de groepsscan. Controleer de levering."
    for person in membership.people(session, scan.instance_id, "procesregisseur"):
        origin = f"scan-{scan.id}-{delivery.fingerprint[:16]}"
        telling.tell(session, person.key, text, origin=origin, now=now, instance_id=scan.instance_id)

"""What persons may ask of their data: see it, mend it, have it erased, object. The privacy officer does the work.

A request is searched over all cases by the machine; what it found is judged by a person before it is shown or changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import alike, documents, listed, looks, months, names, requests, telling, users, vault
from dossier.alike import Person
from dossier.destruction import Destruction, destroy
from dossier.documents import Document, SecrecyClass
from dossier.keys import InstallationKey
from dossier.privacy import today
from dossier.requests import Certainty, RequestKind, RightsMatch, RightsRequest, Verdict
from dossier.vault import DRAFT, MACHINE, NAMELESS, VaultRecord
from engine import access
from engine.access import Actor
from engine.errors import Conflict, Invalid

IDENTITY = {
    "gezien": "Identiteitsbewijs gezien, geen kopie bewaard",
    "digid": "Via DigiD of een ander betrouwbaar middel",
    "bekend": "Bekend bij de gemeente, aan de balie",
    "nog_niet": "Nog niet vastgesteld",
}


@dataclass(frozen=True)
class Asked:
    """Who asks what; sealed with the request."""

    naam: str
    geboortedatum: date | None
    contact: str  # where the answer goes
    namens: str  # who represents, when somebody does
    identiteit: str  # a word of IDENTITY
    vraag: str


class AlreadyDecided(Conflict, told=True):
    def __init__(self) -> None:
        super().__init__("Over dit verzoek is al besloten.")


class RequestRefused(Invalid, told=True):
    """Something that cannot be done with this request; the text says why."""


def register(
    session: Session,
    kind: RequestKind,
    asked: Asked,
    *,
    received_on: date,
    actor: Actor,
    now: datetime,
    key: InstallationKey,
) -> RightsRequest:
    """A request came in: the term of one month runs from the day it was received."""
    requests.require_officer(actor)
    request = RightsRequest(
        kind=kind,
        received_on=received_on,
        due_on=months.after(received_on, months.strictest(session, months.ANSWER) or 1),
        registered_at=now,
        registered_by=actor.user_key,
        restricts=False,
    )
    session.add(request)
    session.flush()  # its number labels its key
    requests.keep(session, request, requests.ASKED, asdict(asked), actor=actor, now=now, key=key)
    return request


def asked(
    session: Session, request: RightsRequest, *, actor: Actor, now: datetime, key: InstallationKey
) -> Asked | None:
    """Who asks what; None when that was destroyed."""
    found = requests.records(session, request, kind=requests.ASKED)
    return Asked(**requests.read(session, request, found[-1], actor=actor, now=now, key=key)) if found else None


def extend(
    session: Session, request: RightsRequest, reason: str, *, actor: Actor, now: datetime, key: InstallationKey
) -> None:
    """Two months more, once, with a reason, and told to the person before the first term ends (AVG 12(3))."""
    require_open(request)
    if request.extended_on is not None:
        raise RequestRefused("De termijn is al een keer verlengd.")
    if today(now) > request.due_on:
        raise RequestRefused("De termijn is voorbij. Verlengen kan alleen binnen de eerste termijn.")
    requests.keep(session, request, requests.EXTENSION, {"reden": reason}, actor=actor, now=now, key=key)
    request.extended_on = today(now)
    request.due_on = months.after(request.due_on, months.strictest(session, months.LONGER) or 2)


def search(session: Session, request: RightsRequest, person: Person, *, now: datetime, key: InstallationKey) -> int:
    """Let the machine compare every record of every case; what it thinks is kept for a person to judge."""
    require_open(request)
    files = set(session.scalars(select(Document.record)))
    reason = f"{requests.purpose(request)}: zoeken"
    query = select(VaultRecord).where(VaultRecord.kind.not_in((NAMELESS, DRAFT))).order_by(VaultRecord.id)
    found = 0
    for record in session.scalars(query):
        if record.reference in files or requests.match_of(session, request.id, record.reference):
            continue
        grade = vault.grade(
            session, record.reference, lambda value: alike.grade(person, value), purpose=reason, now=now, key=key
        )
        certainty = alike.GRADES[grade]
        if certainty is not None:
            _match(session, request, record.instance_id, record.reference, certainty)
            found += 1
    request.searched_at = now
    return found


def point_out(session: Session, request: RightsRequest, document_id: int) -> RightsMatch:
    """A file that may name the person: the machine cannot look into it, so the privacy officer does."""
    require_open(request)
    document = session.get(Document, document_id)
    known = {each.id for each in files_beside(session, request)}
    if document is None or document.id not in known:
        raise RequestRefused("Dit document hoort niet bij een zaak waarin iets is gevonden.")
    return _match(session, request, document.instance_id, document.record, Certainty.HAND)


def files_beside(session: Session, request: RightsRequest) -> list[Document]:
    """The shielded files of the cases in which something was found, that were not pointed out yet."""
    found = requests.matches(session, request.id)
    seen = {match.reference for match in found}
    query = select(Document).where(
        Document.instance_id.in_({match.instance_id for match in found}), Document.secrecy == SecrecyClass.GEHEIM
    )
    rows = session.scalars(query.order_by(Document.instance_id, Document.id))
    return [row for row in rows if row.record not in seen and not documents.is_destroyed(session, row)]


def judge(request: RightsRequest, match: RightsMatch, same: bool, *, actor: Actor) -> None:
    """A person says whether this is about who asks."""
    require_open(request)
    match.same_person, match.judged_by = same, actor.user_key


def restrict(request: RightsRequest, on: bool) -> None:
    """Nobody uses what was found, until there is a decision."""
    require_open(request)
    request.restricts = on


def correct(
    session: Session,
    request: RightsRequest,
    match: RightsMatch,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    key: InstallationKey,
) -> int:
    """Mend what is kept; who received it before is told. Returns how many people were told."""
    require_open(request)
    _require_judged(match)

    def mend(value: Any) -> Any:
        return {**value, **values} if isinstance(value, Mapping) else values.get("waarde", value)

    about: dict[str, Any] = {"actor": actor, "purpose": requests.purpose(request), "step": None, "now": now, "key": key}
    vault.rewrite(session, match.reference, mend, **about)
    match.corrected_at = now
    match.told = _tell_receivers(session, match, "is een persoonsgegeven verbeterd", now)
    return match.told


def erase(session: Session, request: RightsRequest, match: RightsMatch, *, actor: Actor, now: datetime) -> Destruction:
    """Destroy what is kept about this person there; the case goes on, its references lead nowhere."""
    require_open(request)
    _require_judged(match)
    if match.certainty is Certainty.GENOEMD:
        raise RequestRefused(
            "Dit gaat over iemand anders en noemt deze persoon. Verbeter de tekst in plaats van te wissen."
        )
    match.told = _tell_receivers(session, match, "is een persoonsgegeven gewist", now)
    row, reason = listed.of_record(session, match.reference), requests.purpose(request)
    if row is not None:
        certificate = names.remove(session, row, reason=reason, cause=reason, by=actor.user_key, now=now)
    else:
        certificate = destroy(
            session, match.instance_id, reference=match.reference, reason=reason, by=actor.user_key, now=now
        )
    match.erased_at = now
    return certificate


def decide(
    session: Session,
    request: RightsRequest,
    verdict: Verdict,
    decision: Mapping[str, Any],
    *,
    letter: bytes,
    actor: Actor,
    now: datetime,
    key: InstallationKey,
) -> None:
    """Close the request with a decision and its letter; from now on nothing opens for it any more."""
    require_open(request)
    if verdict is not Verdict.INGETROKKEN and request.searched_at is None:
        raise RequestRefused("Zoek eerst in alle zaken. Daarna kunt u besluiten.")
    unjudged = [match for match in requests.matches(session, request.id) if match.same_person is None]
    if unjudged and verdict is not Verdict.INGETROKKEN:
        raise RequestRefused("Beoordeel eerst alles wat is gevonden.")
    about: dict[str, Any] = {"actor": actor, "now": now, "key": key}
    requests.keep(session, request, requests.DECISION, {**decision, "besluit": verdict.value}, **about)
    requests.keep(session, request, requests.LETTER, letter, **about)
    request.verdict, request.decided_on, request.decided_by = verdict, today(now), actor.user_key
    request.restricts = False


def require_open(request: RightsRequest) -> None:
    if request.verdict is not None:
        raise AlreadyDecided


def receivers(session: Session, reference: str) -> list[str]:
    """The people to whom this was provided, as the log of the vault tells."""
    return sorted(
        {line.user_key for line in looks.of_reference(session, reference) if line.verb == "verstrekken"} - {MACHINE}
    )


def _tell_receivers(session: Session, match: RightsMatch, what: str, now: datetime) -> int:
    """Without a name, in the words of the log; AVG 19 asks it of every receiver."""
    told = 0
    for user_key in receivers(session, match.reference):
        user = users.find(session, user_key)
        if user is None or requests.OFFICER in users.actor(session, user).groups:
            continue
        here = access.takes_part(session, users.actor(session, user), match.instance_id)
        text = f"In zaak {match.instance_id} {what} dat u eerder zag ({match.reference}). Gebruik het oude niet meer."
        origin = f"recht-{match.id}-{'w' if 'gewist' in what else 'c'}-{now:%y%m%d%H%M%S}"
        case = match.instance_id if here else None
        told += telling.tell(session, user_key, text, origin=origin, now=now, instance_id=case)
    return told


def _require_judged(match: RightsMatch) -> None:
    if match.same_person is not True:
        raise RequestRefused("Bevestig eerst dat dit over deze persoon gaat.")
    if match.erased_at is not None:
        raise RequestRefused("Dit is al gewist.")


def _match(
    session: Session, request: RightsRequest, instance_id: int, reference: str, certainty: Certainty
) -> RightsMatch:
    match = RightsMatch(request_id=request.id, instance_id=instance_id, reference=reference, certainty=certainty)
    session.add(match)
    session.flush()  # the guard asks for it
    return match


def document_behind(session: Session, match: RightsMatch) -> Document | None:
    """The file whose content this match is."""
    return session.scalars(select(Document).where(Document.record == match.reference)).first()

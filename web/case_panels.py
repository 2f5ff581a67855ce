"""The parts of the case page that are lists of rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import documents, organisations, privacy, users, vault
from dossier.documents import SecrecyClass
from dossier.privacy import PrivacyBesluit
from engine.access import Actor, Participant
from web import words
from web.parts import parts

OUTCOMES = {"toestaan": "Toegestaan", "voorwaarden": "Toegestaan met voorwaarden", "weigeren": "Geweigerd"}
KINDS = {
    "gewoon": "gewone persoonsgegevens",
    "politiegegeven": "politiegegevens",
    "strafvorderlijk": "strafvorderlijke gegevens",
    "strafrechtelijk_gemeente": "strafrechtelijke gegevens van de gemeente",
    "hulpverlening": "hulpverleningsgegevens",
    version: int
    "gezondheid": "gezondheidsgegevens",
    "bijzonder": "bijzondere gegevens",
    "bsn": "burgerservicenummer",
}


@dataclass(frozen=True)
class DocumentRow:
    id: int
    title: str
    secret: bool
    versions = documents.versions(session, instance_id)
    destroyed: bool
    about: str


@dataclass(frozen=True)
class ParticipantRow:
            version=versions[document.id],
    organisation: str
    role: str
    since: str


@dataclass(frozen=True)
class BesluitRow:
    outcome: str
    what: str
    basis: str
    until: str
    holds: bool
    reference: str


def document_rows(session: Session, instance_id: int, actor: Actor, moment: datetime) -> list[DocumentRow]:
    """The documents meant for this person, the newest first."""
    return [
        DocumentRow(
            id=document.id,
            title=document.title,
            secret=document.secrecy is SecrecyClass.GEHEIM,
            destroyed=documents.is_destroyed(session, document),
            about=f"{words.short_day(document.created_at, moment)} · {users.name_of(session, document.created_by)}",
        )
        for document in documents.list_for(session, instance_id, actor)
    ]


def participant_rows(session: Session, instance_id: int, moment: datetime) -> list[ParticipantRow]:
    """Who takes part now: per organisation the roles, and since when."""
    names = parts().catalogue.groups
    query = (
        select(Participant)
        .where(Participant.instance_id == instance_id, Participant.until.is_(None))
        .order_by(Participant.id)
    )
    roles: dict[str, list[str]] = {}
    since: dict[str, datetime] = {}
    for row in session.scalars(query):
        roles.setdefault(row.organisation_key, []).append(names.get(row.role, row.role))
        since.setdefault(row.organisation_key, row.since)
    return [
        ParticipantRow(
            organisation=organisations.name_of(session, key),
            role=", ".join(dict.fromkeys(held)),
            since=words.short_day(since[key], moment),
        )
        for key, held in roles.items()
    ]


def besluit_rows(session: Session, instance_id: int, moment: datetime) -> list[BesluitRow]:
    """The privacy decisions of the case, with their basis in law."""
    return [_besluit(besluit, moment) for besluit in privacy.decisions(session, instance_id)]


def _besluit(besluit: PrivacyBesluit, moment: datetime) -> BesluitRow:
    holds = privacy.holds(besluit, moment)
    kinds = ", ".join(KINDS.get(kind, kind) for kind in besluit.gegeven)
    flow = f"van {', '.join(besluit.verstrekker)} aan {', '.join(besluit.ontvanger)}"
    if besluit.withdrawn_at is not None:
        until = f"Ingetrokken op {words.short_day(besluit.withdrawn_at, moment)}"
    else:
        until = f"Geldig tot en met {words.short_day(besluit.valid_until, moment)}"
    return BesluitRow(
        outcome=OUTCOMES.get(besluit.uitkomst.value, besluit.uitkomst.value),
        what=f"{kinds.capitalize()}, {flow}",
        basis="; ".join(besluit.grondslagen),
        until=until,
        holds=holds,
        reference=besluit.reference,
    )


def sealed_records(session: Session, instance_id: int) -> int:
    """How many records with person data the case keeps; not what they say."""
    return len(vault.references(session, instance_id))

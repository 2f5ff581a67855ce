"""The parts of the case page that are lists of rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import documents, organisations, previews, priorities, users, vault
from dossier.documents import SecrecyClass
from engine.access import Actor, Participant
from web import words
from web.parts import parts


@dataclass(frozen=True)
class DocumentRow:
    id: int
    title: str
    secret: bool
    destroyed: bool
    about: str
    version: int
    shown_as: str  # "beeld" or "pdf" when a page can show it


@dataclass(frozen=True)
class ParticipantRow:
    organisation: str
    role: str
    since: str


def document_rows(session: Session, instance_id: int, actor: Actor, moment: datetime) -> list[DocumentRow]:
    """The documents meant for this person, the newest first."""
    versions, people = documents.versions(session, instance_id), users.names(session)
    return [
        DocumentRow(
            id=document.id,
            title=document.title,
            secret=document.secrecy is SecrecyClass.GEHEIM,
            destroyed=documents.is_destroyed(session, document),
            version=versions[document.id],
            shown_as=previews.shown_as(document.media_type),
            about=f"{words.short_day(document.created_at, moment)} · {_name(people, document.created_by)}",
        )
        for document in documents.list_for(session, instance_id, actor)
    ]


def _name(people: dict[str, str], user_key: str | None) -> str:
    return people.get(user_key, _("Onbekende gebruiker")) if user_key is not None else "Zevenstap"


def participant_rows(session: Session, instance_id: int, moment: datetime) -> list[ParticipantRow]:
    """Who takes part now: per organisation the roles, and since when."""
    names, parties = parts().catalogue.groups, organisations.names(session)
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
            organisation=parties.get(key, key),
            role=", ".join(dict.fromkeys(held)),
            since=words.short_day(since[key], moment),
        )
        for key, held in roles.items()
    ]


def sealed_records(session: Session, instance_id: int) -> int:
    """How many records with person data the case keeps; not what they say."""
    return len(vault.references(session, instance_id))


@dataclass(frozen=True)
class PriorityRow:
    """A decision on the priority, beside what the table proposed."""

    title: str
    outcome: str
    proposed: str
    reason: str
    about: str  # the meeting and its day


def priority_rows(session: Session, instance_id: int, moment: datetime) -> list[PriorityRow]:
    """What was decided on the priority, the newest first."""
    return [
        PriorityRow(
            title=each.title,
            outcome=priorities.OUTCOMES.get(each.outcome, each.outcome),
            proposed=priorities.PRIORITIES.get(each.proposed, ""),
            reason=each.reason,
            about=" · ".join(part for part in (each.forum, words.short_day(each.decided_on, moment)) if part),
        )
        for each in reversed(priorities.of_instance(session, instance_id))
    ]

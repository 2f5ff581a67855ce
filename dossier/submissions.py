"""What a form delivered, put where it belongs: person data in the vault, files with the documents, the rest onward."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dossier import documents, privacy, registers, vault
from dossier.keys import InstallationKey
from engine.access import Actor


@dataclass(frozen=True)
class Personal:
    """A value with person data, as a form marked it."""

    category: str  # what is destroyed together: "namenlijst"
    kind: str  # the word of the privacy table: "politiegegeven"
    value: Any


@dataclass(frozen=True)
class Upload:
    """A file that came with a form."""

    key: str  # the field
    title: str  # the field's label, shown in the list of documents
    category: str  # a word for the kind of document: "aanbiedingsbrief"
    kind: str | None  # the word of the privacy table; None: a file without person data
    file: documents.File


def keep(
    session: Session,
    instance_id: int,
    *,
    step: int | None,
    values: Mapping[str, Any],
    persons: Mapping[str, Personal],
    uploads: Iterable[Upload],
    actor: Actor,
    now: datetime,
    key: InstallationKey,
) -> dict[str, Any]:
    """The variables for the process: the plain values, and references for person data and files.

    A list with person data becomes one record a row, so that one name can be corrected or destroyed alone.
    Person data comes in only while a privacy decision allows that: a form may have stood open for weeks.
    """
    uploads = list(uploads)
    kinds = {each.kind for each in persons.values() if each.value not in (None, "", [])}
    for kind in sorted(kinds | {upload.kind for upload in uploads if upload.kind is not None}):
        privacy.require_intake(session, instance_id, step=step, kind=kind, now=now)
    source = _Source(instance_id, step, actor, now, key)
    return {
        **values,
        **{name: _personal(session, personal, source) for name, personal in persons.items()},
        **{upload.key: _document(session, upload, source) for upload in uploads},
    }


@dataclass(frozen=True)
class _Source:
    """Where it all comes from."""

    instance_id: int
    step: int | None
    actor: Actor
    now: datetime
    key: InstallationKey


def _personal(session: Session, personal: Personal, source: _Source) -> list[str] | str | None:
    if isinstance(personal.value, list):
        return [_stored(session, personal, row, source) for row in personal.value if row not in (None, "")]
    return None if personal.value in (None, "") else _stored(session, personal, personal.value, source)


def _stored(session: Session, personal: Personal, value: Any, source: _Source) -> str:
    return vault.store(
        session,
        source.instance_id,
        category=personal.category,
        kind=personal.kind,
        step=source.step,
        provider=source.actor.organisation_key,
        author=source.actor.user_key,
        value=value,
        now=source.now,
        key=source.key,
    )


def _document(session: Session, upload: Upload, source: _Source) -> str:
    document = documents.add(
        session,
        source.instance_id,
        file=upload.file,
        title=upload.title,
        kind=upload.category,
        by=source.actor.user_key,
        provider=source.actor.organisation_key,
        now=source.now,
        key=source.key,
        data_kind=upload.kind or vault.NAMELESS,
        step=source.step,
        # Who leads the case and who delivered know of a file; a handler shares it further.
        receivers=(registers.PROCESREGISSEUR, source.actor.organisation_key),
    )
    return document.reference

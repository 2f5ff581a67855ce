"""What a form delivered, put where it belongs: person data in the vault, files with the documents, the rest onward."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dossier import documents, vault
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
    """
    variables = dict(values)
    for name, personal in persons.items():
        rows = personal.value if isinstance(personal.value, list) else [personal.value]
        references = [
            vault.store(
                session,
                instance_id,
                category=personal.category,
                kind=personal.kind,
                step=step,
                provider=actor.organisation_key,
                author=actor.user_key,
                value=row,
                now=now,
                key=key,
            )
            for row in rows
            if row not in (None, "")
        ]
        variables[name] = references if isinstance(personal.value, list) else next(iter(references), None)
    for upload in uploads:
        document = documents.add(
            session,
            instance_id,
            file=upload.file,
            title=upload.title,
            kind=upload.category,
            by=actor.user_key,
            provider=actor.organisation_key,
            now=now,
            key=key,
            data_kind=upload.kind or vault.NAMELESS,
            step=step,
        )
        variables[upload.key] = f"document-{document.id}"
    return variables

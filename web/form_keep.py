"""Where the answers of a form go: persons to the vault, files to the dossier, the rest to the process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dossier import destruction, documents, submissions, vault
from dossier.privacy import UNKNOWN_KIND
from dossier.submissions import Personal
from engine.access import Actor
from forms import read, texts
from forms.fields import Field, Form, flat, person_category
from forms.filetypes import EXTENSIONS, Upload, extension
from forms.read import Result
from web import people
from web.form_page import Prepared
from web.parts import now, parts

DRAFT_FILE = "Bestand uit het eigen concept meesturen"


def stash(session: Session, instance_id: int, result: Result) -> Result:
    """Keep the uploads of a draft in the vault, only for their writer; the draft holds the references."""
    actor = people.actor()
    references = [
        vault.store(
            session,
            instance_id,
            category=vault.DRAFT,
            kind=vault.DRAFT,
            step=None,
            provider=actor.organisation_key,
            author=actor.user_key,
            value=upload.data,
            now=now(),
            key=parts().vault_key,
        )
        for upload in result.uploads
    ]
    return read.attach(result, references)


def keep(
    session: Session,
    prepared: Prepared,
    result: Result,
    instance_id: int,
    step: int | None,
    *,
    by: Actor | None = None,
) -> dict[str, Any]:
    """The variables for the process: persons and files become references, in the same transaction.

    `by`: who brings it, when that is not the person of this session.
    """
    plain = dict(result.values)
    persons: dict[str, Personal] = {}
    uploads: list[submissions.Upload] = []
    for field in _of_top(prepared.form):
        key = field.path[0]
        category = person_category(field)
        if field.kind == "filepicker":
            uploads += [_upload(session, prepared, field, each, result) for each in plain.pop(key, None) or []]
        elif category is not None and key in plain:
            persons[key] = Personal(category, kind_of(field, prepared), plain.pop(key))
    kept = submissions.keep(
        session,
        instance_id,
        step=step,
        values=plain,
        persons=persons,
        uploads=uploads,
        actor=by or people.actor(),
        now=now(),
        key=parts().vault_key,
    )
    return _not_lost(kept, prepared)


def kind_of(field: Field, prepared: Prepared) -> str:
    """The word of the privacy table, as the form says it: a literal, or FEEL over what was agreed before."""
    text = field.properties.get("gegeven", "")
    if not text.startswith("="):
        return text or UNKNOWN_KIND
    value = texts.compiled(text).value(prepared.scope, prepared.env)
    return value if isinstance(value, str) and value else UNKNOWN_KIND


def drop_files(session: Session, earlier: Mapping[str, Any], kept: Mapping[str, Any]) -> None:
    """Destroy the files of a draft that the next one (or the sent form) does not hold any more."""
    for reference in references(earlier) - references(kept):
        record = vault.get(session, reference)
        if record.kind == vault.DRAFT and record.author == people.actor().user_key:
            destruction.remove(session, [record])


def references(raw: Mapping[str, Any]) -> set[str]:
    """The files that a draft holds."""
    entries = [each for value in raw.values() if isinstance(value, list) for each in value]
    return {str(each["ref"]) for each in entries if isinstance(each, Mapping) and "ref" in each}


def _of_top(form: Form) -> list[Field]:
    return [field for field in flat(form.fields) if field.gives and field.path]


def _upload(
    session: Session, prepared: Prepared, field: Field, given: Upload | str, result: Result
) -> submissions.Upload:
    """A file as a document; its title is the label of the field, for a file name may hold a person's name."""
    upload = given if isinstance(given, Upload) else _of_draft(session, field, given, result)
    secret = person_category(field) is not None or field.properties.get("geheim") == "ja"
    label = "".join(part for part in field.label.parts if isinstance(part, str)).strip() or field.path[-1]
    kind = field.properties.get("soort") or field.path[-1]
    return submissions.Upload(
        key=field.path[0],
        title=label,
        category=kind,
        kind=kind_of(field, prepared) if secret else None,
        file=documents.File(name=upload.filename, media_type=upload.content_type, content=upload.data),
    )


def _of_draft(session: Session, field: Field, reference: str, result: Result) -> Upload:
    """The file behind a reference in the draft; only its writer can open it."""
    content: bytes = vault.read(
        session,
        reference,
        actor=people.actor(),
        purpose=DRAFT_FILE,
        step=None,
        now=now(),
        key=parts().vault_key,
    )
    entries = result.raw.get(field.path[0]) or []
    name = next((each["naam"] for each in entries if isinstance(each, Mapping) and each.get("ref") == reference), "")
    return Upload(field.path[0], name or "bestand", media_type(name), content)


def media_type(filename: str) -> str:
    """By the extension; the content was held against it when the file came in."""
    return EXTENSIONS.get(extension(filename), "application/octet-stream")


def _not_lost(kept: dict[str, Any], prepared: Prepared) -> dict[str, Any]:
    """What was sealed before stays when this form brought nothing new for it."""
    for field in _of_top(prepared.form):
        key = field.path[0]
        sealed = field.kind == "filepicker" or person_category(field) is not None
        if sealed and not kept.get(key) and prepared.variables.get(key):
            kept[key] = prepared.variables[key]
    return kept

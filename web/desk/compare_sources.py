"""What a draft can be compared with: the version it began from, another version, the national package, a zip."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from engine import definitions, origins
from engine.draft_tables import PackageDraft
from engine.errors import DefinitionNotFound, Invalid
from engine.models import PackageVersion
from engine.packages.content import PackageContent
from web.desk import national

BEGIN, NATIONAL, ZIP = "begin", "landelijk", "zip"
CARRIED = 3 * 1024 * 1024  # a zip up to this size goes along with the page


@dataclass(frozen=True)
class Source:
    """A package to compare with."""

    key: str
    title: str  # "de landelijke versie"
    files: Mapping[str, bytes]
    then: Mapping[str, bytes] | None = None  # what this and the draft both began from
    zip: str = ""  # of an uploaded one, to carry along


def choices(session: Session, draft: PackageDraft, content: PackageContent) -> list[tuple[str, str]]:
    """(key, words) of what can be chosen."""
    name = draft.based_on.package.name
    found = [(BEGIN, _("Versie %(number)s, waar dit ontwerp uit begon", number=draft.based_on.number))]
    if national.of_content(content) is not None:
        found.insert(0, (NATIONAL, _("Het landelijke pakket van deze uitgave")))
    others = (version for version in definitions.versions(session, name) if version.id != draft.based_on_id)
    found += [
        (str(version.number), _("Versie %(number)s%(note)s", number=version.number, note=_note(version)))
        for version in others
    ]
    return found


def _note(version: PackageVersion) -> str:
    return f": {version.note[:60]}" if version.note else ""


def first_choice(session: Session, draft: PackageDraft, content: PackageContent) -> str:
    """The national package when it brings news; otherwise what the draft began from."""
    files = national.of_content(content)
    fresh = files is not None and origins.is_news(session, content, files, before=draft.based_on.number)
    return NATIONAL if fresh else BEGIN


def source(session: Session, draft: PackageDraft, content: PackageContent, key: str) -> Source:
    """What was chosen; `DefinitionNotFound` for what does not exist."""
    if key == ZIP:
        return sent()
    if key == BEGIN:
        files = definitions.files_of(session, draft.based_on_id)
        return Source(key, _("versie %(number)s", number=draft.based_on.number), files)
    if key == NATIONAL:
        found = national.of_content(content)
        if found is None:
            raise DefinitionNotFound(key)
        began = origins.began_from(session, content, before=draft.based_on.number)
        then = definitions.files_of(session, began.id) if began else None
        return Source(key, _("het landelijke pakket"), found, then)
    version = of_number(session, draft.based_on.package.name, key)
    return Source(key, _("versie %(number)s", number=version.number), definitions.files_of(session, version.id))


def of_number(session: Session, name: str, number: str) -> PackageVersion:
    for version in definitions.versions(session, name):
        if str(version.number) == number:
            return version
    raise DefinitionNotFound(f"{name} {number[:20]}")


def sent() -> Source:
    """The zip that was just chosen, or that the page carried along; `Invalid` in Dutch when it is none."""
    file = request.files.get("pakket")
    data = _bytes(file)
    if not data:
        raise Invalid("Kies eerst een bestand: een zip van een procespakket.")
    carried = base64.b64encode(data).decode() if len(data) <= CARRIED else ""
    return Source(ZIP, _("het zip-bestand"), definitions.read_zip(data), zip=carried)


def _bytes(file: FileStorage | None) -> bytes:
    if file is not None and file.filename:
        content: bytes = file.read()
        return content
    try:
        return base64.b64decode(request.form.get("zip", ""), validate=True)
    except binascii.Error:
        return b""

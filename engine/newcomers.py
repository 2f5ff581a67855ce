"""A package that is new here and not published yet: its files as they came, for a draft to begin from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine import definitions
from engine.definitions import BEGINNING
from engine.draft_tables import PackageDraft
from engine.errors import Invalid
from engine.models import Package, PackageFile, PackageVersion


def take_in(session: Session, files: Mapping[str, bytes], *, by: str, now: datetime) -> PackageVersion:
    """What a draft of these files begins from: the newest version here, or the beginning of a new package.

    Nobody but a draft sees a beginning: it starts no case and stands in no list, and goes with its last draft.
    """
    content = definitions.from_files(files)
    known = definitions.find_latest(session, content.name)
    if known is not None:
        return known
    if not content.process_key:
        raise Invalid("In pakket.json staat bij “proces” niet met welk proces een zaak begint. Vul het in.")
    package = Package(name=content.name, title=content.title)
    version = PackageVersion(
        package=package,
        number=BEGINNING,
        digest=content.digest,
        origin=None,
        note="",
        published_at=now,
        published_by=by,
    )
    session.add(version)
    session.flush()  # the files need its id
    session.add_all(PackageFile(version_id=version.id, path=p, content=d) for p, d in files.items())
    session.flush()  # a draft reads them at once
    return version


def forget(session: Session, version: PackageVersion) -> None:
    """A beginning goes when no draft needs it any more, and the package with it when nothing was published."""
    if version.number != BEGINNING:
        return
    session.flush()  # the draft that goes is gone before this is asked
    if session.scalar(select(PackageDraft.id).where(PackageDraft.based_on_id == version.id).limit(1)) is not None:
        return
    package_id = version.package_id
    session.execute(delete(PackageFile).where(PackageFile.version_id == version.id))
    session.execute(delete(PackageVersion).where(PackageVersion.id == version.id))
    if session.scalar(select(PackageVersion.id).where(PackageVersion.package_id == package_id).limit(1)) is None:
        session.execute(delete(Package).where(Package.id == package_id))

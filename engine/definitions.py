"""Packages in the database: published once, never changed, read through a cache."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from engine import check
from engine.check.findings import errors_in
from engine.errors import DefinitionNotFound, PackageRefused
from engine.models import Package, PackageFile, PackageVersion
from engine.packages.archive import read_zip, write_zip
from engine.packages.content import PackageContent, from_files
from engine.packages.folder import read_folder
from engine.packages.paths import require_paths
from engine.registry import Catalogue

__all__ = [
    "PackageContent",
    "choose",
    "content_of",
    "files_of",
    "find_latest",
    "from_files",
    "latest",
    "packages",
    "publish",
    "read_folder",
    "read_zip",
    "starting",
    "versions",
    "write_zip",
]

BEGINNING = 0  # the number of what a draft of a new package begins from; no version that anybody uses
OWN = "content"  # of a session: the one package that it knows, for who tries a process out in a database of its own
_CACHED = 32  # versions; running cases stay on theirs, so several are in use at once


def publish(
    session: Session,
    files: Mapping[str, bytes],
    *,
    note: str,
    by: str,
    now: datetime,
    catalogue: Catalogue,
) -> PackageVersion:
    """A new version, or the latest one when nothing changed; `PackageRefused` when the check finds errors."""
    require_paths(files)
    wrong = errors_in(check.check_whole(files, catalogue))
    if wrong:
        raise PackageRefused(list(wrong))
    content = from_files(files)

    package = _package(session, content)
    last = _last(session, package)
    if last is not None and last.number > BEGINNING and last.digest == content.digest:
        return last
    version = PackageVersion(
        package=package,
        number=last.number + 1 if last else 1,
        digest=content.digest,
        origin=_origin(content),
        note=note,
        published_at=now,
        published_by=by,
    )
    session.add(version)
    session.flush()  # the files need its id
    session.add_all(PackageFile(version_id=version.id, path=p, content=d) for p, d in files.items())
    package.title = content.title
    return version


def _package(session: Session, content: PackageContent) -> Package:
    # Locked on PostgreSQL: two publications at once must not get the same number.
    found = session.scalar(select(Package).where(Package.name == content.name).with_for_update())
    if found is None:
        found = Package(name=content.name, title=content.title)
        session.add(found)
        session.flush()  # the versions need its id
    return found


def lock(session: Session, package: Package) -> None:
    """Nobody else publishes in this package until the end of the transaction."""
    session.refresh(package, with_for_update=True)


def _last(session: Session, package: Package) -> PackageVersion | None:
    return session.scalar(
        select(PackageVersion)
        .where(PackageVersion.package_id == package.id)
        .order_by(PackageVersion.number.desc())
        .limit(1)
    )


def _origin(content: PackageContent) -> str | None:
    origin = content.manifest.get("herkomst")
    if not isinstance(origin, dict) or not origin.get("pakket"):
        return None
    return f"{origin['pakket']} {origin.get('versie') or ''}".strip()


def _published() -> ColumnElement[bool]:
    """Of packages: whether there is a version to use."""
    return exists().where(PackageVersion.package_id == Package.id, PackageVersion.number > BEGINNING)


def packages(session: Session) -> list[Package]:
    return list(session.scalars(select(Package).where(_published()).order_by(Package.name)))


def starting(session: Session) -> Package | None:
    """The package that starts new cases: the one chosen last, otherwise the first that was published."""
    order = (Package.chosen_at.is_(None), Package.chosen_at.desc(), Package.id)
    return session.scalars(select(Package).where(_published()).order_by(*order).limit(1)).first()


def choose(session: Session, name: str, *, now: datetime) -> Package:
    """Let new cases start with this package; cases that run stay on theirs."""
    package = session.scalar(select(Package).where(Package.name == name))
    if package is None:
        raise DefinitionNotFound(name)
    package.chosen_at = now
    return package


def versions(session: Session, name: str) -> list[PackageVersion]:
    """All versions of a package, the newest first."""
    query = select(PackageVersion).join(Package).where(Package.name == name, PackageVersion.number > BEGINNING)
    return list(session.scalars(query.order_by(PackageVersion.number.desc())))


def latest(session: Session, name: str) -> PackageVersion:
    """The version that starts new cases; of a package that was never published, what its draft began from."""
    found = find_latest(session, name)
    if found is None:
        raise DefinitionNotFound(name)
    return found


def find_latest(session: Session, name: str) -> PackageVersion | None:
    """The same; None when there is no such package."""
    query = select(PackageVersion).join(Package).where(Package.name == name)
    return session.scalars(query.order_by(PackageVersion.number.desc()).limit(1)).first()


def files_of(session: Session, version_id: int) -> dict[str, bytes]:
    """The files as they were published."""
    rows = session.execute(select(PackageFile.path, PackageFile.content).where(PackageFile.version_id == version_id))
    return {path: content for path, content in rows}


def content_of(session: Session, version_id: int) -> PackageContent:
    """The parsed content of a version; the same object for the same content, in this process."""
    own: PackageContent | None = session.info.get(OWN)
    if own is not None:
        return own
    digest = _digest(session, version_id)
    with _lock:
        found = _contents.get(digest)
    if found is None:
        found = from_files(files_of(session, version_id))
        with _lock:
            found = _contents.setdefault(digest, found)
            _forget_the_oldest()
    return found


def _digest(session: Session, version_id: int) -> str:
    """Asked once a session: a version never changes."""
    known: dict[int, str] = session.info.setdefault("digests", {})
    if version_id not in known:
        version = session.get(PackageVersion, version_id)
        if version is None:
            raise DefinitionNotFound(f"version {version_id}")
        known[version_id] = version.digest
    return known[version_id]


_contents: dict[str, PackageContent] = {}  # by digest; the same content is the same object in this process
_lock = threading.Lock()


def _forget_the_oldest() -> None:
    while len(_contents) > _CACHED:
        del _contents[next(iter(_contents))]

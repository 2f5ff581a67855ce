"""Drafts of packages: a version with what was changed since laid over it, until it is published or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from engine import definitions, newcomers
from engine.draft_tables import DraftFile, DraftReader, PackageDraft
from engine.errors import Conflict, Invalid, NotFound
from engine.models import PackageFile, PackageVersion
from engine.packages.paths import require_paths

STILL_THERE = timedelta(seconds=90)  # who was seen this long ago counts as working on the file


class DraftNotFound(NotFound):
    def __init__(self, what: object) -> None:
        super().__init__(f"No draft {what}")


class DraftChanged(Conflict):
    """Somebody else saved this file since it was read: who and when."""

    def __init__(self, path: str, by: str, at: datetime) -> None:
        self.path, self.by, self.at = path, by, at
        super().__init__(f"{path} was changed by {by}")


@dataclass(frozen=True)
class Opened:
    """A file of a draft as it was read; the revision goes back with what is saved."""

    path: str
    content: bytes
    revision: int  # of files that nobody changed: the base_revision of the draft


def begin(session: Session, version: PackageVersion, *, title: str, by: str, now: datetime) -> PackageDraft:
    """A draft that begins as this version is."""
    draft = PackageDraft(
        based_on=version, title=title, created_at=now, created_by=by, changed_at=now, changed_by=by, note=""
    )
    session.add(draft)
    session.flush()  # its address carries the id
    return draft


def get(session: Session, draft_id: int) -> PackageDraft:
    found = session.get(PackageDraft, draft_id)
    if found is None:
        raise DraftNotFound(draft_id)
    return found


def page(session: Session, number: int, size: int) -> tuple[list[PackageDraft], int]:
    """One page of the open drafts, the one changed last first, with what they are of; and how many there are."""
    newest = select(PackageDraft).order_by(PackageDraft.changed_at.desc(), PackageDraft.id.desc())
    whole = joinedload(PackageDraft.based_on).joinedload(PackageVersion.package)
    found = session.scalars(newest.options(whole).limit(size).offset((number - 1) * size))
    return list(found), session.scalar(select(func.count()).select_from(PackageDraft)) or 0


def untouched(session: Session, version: PackageVersion, *, by: str, title: str) -> PackageDraft | None:
    """A draft of this person that is still as this version is."""
    query = select(PackageDraft).where(
        PackageDraft.based_on == version, PackageDraft.created_by == by, PackageDraft.title == title
    )
    changed_one = select(DraftFile.draft_id).where(DraftFile.draft_id == PackageDraft.id).exists()
    return session.scalars(query.where(~changed_one).order_by(PackageDraft.id.desc()).limit(1)).first()


def listed(session: Session, package_name: str | None = None) -> list[PackageDraft]:
    """The drafts that are open, the one changed last first."""
    found = session.scalars(select(PackageDraft).order_by(PackageDraft.changed_at.desc(), PackageDraft.id.desc()))
    return [draft for draft in found if package_name in (None, draft.based_on.package.name)]


def files_of(session: Session, draft: PackageDraft) -> dict[str, bytes]:
    """All files as the draft has them now."""
    files = definitions.files_of(session, draft.based_on_id)
    for row in changed(session, draft):
        if row.content is None:
            files.pop(row.path, None)
        else:
            files[row.path] = row.content
    return files


def changed(session: Session, draft: PackageDraft) -> list[DraftFile]:
    """What differs from the version it began from; a row without content is a file taken out."""
    return list(session.scalars(select(DraftFile).where(DraftFile.draft_id == draft.id).order_by(DraftFile.path)))


def read(session: Session, draft: PackageDraft, path: str) -> Opened:
    """One file with the revision to save it against."""
    row = session.get(DraftFile, (draft.id, path))
    if row is None:
        files = definitions.files_of(session, draft.based_on_id)
        if path not in files:
            raise DraftNotFound(path)
        return Opened(path, files[path], draft.base_revision)
    if row.content is None:
        raise DraftNotFound(path)
    return Opened(path, row.content, row.revision)


def save(
    session: Session,
    draft: PackageDraft,
    path: str,
    content: bytes,
    *,
    seen: int | None,
    by: str,
    now: datetime,
) -> int:
    """Keep a file and give its new revision; `seen` is the revision it was read at, None takes no notice of others.

    Raises `DraftChanged` when somebody saved it since, `Invalid` for a path that no package has.
    """
    return _put(session, draft, path, content, seen=seen, by=by, now=now)


def save_all(session: Session, draft: PackageDraft, files: Mapping[str, bytes], *, by: str, now: datetime) -> None:
    """Make the draft say exactly this: what is not named is taken out."""
    before = files_of(session, draft)
    for path in sorted(before.keys() - files.keys()):
        _put(session, draft, path, None, seen=None, by=by, now=now)
    for path in sorted(files):
        if before.get(path) != files[path]:
            _put(session, draft, path, files[path], seen=None, by=by, now=now)


def remove(session: Session, draft: PackageDraft, path: str, *, by: str, now: datetime) -> None:
    read(session, draft, path)
    _put(session, draft, path, None, seen=None, by=by, now=now)


def discard(session: Session, draft: PackageDraft) -> None:
    """Throw the draft away, with all that was changed in it."""
    session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id))
    session.execute(delete(DraftReader).where(DraftReader.draft_id == draft.id))
    began = draft.based_on
    session.delete(draft)
    newcomers.forget(session, began)


def lock(session: Session, draft: PackageDraft) -> None:
    """Hold this draft until the end of the transaction, as it is now."""
    session.refresh(draft, with_for_update=True)


def take_back_offer(draft: PackageDraft) -> None:
    draft.offered_at, draft.offered_by, draft.offered_digest = None, None, None


def seen_at_work(session: Session, draft: PackageDraft, path: str, *, by: str, now: datetime) -> list[str]:
    """Note that this person has the file open, and give who else has."""
    row = session.get(DraftReader, (draft.id, path, by))
    if row is None:
        session.add(DraftReader(draft_id=draft.id, path=path, user_key=by, seen_at=now))
    else:
        row.seen_at = now
    others = select(DraftReader.user_key).where(
        DraftReader.draft_id == draft.id,
        DraftReader.path == path,
        DraftReader.user_key != by,
        DraftReader.seen_at > now - STILL_THERE,
    )
    return list(session.scalars(others.order_by(DraftReader.user_key)))


def _put(
    session: Session,
    draft: PackageDraft,
    path: str,
    content: bytes | None,
    *,
    seen: int | None,
    by: str,
    now: datetime,
) -> int:
    name = draft.based_on.package.name
    if require_paths({path: b""}) != name:
        raise Invalid(f"Een bestand van dit pakket staat in bpmn/{name}/ of forms/{name}/, niet in “{path}”.")
    lock(session, draft)  # two who save the same file go one after the other
    if content is not None:
        _require_own_name(session, draft, path)
    row = session.get(DraftFile, (draft.id, path), populate_existing=True)
    if seen is not None and seen != (row.revision if row else draft.base_revision):
        last = row or draft  # without a row: the draft was brought forward onto another version
        raise DraftChanged(path, last.changed_by, last.changed_at)
    if row is None:
        row = DraftFile(draft_id=draft.id, path=path, revision=draft.base_revision)
        session.add(row)
    row.content, row.revision = content, row.revision + 1
    row.changed_by, row.changed_at = by, now
    draft.changed_by, draft.changed_at = by, now
    take_back_offer(draft)  # what a second person looks at is what was offered
    session.flush()
    return row.revision


def _require_own_name(session: Session, draft: PackageDraft, path: str) -> None:
    """Two files that differ in capitals only are one file on many a disk; publishing refuses them."""
    here = select(DraftFile.path, DraftFile.content.is_(None)).where(
        DraftFile.draft_id == draft.id, func.lower(DraftFile.path) == path.lower(), DraftFile.path != path
    )
    gone = {name: is_gone for name, is_gone in session.execute(here)}
    before = session.scalars(
        select(PackageFile.path).where(
            PackageFile.version_id == draft.based_on_id,
            func.lower(PackageFile.path) == path.lower(),
            PackageFile.path != path,
        )
    )
    for name in sorted({*gone, *before}):
        if not gone.get(name, False):
            raise Invalid(f"Er is al een bestand “{name}”. Een naam mag niet alleen in hoofdletters verschillen.")

"""A draft brought forward: laid over the newest version, when another was published since it began."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine import definitions, package_drafts
from engine.draft_tables import DraftFile, PackageDraft
from engine.errors import Conflict
from engine.models import PackageVersion


class FilesClash(Conflict):
    """Files that were changed on both sides, and about which nobody decided."""

    def __init__(self, paths: Collection[str]) -> None:
        self.paths = sorted(paths)
        super().__init__(f"Changed on both sides: {', '.join(self.paths)}")


def clashes(session: Session, draft: PackageDraft, newest: PackageVersion) -> list[str]:
    """The files that the draft and the newest version both changed, and not in the same way."""
    old, new = (definitions.files_of(session, version) for version in (draft.based_on_id, newest.id))
    return [
        row.path
        for row in package_drafts.changed(session, draft)
        if new.get(row.path) != old.get(row.path) and new.get(row.path) != row.content
    ]


def bring_forward(
    session: Session,
    draft: PackageDraft,
    newest: PackageVersion,
    *,
    ours: Collection[str] = (),
    theirs: Collection[str] = (),
    by: str,
    now: datetime,
) -> None:
    """Go on from the newest version; of a file that clashes either the draft's (ours) or the version's (theirs) stays.

    Raises `FilesClash` for what nobody decided, and then changes nothing.
    """
    package_drafts.lock(session, draft)
    undecided = set(clashes(session, draft, newest)) - set(ours) - set(theirs)
    if undecided:
        raise FilesClash(undecided)
    new, rows = definitions.files_of(session, newest.id), package_drafts.changed(session, draft)
    over = [row.path for row in rows if row.path in theirs or row.content == new.get(row.path)]
    session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.path.in_(over)))
    # Who has a file open that is another now, has read an older revision: his save is stopped, not laid over it.
    draft.base_revision = max([draft.base_revision, *(row.revision for row in rows)]) + 1
    draft.based_on = newest
    draft.changed_by, draft.changed_at = by, now
    package_drafts.take_back_offer(draft)
    session.flush()

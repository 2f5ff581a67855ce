"""From draft to version: at once, or with a second person who looks first; and an older version once more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import check, definitions, package_drafts
from engine.check.findings import errors_in
from engine.draft_tables import PackageDraft, PublishingRule
from engine.errors import Conflict, PackageRefused, ReasonMissing
from engine.models import PackageVersion
from engine.packages.content import digest_of
from engine.registry import Catalogue

LONGEST_NOTE = 500


class NewerVersion(Conflict, told=True):
    """Something else was published since the draft began; to go over it must be said aloud."""

    def __init__(self, newest: PackageVersion) -> None:
        self.number = newest.number
        super().__init__(
            f"Sinds dit ontwerp begon is versie {newest.number} gepubliceerd. Haal die eerst in dit ontwerp, "
            "of zeg erbij dat uw ontwerp haar moet vervangen."
        )


class SecondPersonNeeded(Conflict, told=True):
    def __init__(self) -> None:
        super().__init__("Deze gemeente publiceert met vier ogen. Bied het ontwerp aan; een ander publiceert het.")


class SamePerson(Conflict, told=True):
    def __init__(self) -> None:
        super().__init__("U werkte zelf aan dit ontwerp. Een andere ontwerper kijkt ernaar en publiceert het.")


class NotOffered(Conflict, told=True):
    """The offer was taken back, or somebody changed the draft since."""

    def __init__(self) -> None:
        super().__init__("Dit ontwerp ligt niet meer voor. Het is teruggenomen, teruggegeven of veranderd.")


class NothingChanged(Conflict, told=True):
    def __init__(self) -> None:
        super().__init__("In dit ontwerp is niets veranderd. Er is niets te publiceren.")


def require_played(session: Session, draft: PackageDraft, catalogue: Catalogue) -> str:
    """Play the scenarios of the draft, before any lock is held; gives the digest of what was played."""
    files = package_drafts.files_of(session, draft)
    wrong = errors_in(list(catalogue.play_scenarios(files, catalogue)))
    if wrong:
        raise PackageRefused(list(wrong))
    return digest_of(files)


def rule(session: Session) -> PublishingRule | None:
    """How this installation publishes now, and who said so; None: nobody ever did, one person may publish."""
    return session.scalars(select(PublishingRule).order_by(PublishingRule.id.desc()).limit(1)).first()


def four_eyes(session: Session) -> bool:
    """Whether a second designer must look."""
    found = rule(session)
    return found is not None and found.four_eyes


def set_four_eyes(session: Session, wanted: bool, *, by: str, now: datetime) -> None:
    """From now on; what was the rule before stays readable."""
    if four_eyes(session) != wanted:
        session.add(PublishingRule(four_eyes=wanted, since=now, by=by))


def newer(session: Session, draft: PackageDraft) -> PackageVersion | None:
    """The newest version, when it came after the one the draft began from."""
    newest = definitions.latest(session, draft.based_on.package.name)
    return newest if newest.number > draft.based_on.number else None


def offer(
    session: Session,
    draft: PackageDraft,
    *,
    note: str,
    by: str,
    now: datetime,
    catalogue: Catalogue,
    anyway: bool = False,
) -> None:
    """Lay the draft before a second person, as it is now; it must pass the check first."""
    files = _ready(session, draft, note, anyway=anyway)
    wrong = errors_in(check.check_package(files, catalogue))
    if wrong:
        raise PackageRefused(list(wrong))
    draft.note = note.strip()[:LONGEST_NOTE]
    draft.offered_at, draft.offered_by, draft.offered_digest = now, by, digest_of(files)
    draft.returned_at, draft.returned_by, draft.returned_why = None, None, ""


def withdraw(session: Session, draft: PackageDraft) -> None:
    """Take the offer back; nothing else of the draft changes."""
    package_drafts.lock(session, draft)
    package_drafts.take_back_offer(draft)


def send_back(session: Session, draft: PackageDraft, *, why: str, by: str, now: datetime) -> None:
    """The second person does not publish it, and says why."""
    package_drafts.lock(session, draft)
    if draft.offered_at is None:
        raise NotOffered
    if by in _makers(draft):
        raise SamePerson
    if not why.strip():
        raise ReasonMissing
    package_drafts.take_back_offer(draft)
    draft.returned_at, draft.returned_by, draft.returned_why = now, by, why.strip()[:LONGEST_NOTE]


def may_judge(draft: PackageDraft, by: str) -> bool:
    """Whether this person can be the second pair of eyes."""
    return draft.offered_at is not None and by not in _makers(draft)


def publish(
    session: Session,
    draft: PackageDraft,
    *,
    note: str,
    by: str,
    now: datetime,
    catalogue: Catalogue,
    anyway: bool = False,
    seen: str | None = None,
) -> PackageVersion:
    """A new version, and the draft is gone; `seen` is the digest of what this person looked at.

    `anyway` goes over a version that was published since the draft began.
    """
    second = four_eyes(session)
    if second and draft.offered_at is None:
        raise SecondPersonNeeded
    said = draft.note if second else note
    files = _ready(session, draft, said, anyway=anyway)
    if second:
        _require_second(draft, by, files)
    if seen is not None and seen != digest_of(files):
        raise NotOffered
    told = said.strip()[:LONGEST_NOTE]
    version = definitions.publish(session, files, note=told, by=by, now=now, catalogue=catalogue)
    if second:
        version.offered_by = draft.offered_by
    package_drafts.discard(session, draft)
    return version


def directly(
    session: Session, files: Mapping[str, bytes], *, note: str, by: str, now: datetime, catalogue: Catalogue
) -> PackageVersion:
    """Files that never were a draft: a zip, a folder, a setting. Not where a second person must look."""
    if four_eyes(session):
        raise SecondPersonNeeded
    return definitions.publish(session, files, note=note[:LONGEST_NOTE], by=by, now=now, catalogue=catalogue)


def again(
    session: Session, version: PackageVersion, *, note: str, by: str, now: datetime, catalogue: Catalogue
) -> PackageVersion:
    """An older version once more, as the newest: what came between stays, and cases stay where they are."""
    if not note.strip():
        raise ReasonMissing
    files = definitions.files_of(session, version.id)
    return directly(session, files, note=note.strip(), by=by, now=now, catalogue=catalogue)


def draft_of(session: Session, version: PackageVersion, *, title: str, by: str, now: datetime) -> PackageDraft:
    """A draft on the newest version that says what this older one says: the way back where two must look."""
    newest = definitions.latest(session, version.package.name)
    draft = package_drafts.begin(session, newest, title=title, by=by, now=now)
    package_drafts.save_all(session, draft, definitions.files_of(session, version.id), by=by, now=now)
    return draft


def _ready(session: Session, draft: PackageDraft, note: str, *, anyway: bool) -> dict[str, bytes]:
    """The files, when there is something to publish and nothing stands in the way."""
    package_drafts.lock(session, draft)
    definitions.lock(session, draft.based_on.package)
    if not note.strip():
        raise ReasonMissing
    newest = newer(session, draft)
    if newest is not None and not anyway:
        raise NewerVersion(newest)
    files = package_drafts.files_of(session, draft)
    same = digest_of(files) == draft.based_on.digest and draft.based_on.number > definitions.BEGINNING
    if same and newest is None:
        raise NothingChanged
    return files


def _require_second(draft: PackageDraft, by: str, files: Mapping[str, bytes]) -> None:
    if draft.offered_at is None:  # taken back a moment ago
        raise NotOffered
    if by in _makers(draft):
        raise SamePerson
    if draft.offered_digest != digest_of(files):
        raise NotOffered


def _makers(draft: PackageDraft) -> set[str | None]:
    """Who cannot judge it: who offered it, and who changed it last."""
    return {draft.offered_by, draft.changed_by}

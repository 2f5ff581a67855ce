"""What the police deliver later: laid beside what is there, and taken over or not by the procesregisseur.

Of a list of names no name is lost and nothing that people noted about one: who is on both lists keeps the terms and
notes, who is new comes on the list, and who is left out stays until a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from dossier import alike, destruction, documents, listed, names, scans, vault
from dossier.keys import InstallationKey
from dossier.listed import ListedName
from dossier.privacy import today
from dossier.scans import GEMEENTE, LIST, Groepsscan, Judgement, ScanProduct
from engine import access, history
from engine.access import Actor
from engine.errors import Conflict

REGISSEUR = "procesregisseur"
NAME = "kluis-"  # a name of its own; a list may also come as a file
PURPOSE = "Nalevering van de groepsscan beoordelen"


class AlreadyJudged(Conflict):
    def __init__(self, product_id: int) -> None:
        super().__init__(f"Product {product_id} was judged before")


@dataclass(frozen=True)
class Judging:
    """Who judges, why, and with what."""

    by: Actor
    reason: str
    step: int | None
    now: datetime
    key: InstallationKey


@dataclass(frozen=True)
class Compared:
    """A later list beside the one that counts: how many are on both, are new, or are left out."""

    same: int
    new: int
    left_out: int


def get(session: Session, scan: Groepsscan, product_id: int, actor: Actor) -> ScanProduct:
    """A version that waits, for the procesregisseur of this case."""
    access.require_role(session, actor, scan.instance_id, REGISSEUR)
    product = session.get(ScanProduct, product_id, with_for_update=True, populate_existing=True)
    if product is None or product.scan_id != scan.id:
        raise scans.ScanNotFound(product_id)
    if product.judgement is not Judgement.WAITING:
        raise AlreadyJudged(product_id)
    return product


def compare(session: Session, scan: Groepsscan, product: ScanProduct, judging: Judging) -> Compared:
    """What taking over a list of names would do, in numbers; past the guard, and logged."""
    pairs, left_out = _matched(session, scan, product, judging)
    same = sum(row is not None for _, _, row in pairs)
    return Compared(same, len(pairs) - same, len(left_out))


def set_aside(session: Session, held: Iterable[str]) -> None:
    """Names that came by form beside a list people had before them: off the list again until they are judged."""
    names_of = [each for each in held if each.startswith(NAME)]
    for reference in names_of:
        vault.get(session, reference).category = scans.LATER
    session.execute(delete(ListedName).where(ListedName.record.in_(names_of)))


def take_over(session: Session, scan: Groepsscan, product: ScanProduct, judging: Judging) -> None:
    """From now on this version counts."""
    before = scans.products(session, scan).get(product.kind)
    _judged(product, Judgement.TAKEN_OVER, judging)
    if product.kind == LIST:
        _names_over(session, scan, product, judging)
    for reference in product.held:
        document = documents.by_reference(session, reference)
        if document is not None:
            documents.share_with(document, _readers(session, scan, product.kind, before))
    _note(session, scan, product, "overgenomen", judging)


def decline(session: Session, scan: Groepsscan, product: ScanProduct, judging: Judging) -> None:
    """What counts stays. Names that nobody needs are destroyed; a file stays with its version.

    The certificate says what kind of destruction it was, and nothing that somebody typed.
    """
    _judged(product, Judgement.DECLINED, judging)
    if product.kind == LIST:
        destruction.destroy(
            session,
            scan.instance_id,
            reason="Nalevering van de groepsscan niet overgenomen",
            by=judging.by.user_key,
            now=judging.now,
            category=scans.LATER,
            among=product.held,
        )
    _note(session, scan, product, "niet overgenomen", judging)


def _names_over(session: Session, scan: Groepsscan, product: ScanProduct, judging: Judging) -> None:
    pairs, left_out = _matched(session, scan, product, judging)
    held = []
    for reference, value, row in pairs:
        record = vault.get(session, reference)
        if row is None:
            record.category = LIST
            listed.enter(session, scan.instance_id, reference, now=judging.now)
            held.append(reference)
            continue
        new = {name: value[name] for name in names.FIELDS if value.get(name) not in (None, "")}
        about: dict[str, Any] = {
            "by": judging.by,
            "purpose": PURPOSE,
            "step": judging.step,
            "now": judging.now,
            "key": judging.key,
        }
        names.change(session, row, new, **about)
        row.missing_since = None
        held.append(row.record)
        destruction.remove(session, [record])  # what it said now stands in the record that people know
    for row in left_out:
        row.missing_since = row.missing_since or today(judging.now)
    product.held = [*held, *(each for each in product.held if not each.startswith(NAME))]


def _matched(
    session: Session, scan: Groepsscan, product: ScanProduct, judging: Judging
) -> tuple[list[tuple[str, Mapping[str, Any], ListedName | None]], list[ListedName]]:
    """Each name of the later list with its row on the list, and the rows of the police that it leaves out."""
    open_rows = {row.record: row for row in listed.of_case(session, scan.instance_id)}
    known = {reference: _read(session, reference, judging) for reference in open_rows}
    pairs = []
    given = [each for each in product.held if each.startswith(NAME)]
    for reference in given:
        value = _read(session, reference, judging)
        found = next((each for each, other in known.items() if _same(value, other)), None)
        pairs.append((reference, value, open_rows[found] if found else None))
        known.pop(found or "", None)
    if not given:
        return [], []  # a file alone: who is on it, a person reads
    before = scans.products(session, scan).get(LIST)
    theirs = set(before.held) if before is not None else set()
    theirs |= {each for other in scans.versions(session, scan) if other.kind == LIST for each in other.held}
    return pairs, [open_rows[each] for each in known if each in theirs - set(product.held)]


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """The same name, and not another day of birth."""
    name, also = alike.words(str(one.get("naam") or "")), alike.words(str(other.get("naam") or ""))
    born, day = one.get("geboortedatum"), other.get("geboortedatum")
    return bool(name) and sorted(name) == sorted(also) and (born is None or day is None or born == day)


def _read(session: Session, reference: str, judging: Judging) -> Mapping[str, Any]:
    value = vault.read(
        session,
        reference,
        actor=judging.by,
        purpose=PURPOSE,
        step=judging.step,
        now=judging.now,
        key=judging.key,
    )
    return value if isinstance(value, Mapping) else {}


def _readers(session: Session, scan: Groepsscan, kind: str, before: ScanProduct | None) -> tuple[str, ...]:
    """Those of the agreement, and whoever could open the version before."""
    earlier = [documents.by_reference(session, each) for each in before.held] if before is not None else []
    known = {receiver for document in earlier if document is not None for receiver in document.receivers}
    om = scans.roles_for(scan, kind, scans.OM) if scan.offered_at is not None else ()
    return (*sorted(known), *scans.roles_for(scan, kind, GEMEENTE), *om)


def _judged(product: ScanProduct, word: Judgement, judging: Judging) -> None:
    product.judgement, product.judged_at = word, judging.now
    product.judged_by, product.judged_reason = judging.by.user_key, judging.reason


def _note(session: Session, scan: Groepsscan, product: ScanProduct, word: str, judging: Judging) -> None:
    name = f"Nalevering van de groepsscan {word}: {product.kind}, versie {product.version}"
    history.note(
        session,
        scan.instance_id,
        kind="groepsscan",
        name=name,
        detail=judging.reason[:300],
        by=judging.by.user_key,
        now=judging.now,
        step=scan.step,
    )

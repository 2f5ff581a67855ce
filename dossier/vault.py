"""The only place where person data lies. Nothing leaves it but past the guard, and every look is logged.

What stands in process variables, forms and pages is a reference, "kluis-12".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import audience, break_glass, keys, listed, looks, organisations, privacy, requests, scan_agreement
from dossier.errors import HiddenRecord, LookEntry, NoPermission, ReadOnlySession, RecordNotFound
from dossier.keys import InstallationKey
from engine import access, values
from engine.access import Actor
from engine.db import Base, UtcDateTime

NAMELESS = "groepsniveau"  # no person data: whoever takes part in the case may read it
MACHINE = "zevenstap"  # who looks when no person does
DRAFT = "concept"  # may hold anything: only its writer reads it
OBJECTION = "Over dit gegeven loopt een bezwaar. Tot het besluit daarover mag niemand het gebruiken."


class VaultRecord(Base):
    """A sealed value. Beside the seal stands only what the guard must know."""

    __tablename__ = "vault_record"
    # Without autoincrement SQLite gives the id of a destroyed record to the next one.
    __table_args__ = (
        Index("vault_record_category", "instance_id", "category"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    category: Mapped[str] = mapped_column(String(50))  # what is destroyed together: "namenlijst"
    kind: Mapped[str] = mapped_column(String(50))  # a word of the privacy table, or NAMELESS or DRAFT
    step: Mapped[int | None]  # where it came in
    provider: Mapped[str] = mapped_column(String(40))  # "politie", "org-3"
    author: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @property
    def reference(self) -> str:
        return f"kluis-{self.id}"


@dataclass(frozen=True)
class Look:
    """What came of a look: the value, or why not."""

    value: Any
    refusal: str | None


def store(
    session: Session,
    instance_id: int,
    *,
    category: str,
    kind: str,
    step: int | None,
    provider: str,
    author: str,
    value: Any,
    now: datetime,
    key: InstallationKey,
) -> str:
    """Seal a value under a key of its own; returns its reference."""
    token = uuid4().hex
    record_key = keys.new_record_key(session, instance_id, token, key)
    record = VaultRecord(
        token=token,
        instance_id=instance_id,
        category=category,
        kind=kind,
        step=step,
        provider=provider,
        author=author,
        created_at=now,
        sealed=keys.seal(record_key, _plain(value), token),
    )
    session.add(record)
    session.flush()  # the reference is its id
    if category == listed.LIST and kind not in (NAMELESS, DRAFT) and not isinstance(value, bytes):
        listed.enter(session, instance_id, record.reference, now=now)
    if kind not in (NAMELESS, DRAFT):
        looks.log(session, _entry(record, author, category, "verzamelen", True, now))
    return record.reference


def read(
    session: Session,
    reference: str,
    *,
    actor: Actor,
    purpose: str,
    step: int | None,
    now: datetime,
    key: InstallationKey,
) -> Any:
    """The value, for who may see it. A refusal is raised; see `looks.log_refusal` for its line in the log."""
    record = get(session, reference)
    hidden, reason = _refusal(session, record, actor, purpose, step, now)
    if reason is not None and record.kind != DRAFT:
        glass = access.broken_glass(session, replace(actor, at=now), record.instance_id)
        if glass is not None:
            hidden, reason, purpose = False, None, break_glass.purpose(glass)
    verb = _verb(session, record, actor)
    entry = _entry(record, actor.user_key, purpose, verb, reason is None, now)
    _log(session, entry)
    if hidden:
        raise HiddenRecord(entry)
    if reason is not None:
        raise NoPermission(reason, entry)
    return _open(session, record, key)


def rewrite(
    session: Session,
    reference: str,
    change: Callable[[Any], Any],
    *,
    actor: Actor,
    purpose: str,
    step: int | None,
    now: datetime,
    key: InstallationKey,
) -> None:
    """Change what a record says, for who may read it: sealed anew under another key, the old text is gone."""
    value = read(session, reference, actor=actor, purpose=purpose, step=step, now=now, key=key)
    record = get(session, reference)
    fresh = keys.renew_record_key(session, record.instance_id, record.token, key)
    record.sealed = keys.seal(fresh, _plain(change(value)), record.token)
    looks.log(session, _entry(record, actor.user_key, purpose, "wijzigen", True, now))


def look(
    session: Session,
    reference: str,
    *,
    actor: Actor,
    purpose: str,
    step: int | None,
    now: datetime,
    key: InstallationKey,
) -> Look:
    """As `read`, for a page with several fields: a refusal is an answer, logged with the page."""
    try:
        value = read(session, reference, actor=actor, purpose=purpose, step=step, now=now, key=key)
    except NoPermission as refused:
        return Look(None, refused.reason)
    return Look(value, None)


def get(session: Session, reference: str) -> VaultRecord:
    """The record behind "kluis-12", still sealed."""
    head, _, number = reference.partition("-")
    if head == "kluis" and number.isascii() and number.isdecimal() and len(number) < 10:
        record = session.get(VaultRecord, int(number))
        if record is not None:
            return record
    raise RecordNotFound(reference)


def exists(session: Session, reference: str) -> bool:
    """Whether there still is something behind a reference; what was destroyed leaves its references standing."""
    try:
        get(session, reference)
    except RecordNotFound:
        return False
    return True


def references(session: Session, instance_id: int, *, category: str | None = None) -> list[str]:
    """The references of what a case keeps; drafts are left out, and so is what people say to each other."""
    beside = (DRAFT, *sorted(audience.KINDS))
    query = select(VaultRecord).where(VaultRecord.instance_id == instance_id, VaultRecord.kind.not_in(beside))
    if category is not None:
        query = query.where(VaultRecord.category == category)
    return [record.reference for record in session.scalars(query.order_by(VaultRecord.id))]


def person_categories(session: Session, instance_id: int) -> set[str]:
    """The categories in which a case holds person data."""
    query = select(VaultRecord.category).where(
        VaultRecord.instance_id == instance_id, VaultRecord.kind.not_in((NAMELESS, DRAFT))
    )
    return set(session.scalars(query.distinct()))


def ask(
    session: Session,
    reference: str,
    question: Callable[[Any], bool],
    *,
    purpose: str,
    now: datetime,
    key: InstallationKey,
) -> bool:
    """One yes or no about a sealed value, asked by the machine for the privacy facts; the value stays inside."""
    return bool(grade(session, reference, lambda value: int(question(value)), purpose=purpose, now=now, key=key))


def grade(
    session: Session,
    reference: str,
    question: Callable[[Any], int],
    *,
    purpose: str,
    now: datetime,
    key: InstallationKey,
) -> int:
    """As `ask`, when the answer is one of a few: a number, never a word of what is sealed."""
    record = get(session, reference)
    looks.log(session, _entry(record, MACHINE, purpose, "raadplegen", True, now))
    return int(question(_open(session, record, key)))


def _refusal(
    session: Session, record: VaultRecord, actor: Actor, purpose: str, step: int | None, now: datetime
) -> tuple[bool, str | None]:
    """The guard: (must it look as if nothing is there, why not); (False, None) opens the record."""
    if not purpose.strip():
        return False, "Geef aan waarvoor u deze gegevens nodig hebt."
    if record.kind != DRAFT and requests.opens(session, actor, purpose, record.reference):
        return False, None
    if not access.takes_part(session, actor, record.instance_id):
        return True, "Onbekende zaak."
    if record.kind not in (NAMELESS, DRAFT) and requests.restricted(session, record.reference):
        return False, OBJECTION
    if record.author == actor.user_key or record.kind == NAMELESS:
        return False, None
    if record.kind == DRAFT:
        return False, "Een concept ziet alleen wie het schreef."
    if record.kind in audience.KINDS:
        return False, audience.refusal(session, actor, record.instance_id, record.kind, record.provider)
    words = privacy.receiver_words(session, actor, record.instance_id, now)
    if closed := scan_agreement.closed_to(session, record.instance_id, record.reference, words):
        return False, closed
    return False, privacy.refusal(
        session,
        record.instance_id,
        step=step,
        kind=record.kind,
        provider=record.provider,
        receivers=words,
        shown=words,
        now=now,
    )


def _verb(session: Session, record: VaultRecord, actor: Actor) -> str:
    """Looking at what the own organisation holds is consulting; at another's, it is being provided."""
    mine = organisations.words(session, actor.organisation_key)
    return "verstrekken" if mine.isdisjoint(organisations.words(session, record.provider)) else "raadplegen"


def _plain(value: Any) -> bytes:
    return b"b" + value if isinstance(value, bytes) else b"v" + values.dumps(value)


def _open(session: Session, record: VaultRecord, key: InstallationKey) -> Any:
    record_key = keys.record_key(session, record.instance_id, record.token, key)
    plain = keys.unseal(record_key, record.sealed, record.token)
    return plain[1:] if plain[:1] == b"b" else values.loads(plain[1:])


def _entry(record: VaultRecord, user_key: str, purpose: str, verb: str, allowed: bool, now: datetime) -> LookEntry:
    return LookEntry(now, user_key, record.instance_id, record.reference, purpose, verb, allowed)


def _log(session: Session, entry: LookEntry) -> None:
    writes = session.connection().get_execution_options().get("writes", True)
    if not writes:
        raise ReadOnlySession
    looks.log(session, entry)

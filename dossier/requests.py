"""Requests of persons about their own data. They belong to no case, so each has a key of its own, wrapped by the
installation's; who asks and what was answered lies sealed, and is read by the privacy officer alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import keys, looks
from dossier.errors import LookEntry
from dossier.keys import InstallationKey, RequestKey
from engine import values
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.errors import Forbidden, NotFound

OFFICER = "privacy_officer"
ASKED, EXTENSION, EXPORT, DECISION, LETTER = "verzoek", "verlenging", "uitvoer", "besluit", "brief"


class RequestKind(Enum):
    """What a person asks; the rights of AVG 15, 16, 17 and 21."""

    INZAGE = "inzage"
    VERBETEREN = "verbeteren"
    WISSEN = "wissen"
    BEZWAAR = "bezwaar"


class Verdict(Enum):
    """What was decided on it."""

    TOEGEWEZEN = "toegewezen"
    DEELS = "deels"
    AFGEWEZEN = "afgewezen"
    INGETROKKEN = "ingetrokken"  # by who asked


class Certainty(Enum):
    """How surely the machine thinks that a record is about this person."""

    ZEKER = "zeker"  # same name, same day of birth
    MOGELIJK = "mogelijk"  # same name and no day of birth to compare, or same day and part of the name
    GENOEMD = "genoemd"  # the name stands in what is kept about somebody else
    HAND = "hand"  # pointed out by the privacy officer


class RightsRequest(Base):
    """One request: its dates and how it stands. Nothing about the person."""

    __tablename__ = "rights_request"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RequestKind]
    received_on: Mapped[date]
    due_on: Mapped[date]
    extended_on: Mapped[date | None]
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    registered_by: Mapped[str] = mapped_column(String(40))
    searched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    restricts: Mapped[bool] = mapped_column(default=False)  # nobody uses what was found until the decision (AVG 18)
    verdict: Mapped[Verdict | None]
    decided_on: Mapped[date | None]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    emptied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # what lay sealed was destroyed

    @property
    def reference(self) -> str:
        return f"verzoek-{self.id}"


class RightsRecord(Base):
    """Something sealed that belongs to a request: the question, a file with all that is kept, the decision."""

    __tablename__ = "rights_record"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("rights_request.id"), index=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class RightsMatch(Base):
    """A record of the vault that is, or may be, about who asks."""

    __tablename__ = "rights_match"
    __table_args__ = (
        Index("rights_match_request", "request_id", "reference", unique=True),
        Index("rights_match_reference", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("rights_request.id"))
    instance_id: Mapped[int]
    reference: Mapped[str] = mapped_column(String(40))  # "kluis-12"
    certainty: Mapped[Certainty]
    same_person: Mapped[bool | None]  # as the privacy officer judged
    judged_by: Mapped[str | None] = mapped_column(String(40))
    corrected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told: Mapped[int | None]  # how many earlier receivers were told of it


class RequestNotFound(NotFound):
    def __init__(self, request_id: object) -> None:
        super().__init__(f"No request {request_id}")


@dataclass(frozen=True)
class Purpose:
    """Why the privacy officer looks: a request, as the log of the vault keeps it."""

    kind: RequestKind
    number: int

    def __str__(self) -> str:
        return f"Verzoek om {self.kind.value} (verzoek-{self.number})"


def purpose(request: RightsRequest) -> str:
    return str(Purpose(request.kind, request.id))


def behind(session: Session, text: str) -> RightsRequest | None:
    """The open request that a purpose names, if it is one."""
    head, _, number = text.rstrip(")").rpartition("verzoek-")
    if not head or not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    found = session.get(RightsRequest, int(number))
    return found if found is not None and found.verdict is None and purpose(found) == text else None


def opens(session: Session, actor: Actor, text: str, reference: str) -> bool:
    """Whether the privacy officer may open this record: an open request for which it was found."""
    if OFFICER not in actor.groups:
        return False
    request = behind(session, text)
    return request is not None and match_of(session, request.id, reference) is not None


def restricted(session: Session, reference: str) -> bool:
    """Whether nobody may use this record now, because an objection against it was not decided yet."""
    query = (
        select(RightsMatch.id)
        .join(RightsRequest, RightsRequest.id == RightsMatch.request_id)
        .where(
            RightsMatch.reference == reference,
            RightsMatch.same_person.is_(True),
            RightsRequest.restricts.is_(True),
            RightsRequest.verdict.is_(None),
        )
    )
    return session.scalar(query.limit(1)) is not None


def get(session: Session, request_id: int, actor: Actor) -> RightsRequest:
    """One request, for the privacy officer."""
    require_officer(actor)
    request = session.get(RightsRequest, request_id)
    if request is None:
        raise RequestNotFound(request_id)
    return request


def require_officer(actor: Actor) -> None:
    if OFFICER not in actor.groups:
        raise Forbidden("Only the privacy officer handles requests of persons")


def listed(session: Session, actor: Actor) -> list[RightsRequest]:
    """All requests: the open ones first, the most pressing on top."""
    require_officer(actor)
    query = select(RightsRequest).order_by(RightsRequest.verdict.is_not(None), RightsRequest.due_on, RightsRequest.id)
    return list(session.scalars(query.limit(500)))


def open_ones(session: Session) -> list[RightsRequest]:
    return list(session.scalars(select(RightsRequest).where(RightsRequest.verdict.is_(None))))


def match_of(session: Session, request_id: int, reference: str) -> RightsMatch | None:
    query = select(RightsMatch).where(RightsMatch.request_id == request_id, RightsMatch.reference == reference)
    return session.scalars(query).first()


def matches(session: Session, request_id: int) -> list[RightsMatch]:
    query = select(RightsMatch).where(RightsMatch.request_id == request_id)
    return list(session.scalars(query.order_by(RightsMatch.instance_id, RightsMatch.id)))


def keep(
    session: Session,
    request: RightsRequest,
    kind: str,
    value: Any,
    *,
    actor: Actor,
    now: datetime,
    key: InstallationKey,
) -> RightsRecord:
    """Seal something with a request."""
    require_officer(actor)
    token = uuid4().hex
    plain = b"b" + value if isinstance(value, bytes) else b"v" + values.dumps(value)
    sealed = keys.seal(keys.request_key(session, request.id, key), plain, token)
    record = RightsRecord(
        request_id=request.id, token=token, kind=kind, created_at=now, created_by=actor.user_key, sealed=sealed
    )
    session.add(record)
    session.flush()  # its number is in the log
    _log(session, request, record, actor, "verzamelen", now)
    return record


def read(
    session: Session, request: RightsRequest, record: RightsRecord, *, actor: Actor, now: datetime, key: InstallationKey
) -> Any:
    """What was sealed, for the privacy officer; logged."""
    require_officer(actor)
    _log(session, request, record, actor, "raadplegen", now)
    plain = keys.unseal(keys.request_key(session, request.id, key), record.sealed, record.token)
    return plain[1:] if plain[:1] == b"b" else values.loads(plain[1:])


def records(session: Session, request: RightsRequest, *, kind: str | None = None) -> list[RightsRecord]:
    query = select(RightsRecord).where(RightsRecord.request_id == request.id)
    if kind is not None:
        query = query.where(RightsRecord.kind == kind)
    return list(session.scalars(query.order_by(RightsRecord.id)))


def empty(session: Session, request: RightsRequest, *, actor: Actor, now: datetime) -> int:
    """Destroy all that lies sealed with a decided request; returns how much. That it was there stays known."""
    require_officer(actor)
    found = records(session, request)
    for record in found:
        _log(session, request, record, actor, "vernietigen", now)
        session.delete(record)
    session.execute(delete(RequestKey).where(RequestKey.request_id == request.id))
    request.emptied_at = now
    return len(found)


def _log(
    session: Session, request: RightsRequest, record: RightsRecord, actor: Actor, verb: str, now: datetime
) -> None:
    what = f"{request.reference}-stuk-{record.id}"
    looks.log(session, LookEntry(now, actor.user_key, 0, what, purpose(request), verb, True))

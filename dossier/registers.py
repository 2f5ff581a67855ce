"""What the municipality has on paper: convenants, Wpg 20 decisions, the DPIA, mandates.

The privacy table asks these registers for facts. What is not recorded here counts as not arranged.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from engine.db import Base, UtcDateTime

BURGEMEESTER = "burgemeester"
PROCESREGISSEUR = "procesregisseur"
SIGNER = "wpg20_ondertekenaar"  # the setting that says who signs a Wpg 20 decision in this municipality


class Convenant(Base):
    """An agreement of several organisations. Nobody can be made to sign: each signs for itself."""

    __tablename__ = "convenant"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    ended_on: Mapped[date | None]  # ended before its time; from this day it counts no more
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)  # which data; empty: not recorded, so no limit
    retention_months: Mapped[int | None]  # how long names are kept after closing; there is no default
    parties: Mapped[list[ConvenantParty]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class ConvenantParty(Base):
    """One organisation under a convenant, and since when it has signed."""

    __tablename__ = "convenant_party"

    convenant_id: Mapped[int] = mapped_column(ForeignKey("convenant.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    signed_on: Mapped[date | None]  # None: party to the text, has not signed yet


class ConvenantDocument(Base):
    """The signed text itself: an agreement between organisations, without a word about young people."""

    __tablename__ = "convenant_document"

    convenant_id: Mapped[int] = mapped_column(ForeignKey("convenant.id", ondelete="CASCADE"), primary_key=True)
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(40))


class Wpg20Besluit(Base):
    """A decision to provide police data to a partnership: the six things Wpg 20 wants on paper."""

    __tablename__ = "wpg20_besluit"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(50), unique=True)
    public_interest: Mapped[str]
    partnership: Mapped[str]
    purpose: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(JSON)  # which data
    conditions: Mapped[str]
    receivers: Mapped[list[str]] = mapped_column(JSON)  # words, or organisation keys
    signed_on: Mapped[date | None]
    signed_by: Mapped[str] = mapped_column(String(200), default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    withdrawn_on: Mapped[date | None]


class Dpia(Base):
    """The data protection impact assessment of the approach; without one nothing is shared."""

    __tablename__ = "dpia"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    adopted_on: Mapped[date | None]
    review_before: Mapped[date | None]  # after this day it counts as not adopted


class Mandaat(Base):
    """A recorded mandate, such as the one with which the procesregisseur acts for the burgemeester."""

    __tablename__ = "mandaat"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(50), unique=True)
    given_by: Mapped[str] = mapped_column(String(50))  # a role: "burgemeester"
    given_to: Mapped[str] = mapped_column(String(50))  # a role: "procesregisseur"
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


def is_party(session: Session, organisation_id: int) -> bool:
    """Whether a convenant names this organisation, signed or not."""
    query = select(ConvenantParty.convenant_id).where(ConvenantParty.organisation_id == organisation_id)
    return session.scalar(query.limit(1)) is not None


def convenant_of(session: Session, organisation_id: int, on: date, *, kind: str | None = None) -> Convenant | None:
    """The convenant in force that this organisation signed; of several the one that holds longest."""
    query = (
        select(Convenant)
        .join(ConvenantParty)
        .where(
            ConvenantParty.organisation_id == organisation_id,
            ConvenantParty.signed_on <= on,
            Convenant.valid_from <= on,
            Convenant.valid_until >= on,
            or_(Convenant.ended_on.is_(None), Convenant.ended_on > on),
        )
    )
    found = [one for one in session.scalars(query) if kind is None or not one.kinds or kind in one.kinds]
    return max(found, key=lambda one: (last_day(one), one.id), default=None)


def last_day(paper: Convenant | Wpg20Besluit) -> date:
    """The last day on which a paper counts: its own end, or the day before it was ended."""
    ended = paper.ended_on if isinstance(paper, Convenant) else paper.withdrawn_on
    return paper.valid_until if ended is None else min(paper.valid_until, ended - timedelta(days=1))


def retention_months(session: Session, on: date) -> int | None:
    """How long names are kept after closing: the shortest term of the convenants in force; None: nobody recorded it.

    One convenant without a term says nothing about it, and does not make the term of another longer.
    """
    terms = [one.retention_months for one in convenants(session, on) if one.retention_months is not None]
    return min(terms, default=None)


def convenants(session: Session, on: date) -> list[Convenant]:
    """The convenants in force on this day that somebody signed."""
    query = (
        select(Convenant)
        .where(
            Convenant.valid_from <= on,
            Convenant.valid_until >= on,
            or_(Convenant.ended_on.is_(None), Convenant.ended_on > on),
            Convenant.parties.any(ConvenantParty.signed_on <= on),
        )
        .order_by(Convenant.id)
    )
    return list(session.scalars(query))


def wpg20_until(session: Session, *, kind: str, receivers: Iterable[frozenset[str]], on: date) -> date | None:
    """Until when one decision covers this kind and every receiver; each receiver comes with all its names."""
    found = wpg20_covering(session, kind=kind, receivers=receivers, on=on)
    return None if found is None else last_day(found)


def wpg20_covering(
    session: Session, *, kind: str, receivers: Iterable[frozenset[str]], on: date
) -> Wpg20Besluit | None:
    """The decision in force that covers this kind and every receiver; of several the one that holds longest."""
    wanted = list(receivers)
    found = [
        besluit
        for besluit in valid_wpg20(session, on)
        if wanted and kind in besluit.kinds and all(names & set(besluit.receivers) for names in wanted)
    ]
    return max(found, key=lambda one: (last_day(one), one.id), default=None)


def valid_wpg20(session: Session, on: date) -> list[Wpg20Besluit]:
    """The signed Wpg 20 decisions in force on this day; one without all six parts is none."""
    query = select(Wpg20Besluit).where(
        Wpg20Besluit.signed_on <= on,
        Wpg20Besluit.valid_from <= on,
        Wpg20Besluit.valid_until >= on,
        or_(Wpg20Besluit.withdrawn_on.is_(None), Wpg20Besluit.withdrawn_on > on),
    )
    return [one for one in session.scalars(query.order_by(Wpg20Besluit.number)) if not lacking(one)]


PARTS = {
    "public_interest": "het zwaarwegend algemeen belang",
    "partnership": "het samenwerkingsverband",
    "purpose": "het doel",
    "kinds": "welke gegevens",
    "conditions": "de voorwaarden",
    "receivers": "de ontvangers",
}


def lacking(besluit: Wpg20Besluit) -> list[str]:
    """Which of the six parts that Wpg 20 wants are not there."""
    return [words for name, words in PARTS.items() if not _filled(getattr(besluit, name))]


def _filled(part: str | list[str]) -> bool:
    return bool(part.strip()) if isinstance(part, str) else any(word.strip() for word in part)


def wpg20_options(session: Session, on: date) -> list[dict[str, str]]:
    """What a form offers under the values key "wpg20_besluiten"."""
    return [
        {
            "label": f"{besluit.number} (geldig tot en met {besluit.valid_until:%d-%m-%Y})",
            "value": besluit.number,
        }
        for besluit in valid_wpg20(session, on)
    ]


def ended_then(session: Session, references: Iterable[str], day: date) -> list[str]:
    """The papers among these whose last day this was, in words."""
    found: list[str] = []
    for reference in dict.fromkeys(mark.partition(":")[0] for mark in references):
        kind, _, number = reference.partition("-")
        if kind == "convenant" and (one := session.get(Convenant, int(number))) and last_day(one) == day:
            found.append(f"het convenant ‘{one.title}’")
        if kind == "wpg20" and (besluit := session.get(Wpg20Besluit, int(number))) and last_day(besluit) == day:
            found.append(f"het artikel 20-besluit {besluit.number}")
    return found


def dpia_adopted(session: Session, on: date) -> bool:
    return dpia(session, on) is not None


def dpia(session: Session, on: date) -> Dpia | None:
    """The assessment that counts on this day; of several the one that counts longest."""
    query = select(Dpia).where(Dpia.adopted_on <= on, or_(Dpia.review_before.is_(None), Dpia.review_before >= on))
    return max(session.scalars(query), key=lambda one: (one.review_before or date.max, one.id), default=None)


def has_mandaat(session: Session, on: date, *, given_by: str = BURGEMEESTER, given_to: str = PROCESREGISSEUR) -> bool:
    """Whether the second role acts for the first on this day. There is no default: it must be recorded."""
    return mandaat(session, on, given_by=given_by, given_to=given_to) is not None


def mandaat(
    session: Session, on: date, *, given_by: str = BURGEMEESTER, given_to: str = PROCESREGISSEUR
) -> Mandaat | None:
    """The mandate that counts on this day; of several the one that counts longest."""
    query = select(Mandaat).where(
        Mandaat.given_by == given_by,
        Mandaat.given_to == given_to,
        Mandaat.valid_from <= on,
        or_(Mandaat.valid_until.is_(None), Mandaat.valid_until >= on),
    )
    return max(session.scalars(query), key=lambda one: (one.valid_until or date.max, one.id), default=None)

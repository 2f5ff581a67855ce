"""What the municipality has on paper: convenants, Wpg 20 decisions, the DPIA, mandates.

The privacy table asks these registers for facts. What is not recorded here counts as not arranged.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import JSON, ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base

BURGEMEESTER = "burgemeester"
PROCESREGISSEUR = "procesregisseur"


class Convenant(Base):
    """One organisation's signature under the convenant. Nobody can be made to sign."""

    __tablename__ = "convenant"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    signed_on: Mapped[date | None]  # None: party to the text, has not signed yet
    valid_from: Mapped[date]
    valid_until: Mapped[date]


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
    """Whether the convenant names this organisation, signed or not."""
    query = select(Convenant.id).where(Convenant.organisation_id == organisation_id).limit(1)
    return session.scalar(query) is not None


def convenant_until(session: Session, organisation_id: int, on: date) -> date | None:
    """Until when the organisation's signature counts; None: it does not count on this day."""
    query = select(Convenant.valid_until).where(
        Convenant.organisation_id == organisation_id,
        Convenant.signed_on <= on,
        Convenant.valid_from <= on,
        Convenant.valid_until >= on,
    )
    return session.scalar(query.order_by(Convenant.valid_until.desc()).limit(1))


def wpg20_until(session: Session, *, kind: str, receivers: Iterable[frozenset[str]], on: date) -> date | None:
    """Until when one decision covers this kind and every receiver; each receiver comes with all its names."""
    wanted = list(receivers)
    ends = [
        besluit.valid_until
        for besluit in valid_wpg20(session, on)
        if wanted and kind in besluit.kinds and all(names & set(besluit.receivers) for names in wanted)
    ]
    return max(ends, default=None)


def valid_wpg20(session: Session, on: date) -> list[Wpg20Besluit]:
    """The signed Wpg 20 decisions in force on this day."""
    query = select(Wpg20Besluit).where(
        Wpg20Besluit.signed_on <= on,
        Wpg20Besluit.valid_from <= on,
        Wpg20Besluit.valid_until >= on,
        or_(Wpg20Besluit.withdrawn_on.is_(None), Wpg20Besluit.withdrawn_on > on),
    )
    return list(session.scalars(query.order_by(Wpg20Besluit.number)))


def wpg20_options(session: Session, on: date) -> list[dict[str, str]]:
    """What a form offers under the values key "wpg20_besluiten"."""
    return [
        {
            "label": f"{besluit.number} (geldig tot en met {besluit.valid_until:%d-%m-%Y})",
            "value": besluit.number,
        }
        for besluit in valid_wpg20(session, on)
    ]


def dpia_adopted(session: Session, on: date) -> bool:
    query = select(Dpia.id).where(Dpia.adopted_on <= on, or_(Dpia.review_before.is_(None), Dpia.review_before >= on))
    return session.scalar(query.limit(1)) is not None


def has_mandaat(session: Session, on: date, *, given_by: str = BURGEMEESTER, given_to: str = PROCESREGISSEUR) -> bool:
    """Whether the second role acts for the first on this day. There is no default: it must be recorded."""
    query = select(Mandaat.id).where(
        Mandaat.given_by == given_by,
        Mandaat.given_to == given_to,
        Mandaat.valid_from <= on,
        or_(Mandaat.valid_until.is_(None), Mandaat.valid_until >= on),
    )
    return session.scalar(query.limit(1)) is not None

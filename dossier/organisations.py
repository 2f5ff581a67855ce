"""The organisations that work together, and which of them stand behind a group in a diagram."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base

# The roles whose work is not in cases: a lane for them must never make an organisation a participant.
WITHOUT_CASES = frozenset({"partner", "beheerder", "applicatiebeheerder", "coordinator", "bestuur"})


class OrganisationKind(Enum):
    """What an organisation is in the chain; the values are the words of the privacy table."""

    GEMEENTE = "gemeente"
    POLITIE = "politie"
    OM = "om"
    JONGERENWERK = "jongerenwerk"
    BOA = "boa"
    HALT = "halt"
    RECLASSERING = "reclassering"
    RVDK = "rvdk"
    GI = "gi"
    VEILIG_THUIS = "veilig_thuis"
    ZVH = "zvh"
    PARTNER = "partner"  # a school, a housing corporation, a neighbourhood team, ...


class Organisation(Base):
    """A party in the approach."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[OrganisationKind]
    email: Mapped[str] = mapped_column(String(200), default="")  # a shared mailbox; may be empty
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def key(self) -> str:
        return f"org-{self.id}"


def add(session: Session, *, name: str, kind: OrganisationKind, email: str = "") -> Organisation:
    organisation = Organisation(name=name.strip(), kind=kind, email=email.strip(), active=True)
    session.add(organisation)
    session.flush()  # callers want its key
    return organisation


def find(session: Session, key: str) -> Organisation | None:
    """The organisation behind "org-3"; None for any other text."""
    head, _, number = key.partition("-")
    if head != "org" or not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    return session.get(Organisation, int(number))


def name_of(session: Session, key: str) -> str:
    """A name for on screen."""
    organisation = find(session, key)
    return organisation.name if organisation is not None else key


def names(session: Session) -> dict[str, str]:
    """The name of every organisation key, for pages with many of them."""
    rows = session.execute(select(Organisation.id, Organisation.name))
    return {f"org-{number}": name for number, name in rows}


def of_kind(session: Session, kind: OrganisationKind) -> list[Organisation]:
    query = select(Organisation).where(Organisation.kind == kind, Organisation.active)
    return list(session.scalars(query.order_by(Organisation.id)))


def options(session: Session) -> list[dict[str, str]]:
    """What a form offers under the values key "organisaties"."""
    query = select(Organisation).where(Organisation.active).order_by(Organisation.name)
    return [{"label": o.name, "value": o.key} for o in session.scalars(query)]


def words(session: Session, provider: str) -> frozenset[str]:
    """Every word a decision may use for this party: its key, and what kind of organisation it is."""
    organisation = find(session, provider)
    return frozenset({provider} if organisation is None else {provider, organisation.kind.value})

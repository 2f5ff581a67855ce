"""What each partner laid in the picture of the group: at group level, with its source, by organisation.

What is about persons is never here. It lies in the vault, behind the privacy gate; a contribution only says that its
partner had something to share about persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base, UtcDateTime
from engine.errors import Conflict, Forbidden, Invalid, NotFound

ELEMENTS = {
    "geheel": "De groep als geheel",
    "dynamiek": "Dynamiek in de groep",
    "rollen": "Rollen in de groep",
    "problematiek": "Problemen",
    "context": "Omgeving van de groep",
    "oorzaken": "Oorzaken",
    "kansen": "Kansen",
    "online": "Online en offline",
}
WHOLE = "geheel"
MARKS = {"feit": "Feit", "oordeel": "Oordeel", "beide": "Deels feit, deels oordeel"}
LONGEST = 4000


class ContributionState(Enum):
    GIVEN = "gegeven"
    DECLINED = "niet_gegeven"  # asked, and answered with a reason
    UNANSWERED = "geen_antwoord"  # asked, and the round was closed
    CORRECTED = "verbeterd"  # a newer one stands in its place
    WITHDRAWN = "ingetrokken"


STANDING = (ContributionState.GIVEN, ContributionState.DECLINED, ContributionState.UNANSWERED)


class Contribution(Base):
    """One piece of one partner, or that he gave none. Never changed: a correction is a new row."""

    __tablename__ = "contribution"
    __table_args__ = (Index("contribution_instance", "instance_id", "organisation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    organisation: Mapped[str] = mapped_column(String(40))  # its key, or the group that was asked
    element: Mapped[str] = mapped_column(String(40), default=WHOLE)  # a key of ELEMENTS
    text: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    mark: Mapped[str] = mapped_column(String(10), default="")  # a key of MARKS
    about_persons: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ContributionState]
    reason: Mapped[str] = mapped_column(default="")  # why not given, corrected or withdrawn
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(40))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))  # whose form it came from
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(40))


class ContributionNotFound(NotFound):
    def __init__(self, contribution_id: int) -> None:
        self.contribution_id = contribution_id
        super().__init__(f"Contribution {contribution_id} does not exist")


class ContributionEnded(Conflict):
    """It was withdrawn or corrected before."""

    def __init__(self, contribution_id: int) -> None:
        self.contribution_id = contribution_id
        super().__init__(f"Contribution {contribution_id} was withdrawn or corrected before")


class NotAContribution(Invalid, told=True):
    """A piece does not say enough."""


@dataclass(frozen=True)
class Piece:
    """What a partner says of the group."""

    text: str
    source: str
    mark: str
    element: str = WHOLE
    about_persons: bool = False


def give(
    session: Session,
    instance_id: int,
    organisation: str,
    piece: Piece,
    *,
    by: str | None,
    at: datetime,
    task_id: int | None = None,
) -> Contribution:
    """Keep a piece of a partner."""
    _require(piece)
    row = Contribution(instance_id=instance_id, organisation=organisation, state=ContributionState.GIVEN)
    _fill(row, piece)
    row.at, row.by, row.task_id = at, by, task_id
    session.add(row)
    return row


def not_given(
    session: Session,
    instance_id: int,
    organisation: str,
    *,
    reason: str,
    by: str | None,
    at: datetime,
    task_id: int | None = None,
) -> Contribution:
    """Keep that a partner was asked and gave nothing: with his reason, or without an answer."""
    state = ContributionState.DECLINED if task_id is not None else ContributionState.UNANSWERED
    row = Contribution(
        instance_id=instance_id, organisation=organisation, state=state, reason=reason, at=at, by=by, task_id=task_id
    )
    session.add(row)
    return row


def correct(
    session: Session, contribution: Contribution, piece: Piece, *, reason: str, by: str, now: datetime
) -> Contribution:
    """A better piece in the place of this one, which stays to be read as what was said before."""
    _require_given(contribution)
    if not reason:
        raise NotAContribution("Vul in wat er niet klopte.")
    better = give(session, contribution.instance_id, contribution.organisation, piece, by=by, at=now)
    better.replaces_id, better.about_persons = contribution.id, contribution.about_persons
    _end(contribution, ContributionState.CORRECTED, reason, by, now)
    session.flush()  # callers want its number
    return better


def withdraw(contribution: Contribution, *, reason: str, by: str, now: datetime) -> None:
    """It no longer counts in the picture; what it said is taken out, that it was there stays."""
    _require_given(contribution)
    if not reason:
        raise NotAContribution("Vul in waarom u dit intrekt.")
    _end(contribution, ContributionState.WITHDRAWN, reason, by, now)
    contribution.text = contribution.source = ""


def get(session: Session, contribution_id: int, instance_id: int) -> Contribution:
    """A contribution to this case; one of another case does not exist."""
    found = session.get(Contribution, contribution_id)
    if found is None or found.instance_id != instance_id:
        raise ContributionNotFound(contribution_id)
    return found


def of_author(session: Session, contribution_id: int, instance_id: int, organisation: str) -> Contribution:
    """To change: only by whoever gave it."""
    found = get(session, contribution_id, instance_id)
    if found.organisation != organisation:
        raise Forbidden("Another organisation gave this contribution")
    return found


def of_instance(session: Session, instance_id: int, *, organisation: str | None = None) -> list[Contribution]:
    """The contributions to a case with their history, the oldest first; of one partner, or of all."""
    query = select(Contribution).where(Contribution.instance_id == instance_id)
    if organisation is not None:
        query = query.where(Contribution.organisation == organisation)
    return list(session.scalars(query.order_by(Contribution.id)))


def kept_of_task(session: Session, task_id: int) -> bool:
    """Whether the answer to this task was kept before: what a handler does twice is once."""
    return session.scalar(select(Contribution.id).where(Contribution.task_id == task_id).limit(1)) is not None


def _fill(row: Contribution, piece: Piece) -> None:
    row.text, row.source, row.mark = piece.text[:LONGEST], piece.source[:200], piece.mark
    row.element, row.about_persons = piece.element, piece.about_persons


def _end(row: Contribution, state: ContributionState, reason: str, by: str, now: datetime) -> None:
    row.state, row.reason, row.ended_at, row.ended_by = state, reason, now, by


def _require(piece: Piece) -> None:
    if piece.mark not in MARKS:
        raise NotAContribution("Kies of dit een feit of een oordeel is.")
    if piece.element not in ELEMENTS:
        raise NotAContribution("Kies over welk deel van het beeld dit gaat.")
    if not piece.source:
        raise NotAContribution("Vul in waar dit vandaan komt.")


def _require_given(contribution: Contribution) -> None:
    if contribution.state is not ContributionState.GIVEN:
        raise ContributionEnded(contribution.id)

"""Telling persons that they stand on the list of names: within a month, or later by a decision with reasons.

AVG 14(3) gives one month from the entry on the list. UAVG 41 allows to wait, when that is needed and in proportion;
such a decision is reasoned, dated and looked at again, and never made by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from dossier import destruction, months, vault
from dossier.keys import InstallationKey
from dossier.listed import ListedName
from dossier.privacy import today
from engine import history, jobs
from engine.access import Actor
from engine.errors import Invalid

CATEGORY = "informeren"
PERSON, PARENT = "persoon", "vertegenwoordiger"
LETTER_TOPIC = "namenlijst.informatiebrief"
GROUNDS = {
    "openbare_veiligheid": "De openbare veiligheid",
    "strafbare_feiten": "Het voorkomen, opsporen of vervolgen van strafbare feiten",
    "bescherming": "De bescherming van deze persoon of van de rechten en vrijheden van anderen",
    "toezicht": "Een taak van toezicht die bij het openbaar gezag hoort",
}


class Standing(Enum):
    """How it stands with informing one person."""

    DUE = "nog informeren"
    LATE = "te laat"
    DELAYED = "uitgesteld"
    REVIEW = "uitstel opnieuw bekijken"
    DONE = "geïnformeerd"


class DateRefused(Invalid, told=True):
    """A day that cannot be right; the text says why."""


@dataclass(frozen=True)
class Delay:
    """The decision to inform later, with what UAVG 41(2) asks to be written down."""

    grond: str  # a word of GROUNDS
    reden: str  # why it is needed now
    evenredig: str  # why it is in proportion, and what the person misses
    waarborgen: str  # how misuse is prevented, and what holds until then


def inform_by(row: ListedName, settings: Mapping[str, Any]) -> date:
    """The last day to inform; the term counts from the entry on the list."""
    return months.after(today(row.entered_at), months.setting(settings, months.INFORM) or 1)


def standing(row: ListedName, settings: Mapping[str, Any], on: date) -> Standing:
    if row.informed_on is not None:
        return Standing.DONE
    if row.delay_until is not None:
        return Standing.REVIEW if row.delay_until <= on else Standing.DELAYED
    return Standing.LATE if inform_by(row, settings) < on else Standing.DUE


def latest_review(settings: Mapping[str, Any], on: date) -> date:
    """How far ahead a delay may be looked at again."""
    return months.after(on, months.setting(settings, months.DELAY) or 3)


def record_informed(
    session: Session, row: ListedName, on: date, *, parents_on: date | None, by: Actor, now: datetime
) -> None:
    """The person (and who represents a child) has been told."""
    entered = today(row.entered_at)
    for day in (on, parents_on):
        if day is not None and not entered <= day <= today(now):
            raise DateRefused(f"Vul een datum in van {entered:%d-%m-%Y} tot en met vandaag.")
    row.informed_on = on
    row.parents_informed_on = parents_on or row.parents_informed_on
    row.delay_until = None
    _note(session, row, "Persoon geïnformeerd over de namenlijst", f"{on:%d-%m-%Y}", by, now)


def delay(
    session: Session,
    row: ListedName,
    decision: Delay,
    *,
    review_on: date,
    settings: Mapping[str, Any],
    by: Actor,
    step: int | None,
    now: datetime,
    key: InstallationKey,
) -> None:
    """Decide to inform later; an earlier decision about this name is destroyed, the new one takes its place."""
    latest = latest_review(settings, today(now))
    if not today(now) < review_on <= latest:
        raise DateRefused(f"Kies een dag na vandaag, en uiterlijk {latest:%d-%m-%Y}.")
    if row.delay_record:
        forget(session, row, row.delay_record, reason="Nieuw besluit over uitstel", by=by.user_key, now=now)
    about = vault.get(session, row.record)
    row.delay_record = vault.store(
        session,
        row.instance_id,
        category=CATEGORY,
        kind=about.kind,
        step=step,
        provider=about.provider,
        author=by.user_key,
        value=asdict(decision) | {"besloten_op": today(now), "opnieuw_bekijken_op": review_on},
        now=now,
        key=key,
    )
    row.delay_until = review_on
    _note(session, row, "Besloten om later te informeren", f"Opnieuw bekijken op {review_on:%d-%m-%Y}", by, now)


def ask_letter(session: Session, row: ListedName, *, for_whom: str, by: Actor, now: datetime) -> None:
    """Let the machine write the letter; the job holds numbers, no name."""
    payload = {"naam": row.id, "voor": for_whom, "door": by.user_key}
    jobs.add(
        session, kind="brief", topic=LETTER_TOPIC, payload=payload, due_at=now, now=now, instance_id=row.instance_id
    )


def forget(session: Session, row: ListedName, reference: str, *, reason: str, by: str, now: datetime) -> None:
    """Destroy one sealed thing that belongs to a name."""
    destruction.destroy(session, row.instance_id, reference=reference, reason=reason, by=by, now=now)


def _note(session: Session, row: ListedName, name: str, detail: str, by: Actor, now: datetime) -> None:
    history.note(session, row.instance_id, kind="namenlijst", name=name, detail=detail, by=by.user_key, now=now)

"""The upkeep of the list of names: why somebody stands on it, whether that is still needed, and taking one off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from dossier import destruction, documents, informing, listed, months, telling, users, vault
from dossier.destruction import Destruction
from dossier.keys import InstallationKey
from dossier.listed import ListedName
from dossier.privacy import today
from engine import access, history
from engine.access import Actor
from engine.errors import Invalid, NotFound

REGISSEUR = "procesregisseur"
FG_CATEGORY = "fg_advies"
CHILD, MINOR = 12, 16  # CBP: who is younger than twelve needs the FG; UAVG 5(4): under sixteen somebody represents
UNKNOWN = "onbekend"
FIELDS = ("naam", "geboortedatum", "woonplaats", "contact", "reden_opname", "herkomst", "feit_oordeel")
ADVICE = {
    "toestaan": "Mag op de lijst blijven",
    "voorwaarden": "Mag blijven, onder voorwaarden",
    "weigeren": "Moet van de lijst",
}


class Need(Enum):
    """What is still missing at a name."""

    FG = "FG-toets nodig: jonger dan 12"
    REFUSED = "De FG adviseert om deze naam te verwijderen"
    REPRESENTATIVE = "Wettelijk vertegenwoordiger ontbreekt: jonger dan 16"
    BIRTH = "Geboortedatum ontbreekt: leeftijd onbekend"
    REASON = "Reden van opname ontbreekt"
    ORIGIN = "Herkomst ontbreekt"
    NATURE = "Niet gezegd of het een feit of een oordeel is"
    RECHECK = "Opnieuw bekijken: is deze naam nog nodig?"
    INFORM = "Informeren is te laat"
    REVIEW = "Uitstel van informeren opnieuw bekijken"
    LEFT_OUT = "Staat niet op de nieuwe lijst van de politie: is deze naam nog nodig?"


class NameNotFound(NotFound):
    def __init__(self, name_id: object) -> None:
        super().__init__(f"No name {name_id}")


class AdviceMissing(Invalid, told=True):
    """A child may not stay on the list before the FG has advised."""

    def __init__(self) -> None:
        super().__init__("Deze persoon is jonger dan 12. Leg eerst het advies van de FG vast, of haal de naam weg.")


def get(session: Session, instance_id: int, name_id: int, actor: Actor) -> ListedName:
    """A name that stands on the list of this case, for its procesregisseur."""
    access.require_role(session, actor, instance_id, REGISSEUR)
    row = session.get(ListedName, name_id)
    if row is None or row.instance_id != instance_id or row.removed_at is not None:
        raise NameNotFound(name_id)
    return row


def age(born: Any, on: date) -> int | None:
    """In whole years; None when the day of birth is not known."""
    if not isinstance(born, date):
        return None
    day = born.date() if isinstance(born, datetime) else born
    return on.year - day.year - ((on.month, on.day) < (day.month, day.day))


def recheck_by(row: ListedName, settings: Mapping[str, Any]) -> date | None:
    """When somebody must ask again whether the name is needed; None when the package has no term for it."""
    term = months.setting(settings, months.RECHECK)
    return months.after(row.rechecked_on or today(row.entered_at), term) if term is not None else None


def due(row: ListedName, settings: Mapping[str, Any], on: date) -> list[Need]:
    """What the dates of a name ask for, without looking at the name."""
    recheck, told = recheck_by(row, settings), informing.standing(row, settings, on)
    found = [Need.RECHECK] if recheck is not None and recheck <= on else []
    found += [Need.INFORM] if told is informing.Standing.LATE else []
    found += [Need.REVIEW] if told is informing.Standing.REVIEW else []
    found += [Need.LEFT_OUT] if row.missing_since is not None else []
    return found + ([Need.FG] if row.child and not row.fg_outcome else [])


def missing(value: Any, row: ListedName, on: date) -> list[Need]:
    """What is missing in what the name says."""
    if not isinstance(value, Mapping):
        return []
    years, found = age(value.get("geboortedatum"), on), []
    if years is None:
        found.append(Need.BIRTH)
    elif years < CHILD and not row.fg_outcome:
        found.append(Need.FG)
    if row.fg_outcome == "weigeren":
        found.append(Need.REFUSED)
    if years is not None and years < MINOR and contact_problem(value.get("contact")):
        found.append(Need.REPRESENTATIVE)
    asked = {"reden_opname": Need.REASON, "herkomst": Need.ORIGIN, "feit_oordeel": Need.NATURE}
    return found + [need for name, need in asked.items() if not str(value.get(name) or "").strip()]


def contact_problem(contact: Any) -> str:
    """What is wrong with who represents somebody under sixteen: a person, or "onbekend, omdat ..."."""
    text = str(contact or "").strip()
    if not text:
        return "Vul de wettelijk vertegenwoordiger in, of: onbekend, omdat ..."
    said = text.lower()
    if said.startswith(UNKNOWN) and len(said.partition("omdat")[2].strip()) < 5:
        return "Schrijf ook waarom: onbekend, omdat ..."
    return ""


def change(
    session: Session,
    row: ListedName,
    values: Mapping[str, Any],
    *,
    by: Actor,
    purpose: str,
    step: int | None,
    now: datetime,
    key: InstallationKey,
) -> None:
    """Mend what is kept about a name; only what was asked for changes."""
    new = {name: values[name] for name in FIELDS if name in values}

    def mend(value: Any) -> Any:
        return {**value, **new} if isinstance(value, Mapping) else value

    vault.rewrite(session, row.record, mend, actor=by, purpose=purpose, step=step, now=now, key=key)
    row.child = _is_child(new.get("geboortedatum"), now) if "geboortedatum" in new else row.child
    _note(session, row, "Gegevens op de namenlijst bijgewerkt", "", by, now)


def still_needed(session: Session, row: ListedName, *, by: Actor, now: datetime) -> None:
    """Somebody asked whether the name is still needed, and it is."""
    if row.child and not row.fg_outcome:
        raise AdviceMissing
    row.rechecked_on, row.rechecked_by, row.missing_since = today(now), by.user_key, None
    _note(session, row, "Naam op de namenlijst opnieuw bekeken", "Nog nodig", by, now)


def record_advice(
    session: Session,
    row: ListedName,
    outcome: str,
    text: str,
    on: date,
    *,
    by: Actor,
    step: int | None,
    now: datetime,
    key: InstallationKey,
) -> None:
    """What the FG advised about a child on the list. The FG advises; the procesregisseur answers for the list."""
    if on > today(now):
        raise informing.DateRefused("Deze datum ligt in de toekomst.")
    if row.fg_record:
        informing.forget(session, row, row.fg_record, reason="Nieuw advies van de FG", by=by.user_key, now=now)
    about = vault.get(session, row.record)
    row.fg_record = vault.store(
        session,
        row.instance_id,
        category=FG_CATEGORY,
        kind=about.kind,
        step=step,
        provider=about.provider,
        author=by.user_key,
        value={"advies": outcome, "toelichting": text, "datum": on},
        now=now,
        key=key,
    )
    row.fg_on, row.fg_outcome = on, outcome
    for person in users.with_role(session, "fg"):
        text = f"In zaak {row.instance_id} is vastgelegd wat u adviseerde over een kind op de namenlijst."
        telling.tell(session, person.key, text, origin=f"fg-{row.id}-{row.fg_record}", now=now)
    _note(session, row, "Advies van de FG over de namenlijst vastgelegd", ADVICE[outcome], by, now)


def remove(
    session: Session, row: ListedName, *, reason: str, by: str, now: datetime, cause: str = "Van de namenlijst gehaald"
) -> Destruction:
    """Take one name off the list: everything about it is destroyed; the case goes on.

    The certificate states the cause; what somebody typed as his reason stands in the timeline only.
    """
    for reference in attached(session, row):
        informing.forget(session, row, reference, reason=cause, by=by, now=now)
    certificate = destruction.destroy(
        session, row.instance_id, reference=row.record, reason=cause, by=by, now=now, category=None
    )
    history.note(
        session,
        row.instance_id,
        kind="vernietiging",
        name="Naam van de namenlijst gehaald",
        detail=f"{certificate.reference}. Reden: {reason}"[:300],
        by=by,
        now=now,
    )
    return certificate


def attached(session: Session, row: ListedName) -> list[str]:
    """The other sealed records about this name: the decision to wait, the advice of the FG, the letters."""
    letters = [documents.by_reference(session, each) for each in row.letters]
    found = [row.delay_record, row.fg_record, *(letter.record for letter in letters if letter is not None)]
    return [reference for reference in found if reference]


def look_at_ages(session: Session, instance_id: int, *, now: datetime, key: InstallationKey) -> None:
    """Note who is younger than twelve; the machine asks each name once, and hears yes or no."""
    for row in listed.of_case(session, instance_id):
        if row.child is None:
            row.child = vault.ask(
                session,
                row.record,
                lambda value: isinstance(value, Mapping) and _is_child(value.get("geboortedatum"), now),
                purpose="Leeftijd op de namenlijst",
                now=now,
                key=key,
            )


def _is_child(born: Any, now: datetime) -> bool:
    years = age(born, today(now))
    return years is not None and years < CHILD


def _note(session: Session, row: ListedName, name: str, detail: str, by: Actor, now: datetime) -> None:
    history.note(session, row.instance_id, kind="namenlijst", name=name, detail=detail, by=by.user_key, now=now)

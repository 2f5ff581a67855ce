"""The facts the privacy table asks for, from the case and the registers. Unknown is always the strict answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import organisations, registers, vault
from dossier.keys import InstallationKey
from dossier.organisations import Organisation, OrganisationKind
from dossier.privacy import today
from dossier.registers import Wpg20Besluit
from engine import definitions, history
from engine.access import Participant
from engine.models import ProcessInstance

NAMENLIJST = "namenlijst"
PUBLIC = frozenset({"gemeente", "burgemeester", "procesregisseur", "politie", "om", "boa", "rvdk", "college_jeugdwet"})
# Roles and tasks inside the municipality; every other word is a kind of organisation.
OF_GEMEENTE = frozenset({"gemeente", "burgemeester", "procesregisseur", "college_jeugdwet"})


@dataclass(frozen=True)
class Flow:
    """The question: which data, from whom, to whom, in which step."""

    step: int | None
    kinds: tuple[str, ...]
    providers: tuple[str, ...]  # words, or organisation keys
    receivers: tuple[str, ...]


@dataclass(frozen=True)
class Need:
    """What the person who asks wrote down about it."""

    reason: Any = None  # a text, or a context with doel, proportionaliteit and subsidiariteit
    online_source: Any = None
    consent: Any = None
    youngest_age: Any = None


def gather(
    session: Session, instance_id: int, flow: Flow, need: Need, *, now: datetime, key: InstallationKey
) -> dict[str, Any]:
    """One context for the privacy table, the strictest reading over all receivers."""
    on = today(now)
    receivers = list(kinds_of(session, flow.receivers))
    return {
        "stap": flow.step,
        "achter_poort": names_may_come(session, instance_id, flow.step),
        "overdracht_zorg": _said(need.reason, "overdracht_zorg") in (True, "ja"),
        "gegeven": only(flow.kinds),
        "verstrekker": only(kinds_of(session, flow.providers)),
        "ontvangers": receivers,
        "ontvanger_soort": "publiek" if receivers and set(receivers) <= PUBLIC else "privaat",
        **register_facts(session, instance_id, flow, on),
        "noodzaak_gemotiveerd": _reasoned(need.reason),
        "leeftijd_onder_12": not _all_twelve(need) or _child_on_list(session, instance_id, now, key),
        "online_heimelijk": _online(need) not in ("geen", "nee", "openbaar", "open"),
        "toestemming_of_plicht": _consent(need) in (True, "toestemming", "wettelijke_plicht"),
    }


def names_may_come(session: Session, instance_id: int, step: int | None) -> bool:
    """From step 2 on; where the package splits step 2, only once the part with the names has begun."""
    if step is None or step < 2:
        return False
    return step > 2 or history.has_begun(session, instance_id, _names_from(session, instance_id))


def _names_from(session: Session, instance_id: int) -> str | None:
    instance = session.get(ProcessInstance, instance_id)
    content = definitions.content_of(session, instance.version_id) if instance is not None else None
    return content.manifest.get("namen_vanaf") if content is not None else None


def register_facts(session: Session, instance_id: int, flow: Flow, on: date) -> dict[str, bool]:
    """What the registers and the participants say; asked again when a decision is recorded."""
    involved = {receiver: parties(session, instance_id, receiver) for receiver in flow.receivers}
    everyone = [*involved.values(), *(parties(session, instance_id, p) for p in flow.providers)]
    present = taking_part(session, instance_id)
    known = bool(flow.receivers) and bool(flow.providers)
    return {
        "ontvanger_in_convenant": known
        and all(found and all(registers.is_party(session, o.id) for o in found) for found in involved.values()),
        "convenant_geldig": known
        and all(found and all(_signed(session, o, flow, on) for o in found) for found in everyone),
        "wpg20_dekt": wpg20_until(session, flow, on) is not None,
        "dpia_vastgesteld": registers.dpia_adopted(session, on),
        "mandaat_burgemeester": registers.has_mandaat(session, on),
        "ontvanger_betrokken": known and all(any(o.key in present for o in found) for found in involved.values()),
    }


def wpg20_until(session: Session, flow: Flow, on: date) -> date | None:
    """Until when one Wpg 20 decision covers the data and all receivers."""
    found = wpg20_of(session, flow, on)
    return None if found is None else registers.last_day(found)


def wpg20_of(session: Session, flow: Flow, on: date) -> Wpg20Besluit | None:
    """The Wpg 20 decision that covers the data and all receivers."""
    kind = only(flow.kinds)
    if kind is None:
        return None
    names = [organisations.words(session, receiver) for receiver in flow.receivers]
    return registers.wpg20_covering(session, kind=kind, receivers=names, on=on)


def parties(session: Session, instance_id: int, word: str) -> list[Organisation]:
    """The organisations a word means: those that take part in the case, otherwise all of that kind."""
    named = organisations.find(session, word)
    if named is not None:
        return [named]
    known = {kind.value for kind in OrganisationKind}
    name = OrganisationKind.GEMEENTE.value if word in OF_GEMEENTE else word
    if name not in known:
        return []
    found = organisations.of_kind(session, OrganisationKind(name))
    present = taking_part(session, instance_id)
    return [o for o in found if o.key in present] or found


def taking_part(session: Session, instance_id: int) -> frozenset[str]:
    """The keys of the organisations that take part in the case now."""
    query = select(Participant.organisation_key).where(
        Participant.instance_id == instance_id, Participant.until.is_(None)
    )
    return frozenset(session.scalars(query))


def _signed(session: Session, organisation: Organisation, flow: Flow, on: date) -> bool:
    """Whether the organisation signed a convenant in force, for every kind that is asked for."""
    return all(registers.convenant_of(session, organisation.id, on, kind=kind) is not None for kind in flow.kinds)


def kinds_of(session: Session, given: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the privacy table: an organisation key becomes what kind of organisation it is."""
    found = [organisations.find(session, party) for party in given]
    return tuple(o.kind.value if o is not None else party for party, o in zip(given, found, strict=True))


def only(words: tuple[str, ...]) -> str | None:
    """The one word there is; several at once count as unknown."""
    return words[0] if len(set(words)) == 1 else None


def _reasoned(reason: Any) -> bool:
    if isinstance(reason, Mapping):
        parts = [reason.get(name) for name in ("doel", "proportionaliteit", "subsidiariteit")]
        return all(isinstance(part, str) and part.strip() for part in parts)
    return isinstance(reason, str) and bool(reason.strip())


def _said(reason: Any, name: str) -> Any:
    return reason.get(name) if isinstance(reason, Mapping) else None


def _online(need: Need) -> Any:
    return need.online_source if need.online_source is not None else _said(need.reason, "bron_online")


def _consent(need: Need) -> Any:
    return need.consent if need.consent is not None else _said(need.reason, "toestemming")


def _all_twelve(need: Need) -> bool:
    if need.youngest_age is None:
        return bool(_said(need.reason, "onder_12") == "nee")
    try:
        return int(need.youngest_age) >= 12
    except (TypeError, ValueError, OverflowError):
        return False


def _child_on_list(session: Session, instance_id: int, now: datetime, key: InstallationKey) -> bool:
    """Whether a birth date on the list of names makes somebody younger than twelve."""
    on = today(now)
    twelve = date(on.year - 12, on.month, min(on.day, 28) if on.month == 2 else on.day)

    def younger(value: Any) -> bool:
        rows = value if isinstance(value, list) else [value]
        born = [_day(row.get("geboortedatum")) for row in rows if isinstance(row, Mapping)]
        return any(day is not None and day > twelve for day in born)

    return any(
        vault.ask(session, reference, younger, purpose="Leeftijd voor de privacytabel", now=now, key=key)
        for reference in vault.references(session, instance_id, category=NAMENLIJST)
    )


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None

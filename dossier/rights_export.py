"""All that is kept on one person, as a text to hand over: what, from whom, why, and who saw it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from dossier import looks, organisations, requests, users, vault
from dossier.keys import InstallationKey
from dossier.requests import Certainty, RightsMatch, RightsRequest
from dossier.rights import Asked
from dossier.vault import MACHINE
from engine.access import Actor

ZONE = ZoneInfo("Europe/Amsterdam")
SEEN = {"verstrekken": "gezien", "raadplegen": "gezien"}
RIGHTS = (
    "U mag deze gegevens laten verbeteren of wissen, het gebruik laten beperken, of bezwaar maken. U mag een klacht "
    "indienen bij de Autoriteit Persoonsgegevens. Niemand neemt hier besluiten met een computer alleen."
)


def write(
    session: Session,
    request: RightsRequest,
    asked: Asked,
    *,
    municipality: str,
    title_of: Callable[[str], str],
    actor: Actor,
    now: datetime,
    key: InstallationKey,
) -> bytes:
    """The text; every record is opened past the guard, and so stands in the log of the vault."""
    found = [
        match
        for match in requests.matches(session, request.id)
        if match.same_person and match.erased_at is None and match.certainty is not Certainty.HAND
    ]
    lines = [
        f"Overzicht van persoonsgegevens van {asked.naam}",
        f"{municipality}, {_day(now)}. {requests.purpose(request)}, ontvangen op {request.received_on:%d-%m-%Y}.",
        "",
        f"Wij vonden {len(found)} {'gegeven' if len(found) == 1 else 'gegevens'}.",
        "Waarvoor: de aanpak van overlast door groepen. Grondslag: AVG artikel 6, eerste lid, onder e, met artikel 172 "
        "van de Gemeentewet.",
        RIGHTS,
    ]
    for number, match in enumerate(found, 1):
        lines += ["", f"{number}. {title_of(vault.get(session, match.reference).category)}"]
        lines += _about(session, request, match, actor=actor, now=now, key=key)
    files = [match for match in requests.matches(session, request.id) if match.certainty is Certainty.HAND]
    if any(match.same_person for match in files):
        lines += ["", "Bij dit overzicht horen ook documenten. De privacy officer geeft daar een afschrift van."]
    return "\n".join(lines).encode() + b"\n"


def _about(
    session: Session, request: RightsRequest, match: RightsMatch, *, actor: Actor, now: datetime, key: InstallationKey
) -> Iterator[str]:
    purpose = requests.purpose(request)
    value = vault.read(session, match.reference, actor=actor, purpose=purpose, step=None, now=now, key=key)
    record = vault.get(session, match.reference)
    if match.certainty is Certainty.GENOEMD:
        yield "   Uw naam staat in een tekst over iemand anders. Wat over die ander gaat, staat hier niet."
    else:
        yield from _said(value)
    yield f"   Zaak: {match.instance_id}. Bewaard sinds {_day(record.created_at)}."
    yield f"   Afkomstig van: {_organisation(session, record.provider)}."
    yield "   Wie het zag:"
    yield from _seen_by(session, match.reference)


def _said(value: Any) -> Iterator[str]:
    rows = value.items() if isinstance(value, dict) else [("gegeven", value)]
    for name, each in rows:
        if each not in (None, "", []):
            yield f"   {name.replace('_', ' ').capitalize()}: {_text(each)}"


def _seen_by(session: Session, reference: str) -> Iterator[str]:
    """Organisations and moments; not which person of that organisation looked."""
    seen: set[str] = set()
    for line in looks.of_reference(session, reference):
        if line.user_key == MACHINE:
            continue
        user = users.find(session, line.user_key)
        how = SEEN.get(line.verb, looks.VERBS[line.verb].lower())
        who = user.organisation.name if user is not None else "een organisatie die niet meer bekend is"
        told = f"   - {_day(line.at)}: {how} door {who}"
        if told not in seen:
            seen.add(told)
            yield told
    if not seen:
        yield "   - niemand"


def _organisation(session: Session, provider: str) -> str:
    return organisations.name_of(session, provider) if provider.startswith("org-") else provider


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return _day(value)
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, list | tuple):
        return ", ".join(_text(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_text(each)}" for name, each in value.items())
    return str(value)


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%d-%m-%Y}"

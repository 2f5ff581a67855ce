"""Why the privacy table does not allow something: which fact is missing, from which register, and who mends it.

A refusal is never overridden. What can be done is to put right what is wrong on paper or in the case, and test again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import facts, organisations, papers, registers
from dossier.facts import Flow
from dossier.organisations import Organisation
from dossier.registers import Convenant, ConvenantParty, Wpg20Besluit


class Place(Enum):
    """Where it is mended."""

    REGISTERS = "registers"
    ORGANISATIONS = "organisaties"
    CASE = "zaak"  # an answer that somebody gave in this case


@dataclass(frozen=True)
class Gap:
    """One fact that stands in the way."""

    text: str
    place: Place


def gaps(session: Session, instance_id: int, flow: Flow, given: Mapping[str, Any], on: date) -> list[Gap]:
    """What the registers and the answers lack for this question today; `given` are the facts of the test."""
    return list(
        dict.fromkeys(
            [
                *_registers(session, flow, on),
                *_convenants(session, instance_id, flow, on),
                *_participants(session, instance_id, flow),
                *_answers(flow, given),
            ]
        )
    )


def _registers(session: Session, flow: Flow, on: date) -> Iterator[Gap]:
    if not registers.dpia_adopted(session, on):
        yield Gap("Er is geen vastgestelde DPIA die nu geldt.", Place.REGISTERS)
    mandated = {registers.PROCESREGISSEUR} if registers.has_mandaat(session, on) else set()
    beyond = set(facts.kinds_of(session, flow.receivers)) - papers.BY_LAW - papers.BY_DECREE - mandated
    if "politiegegeven" in flow.kinds and beyond and facts.wpg20_of(session, flow, on) is None:
        whom = ", ".join(_named(session, flow.receivers))
        text = f"Geen artikel 20-besluit dat nu geldt, dekt politiegegevens voor {whom}."
        yield Gap(text + _over(session, on), Place.REGISTERS)


def _over(session: Session, on: date) -> str:
    """Which decisions have ended, as the end of a sentence."""
    ended = [one for one in session.scalars(select(Wpg20Besluit)) if registers.last_day(one) < on]
    return "".join(f" Besluit {one.number} liep af op {registers.last_day(one):%d-%m-%Y}." for one in ended[:3])


def _convenants(session: Session, instance_id: int, flow: Flow, on: date) -> Iterator[Gap]:
    if flow.kinds == ("politiegegeven",) and set(facts.kinds_of(session, flow.receivers)) <= papers.BY_LAW:
        return
    for word in (*flow.receivers, *flow.providers):
        found = facts.parties(session, instance_id, word)
        if not found:
            yield Gap(f"Er is geen organisatie van de soort “{word}”.", Place.ORGANISATIONS)
        for organisation in found:
            if registers.convenant_of(session, organisation.id, on, kind=facts.only(flow.kinds)) is None:
                yield Gap(_unsigned(session, organisation, flow, on), Place.REGISTERS)


def _unsigned(session: Session, organisation: Organisation, flow: Flow, on: date) -> str:
    """What is wrong with the convenant of an organisation."""
    query = select(Convenant, ConvenantParty).join(ConvenantParty)
    mine = session.execute(query.where(ConvenantParty.organisation_id == organisation.id)).all()
    if not mine:
        return f"{organisation.name} is geen partij bij een convenant."
    paper, party = max(mine, key=lambda row: (registers.last_day(row[0]), row[0].id))
    what = f"het convenant ‘{paper.title}’"
    if registers.last_day(paper) < on:
        when = f"{registers.last_day(paper):%d-%m-%Y}"
        return f"{what[0].upper()}{what[1:]} met {organisation.name} gold tot en met {when}. Verleng het eerst."
    if party.signed_on is None or party.signed_on > on:
        return f"{organisation.name} heeft {what} niet getekend."
    if paper.valid_from > on:
        return f"{what[0].upper()}{what[1:]} met {organisation.name} geldt pas vanaf {paper.valid_from:%d-%m-%Y}."
    return f"Dit soort gegeven ({', '.join(flow.kinds)}) staat niet in {what} met {organisation.name}."


def _participants(session: Session, instance_id: int, flow: Flow) -> Iterator[Gap]:
    taking_part = facts.taking_part(session, instance_id)
    for word in flow.receivers:
        found = facts.parties(session, instance_id, word)
        if found and not any(one.key in taking_part for one in found):
            names = " of ".join(one.name for one in found[:3])
            yield Gap(f"{names} doet niet mee in deze zaak.", Place.CASE)


def _answers(flow: Flow, given: Mapping[str, Any]) -> Iterator[Gap]:
    """What people filled in, or left open."""
    if given.get("noodzaak_gemotiveerd") is not True:
        yield Gap("De noodzaak staat niet volledig op papier: doel, verhouding, en waarom niet met minder.", Place.CASE)
    if given.get("online_heimelijk") is not False:
        yield Gap(
            "Niet bekend is of de informatie online en in het openbaar is verkregen, of dat is niet zo.", Place.CASE
        )
    if "hulpverlening" in flow.kinds and given.get("toestemming_of_plicht") is not True:
        yield Gap("Er is geen toestemming en geen wettelijke plicht opgeschreven. De hulpverlener beslist.", Place.CASE)
    if given.get("gegeven") is None:
        yield Gap("Niet bekend is om welk soort gegeven het gaat.", Place.CASE)


def _named(session: Session, words: tuple[str, ...]) -> list[str]:
    from_keys = organisations.names(session)
    return [from_keys.get(word, word) for word in words]

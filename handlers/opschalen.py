"""Handing one person over to a PGA or a Zorg- en Veiligheidshuis: a referral, no copy of the file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from dossier import documents, groups, privacy
from dossier.documents import File
from dossier.vault import MACHINE
from engine.registry import Handler, JobContext, Shares
from handlers import reading
from handlers.settings import HandlerSettings

KIND, PROVIDER, RECEIVER = "politiegegeven", "procesregisseur", "zvh"
REFERRAL = """Aanmelding voor persoonsgerichte aanpak of Zorg- en Veiligheidshuis

Gemeente:   {municipality}
Datum:      {day}
Groep:      {alias} ({area})
Persoon:    {person} (gegevens staan afgeschermd in Zevenstap)
Besluit:    {decision}

Reden van aanmelding
{reason}
"""


@dataclass(frozen=True)
class Refer:
    persoon: Any  # a reference into the vault, never a name
    reden: Any
    groep: Any = None
    besluit: Any = None  # the privacy decision


@dataclass(frozen=True)
class Referred:
    aanmelding: str  # "document-9"


class NoReference(reading.Unreadable):
    """A person must come as a reference: a name may not stand in a document of the case."""

    def __init__(self) -> None:
        super().__init__("persoon", "een verwijzing naar de kluis")


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    return (
        Handler(
            topic="opschalen.aanmelden",
            title="Persoon aanmelden bij PGA of Zorg- en Veiligheidshuis",
            description="Maakt een aanmelding op groepsniveau, met een verwijzing naar de persoon in de kluis. "
            "Alleen met een geldig privacybesluit.",
            input_type=Refer,
            output_type=Referred,
            errors=(),
            inner=True,
            call=partial(refer, settings),
            shares=Shares(KIND, PROVIDER, (RECEIVER,)),
        ),
    )


def refer(settings: HandlerSettings, session: Session, given: Refer, context: JobContext) -> Referred:
    """The referral as a document of the case; the person is only pointed at."""
    persons = reading.words(given.persoon)
    if not persons or any(not person.startswith("kluis-") for person in persons):
        raise NoReference
    privacy.require(
        session,
        context.instance_id,
        step=context.step,
        kind=KIND,
        provider=PROVIDER,
        receivers=(RECEIVER,),
        now=context.now,
    )
    document = documents.add(
        session,
        context.instance_id,
        file=File("aanmelding.txt", "text/plain", _text(session, settings, given, context).encode()),
        title="Aanmelding PGA of Zorg- en Veiligheidshuis",
        kind="aanmelding",
        by=context.actor_key or MACHINE,
        provider=PROVIDER,
        receivers=(PROVIDER, "burgemeester", RECEIVER),
        step=context.step,
        now=context.now,
        key=settings.key,
    )
    return Referred(document.reference)


def _text(session: Session, settings: HandlerSettings, given: Refer, context: JobContext) -> str:
    groep = groups.find(session, reading.text(given.groep))
    return REFERRAL.format(
        municipality=settings.municipality,
        day=f"{privacy.today(context.now):%d-%m-%Y}",
        alias=groep.alias if groep is not None else reading.text(given.groep),
        area=groep.area if groep is not None else "–",
        person=", ".join(reading.words(given.persoon)),
        decision=reading.text(given.besluit) or "–",
        reason=reading.text(given.reden),
    )

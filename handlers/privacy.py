"""The privacy gate: facts for the table, and the decision a person confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dossier import facts, handtekeningen
from dossier.facts import Need
from dossier.handtekeningen import Capacity, Given
from engine import history
from engine.registry import Handler, JobContext
from handlers import reading
from handlers.privacybesluit import (
    REFUSED,
    NoHumanConfirmation,
    Vastgelegd,
    Vastleggen,
    flow_of,
    record,
    scope_of,
    steps_of,
)
from handlers.settings import HandlerSettings


@dataclass(frozen=True)
class Toetsen:
    gegeven: Any
    verstrekker: Any
    ontvanger: Any
    stap: Any = None
    stappen: Any = None
    groep: Any = None
    noodzaak: Any = None
    bron_online: Any = None
    toestemming: Any = None
    jongste_leeftijd: Any = None


@dataclass(frozen=True)
class Feiten:
    feiten: dict[str, Any]


@dataclass(frozen=True)
class Ondertekenen:
    stappen: Any
    gegeven: Any
    verstrekker: Any
    ontvanger: Any
    hoedanigheid: Any  # "fg" or "beslisser"
    uitkomst: Any
    toelichting: Any = None


@dataclass(frozen=True)
class Ondertekend:
    handtekening: str  # "handtekening-7"


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    def gather(session: Session, given: Toetsen, context: JobContext) -> Feiten:
        steps = steps_of(given.stappen)
        step = reading.whole(given.stap, "stap") if given.stap is not None else min(steps, default=None)
        flow = flow_of(step, given)
        need = Need(given.noodzaak, given.bron_online, given.toestemming, given.jongste_leeftijd)
        return Feiten(facts.gather(session, context.instance_id, flow, need, now=context.now, key=settings.key))

    return (
        Handler(
            topic="privacy.toetsen",
            title="Feiten voor de privacytoets verzamelen",
            description="Verzamelt uit de zaak en de registers wat de privacytabel vraagt. "
            "Wat niet bekend is, telt als de strengste mogelijkheid. De tabel staat in de taak hierna.",
            input_type=Toetsen,
            output_type=Feiten,
            errors=(),
            inner=True,
            call=gather,
        ),
        SIGNING,
        RECORDING,
    )


def sign(session: Session, given: Ondertekenen, context: JobContext) -> Ondertekend:
    """Keep what the person before this task advised or decided."""
    if context.actor_key is None:
        raise NoHumanConfirmation
    signed = handtekeningen.sign(
        session,
        context.instance_id,
        Capacity(reading.text(given.hoedanigheid)),
        Given(reading.text(given.uitkomst), reading.text(given.toelichting)),
        scope=scope_of(given),
        by=context.actor_key,
        now=context.now,
    )
    name = "Advies van de FG" if signed.capacity is Capacity.FG else "Besluit na FG-toets, wacht op een tweede persoon"
    history.note(
        session,
        context.instance_id,
        kind="privacybesluit",
        name=f"{name}: {signed.word}",
        detail=signed.text,
        by=context.actor_key,
        now=context.now,
        step=context.step,
    )
    return Ondertekend(signed.reference)


SIGNING = Handler(
    topic="privacy.ondertekenen",
    title="Advies of besluit ondertekenen",
    description="Bewaart wat iemand in de taak hiervoor heeft geadviseerd (hoedanigheid fg) of besloten "
    "(hoedanigheid beslisser), met wie het was. Niets in het diagram kan dat daarna veranderen. "
    "privacy.vastleggen kijkt ernaar als de tabel om een FG-toets vraagt.",
    input_type=Ondertekenen,
    output_type=Ondertekend,
    errors=(),
    inner=True,
    call=sign,
)
RECORDING = Handler(
    topic="privacy.vastleggen",
    title="Privacybesluit vastleggen",
    description="Legt vast wat iemand heeft besloten over het delen van persoonsgegevens. "
    "Bij weigeren, of als het besluit milder is dan mag, gaat het proces verder bij de fout 'delen_geweigerd'. "
    "Na een FG-toets mag delen alleen met het advies van de FG en twee mensen die allebei geen FG zijn.",
    input_type=Vastleggen,
    output_type=Vastgelegd,
    errors=(REFUSED,),
    inner=True,
    call=record,
)

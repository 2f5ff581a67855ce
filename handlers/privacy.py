"""The privacy gate: facts for the table, and the decision a person confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dossier import facts, privacy
from dossier.facts import Flow, Need
from dossier.privacy import ALLOWING, Outcome, PrivacyBesluit
from engine import history
from engine.errors import Invalid
from engine.registry import BpmnError, Handler, JobContext
from handlers import reading
from handlers.settings import HandlerSettings

REFUSED = "delen_geweigerd"
STRICT_TO_MILD = (Outcome.WEIGEREN, Outcome.FG_TOETS, Outcome.VOORWAARDEN, Outcome.TOESTAAN)


class NoHumanConfirmation(Invalid):
    """The diagram lets the machine decide; a person must have completed the task before this one."""

    def __init__(self) -> None:
        super().__init__("Een privacybesluit heeft iemand nodig die het bevestigt.")


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
class Vastleggen:
    stappen: Any
    gegeven: Any
    verstrekker: Any
    ontvanger: Any
    feiten: Any
    toets: Any
    uitkomst: Any
    groep: Any = None
    voorwaarden: Any = None
    motivering: Any = None
    geldig_tot: Any = None
    fg_advies: Any = None


@dataclass(frozen=True)
class Vastgelegd:
    privacybesluit: str  # "privacybesluit-7"


def handlers(settings: HandlerSettings) -> tuple[Handler, ...]:
    def gather(session: Session, given: Toetsen, context: JobContext) -> Feiten:
        steps = _steps(given.stappen)
        step = reading.whole(given.stap, "stap") if given.stap is not None else min(steps, default=None)
        flow = _flow(step, given)
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
        Handler(
            topic="privacy.vastleggen",
            title="Privacybesluit vastleggen",
            description="Legt vast wat iemand heeft besloten over het delen van persoonsgegevens. "
            "Bij weigeren, of als het besluit milder is dan de privacytabel, gaat het proces verder "
            "bij de fout 'delen_geweigerd'.",
            input_type=Vastleggen,
            output_type=Vastgelegd,
            errors=(REFUSED,),
            inner=True,
            call=record,
        ),
    )


def record(session: Session, given: Vastleggen, context: JobContext) -> Vastgelegd:
    """Keep the decision; a refusal is kept as well, and leaves by the error."""
    if context.actor_key is None:
        raise NoHumanConfirmation
    steps = _steps(given.stappen)
    flow = _flow(min(steps, default=None), given)
    advised, decided = _outcome(_advised(given.toets)), _outcome(given.uitkomst)
    until = _until(session, given, flow, context)
    problem = _problem(session, given, flow, advised, decided, until, context)

    besluit = PrivacyBesluit(
        instance_id=context.instance_id,
        stappen=list(steps),
        gegeven=list(flow.kinds),
        verstrekker=list(flow.providers),
        ontvanger=list(flow.receivers),
        tabel_uitkomst=advised,
        uitkomst=Outcome.WEIGEREN if problem else decided,
        voorwaarden=reading.text(given.voorwaarden),
        motivering=reading.text(given.motivering),
        grondslagen=_grounds(given.toets),
        fg_advies=reading.text(given.fg_advies),
        confirmed_by=context.actor_key,
        confirmed_at=context.now,
        valid_until=until or privacy.today(context.now),
    )
    session.add(besluit)
    session.flush()  # the process gets its reference
    _note(session, besluit, problem, context)
    if besluit.uitkomst not in ALLOWING:
        raise BpmnError(REFUSED)
    return Vastgelegd(besluit.reference)


def _problem(
    session: Session,
    given: Vastleggen,
    flow: Flow,
    advised: Outcome,
    decided: Outcome,
    until: date | None,
    context: JobContext,
) -> str:
    """Why a decision to allow cannot stand; empty when it can."""
    if decided not in ALLOWING:
        return ""
    on = privacy.today(context.now)
    checks = (
        (_milder(decided, advised, given.fg_advies), "Milder dan de privacytabel of het advies van de FG."),
        (decided is Outcome.VOORWAARDEN and not reading.text(given.voorwaarden), "De voorwaarden ontbreken."),
        (not _same_question(session, given.feiten, flow), "De toets ging over iets anders."),
        (_stricter_now(session, given.feiten, flow, context), "De registers zijn strenger dan bij de toets."),
        (until is None or until < on, "De datum tot wanneer het geldt ontbreekt of is voorbij."),
    )
    return next((text for wrong, text in checks if wrong), "")


def _milder(decided: Outcome, advised: Outcome, fg_advice: Any) -> bool:
    """Whether the person allows more than the table, or than the FG where the table asks for the FG."""
    limit = _outcome(fg_advice) if advised is Outcome.FG_TOETS else advised
    return STRICT_TO_MILD.index(decided) > STRICT_TO_MILD.index(limit)


def _same_question(session: Session, given: Any, flow: Flow) -> bool:
    """The facts must be those of this flow, not of another gate's."""
    if not isinstance(given, Mapping):
        return False
    return (
        given.get("gegeven") == facts.only(flow.kinds)
        and given.get("verstrekker") == facts.only(facts.kinds_of(session, flow.providers))
        and list(given.get("ontvangers") or ()) == list(facts.kinds_of(session, flow.receivers))
    )


def _stricter_now(session: Session, given: Any, flow: Flow, context: JobContext) -> bool:
    """A convenant may have ended between the test and the decision."""
    found = facts.register_facts(session, context.instance_id, flow, privacy.today(context.now))
    return isinstance(given, Mapping) and any(given.get(name) is True and not now for name, now in found.items())


def _until(session: Session, given: Vastleggen, flow: Flow, context: JobContext) -> date | None:
    """The day the person chose, but never after the papers under the decision end."""
    chosen = reading.day(given.geldig_tot, "geldig_tot") if given.geldig_tot else None
    papers = facts.last_day(session, context.instance_id, flow, privacy.today(context.now))
    return min((end for end in (chosen, papers) if end is not None), default=None)


def _outcome(value: Any) -> Outcome:
    """What cannot be read is a refusal."""
    try:
        return Outcome(reading.text(value))
    except ValueError:
        return Outcome.WEIGEREN


def _advised(toets: Any) -> Any:
    return toets.get("uitkomst") if isinstance(toets, Mapping) else toets


def _grounds(toets: Any) -> list[str]:
    ground = toets.get("grondslag") if isinstance(toets, Mapping) else None
    return [reading.text(ground)] if ground else []


def _flow(step: int | None, given: Toetsen | Vastleggen) -> Flow:
    return Flow(
        step=step,
        kinds=reading.words(given.gegeven),
        providers=reading.words(given.verstrekker),
        receivers=reading.words(given.ontvanger),
    )


def _steps(value: Any) -> tuple[int, ...]:
    found = {reading.whole(word, "stappen") for word in reading.words(value)}
    return tuple(sorted(step for step in found if 1 <= step <= 7))


def _note(session: Session, besluit: PrivacyBesluit, problem: str, context: JobContext) -> None:
    history.note(
        session,
        besluit.instance_id,
        kind="privacybesluit",
        name=f"Privacybesluit: {besluit.uitkomst.value}",
        detail=problem,
        by=context.actor_key,
        now=context.now,
        step=context.step,
    )

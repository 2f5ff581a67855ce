"""Recording what people decided on sharing: never milder than the table, and after an FG-toets never by one alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from sqlalchemy.orm import Session

from dossier import facts, handtekeningen, papers, privacy
from dossier.facts import Flow
from dossier.handtekeningen import Capacity, PrivacyHandtekening
from dossier.papers import Paper
from dossier.privacy import ALLOWING, Outcome, PrivacyBesluit
from engine import history
from engine.errors import Invalid
from engine.registry import BpmnError, JobContext
from handlers import reading

REFUSED = "delen_geweigerd"
COLUMNS = ("annotatie", "uitkomst", "grondslag", "toelichting")
STRICT_TO_MILD = (Outcome.WEIGEREN, Outcome.FG_TOETS, Outcome.VOORWAARDEN, Outcome.TOESTAAN)


class NoHumanConfirmation(Invalid):
    """The diagram lets the machine decide; a person must have completed the task before this one."""

    def __init__(self) -> None:
        super().__init__("Een privacybesluit heeft iemand nodig die het bevestigt.")


class Scope(Protocol):
    """What every handler of the gate is told: for what it is asked."""

    @property
    def gegeven(self) -> Any: ...
    @property
    def verstrekker(self) -> Any: ...
    @property
    def ontvanger(self) -> Any: ...
    @property
    def stappen(self) -> Any: ...


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
    fg_advies: Any = None  # what diagrams from before signatures hand over; it proves nothing
    toets_regels: Any = None
    fg_handtekening: Any = None
    eerste_handtekening: Any = None
    tweede_akkoord: Any = None
    tweede_motivering: Any = None


@dataclass(frozen=True)
class Vastgelegd:
    privacybesluit: str  # "privacybesluit-7"


def record(session: Session, given: Vastleggen, context: JobContext) -> Vastgelegd:
    """Keep the decision; a refusal is kept as well, and leaves by the error."""
    if context.actor_key is None:
        raise NoHumanConfirmation
    steps = steps_of(given.stappen)
    question = Question(
        flow=flow_of(min(steps, default=None), given),
        advised=_outcome(_advised(given.toets)),
        decided=_outcome(given.uitkomst),
        papers=(),
    )
    found = papers.under(session, context.instance_id, question.flow, privacy.today(context.now))
    question = replace(question, papers=tuple(found), until=_until(given, found))
    signed = _signatures(session, given, context)
    problem = _problem(session, given, question, signed, context)

    besluit = _row(given, question, signed, context)
    besluit.stappen = list(steps)
    if problem:
        besluit.uitkomst = Outcome.WEIGEREN
    session.add(besluit)
    session.flush()  # the process gets its reference
    _note(session, besluit, problem, context)
    if besluit.uitkomst not in ALLOWING:
        raise BpmnError(REFUSED)
    return Vastgelegd(besluit.reference)


@dataclass(frozen=True)
class Question:
    """What was asked, what the table said, what a person decided, and what it rests on."""

    flow: Flow
    advised: Outcome
    decided: Outcome
    papers: tuple[Paper, ...]
    until: date | None = None


@dataclass(frozen=True)
class Signed:
    """Who said what: the FG who advised, and of two people who decided the first."""

    fg: PrivacyHandtekening | None
    first: PrivacyHandtekening | None


def _signatures(session: Session, given: Vastleggen, context: JobContext) -> Signed:
    def find(value: Any, capacity: Capacity) -> PrivacyHandtekening | None:
        return handtekeningen.find(
            session, reading.text(value), instance_id=context.instance_id, capacity=capacity, scope=scope_of(given)
        )

    return Signed(find(given.fg_handtekening, Capacity.FG), find(given.eerste_handtekening, Capacity.DECIDER))


def _row(given: Vastleggen, question: Question, signed: Signed, context: JobContext) -> PrivacyBesluit:
    after_fg = question.advised is Outcome.FG_TOETS
    first, fg = (signed.first, signed.fg) if after_fg else (None, None)
    return PrivacyBesluit(
        instance_id=context.instance_id,
        gegeven=list(question.flow.kinds),
        verstrekker=list(question.flow.providers),
        ontvanger=list(question.flow.receivers),
        tabel_uitkomst=question.advised,
        uitkomst=question.decided,
        voorwaarden=reading.text(given.voorwaarden),
        motivering=reading.text(given.motivering),
        grondslagen=_grounds(given.toets),
        regels=_rows(given.toets_regels),
        papieren=[paper.mark for paper in question.papers],
        fg_advies=fg.word if fg else "",
        fg_toelichting=fg.text if fg else "",
        fg_door=fg.signed_by if fg else None,
        confirmed_by=first.signed_by if first else context.actor_key,
        confirmed_at=context.now,
        seconded_by=context.actor_key if first else None,
        seconded_at=context.now if first else None,
        seconded_reason=reading.text(given.tweede_motivering) if first else "",
        valid_until=question.until or privacy.today(context.now),
    )


def _problem(session: Session, given: Vastleggen, question: Question, signed: Signed, context: JobContext) -> str:
    """Why a decision to allow cannot stand; empty when it can."""
    decided, advised = question.decided, question.advised
    if decided not in ALLOWING:
        return ""
    on = privacy.today(context.now)
    checks = (
        (advised is not Outcome.FG_TOETS and _milder(decided, advised), "Milder dan de privacytabel."),
        (_milder(advised, decided) and not reading.text(given.motivering), "De reden om strenger te zijn ontbreekt."),
        (handtekeningen.is_fg(session, context.actor_key), "De FG adviseert en beslist niet."),
        (decided is Outcome.VOORWAARDEN and not reading.text(given.voorwaarden), "De voorwaarden ontbreken."),
        (not _same_question(session, given.feiten, question.flow), "De toets ging over iets anders."),
        (_stricter_now(session, given.feiten, question.flow, context), "De registers zijn strenger dan bij de toets."),
        (question.until is None or question.until < on, "De datum tot wanneer het geldt ontbreekt of is voorbij."),
    )
    told = next((text for wrong, text in checks if wrong), "")
    return told or (_four_eyes(session, given, decided, signed, context) if advised is Outcome.FG_TOETS else "")


def _four_eyes(session: Session, given: Vastleggen, decided: Outcome, signed: Signed, context: JobContext) -> str:
    """Why sharing after an FG-toets cannot stand: the FG advised in writing, two others decided the same."""
    fg, first = signed.fg, signed.first
    if fg is None or not handtekeningen.is_fg(session, fg.signed_by) or not fg.text:
        return "Het schriftelijke advies van de FG ontbreekt."
    if first is None or first.word != decided.value:
        return "Het besluit van de eerste persoon ontbreekt."
    if first.signed_by == context.actor_key:
        return "Na een FG-toets beslissen twee verschillende mensen."
    if handtekeningen.is_fg(session, first.signed_by):
        return "De FG adviseert en beslist niet."
    if _milder(decided, _outcome(fg.word)) and not first.text:
        return "De reden om van het advies van de FG af te wijken ontbreekt."
    return "" if reading.text(given.tweede_akkoord) == "ja" else "De tweede persoon is niet akkoord."


def _milder(one: Outcome, other: Outcome) -> bool:
    """Whether the first allows more than the second."""
    return STRICT_TO_MILD.index(one) > STRICT_TO_MILD.index(other)


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


def _until(given: Vastleggen, found: Iterable[Paper]) -> date | None:
    """The day the person chose, but never after the papers under the decision end."""
    chosen = reading.day(given.geldig_tot, "geldig_tot") if given.geldig_tot else None
    return min((end for end in (chosen, papers.last_day(found)) if end is not None), default=None)


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


def _rows(matched: Any) -> list[dict[str, str]]:
    """Every row of the table that matched, as text."""
    rows = [row for row in matched if isinstance(row, Mapping)] if isinstance(matched, list | tuple) else []
    return [{name: reading.text(row.get(name)) for name in COLUMNS} for row in rows]


def scope_of(given: Scope) -> list[str]:
    """For what somebody signs, in one order."""
    parts = (given.stappen, given.gegeven, given.verstrekker, given.ontvanger)
    return [", ".join(sorted(str(word) for word in reading.words(part))) for part in parts]


def flow_of(step: int | None, given: Scope) -> Flow:
    return Flow(
        step=step,
        kinds=reading.words(given.gegeven),
        providers=reading.words(given.verstrekker),
        receivers=reading.words(given.ontvanger),
    )


def steps_of(value: Any) -> tuple[int, ...]:
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

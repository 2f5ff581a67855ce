"""Figures over all groups together, for the council: no group is named, and no small count can be read or computed.

Two reports must tell no more than one: docs/decisions/0016-council-figures.md. So the figures stand still at the end
of the last quarter that is over, and every count that is shown is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dossier import council_work, suppression
from dossier.actions import Action, ActionStatus
from dossier.counted import Counted, count
from dossier.priorities import OUTCOMES, PRIORITIES, Priority
from dossier.privacy import today
from dossier.scores import ITEMS, Score
from dossier.suppression import Sum, rounded
from dossier.workdays import AMSTERDAM
from engine.models import HistoricActivity, InstanceState, ProcessInstance

QUARTERS = 8
DAY = timedelta(days=1)
EARLIER = "eerder"
SMALL = "niet getoond"
STEPS = {
    1: "Stap 1: signalen delen",
    2: "Stap 2: informatie verzamelen",
    3: "Stap 3: integraal beeld",
    4: "Stap 4: adviseren en prioriteren",
    5: "Stap 5: plan van aanpak",
    6: "Stap 6: uitvoeren en volgen",
    7: "Stap 7: afronden en evalueren",
    None: "Nog in geen stap",
}
TRACKS = {"groep": "Gericht op de groep", "persoon": "Gericht op personen", "domein": "Gericht op de omgeving"}
KINDS = {"straf": "Strafrecht", "bestuur": "Bestuur", "fysiek": "Inrichting", "zorg": "Zorg en hulp"}
STATUS = {
    ActionStatus.OPEN.value: "Loopt nog",
    ActionStatus.DONE.value: "Klaar",
    ActionStatus.FAILED.value: "Niet gelukt",
    ActionStatus.DROPPED.value: "Vervallen",
}
OTHER = "Anders"
NONE = "Geen"
SCORES = {"ernst": "Ernst", "risico": "Risico", "ontwikkeling": "Ontwikkeling", "impact": "Impact op de omgeving"}
MOVES = ("Lager (beter)", "Gelijk", "Hoger (slechter)")
ENDS = {InstanceState.COMPLETED: "Tot het einde gegaan", InstanceState.CANCELLED: "Tussentijds gestopt"}


@dataclass(frozen=True)
class Line:
    """One figure: the count, or that it is not shown."""

    name: str
    shown: str


@dataclass(frozen=True)
class Figures:
    """One table of the report."""

    title: str
    note: str
    lines: list[Line]


@dataclass(frozen=True)
class _Case:
    state: InstanceState
    step: int | None
    started: date
    ended: date | None


def report(session: Session, *, now: datetime) -> list[Figures]:
    """The tables of the report; who may read it sees no case, so nothing here is about one."""
    last = last_day(today(now))
    before = datetime.combine(last + timedelta(days=1), datetime.min.time(), AMSTERDAM)
    cases = _cases(session, before)
    tables = [
        *_of_cases(cases, last),
        *_of_scores(session, before),
        *_of_actions(session, before),
        *_of_priorities(session, before),
        *council_work.tables(session, before, STEPS),
    ]
    counts, sums = _together(cases, tables)
    gone = suppression.hidden(counts, [*sums, *council_work.across()])
    return [
        _totals(counts, gone),
        *(_shown(table, gone) for table in tables if table.shown),
        _durations(cases, gone, last),
        _of_steps(session, gone, before),
    ]


def last_day(day: date) -> date:
    """The last day of the newest quarter that is over on this day: until then the figures count."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1) - timedelta(days=1)


def _cases(session: Session, before: datetime) -> list[_Case]:
    """How the cases stood at that moment, not how they stand now."""
    steps = _steps(session, before)
    columns = (ProcessInstance.id, ProcessInstance.state, ProcessInstance.started_at, ProcessInstance.ended_at)
    return [
        _Case(state, steps.get(number), today(started), today(ended))
        if ended is not None and ended < before
        else _Case(InstanceState.ACTIVE, steps.get(number), today(started), None)
        for number, state, started, ended in session.execute(
            select(*columns).where(ProcessInstance.started_at < before)
        )
    ]


def _steps(session: Session, before: datetime) -> dict[int, int]:
    """The step of each case at that moment: that of the last thing that happened in it."""
    last = (
        select(func.max(HistoricActivity.id))
        .where(HistoricActivity.at < before, HistoricActivity.step.is_not(None))
        .group_by(HistoricActivity.instance_id)
    )
    rows = session.execute(
        select(HistoricActivity.instance_id, HistoricActivity.step).where(HistoricActivity.id.in_(last))
    )
    return {instance_id: step for instance_id, step in rows if step is not None}


def _together(cases: list[_Case], tables: list[Counted]) -> tuple[dict[str, int], list[Sum]]:
    """Every count by its name, and how they hang together."""
    counts = {
        "begonnen": len(cases),
        "loopt": sum(case.state is InstanceState.ACTIVE for case in cases),
        "afgesloten": sum(case.state is not InstanceState.ACTIVE for case in cases),
    }
    sums = [Sum(("loopt", "afgesloten"), "begonnen")]
    for table in tables:
        names = {f"{table.key}/{cell}": count for cell, count in table.cells.items()}
        counts |= names
        counts.setdefault(table.total, sum(names.values()))
        sums.append(Sum(tuple(names), table.total))
    return counts, sums


def _of_cases(cases: list[_Case], day: date) -> list[Counted]:
    running = [case for case in cases if case.state is InstanceState.ACTIVE]
    ended = [case for case in cases if case.state is not InstanceState.ACTIVE]
    quarters = _quarters(day)
    note = "Per kwartaal waarin de aanpak {} is."
    return [
        Counted("stap", "Lopende groepen per stap", "Waar de aanpak nu staat.",
               count(STEPS.values(), (STEPS.get(case.step, STEPS[None]) for case in running)), "loopt"),
        Counted("start", "Begonnen", note.format("begonnen"),
               count(quarters, (_quarter(case.started, quarters) for case in cases)), "begonnen"),
        Counted("einde", "Afgesloten", note.format("afgesloten"),
               count(quarters, (_quarter(case.ended or day, quarters) for case in ended)), "afgesloten"),
        Counted("hoe", "Hoe de aanpak eindigde", "Van alle groepen die zijn afgesloten.",
               count(ENDS.values(), (ENDS[case.state] for case in ended)), "afgesloten"),
    ]  # fmt: skip


def _of_scores(session: Session, before: datetime) -> list[Counted]:
    """Per item how the newest measurement of a group differs from its first."""
    measured: dict[int, list[Score]] = {}
    for score in session.scalars(select(Score).where(Score.at < before).order_by(Score.instance_id, Score.id)):
        measured.setdefault(score.instance_id, []).append(score)
    pairs = [(found[0], found[-1]) for found in measured.values() if len(found) > 1]
    note = "Verschil tussen de eerste en de laatste meting, van groepen die vaker dan een keer zijn gescoord."
    return [
        Counted(f"score-{item}", f"Score op {SCORES[item].lower()}", note,
               count(MOVES, (_move(getattr(first, item), getattr(last, item)) for first, last in pairs)), "gemeten")
        for item in ITEMS
    ]  # fmt: skip


def _of_actions(session: Session, before: datetime) -> list[Counted]:
    columns = select(Action.track, Action.kind, Action.status, Action.ended_at).where(Action.created_at < before)
    found = [
        (TRACKS.get(track, OTHER), KINDS.get(kind, OTHER), STATUS.get(_then(status, ended, before).value, OTHER))
        for track, kind, status, ended in session.execute(columns)
    ]
    note = "Alle acties uit alle plannen."
    return [
        Counted("spoor", "Acties per spoor", note,
               count((*TRACKS.values(), OTHER), (track for track, _, _ in found)), "acties"),
        Counted("soort", "Acties per soort", note,
               count((*KINDS.values(), OTHER), (kind for _, kind, _ in found)), "acties"),
        Counted("stand", "Hoe acties ervoor staan", note,
               count(STATUS.values(), (status for _, _, status in found)), "acties"),
    ]  # fmt: skip


def _then(status: ActionStatus, ended: datetime | None, before: datetime) -> ActionStatus:
    return status if ended is not None and ended < before else ActionStatus.OPEN


def _of_priorities(session: Session, before: datetime) -> list[Counted]:
    """What was decided last on each group."""
    newest: dict[int, Priority] = {}
    for each in session.scalars(select(Priority).where(Priority.at < before).order_by(Priority.id)):
        newest[each.instance_id] = each
    found = [(OUTCOMES.get(each.outcome, OTHER), PRIORITIES.get(each.priority, NONE)) for each in newest.values()]
    note = "Het laatste besluit van het overleg over elke groep."
    return [
        Counted("prioriteit", "Prioriteit van groepen", note,
               count((*PRIORITIES.values(), NONE), (priority for _, priority in found)), "besloten"),
        Counted("besluit", "Wat het overleg besloot", note,
               count((*OUTCOMES.values(), OTHER), (outcome for outcome, _ in found)), "besloten"),
    ]  # fmt: skip


def _totals(counts: Mapping[str, int], gone: frozenset[str]) -> Figures:
    names = {
        "begonnen": "Groepen waarvoor een aanpak is begonnen",
        "loopt": "Daarvan lopen nog",
        "afgesloten": "Daarvan zijn afgesloten",
        "gemeten": "Groepen die vaker dan een keer zijn gescoord",
        "acties": "Acties in alle plannen",
        "besloten": "Groepen waarover het overleg besloot",
        "taken": "Taken die open staan",
    }
    lines = [Line(text, _figure(counts.get(key, 0), key in gone)) for key, text in names.items()]
    return Figures("In het kort", "Over de hele tijd dat de gemeente met Zevenstap werkt.", lines)


def _shown(table: Counted, gone: frozenset[str]) -> Figures:
    lines = [Line(cell, _figure(count, f"{table.key}/{cell}" in gone)) for cell, count in table.cells.items()]
    return Figures(table.title, table.note, lines)


def _durations(cases: list[_Case], gone: frozenset[str], day: date) -> Figures:
    """The middle one, where their number may be shown: else this would tell that they are at least five."""
    closed = [(case.ended - case.started).days for case in cases if case.ended is not None]
    running = [(day - case.started).days for case in cases if case.state is InstanceState.ACTIVE]
    rows = (("Groepen die zijn afgesloten", "afgesloten", closed), ("Groepen die nog lopen", "loopt", running))
    lines = [
        Line(name, SMALL if key in gone else f"ongeveer {rounded(round(median(days)), 10)} dagen")
        for name, key, days in rows
    ]
    return Figures("Hoe lang een aanpak duurt", "De middelste van alle groepen, in dagen.", lines)


def _of_steps(session: Session, gone: frozenset[str], before: datetime) -> Figures:
    """Only where the number of steps that were done may be shown, as above."""
    found = {STEPS[step]: took for step, took in council_work.durations(session, before) if step in STEPS}
    lines = [
        Line(name, SMALL if f"stap-klaar/{name}" in gone else f"ongeveer {rounded(round(found[name] / DAY), 10)} dagen")
        for step, name in STEPS.items()
        if step is not None
    ]
    note = "Van de eerste taak tot de laatste, van stappen die in de laatste vier kwartalen klaar waren. De middelste."
    return Figures("Hoe lang een stap duurt", note, lines)


def _figure(number: int, is_hidden: bool) -> str:
    return SMALL if is_hidden else str(rounded(number))


def _move(first: int, last: int) -> str:
    return MOVES[(last > first) - (last < first) + 1]


def _quarters(day: date) -> list[str]:
    """The last eight quarters, the newest first, and everything before."""
    number = day.year * 4 + (day.month - 1) // 3
    return [f"{each // 4}, kwartaal {each % 4 + 1}" for each in range(number, number - QUARTERS, -1)] + [EARLIER]


def _quarter(day: date, known: list[str]) -> str:
    name = f"{day.year}, kwartaal {(day.month - 1) // 3 + 1}"
    return name if name in known else EARLIER

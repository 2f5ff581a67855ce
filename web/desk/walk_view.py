"""What the page of a walk shows: where the tokens are, what is open, what happened; all of it from an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from engine.packages.content import PackageContent
from engine.scenarios.given import told
from engine.scenarios.model import Scenario
from engine.scenarios.outcome import Line, Outcome
from web import outline, words
from web.desk import step_words
from web.outline import Drawing, Standing

MOST_DRAWN = 3
WORDS = {"started": "begonnen", "completed": "klaar", "cancelled": "vervallen"}


@dataclass(frozen=True)
class Picture:
    """A process where tokens are, drawn and told."""

    name: str
    xml: str
    marks: list[dict[str, object]]
    lines: list[outline.Line]


@dataclass(frozen=True)
class Taken:
    """One step of the walk in the log."""

    number: int
    title: str
    pairs: list[tuple[str, str]]
    lines: tuple[Line, ...]
    wrong: tuple[str, ...]


def names_of(content: PackageContent) -> dict[str, str]:
    """Element -> its name in the diagram."""
    return {node.id: node.name or node.id for drawing in outline.drawings(content).values() for node in drawing.nodes}


def pictures(content: PackageContent, outcome: Outcome) -> list[Picture]:
    """The processes where the case is now, the innermost first; before the start and after the end the main one."""
    drawings = outline.drawings(content)
    here = list(dict.fromkeys(place.process for place in reversed(outcome.places)))
    keys = [key for key in here if key in drawings] or [content.process_key]
    return [_picture(content, drawings[key], outcome) for key in keys[:MOST_DRAWN] if key in drawings]


def _picture(content: PackageContent, drawing: Drawing, outcome: Outcome) -> Picture:
    lines = outline.lines(drawing, standings(outcome, drawing.key), outcome.now)
    xml = content.files[drawing.path].decode("utf-8", "replace")
    return Picture(drawing.name, xml, outline.marks(lines), lines)


def standings(outcome: Outcome, process: str) -> dict[str, Standing]:
    """How each element of a process stands, as of a case."""
    found: dict[str, Standing] = {}
    for line in outcome.history:
        if line.process == process and line.element:
            _count(found.setdefault(line.element, Standing()), line)
    for task in outcome.tasks:
        if task.process == process:
            one = found.setdefault(task.element, Standing())
            one.open += 1
            one.late += words.is_late(task.due_at, outcome.now)
            one.due_at = _first(one.due_at, task.due_at)
    for place in outcome.places:
        one = found.setdefault(place.element, Standing())
        one.waits = one.waits or (place.process == process and not one.open)
    for job in outcome.waiting:
        one = found.setdefault(job.element, Standing())
        one.waits = True
        if job.kind == "timer":
            one.wakes_at = _first(one.wakes_at, job.due_at)
    return found


def _count(one: Standing, line: Line) -> None:
    if line.state == "completed":
        one.times, one.done_at = one.times + 1, line.at
    elif line.state == "started":
        one.started += 1
    else:
        one.skipped = True


def _first(known: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (known, other) if each is not None), default=None)


def log(scenario: Scenario, outcome: Outcome, names: Mapping[str, str], roles: Mapping[str, str]) -> list[Taken]:
    """The steps with what each brought about, the last first."""
    rows = [
        Taken(
            number,
            step_words.title(step, names, roles),
            step_words.told(step, names),
            tuple(line for line in outcome.history if line.number == number and line.name),
            tuple(problem.text for problem in outcome.problems if problem.step == number),
        )
        for number, step in enumerate(scenario.steps, 1)
    ]
    return rows[::-1]


def decisions(outcome: Outcome) -> list[Line]:
    """What tables decided, the last first."""
    return [line for line in reversed(outcome.history) if line.kind == "businessRuleTask" and line.detail]


def variables(outcome: Outcome, names: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """By scope: the case itself, then what was called."""
    return [
        (names.get(scope.split(" (")[0], scope) if scope else _("De zaak"), _rows(values))
        for scope, values in outcome.scopes.items()
        if values
    ]


def _rows(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, step_words.shown(told(value)) or "leeg") for name, value in sorted(values.items())]

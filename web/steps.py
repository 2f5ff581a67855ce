"""The seven steps, as every screen names and draws them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from engine.models import HistoricActivity
from web import words
from web.told import lazy_gettext


@dataclass(frozen=True)
class Step:
    number: int
    name: str
    question: str


NAMED = (
    Step(1, lazy_gettext("Signalen delen"), lazy_gettext("Wat zien we?")),
    Step(2, lazy_gettext("Informatie verzamelen"), lazy_gettext("Is het een probleem?")),
    Step(3, lazy_gettext("Integraal beeld maken"), lazy_gettext("Wat is er aan de hand?")),
    Step(4, lazy_gettext("Adviseren en prioriteren"), lazy_gettext("Gaat deze groep voor?")),
    Step(5, lazy_gettext("Plan van aanpak maken"), lazy_gettext("Wie doet wat?")),
    Step(6, lazy_gettext("Uitvoeren en monitoren"), lazy_gettext("Doen, en volgen of het helpt")),
    Step(7, lazy_gettext("Afronden en evalueren"), lazy_gettext("Stoppen, en ervan leren")),
)


SKIPPED = "overgeslagen"  # the kind of the row that says so
WORK = frozenset({"userTask", "callActivity"})


@dataclass(frozen=True)
class Progress:
    """One step in the bar of a case."""

    number: int
    name: str
    state: str  # "klaar", "nu", "open" or "over"
    text: str


def name(number: int | None) -> str:
    """'Stap 3: integraal beeld maken'; empty for work that belongs to no step."""
    return _("Stap %(number)s: %(lower)s", number=number, lower=NAMED[number - 1].name.lower()) if number else ""


def of_seven(number: int | None) -> str:
    """'Stap 3 van 7: integraal beeld maken'."""
    if not number:
        return _("Nog niet begonnen")
    return _("Stap %(number)s van 7: %(lower)s", number=number, lower=NAMED[number - 1].name.lower())


def mini(current: int | None, *, ended: bool = False) -> list[str]:
    """Seven marks for the small bar: 'k' done, 'n' now, '' not yet."""
    if ended:
        return ["k"] * 7
    return ["k" if n < (current or 0) else "n" if n == current else "" for n in range(1, 8)]


def progress(
    current: int | None,
    history: Iterable[HistoricActivity],
    now: datetime,
    *,
    ended: bool,
    names: Mapping[str, str] | None = None,
) -> list[Progress]:
    """The bar of a case: what was done when, where it stands, what comes; `names` are the package's own, by number."""
    done: dict[int, datetime] = {}
    skipped: dict[int, datetime] = {}
    for row in history:
        if row.step is None or row.state != "completed":
            continue
        found = skipped if row.kind == SKIPPED else done if row.kind in WORK else None
        if found is not None:
            found[row.step] = max(row.at, found.get(row.step, row.at))
    own = names or {}
    bar = [replace(step, name=own.get(str(step.number), step.name)) for step in NAMED]
    return [_one(step, current, done, skipped, now, ended) for step in bar]


def _one(
    step: Step,
    current: int | None,
    done: dict[int, datetime],
    skipped: dict[int, datetime],
    now: datetime,
    ended: bool,
) -> Progress:
    number = step.number
    if not ended and number == current:
        return Progress(number, step.name, "nu", _("Nu bezig"))
    if number in skipped and skipped[number] >= done.get(number, skipped[number]):
        return Progress(number, step.name, "over", _("Overgeslagen"))
    if number not in done:
        return Progress(number, step.name, "open", _("Nog niet"))
    day = words.short_day(done[number], now)
    if ended or number < (current or 0):
        return Progress(number, step.name, "klaar", _("Klaar, %(day)s", day=day))
    return Progress(number, step.name, "open", _("Eerder gedaan, %(day)s", day=day))

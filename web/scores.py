"""The scores of a group on the page of its case: a line over time for each item, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dossier import scores
from dossier.scores import Score
from web import words
from web.told import lazy_gettext

ITEMS = {
    "ernst": lazy_gettext("Ernst"),
    "risico": lazy_gettext("Risico"),
    "ontwikkeling": lazy_gettext("Ontwikkeling"),
    "impact": lazy_gettext("Impact op omgeving"),
}
MOMENTS = {
    "duiding": lazy_gettext("Duiding"),
    "voortgang": lazy_gettext("Voortgang"),
    "evaluatie": lazy_gettext("Evaluatie"),
}
SHOWN = 10
LEFT, RIGHT, TOP, BOTTOM = 14, 158, 24, 92  # the field of a drawing, in its own units
CLOSEST = 14  # two measurements of one week must not lie on top of each other


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    number: int


@dataclass(frozen=True)
class Line:
    """One item over time."""

    key: str
    name: str
    numbers: list[int]
    trend: str
    points: list[Point]
    description: str  # what the drawing says, for who does not see it

    @property
    def path(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


@dataclass(frozen=True)
class Chart:
    """The last measurements, the oldest first."""

    heads: list[str]
    first_day: str
    last_day: str
    lines: list[Line]
    rules: list[int]  # the height of 1 to 5


def chart(session: Session, instance_id: int, moment: datetime) -> Chart | None:
    """None when the group was never scored."""
    found = scores.of_instance(session, instance_id)[-SHOWN:]
    if not found:
        return None
    days = [words.short_day(score.at, moment) for score in found]
    across = places([score.at for score in found])
    return Chart(
        heads=[f"{MOMENTS[score.moment.value]}, {day}" for score, day in zip(found, days, strict=True)],
        first_day=_brief(found[0].at),
        last_day=_brief(found[-1].at),
        lines=[_line(key, name, found, across, days) for key, name in ITEMS.items()],
        rules=[_height(number) for number in range(1, 6)],
    )


def _line(key: str, name: str, found: Sequence[Score], across: list[int], days: list[str]) -> Line:
    numbers = [int(getattr(score, key)) for score in found]
    told = "; ".join(f"{day}: {number}" for day, number in zip(days, numbers, strict=True))
    return Line(
        key=key,
        name=name,
        numbers=numbers,
        trend=trend(numbers),
        points=[Point(x, _height(number), number) for x, number in zip(across, numbers, strict=True)],
        description=_("Van 1 (licht) tot 5 (zwaar). %(told)s. In woorden: %(trend)s.", told=told, trend=trend(numbers)),
    )


def places(moments: Sequence[datetime]) -> list[int]:
    """Where measurements stand from left to right: by their time, yet never on top of each other."""
    if len(moments) == 1:
        return [(LEFT + RIGHT) // 2]
    whole = (moments[-1] - moments[0]).total_seconds()
    width = RIGHT - LEFT
    gap = min(CLOSEST, width / (len(moments) - 1))
    found = [(moment - moments[0]).total_seconds() / whole * width if whole > 0 else 0.0 for moment in moments]
    for i in range(1, len(found)):
        found[i] = max(found[i], found[i - 1] + gap)
    found[-1] = width
    for i in range(len(found) - 2, -1, -1):
        found[i] = min(found[i], found[i + 1] - gap)
    return [LEFT + round(max(0.0, each)) for each in found]


def _brief(at: datetime) -> str:
    """'23-11-26': two of them fit below one small drawing."""
    return words.local(at).strftime("%d-%m-%y")


def _height(number: int) -> int:
    return BOTTOM - (number - 1) * (BOTTOM - TOP) // 4


def trend(numbers: list[int]) -> str:
    """What changed since the first measurement, in words."""
    change = numbers[-1] - numbers[0]
    if len(numbers) < 2:
        return _("eerste meting")
    if change == 0:
        return _("blijft gelijk")
    if abs(change) == 1:
        return _("daalt licht") if change < 0 else _("stijgt licht")
    return _("daalt") if change < 0 else _("stijgt")

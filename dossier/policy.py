"""The policy of reminders: a decision table of the package says who hears when, and how often.

Its file is `herinneringen.dmn`, its decision `herinneringen`. A package without one reminds as the first version did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from dossier import workdays
from engine import dmn, feel
from engine.errors import Invalid

NAME = "herinneringen"
FILE = f"/{NAME}.dmn"
ACTION, TASK = "actie", "taak"
OWNER, REGISSEUR = "eigenaar", "procesregisseur"
BEFORE, ON, AFTER = "voor", "op", "na"
DAYS, WORKING_DAYS = "dagen", "werkdagen"
DAYS_BEFORE = "actie_herinnering_voor_dagen"
DAYS_AFTER = "actie_herinnering_na_dagen"
MOST_DAYS, MOST_TIMES = 400, 12
COLUMNS = ("wanneer", "aantal", "eenheid", "aan", "herhaal", "keer")


class PolicyUnreadable(Invalid, told=True):
    """A row of the table does not say what a reminder needs."""

    def __init__(self, column: str) -> None:
        self.code = column
        super().__init__(f"De tabel {NAME} zegt bij “{column}” niet wat een herinnering nodig heeft.")


@dataclass(frozen=True)
class About:
    """What may need a reminder."""

    thing: str  # actie or taak
    due_on: date
    since: date
    track: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Rule:
    """A row that applies: when, to whom, and how often again."""

    when: str
    number: int
    unit: str
    to: str
    again: int = 0  # working days between one and the next
    times: int = 1


@dataclass(frozen=True)
class Planned:
    """One reminder: at nine in the morning of a working day."""

    when: str
    to: str
    at: datetime


def rules(files: Mapping[str, bytes], about: About, settings: Mapping[str, Any], *, now: datetime) -> list[Rule]:
    """The rows of the package's table that apply, in their order."""
    table = table_of(files)
    if table is None:
        return _first_version(settings) if about.thing == ACTION else []
    context = {
        "ding": about.thing,
        "spoor": about.track or None,
        "soort": about.kind or None,
        "looptijd": Decimal((about.due_on - about.since).days),
        "instellingen": dict(settings),
    }
    outcome = dmn.decide(_read(table), NAME, context, feel.Environment(now=now))
    return [_rule(row) for row in outcome.outputs]


def table_of(files: Mapping[str, bytes]) -> bytes | None:
    """The table of a package, when it has one."""
    return next((data for path, data in sorted(files.items()) if path.endswith(FILE)), None)


def schedule(found: list[Rule], due_on: date) -> list[Planned]:
    """When each reminder comes: before the due date on an earlier working day, after it on a later one."""
    planned: list[Planned] = []
    for rule in found:
        day = _first_day(rule, due_on)
        told = [each.at.date() for each in planned if each.to == OWNER and each.when == AFTER]
        if rule.to != OWNER and rule.when == AFTER and told:
            # Who owns it hears first; only when that did not help, another.
            day = max(day, workdays.first_from(min(told) + timedelta(days=1)))
        for _ in range(rule.times):
            planned.append(Planned(rule.when, rule.to, workdays.morning(day)))
            day = workdays.later(day, max(rule.again, 1))
    return planned


def _first_day(rule: Rule, due_on: date) -> date:
    if rule.when == ON:
        return workdays.last_before(due_on)
    number = -rule.number if rule.when == BEFORE else rule.number
    day = workdays.later(due_on, number) if rule.unit == WORKING_DAYS else due_on + timedelta(days=number)
    # No working days away is the due date itself, and that may be a holiday.
    return workdays.last_before(day) if rule.when == BEFORE else workdays.first_from(day)


def _first_version(settings: Mapping[str, Any]) -> list[Rule]:
    before, after = _days(settings, DAYS_BEFORE), _days(settings, DAYS_AFTER)
    return [
        Rule(BEFORE, before, DAYS, OWNER),
        Rule(ON, 0, DAYS, OWNER),
        Rule(AFTER, after, DAYS, OWNER),
        Rule(AFTER, after + 1, DAYS, REGISSEUR),
    ]


def _days(settings: Mapping[str, Any], name: str) -> int:
    value = settings.get(name)
    return max(0, int(value)) if value is not None else 7  # the national proposal


@lru_cache(maxsize=16)
def _read(table: bytes) -> dmn.Definitions:
    return dmn.load(table)


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        when=_word(row, "wanneer", (BEFORE, ON, AFTER)),
        number=_number(row, "aantal", 0, MOST_DAYS),
        unit=_word(row, "eenheid", (DAYS, WORKING_DAYS), DAYS),
        to=_word(row, "aan", ()),
        again=_number(row, "herhaal", 0, MOST_DAYS),
        times=_number(row, "keer", 1, MOST_TIMES),
    )


def _word(row: Mapping[str, Any], column: str, known: tuple[str, ...], default: str = "") -> str:
    value = row.get(column) or default
    if not isinstance(value, str) or not value or (known and value not in known):
        raise PolicyUnreadable(column)
    return value


def _number(row: Mapping[str, Any], column: str, least: int, most: int) -> int:
    value = row.get(column)
    if value is None:
        return least
    if isinstance(value, bool) or not isinstance(value, Decimal | int) or value != int(value):
        raise PolicyUnreadable(column)
    if not least <= value <= most:
        raise PolicyUnreadable(column)
    return int(value)

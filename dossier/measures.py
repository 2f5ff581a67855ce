"""Measures of the burgemeester that the law allows for a limited time only."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.errors import Invalid

NONE, OTHER = "geen", "anders"
SPREAD = "172a_gespreid"


@dataclass(frozen=True)
class Limit:
    """How long one order may last, and how often it may be extended; the numbers of the law."""

    article: str
    months: int
    months_setting: str
    extensions: int = 0
    extensions_setting: str = ""


LIMITS: Mapping[str, Limit] = {
    "172a": Limit("Gemeentewet 172a", 3, "bevel_172a_maanden", 3, "bevel_172a_verlengingen"),
    SPREAD: Limit("Gemeentewet 172a", 24, "bevel_172a_gespreid_maanden"),
    "172b": Limit("Gemeentewet 172b", 3, "bevel_172b_maanden"),
}


class MeasureTooLong(Invalid, told=True):
    """The measure lasts longer than its article allows."""

    def __init__(self, article: str, last: date) -> None:
        self.article = article
        self.last = last
        super().__init__(f"{article}: deze maatregel mag duren tot en met {last:%d-%m-%Y}.")


class MeasureRefused(Invalid, told=True):
    """The measure cannot be held against its article: a start is missing, or it was extended too often."""

    def __init__(self, article: str, why: str) -> None:
        self.article = article
        super().__init__(f"{article}: {why}")


def last_day(measure: str, start: date, extensions: int, settings: Mapping[str, Any]) -> date:
    """The last day the measure may run; a setting may be stricter than the law, never milder."""
    limit = LIMITS[measure]
    return months_after(start, _at_most(settings, limit.months_setting, limit.months) * (1 + extensions))


def require_within_term(
    measure: str, start: date | None, end: date, extensions: int, settings: Mapping[str, Any]
) -> None:
    """Refuse a measure that lasts, or was extended, beyond what its article allows."""
    limit = LIMITS.get(measure)
    if limit is None:
        return
    if start is None:
        raise MeasureRefused(limit.article, "de startdatum ontbreekt.")
    most = _at_most(settings, limit.extensions_setting, limit.extensions)
    if not 0 <= extensions <= most:
        raise MeasureRefused(limit.article, f"deze maatregel mag {most} keer worden verlengd.")
    last = last_day(measure, start, extensions, settings)
    if end > last:
        raise MeasureTooLong(limit.article, last)


def require_extension(measure: str, start: date, end: date, number: int, settings: Mapping[str, Any]) -> None:
    """Refuse one further period that is too long on its own, or one too many."""
    limit = LIMITS[measure]
    most = _at_most(settings, limit.extensions_setting, limit.extensions)
    if number > most:
        raise MeasureRefused(limit.article, f"deze maatregel mag {most} keer worden verlengd.")
    if end < start:
        raise MeasureRefused(limit.article, f"de verlenging begint op {start:%d-%m-%Y}.")
    last = last_day(measure, start, 0, settings) - timedelta(days=1)
    if end > last:
        raise MeasureTooLong(limit.article, last)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _at_most(settings: Mapping[str, Any], name: str, law: int) -> int:
    given = settings.get(name)
    return law if given is None else max(0, min(int(given), law))

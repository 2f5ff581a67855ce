"""The periods that figures are given of: quarters and years of the calendar that are over, and nothing else.

Two of them never overlap halfway, so what is left when one is taken from another is itself such a period.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from itertools import pairwise

from flask_babel import gettext as _

from engine.heat import Span
from web import words

MOST_QUARTERS, MOST_YEARS = 8, 3


@dataclass(frozen=True)
class Period:
    """A quarter, or a year of four of them."""

    key: str  # in the address: 2026-3, or 2026
    name: str
    begins: tuple[date, ...]  # of its quarters, and of what follows the last

    @property
    def last_day(self) -> date:
        return self.begins[-1] - timedelta(days=1)

    @property
    def spans(self) -> list[Span]:
        moments = [words.midnight(day).astimezone(UTC) for day in self.begins]
        return list(pairwise(moments))


def offered(since: date, today: date) -> list[Period]:
    """What is over by today and did not end before that first day: quarters, then years, the newest first."""
    quarters = [_quarter(number) for number in range(_number(today) - 1, _number(since) - 1, -1)]
    return [*quarters[:MOST_QUARTERS], *_years(since.year, today.year)]


def next_one(today: date) -> date:
    """The first day on which there is a period more."""
    return _begin(_number(today) + 1)


def _years(first: int, running: int) -> Iterator[Period]:
    for year in range(running - 1, max(first, running - MOST_YEARS) - 1, -1):
        yield Period(str(year), _("het jaar %(year)s", year=year), tuple(_begin(4 * year + each) for each in range(5)))


def _quarter(number: int) -> Period:
    year, quarter = number // 4, number % 4 + 1
    return Period(
        f"{year}-{quarter}",
        _("kwartaal %(quarter)s van %(year)s", quarter=quarter, year=year),
        (_begin(number), _begin(number + 1)),
    )


def _number(day: date) -> int:
    return 4 * day.year + (day.month - 1) // 3


def _begin(number: int) -> date:
    return date(number // 4, 3 * (number % 4) + 1, 1)

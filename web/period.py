"""The period that a page with figures is asked for: two days in the address, both counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import request

from web import words
from web.parts import now

YEAR = timedelta(days=365)
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)  # whatever lies beyond is no day anybody means


@dataclass(frozen=True)
class Period:
    begin: date
    end: date

    @property
    def since(self) -> datetime:
        return words.midnight(self.begin).astimezone(UTC)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return words.midnight(self.end + timedelta(days=1)).astimezone(UTC)


def asked() -> Period:
    """The days that were asked for; otherwise the last year."""
    begin, end = (_day(request.args.get(name, "")) for name in ("van", "tot"))
    end = end or words.local(now())
    begin = begin or end - YEAR
    return Period(*sorted((begin, end)))


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None

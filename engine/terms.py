"""Terms: ISO 8601 durations, moments and cycles, counted on the local calendar.

A local time that the change to summer time skips moves on by the hour that is lost; one that comes twice in October
is the first of the two. So do the iCalendar standard and Python. Every moment that leaves here is in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.errors import Invalid
from engine.feel import FeelError
from engine.feel.temporal import shift_months, write
from engine.feel.values import YearMonthDuration

ZONE = ZoneInfo("Europe/Amsterdam")
END_OF_DAY = time(17)

_NUMBER = r"[0-9]{1,6}"
_SPAN = re.compile(
    rf"P(?=[0-9T])(?:(?P<years>{_NUMBER})Y)?(?:(?P<months>{_NUMBER})M)?(?:(?P<weeks>{_NUMBER})W)?"
    rf"(?:(?P<days>{_NUMBER})D)?(?:T(?=[0-9])(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?"
    r"(?:(?P<seconds>[0-9]{1,9}(?:[.,][0-9]{1,6})?)S)?)?"
)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_CYCLES = "Schrijf R3/P1W (drie keer), R/P1W (zonder einde) of R5/2027-01-04T09:00/P1D (vanaf een moment)."
_CYCLE = re.compile(r"R(?P<count>[0-9]{0,6})/(?:(?P<start>[0-9][^/]*)/)?(?P<every>[-+]?P[^/]*)")


class TermRefused(Invalid):
    """A text is no term; says what is wrong and what to write instead, in Dutch."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(f"{reason} {remedy}")


def _too_far() -> TermRefused:
    return TermRefused("Het moment ligt te ver weg.", "Kies een moment vóór het jaar 9999.")


@dataclass(frozen=True)
class Span:
    """A duration as it is written: months and days go by the calendar, the rest by the clock (P1D is not PT24H)."""

    months: int = 0
    days: int = 0
    clock: timedelta = timedelta()

    def times(self, count: int) -> Span:
        return Span(self.months * count, self.days * count, self.clock * count)

    @property
    def is_nothing(self) -> bool:
        return self == Span()


def read_span(text: str) -> Span:
    """The duration of P6W2D, P1Y2M10DT2H30M or PT0S."""
    if re.match(r"[-+]P|P.*-", text):
        raise TermRefused(f"De duur “{text[:60]}” is negatief.", "Schrijf een duur zonder min, bijvoorbeeld P10D.")
    match = _SPAN.fullmatch(text)
    if match is None:
        raise TermRefused(f"De duur “{text[:60]}” klopt niet.", "Schrijf een duur als PT2H, P10D, P6W2D of P1M.")
    parts = {name: Decimal((value or "0").replace(",", ".")) for name, value in match.groupdict().items()}
    micro = (parts["hours"] * 3600 + parts["minutes"] * 60 + parts["seconds"]) * 1_000_000
    months, days = parts["years"] * 12 + parts["months"], parts["weeks"] * 7 + parts["days"]
    return Span(int(months), int(days), timedelta(microseconds=int(micro)))


def span_of(duration: timedelta) -> Span:
    """A computed duration: whole days by the calendar, also when it goes back."""
    days = int(duration / timedelta(days=1))
    return Span(0, days, duration - timedelta(days=days))


def read_moment(text: str) -> datetime:
    """The moment of 2026-12-24 (the end of that working day), 2026-12-24T09:00 (local) or one with a zone."""
    if not _MOMENT.fullmatch(text):
        raise TermRefused(f"De datum “{text[:60]}” klopt niet.", "Schrijf een datum als 2027-01-31T09:00.")
    try:
        return in_utc(datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))
    except ValueError as error:
        raise TermRefused(f"De datum “{text[:60]}” bestaat niet.", "Schrijf een datum als 2027-01-31T09:00.") from error


def in_utc(value: date) -> datetime:
    """A date (its end of the working day) or a moment, local when it has no zone, in UTC."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, END_OF_DAY)
    try:
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=ZONE, fold=0)).astimezone(UTC)
    except OverflowError as error:
        raise _too_far() from error


def after(start: datetime, span: Span) -> datetime:
    """The moment so much later; months first (the last day where a month is short), then days, then the clock."""
    try:
        if span.months or span.days:
            local = start.astimezone(ZONE)
            day = shift_months(local.date(), span.months) + timedelta(days=span.days)
            start = datetime.combine(day, local.time(), ZONE).replace(fold=0)
        found = start.astimezone(UTC) + span.clock
    except (FeelError, OverflowError, ValueError) as error:
        raise _too_far() from error
    if found.year >= MAXYEAR:  # a zone east of here could not say it any more
        raise _too_far()
    return found


def moment_of(value: object, now: datetime) -> datetime | None:
    """The moment that a text, or the value of an expression, says; None when it is nothing of the kind."""
    if isinstance(value, str):
        text = value.strip()
        return after(now, read_span(text)) if text[:1] in ("P", "-", "+") else read_moment(text)
    if isinstance(value, timedelta):
        return after(now, span_of(value))
    if isinstance(value, YearMonthDuration):
        return after(now, Span(months=value.months))
    return in_utc(value) if isinstance(value, date) else None


def cycle_text(value: object) -> str | None:
    """The cycle that a text or value says; a duration comes back without end. None when it is nothing of the kind."""
    text = f"R/{write(value)}" if isinstance(value, timedelta | YearMonthDuration) else value
    if not isinstance(text, str):
        return None
    read_cycle(text.strip())
    return text.strip()


@dataclass(frozen=True)
class Cycle:
    """A term that comes back: `count` regular moments (None: no end), from `start` or one `every` after entry."""

    count: int | None
    start: datetime | None
    every: Span

    def moment(self, number: int, entered: datetime) -> datetime:
        """The regular moment of this number, 1 and up; counted from the start, so that nothing drifts."""
        if self.start is not None:
            return after(self.start, self.every.times(number - 1))
        return after(entered, self.every.times(number))

    def next(self, entered: datetime, *, later_than: datetime) -> int | None:
        """The number of the first regular moment after `later_than`; None when there is none left."""
        number = self._at_least(entered, later_than)
        while self.count is None or number <= self.count:
            if self.moment(number, entered) > later_than:
                return number
            number += 1
        return None

    def _at_least(self, entered: datetime, later_than: datetime) -> int:
        """A number that is certainly not too high, so that years of a short cycle are not walked one by one."""
        longest = timedelta(days=self.every.months * 31 + self.every.days) + self.every.clock
        return max(1, int((later_than - (self.start or entered)) / longest) - 1)  # less one: a day may have 25 hours


def read_cycle(text: str) -> Cycle:
    """The cycle of R3/PT1H, R/P1D or R5/2026-12-01T09:00/P1D."""
    match = _CYCLE.fullmatch(text)
    if match is None:
        raise TermRefused(f"De herhaling “{text[:60]}” klopt niet.", _CYCLES)
    count, start, every = match["count"], match["start"], read_span(match["every"])
    if count and int(count) == 0:
        raise TermRefused(f"De herhaling “{text[:60]}” komt nul keer.", _CYCLES)
    return cycle_of(every, int(count) if count else None, read_moment(start) if start else None)


def cycle_of(every: Span, count: int | None = None, start: datetime | None = None) -> Cycle:
    """A cycle with this time between two moments, which must be some time."""
    if every.is_nothing or min(every.months, every.days, every.clock / timedelta(seconds=1)) < 0:
        raise TermRefused("Een herhaling zonder tijd ertussen heeft geen einde.", _CYCLES)
    return Cycle(count, start, every)

"""What the text of a timer or a due date says in a case: a literal term, or FEEL that gives one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from engine import terms
from engine.feel import temporal
from engine.feel.values import YearMonthDuration
from engine.runtime.errors import StepFailed
from engine.runtime.scopes import World, element_id
from engine.terms import Cycle, Span, TermRefused


def moment(world: World, spiff_task: Any, text: str | None) -> datetime | None:
    """A due time, of a task as of a timer: a moment, a date (its end of the working day) or a duration from now."""
    if not text or not text.strip():
        return None
    value = world.text(spiff_task, text.strip())
    try:
        found = _moment(world.now, value)
    except TermRefused as error:
        raise StepFailed(element_id(spiff_task), str(error)) from error
    if found is None and value not in (None, ""):
        raise StepFailed(element_id(spiff_task), f"'{text}' geeft geen datum of duur")
    return found


def _moment(now: datetime, value: Any) -> datetime | None:
    if isinstance(value, str):
        return _literal(now, value.strip())
    if isinstance(value, timedelta | YearMonthDuration):
        return terms.after(now, terms.span_of(value) if isinstance(value, timedelta) else Span(months=value.months))
    return terms.in_utc(value) if isinstance(value, date) else None


def _literal(now: datetime, text: str) -> datetime | None:
    if not text:
        return None
    return terms.after(now, terms.read_span(text)) if text[0] in "P-+" else terms.read_moment(text)


def cycle_text(world: World, spiff_task: Any, text: str) -> str:
    """The cycle that a timer keeps from its start on; a computed duration comes back without end."""
    value = world.text(spiff_task, text.strip())
    if isinstance(value, timedelta | YearMonthDuration):
        value = f"R/{temporal.write(value)}"
    if not isinstance(value, str):
        raise StepFailed(element_id(spiff_task), f"'{text}' geeft geen herhaling; schrijf bijvoorbeeld R3/P1W")
    cycle(spiff_task, value.strip())
    return value.strip()


def cycle(spiff_task: Any, text: str) -> Cycle:
    """A cycle as it was written or kept."""
    try:
        return terms.read_cycle(text)
    except TermRefused as error:
        raise StepFailed(element_id(spiff_task), str(error)) from error


def next_moment(spiff_task: Any, cycle: Cycle, entered: datetime, *, later_than: datetime) -> datetime | None:
    """The first regular moment of a cycle after another; None when there is none left."""
    try:
        number = cycle.next(entered, later_than=later_than)
        return None if number is None else cycle.moment(number, entered)
    except TermRefused as error:
        raise StepFailed(element_id(spiff_task), str(error)) from error

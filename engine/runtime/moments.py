"""What the text of a timer or a due date says in a case: a literal term, or FEEL that gives one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine import terms
from engine.runtime.errors import StepFailed
from engine.runtime.scopes import World, element_id
from engine.terms import Cycle, TermRefused


def moment(world: World, spiff_task: Any, text: str | None) -> datetime | None:
    """A due time, of a task as of a timer: a moment, a date (its end of the working day) or a duration from now."""
    value = world.text(spiff_task, text.strip()) if text else None
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        found = terms.moment_of(value, world.now)
    except TermRefused as error:
        raise StepFailed(element_id(spiff_task), str(error)) from error
    if found is None:
        raise StepFailed(element_id(spiff_task), f"'{text}' geeft geen datum of duur")
    return found


def cycle_text(world: World, spiff_task: Any, text: str) -> str:
    """The cycle that a timer keeps from its start on."""
    try:
        found = terms.cycle_text(world.text(spiff_task, text.strip()))
    except TermRefused as error:
        raise StepFailed(element_id(spiff_task), str(error)) from error
    if found is None:
        raise StepFailed(element_id(spiff_task), f"'{text}' geeft geen herhaling; schrijf bijvoorbeeld R3/P1W")
    return found


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

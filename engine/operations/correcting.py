"""Mending a variable of a case: only single values of the case itself, and each keeps its kind.

References (to the vault, a document, an organisation) and lists are not for typing over; those have tasks of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from engine import instances, jobs, progress, runtime
from engine.errors import Invalid
from engine.operations import deeds
from engine.operations.deeds import Deed
from engine.progress import Step
from engine.registry import Catalogue

_OF_THE_CASE = ""  # the scope of the instance itself
_REFERENCE = re.compile(r"[a-z_]+-\d+")


class Kind(Enum):
    """The kinds of values that can be typed over."""

    TEXT = "tekst"
    NUMBER = "getal"
    YES_NO = "ja_nee"
    DAY = "datum"
    TIME = "tijd"
    MOMENT = "moment"


class CannotCorrect(Invalid):
    """No such value in the case, or one that is not typed over, or a value of another kind."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"Variable {name!r} cannot be corrected so")


def kind_of(value: Any) -> Kind | None:
    """The kind of a value that may be typed over; None for references, lists, empty values and the rest."""
    if isinstance(value, bool):
        return Kind.YES_NO
    if isinstance(value, str):
        return None if _REFERENCE.fullmatch(value) else Kind.TEXT
    if isinstance(value, int | float | Decimal):
        return Kind.NUMBER
    if isinstance(value, datetime):
        return Kind.MOMENT
    if isinstance(value, date):
        return Kind.DAY
    return Kind.TIME if isinstance(value, time) else None


def correctable(session: Session, instance_id: int, catalogue: Catalogue) -> Mapping[str, Any]:
    """The values of the case itself that may be typed over, in order of name; not what its records gave it."""
    known = instances.variables(session, instance_id)
    free = sorted(known.keys() - catalogue.expression_names)
    return {name: known[name] for name in free if kind_of(known[name]) is not None}


def correct(
    session: Session,
    instance_id: int,
    name: str,
    value: Any,
    *,
    reason: str,
    by: str,
    now: datetime,
    catalogue: Catalogue,
    recorded: tuple[str, ...] = (),
) -> None:
    """Put another value in the place of one; history keeps the name and the reason, never a value.

    `recorded`: names that a record above the engine holds too, which the caller changes along.
    """
    why = deeds.given(reason)
    case = progress.lock(session, instance_id)
    before = case.scopes.get(_OF_THE_CASE, {}).get(name)
    given = catalogue.expression_names - set(recorded)
    if name in given or kind_of(before) is None or kind_of(value) is not kind_of(before):
        raise CannotCorrect(name)
    scopes = {**case.scopes, _OF_THE_CASE: {**case.scopes[_OF_THE_CASE], name: value}}
    # What waits for a condition looks again.
    result = runtime.reconsider(case.definitions, case.instance.snapshot, scopes, now=now)
    step = Step(by, now, catalogue)
    new = progress.apply(session, case, result, step)
    deeds.note(session, instance_id, Deed.CORRECTED, reason=why, by=by, now=now, about=name)
    jobs.settle(session, case, new, step)

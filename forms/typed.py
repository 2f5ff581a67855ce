"""One value as somebody types it, and read back as a value of the same kind."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from engine.operations.correcting import Kind, kind_of
from forms.moments import NotAMoment, date_text, read_date, read_time, time_text

ZONE = ZoneInfo("Europe/Amsterdam")
LONGEST_NUMBER = 30
YES, NO = "ja", "nee"


class NotThatKind(ValueError):
    """What was typed is no value of this kind; the text says what to type, in Dutch."""


def written(value: Any) -> str:
    """A value as people in the Netherlands type it."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        local = value.astimezone(ZONE)
        return f"{date_text(local.date())} {time_text(local)}"
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, time):
        return time_text(value)
    return str(value).replace(".", ",") if isinstance(value, int | float | Decimal) else str(value)


def read(text: str, like: Any) -> Any:
    """A value of the kind of `like`; raises NotThatKind."""
    try:
        return _read(text.strip(), kind_of(like))
    except NotAMoment as error:
        raise NotThatKind(str(error)) from error
    except InvalidOperation as error:
        raise NotThatKind("Vul een getal in, bijvoorbeeld 3 of 2,5") from error


def _read(text: str, kind: Kind | None) -> Any:
    if kind is Kind.YES_NO:
        if text not in (YES, NO):
            raise NotThatKind("Vul ja of nee in")
        return text == YES
    if kind is Kind.NUMBER:
        return _number(text)
    if kind is Kind.DAY:
        return read_date(text)
    if kind is Kind.TIME:
        return read_time(text)
    if kind is Kind.MOMENT:
        day, _, at = text.partition(" ")
        return datetime.combine(read_date(day), read_time(at.strip()), ZONE)
    return text


def _number(text: str) -> Decimal:
    found = Decimal(text.replace(",", "."))
    if not found.is_finite() or len(text) > LONGEST_NUMBER:
        raise InvalidOperation
    return found

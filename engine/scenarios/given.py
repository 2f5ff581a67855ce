"""Values in a scenario: JSON, with FEEL for what JSON has no word for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine import feel
from engine.errors import Invalid
from engine.feel.temporal import write
from engine.feel.values import YearMonthDuration


class ValueUnreadable(Invalid):
    """A text with FEEL that says nothing here."""


def worked_out(value: Any, scope: Mapping[str, Any], now: datetime) -> Any:
    """What stands in a scenario as a value of the process; a text that begins with "=" is FEEL."""
    if isinstance(value, str) and value.startswith("="):
        try:
            return feel.compile_expression(value[1:]).evaluate(scope, feel.Environment(now=now))
        except feel.FeelError as error:
            raise ValueUnreadable(f"“{value}” is niet uit te rekenen: {error}.") from error
    if isinstance(value, Mapping):
        return {name: worked_out(each, scope, now) for name, each in value.items()}
    if isinstance(value, list):
        return [worked_out(each, scope, now) for each in value]
    return value


def told(value: Any) -> Any:
    """The other way: a value of the process as it stands in a scenario."""
    if isinstance(value, str):
        return '="' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if value.startswith("=") else value
    if isinstance(value, datetime):
        return f'=date and time("{write(value)}")'
    if isinstance(value, date):
        return f'=date("{write(value)}")'
    if isinstance(value, time):
        return f'=time("{write(value)}")'
    if isinstance(value, timedelta | YearMonthDuration):
        return f'=duration("{write(value)}")'
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"={value}"
    if isinstance(value, Mapping):
        return {str(name): told(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [told(each) for each in value]
    return value

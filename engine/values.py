"""How a value is kept: JSON plus dates, times, durations and decimals, tagged so that they come back as they went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson

from engine.errors import Invalid, Unreadable
from engine.feel.values import YearMonthDuration

OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_PASSTHROUGH_DATACLASS
TAG = "$t"
MARK = b'"$t"'


class NotStorable(Invalid, told=True):
    """A value of a type that a case cannot carry."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"Een waarde van de soort {kind} kan een zaak niet bewaren")


def dumps(value: Any) -> bytes:
    """The value as bytes; `NotStorable` for anything that is no JSON, date, time, duration or decimal."""
    try:
        data = orjson.dumps(value, default=_tagged, option=OPTIONS)
        # Somebody's own "$t" must not come back as a date of ours, or break every later step of the case.
        return orjson.dumps(_escaped(value), default=_tagged, option=OPTIONS) if MARK in data else data
    except TypeError as error:
        if isinstance(error.__cause__, NotStorable):
            raise error.__cause__ from None
        raise NotStorable(type(value).__name__) from error


def loads(data: bytes | str) -> Any:
    """What `dumps` was given."""
    value = orjson.loads(data)
    raw = data if isinstance(data, bytes) else data.encode()
    return _revive(value) if MARK in raw else value


def read(data: bytes, what: str) -> Any:
    """What was kept, or `Unreadable` with what it was; the message of a parser may hold a piece of the value."""
    try:
        return loads(data)
    except (ValueError, TypeError, LookupError, ArithmeticError):
        raise Unreadable(what) from None


def _escaped(value: Any) -> Any:
    if isinstance(value, dict):
        inner = {key: _escaped(item) for key, item in value.items()}
        return {TAG: "o", "v": inner} if TAG in value else inner
    if isinstance(value, list | tuple):
        return [_escaped(item) for item in value]
    return value


def _tagged(value: Any) -> dict[str, Any]:
    if isinstance(value, datetime):
        return {TAG: "dt", "v": value.isoformat()}
    if isinstance(value, date):
        return {TAG: "d", "v": value.isoformat()}
    if isinstance(value, time):
        return {TAG: "t", "v": value.isoformat()}
    if isinstance(value, Decimal):
        return {TAG: "n", "v": str(value)}
    if isinstance(value, timedelta):
        return {TAG: "td", "v": [value.days, value.seconds, value.microseconds]}
    if isinstance(value, YearMonthDuration):
        return {TAG: "ym", "v": value.months}
    raise NotStorable(type(value).__name__)


REVIVE: dict[str, Callable[[Any], Any]] = {
    "dt": datetime.fromisoformat,
    "d": date.fromisoformat,
    "t": time.fromisoformat,
    "n": Decimal,
    "td": lambda v: timedelta(*v),
    "ym": lambda v: YearMonthDuration(v),
}


def _untagged(kind: str, value: Any) -> Any:
    return {key: _revive(item) for key, item in value.items()} if kind == "o" else REVIVE[kind](value)


def _revive(value: Any) -> Any:
    if isinstance(value, dict):
        if TAG in value:
            return _untagged(value[TAG], value["v"])
        return {key: _revive(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_revive(item) for item in value]
    return value

"""Dates, times and durations: reading them, writing them, and their parts."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel import wide
from engine.feel.errors import Undefined
from engine.feel.values import YearMonthDuration

_DATE = r"(?P<year>-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?"
_ZONE = r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+\-/]+)?"
_PATTERNS = {
    "date": re.compile(_DATE),
    "time": re.compile(f"T?{_TIME}{_ZONE}"),
    "date and time": re.compile(f"{_DATE}T{_TIME}{_ZONE}"),
}
_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<years>[0-9]{1,10})Y)?(?:(?P<months>[0-9]{1,10})M)?(?:(?P<weeks>[0-9]{1,10})W)?"
    r"(?:(?P<days>[0-9]{1,10})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,10})H)?(?:(?P<minutes>[0-9]{1,10})M)?"
    r"(?:(?P<seconds>[0-9]{1,10}(?:\.[0-9]{1,20})?)S)?)?"
)
_SECOND = timedelta(seconds=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _groups(kind: str, text: str) -> dict[str, str]:
    match = _PATTERNS[kind].fullmatch(text)
    if match is None:
        raise Undefined(f'"{text[:60]}" is geen geldige waarde voor `{kind}`.')
    return {name: value for name, value in match.groupdict().items() if value is not None}


def _refusing(make: Callable[[], object], text: str) -> object:
    try:
        return make()
    except (ValueError, OverflowError) as error:
        raise Undefined(f'"{text[:60]}" bestaat niet.') from error


def parse_date(text: str) -> object:
    """A date from `2026-01-31`."""
    parts = _groups("date", text)
    return _refusing(lambda: _day(parts), text)


def parse_time(text: str) -> object:
    """A time from `10:30:00`, with or without offset or zone."""
    parts = _groups("time", text)
    zone = parse_zone(parts.get("zone"))
    return _refusing(lambda: _clock(parts, zone), text)


def parse_date_time(text: str) -> object:
    """A date and time from `2026-01-31T10:30:00`; a date alone is its midnight."""
    if _PATTERNS["date"].fullmatch(text):
        parts = _groups("date", text)
        return _refusing(lambda: wide.combined(_day(parts), time()), text)
    parts = _groups("date and time", text)
    zone = parse_zone(parts.get("zone"))
    return _refusing(lambda: wide.combined(_day(parts), _clock(parts, zone)), text)


def _day(parts: dict[str, str]) -> date | wide.WideDate:
    return wide.day(int(parts["year"]), int(parts["month"]), int(parts["day"]))


def _clock(parts: dict[str, str], zone: tzinfo | None) -> time | wide.WideTime:
    fraction = parts.get("fraction", "")[:9].ljust(9, "0")
    near = time(int(parts["hour"]), int(parts["minute"]), int(parts["second"]), int(fraction[:6]), zone)
    return wide.clock(near, int(fraction[6:]))


def parse_zone(text: str | None) -> tzinfo | None:
    """The zone of `Z`, `+01:00` or `@Europe/Amsterdam`."""
    if text is None:
        return None
    if text == "Z":
        return UTC
    if text.startswith("@"):
        return _named_zone(text[1:])
    hours, minutes, *seconds = text[1:].split(":")
    if int(hours) > 14 or int(minutes) > 59:
        raise Undefined(f"De tijdzone {text} bestaat niet.")
    span = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds[0]) if seconds else 0)
    return timezone(-span if text[0] == "-" else span)


def _named_zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Undefined(f"De tijdzone {name[:60]} bestaat niet.") from error


def parse_duration(text: str) -> timedelta | YearMonthDuration:
    """A duration from `P1Y2M`, `P3DT4H` or `P8W`; years and days never go together."""
    match = _DURATION.fullmatch(text)
    parts = {name: value for name, value in (match.groupdict() if match else {}).items() if value}
    sign = -1 if parts.pop("sign", None) else 1
    if not parts:
        raise Undefined(f'"{text[:60]}" is geen geldige duur.')
    if parts.keys() <= {"years", "months"}:
        return YearMonthDuration(sign * (int(parts.get("years", 0)) * 12 + int(parts.get("months", 0))))
    if "years" in parts or "months" in parts:
        raise Undefined("Een duur heeft jaren en maanden, of dagen en uren, maar niet samen.")
    micro = int(Decimal(parts.pop("seconds", "0")) * 1_000_000)
    try:
        return sign * timedelta(microseconds=micro, **{name: int(value) for name, value in parts.items()})
    except OverflowError as error:
        raise Undefined(f'De duur "{text[:60]}" is te lang.') from error


def parse_any(text: str) -> object:
    """What `@"..."` stands for."""
    if re.fullmatch(r"-?P.*", text):
        return parse_duration(text)
    for kind, parse in (("date", parse_date), ("date and time", parse_date_time), ("time", parse_time)):
        if _PATTERNS[kind].fullmatch(text):
            return parse(text)
    raise Undefined(f'`@"{text[:60]}"` is geen datum, tijd of duur.')


def as_date(value: object) -> date:
    """The value as a date, or undefined."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, wide.WideDateTime) and not value.cycles:
        return value.near.date()
    if isinstance(value, wide.WideDate | wide.WideDateTime):
        raise Undefined("De datum ligt te ver weg.")
    raise Undefined("Hier hoort een datum.")


def any_date(value: object) -> date | wide.WideDate:
    """The same, for what can do with a date that lies far away."""
    if isinstance(value, wide.WideDate):
        return value
    return wide.day_of(value) if isinstance(value, wide.WideDateTime) else as_date(value)


def microseconds(span: timedelta) -> int:
    """A duration as a whole number, exact."""
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def shift_months(value: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    index = value.year * 12 + value.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise Undefined("De datum ligt te ver weg.")
    day = min(value.day, calendar.monthrange(year, month + 1)[1])
    return value.replace(year=year, month=month + 1, day=day)


def write(value: object) -> str:
    """A date, time or duration as FEEL writes it."""
    if isinstance(value, datetime | time):
        plain = value.replace(tzinfo=None).isoformat()
        return (plain.rstrip("0") if value.microsecond else plain) + wide.zone_text(value)
    if isinstance(value, wide.WIDE):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, YearMonthDuration):
        return _write_months(value.months)
    return _write_days(value) if isinstance(value, timedelta) else ""


def _write_months(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    body = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return ("-" if months < 0 else "") + "P" + (body or "0M")


def _write_days(span: timedelta) -> str:
    rest = abs(span)
    minutes, seconds = divmod(rest.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{rest.microseconds:06}".rstrip("0") if rest.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    body = (f"{rest.days}D" if rest.days else "") + (f"T{clock}" if clock else "")
    return ("-" if span < timedelta() else "") + "P" + (body or "T0S")


_DATE_PARTS: dict[str, Callable[[date], object]] = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_TIME_PARTS: dict[str, Callable[[time | datetime], object]] = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": lambda value: Decimal(value.second),
    "time offset": lambda value: value.utcoffset(),
    "timezone": lambda value: value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None,
}
_DAY_PARTS: dict[str, Callable[[timedelta], int]] = {
    "days": lambda span: span.days,
    "hours": lambda span: span.seconds // 3600,
    "minutes": lambda span: span.seconds // 60 % 60,
    "seconds": lambda span: span.seconds % 60,
}


def part(value: object, name: str) -> object:
    """A property such as `.year` of a date or `.hours` of a duration."""
    if isinstance(value, wide.WIDE):
        far = isinstance(value, wide.WideDate | wide.WideDateTime) and name == "year"
        return Decimal(value.year) if far else part(value.near, name)  # type: ignore[union-attr]
    if isinstance(value, date) and name in _DATE_PARTS:
        return _DATE_PARTS[name](value)
    if isinstance(value, datetime | time) and name in _TIME_PARTS:
        return _TIME_PARTS[name](value)
    if isinstance(value, YearMonthDuration) and name in ("years", "months"):
        years, months = divmod(abs(value.months), 12)
        return Decimal((years if name == "years" else months) * (-1 if value.months < 0 else 1))
    if isinstance(value, timedelta) and name in _DAY_PARTS:
        return Decimal(_DAY_PARTS[name](abs(value)) * (-1 if value < timedelta() else 1))
    raise Undefined(f"Het veld `{name}` bestaat niet bij deze waarde.")

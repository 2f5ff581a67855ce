"""Calendars as RFC 5545 wants them: CRLF, lines of at most 75 octets, text escaped, times in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MEDIA_TYPE = "text/calendar; charset=utf-8"
OCTETS = 75
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True)
class Entry:
    """Something with a moment or, when `when` is a date, a whole day."""

    uid: str  # the same for as long as it is about the same thing
    when: date | datetime
    summary: str
    description: str = ""
    url: str = ""


def calendar(name: str, entries: Iterable[Entry], *, now: datetime) -> bytes:
    """The whole calendar, as it goes over the line."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Zevenstap//Agenda//NL",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escape(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        *(line for entry in entries for line in _event(entry, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{fold(line)}\r\n" for line in lines).encode()


def escape(text: str) -> str:
    """A text as a value: what means something in the format is escaped, what may not stand there is left out."""
    one_kind = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_ESCAPES.get(sign, sign) for sign in one_kind if sign in "\n\t" or _may_stand(sign))


def _may_stand(sign: str) -> bool:
    return ord(sign) >= 32 and ord(sign) != 127 and not 0xD800 <= ord(sign) <= 0xDFFF


def fold(line: str) -> str:
    """The line in pieces of at most 75 octets, never within a character."""
    pieces, room, piece = [], OCTETS, ""
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", OCTETS - 1  # the space that begins the next line counts
        piece, room = piece + sign, room - size
    return "\r\n ".join([*pieces, piece])


def _event(entry: Entry, now: datetime) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{escape(entry.uid)}", f"DTSTAMP:{_utc(now)}", *_when(entry.when)]
    lines += [f"SUMMARY:{escape(entry.summary)}", "CLASS:PRIVATE", "TRANSP:TRANSPARENT"]
    if entry.description:
        lines.append(f"DESCRIPTION:{escape(entry.description)}")
    if entry.url:
        lines.append(f"URL:{entry.url}")
    return [*lines, "END:VEVENT"]


def _when(when: date | datetime) -> list[str]:
    if isinstance(when, datetime):
        return [f"DTSTART:{_utc(when)}", f"DTEND:{_utc(when + timedelta(minutes=30))}"]
    return [f"DTSTART;VALUE=DATE:{when:%Y%m%d}", f"DTEND;VALUE=DATE:{when + timedelta(days=1):%Y%m%d}"]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"

"""Scenarios from and to JSON: read strictly, so that a mistyped word is told and not passed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from engine.check.files import where_broken
from engine.errors import Invalid
from engine.scenarios.model import (
    BEGIN,
    NEXT,
    Answer,
    Clock,
    Do,
    Expect,
    Message,
    Scenario,
    Signal,
    Start,
    Step,
)

LONGEST, LARGEST = 500, 500_000  # steps, bytes
DEEPEST = 50  # lists and objects in one another
FIRST_YEAR, LAST_YEAR = 1900, 2200  # of a moment: sums with terms stay within what a calendar can hold
_JSON = {str: "een tekst", bool: "true of false", int: "een getal", dict: "een object", list: "een lijst"}


class ScenarioUnreadable(Invalid, told=True):
    """A scenario that is not written as one; the text says where and what."""


def read(data: bytes) -> Scenario:
    """The scenario in a file; `ScenarioUnreadable` in Dutch, by place."""
    if len(data) > LARGEST:
        raise ScenarioUnreadable(f"Een scenario is hoogstens {LARGEST // 1000} kB groot.")
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ScenarioUnreadable(f"Dit is geen geldige JSON: {where_broken(error)}.") from error
    if not _within(found, DEEPEST):
        raise ScenarioUnreadable(f"Een scenario is hoogstens {DEEPEST} lagen diep.")
    whole = _Object(found, "Het scenario")
    title = whole.take("titel", str, "")
    if not title.strip():
        raise ScenarioUnreadable("Het scenario heeft geen “titel”.")
    scenario = Scenario(
        title=title,
        description=whole.take("omschrijving", str, ""),
        begin=_moment(whole.take("begin", str, ""), "Het scenario"),
        steps=read_steps(whole.take("stappen", list, [])),
    )
    whole.finish()
    return scenario


def read_steps(rows: list[Any]) -> tuple[Step, ...]:
    if len(rows) > LONGEST:
        raise ScenarioUnreadable(f"Een scenario heeft hoogstens {LONGEST} stappen.")
    return tuple(_step(row, number) for number, row in enumerate(rows, 1))


def _moment(text: str, where: str) -> datetime:
    if not text:
        return BEGIN
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ScenarioUnreadable(f"{where}: “{text}” is geen moment, zoals 2026-03-02T09:00:00+01:00.") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ScenarioUnreadable(f"{where}: een moment ligt tussen {FIRST_YEAR} en {LAST_YEAR}.")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _within(value: Any, depth: int) -> bool:
    """Whether nothing in this value lies deeper; deeper than a writer of JSON goes, it could not be kept."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_within(each, depth - 1) for each in inner)


class _Object:
    """An object of the file, of which every word must be known."""

    def __init__(self, found: Any, where: str) -> None:
        if not isinstance(found, dict):
            raise ScenarioUnreadable(f"{where} moet een JSON-object zijn.")
        self.left, self.where = dict(found), where

    def take(self, name: str, kind: type, otherwise: Any) -> Any:
        value = self.left.pop(name, None)
        if value is None:
            return otherwise
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ScenarioUnreadable(f"{self.where}: “{name}” moet {_JSON[kind]} zijn.")
        return value

    def needed(self, name: str) -> str:
        value: str = self.take(name, str, "")
        if not value:
            raise ScenarioUnreadable(f"{self.where}: “{name}” is leeg.")
        return value

    def finish(self) -> None:
        if self.left:
            names = ", ".join(f"“{name}”" for name in self.left)
            raise ScenarioUnreadable(f"{self.where}: onbekend woord {names}.")


def _step(row: Any, number: int) -> Step:
    each = _Object(row, f"Stap {number}")
    kinds = [kind for kind in _KINDS if kind in each.left]
    if len(kinds) != 1:
        raise ScenarioUnreadable(f"Stap {number}: een stap is precies één van {', '.join(_KINDS)}.")
    step = _KINDS[kinds[0]](each)
    each.finish()
    return step


def _start(each: _Object) -> Step:
    return Start(each.take("start", dict, {}))


def _do(each: _Object) -> Step:
    return Do(each.needed("taak"), each.take("antwoorden", dict, {}), each.take("groep", str, ""))


def _message(each: _Object) -> Step:
    values, element = each.take("gegevens", dict, {}), each.take("element", str, "")
    return Message(each.needed("bericht"), values, element, each.left.pop("correlatie", None))


def _signal(each: _Object) -> Step:
    return Signal(each.needed("signaal"), each.take("gegevens", dict, {}))


def _clock(each: _Object) -> Step:
    return Clock(each.needed("klok"))


def _answer(each: _Object) -> Step:
    step = Answer(
        topic=each.needed("handler"),
        element=each.take("element", str, ""),
        values=each.take("antwoord", dict, None),
        error=each.take("fout", str, ""),
        failures=each.take("mislukt", int, 0),
        late=each.take("laat", bool, False),
        always=each.take("altijd", bool, False),
    )
    if sum((step.values is not None, bool(step.error), step.late)) > 1:
        raise ScenarioUnreadable(f"{each.where}: kies één van “antwoord”, “fout” en “laat”.")
    if not 0 <= step.failures <= 20:
        raise ScenarioUnreadable(f"{each.where}: “mislukt” is een aantal pogingen, van 0 tot en met 20.")
    return step


def _expect(each: _Object) -> Step:
    inner = _Object(each.take("verwacht", dict, {}), each.where)
    names = inner.take("open", list, None)
    if names is not None and not all(isinstance(name, str) for name in names):
        raise ScenarioUnreadable(f"{each.where}: “open” is een lijst van elementen.")
    step = Expect(
        open=None if names is None else tuple(names),
        done=inner.take("klaar", bool, None),
        variables=inner.take("variabelen", dict, {}),
        end=inner.take("einde", str, ""),
    )
    inner.finish()
    return step


_KINDS: Mapping[str, Callable[[_Object], Step]] = {
    "start": _start,
    "taak": _do,
    "bericht": _message,
    "signaal": _signal,
    "klok": _clock,
    "handler": _answer,
    "verwacht": _expect,
}


def write(scenario: Scenario) -> bytes:
    """As it stands in a file: the same scenario gives the same bytes."""
    whole = {
        "titel": scenario.title,
        **({"omschrijving": scenario.description} if scenario.description else {}),
        "begin": scenario.begin.isoformat(),
        "stappen": [as_json(step) for step in scenario.steps],
    }
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_json(step: Step) -> dict[str, Any]:
    """One step as it stands in a file, without what goes without saying."""
    match step:
        case Start():
            return {"start": dict(step.values)}
        case Do():
            return {"taak": step.element, **_given(groep=step.group, antwoorden=step.answers)}
        case Message():
            rest = _given(element=step.element, gegevens=step.values, correlatie=step.correlation)
            return {"bericht": step.name, **rest}
        case Signal():
            return {"signaal": step.name, **_given(gegevens=step.values)}
        case Clock():
            return {"klok": step.until}
        case Answer():
            kept = {} if step.values is None else {"antwoord": dict(step.values)}
            rest = _given(fout=step.error, mislukt=step.failures, laat=step.late, altijd=step.always)
            return {"handler": step.topic, **_given(element=step.element), **kept, **rest}
        case Expect():
            told = {} if step.open is None else {"open": list(step.open)}
            done = {} if step.done is None else {"klaar": step.done}
            return {"verwacht": told | done | _given(variabelen=step.variables, einde=step.end)}


def _given(**values: Any) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items() if value}


__all__ = ["NEXT", "ScenarioUnreadable", "as_json", "read", "read_steps", "write"]

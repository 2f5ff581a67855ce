"""One component as the file has it: its keys are read here, and every fault is noted by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import regex

from engine import feel
from forms import texts
from forms.fields import Bound, Expression, Problem, Text

MAX_STRING = 20_000


@dataclass(frozen=True)
class Source:
    """The JSON of a component (or of a part of it), and the list to which faults are added."""

    raw: Mapping[str, Any]
    id: str
    problems: list[Problem]

    def fault(self, message: str, remedy: str) -> None:
        self.problems.append(Problem(self.id, message, remedy))


def part(source: Source, key: str) -> Source:
    """A nested object such as `validate`; empty when it is absent or no object."""
    value = source.raw.get(key)
    if value is not None and not isinstance(value, dict):
        source.fault(f"‘{key}’ is geen object.", "Haal het weg of vul het in met de formuliereditor.")
    return Source(value if isinstance(value, dict) else {}, source.id, source.problems)


def only(source: Source, allowed: frozenset[str], where: str) -> None:
    """Refuse every key that we would have to ignore."""
    for key in source.raw:
        if key not in allowed:
            source.fault(f"‘{str(key)[:60]}’ wordt niet ondersteund bij {where}.", "Haal deze instelling weg.")


def string(source: Source, key: str) -> str:
    value = source.raw.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        source.fault(f"‘{key}’ is geen tekst.", "Vul hier een tekst in.")
        return ""
    if len(value) > MAX_STRING:
        source.fault(f"‘{key}’ is langer dan {MAX_STRING} tekens.", "Maak de tekst korter.")
        return ""
    return value


def flag(source: Source, key: str, default: bool = False) -> bool:
    value = source.raw.get(key, default)
    if not isinstance(value, bool):
        source.fault(f"‘{key}’ is geen ja of nee.", "Gebruik true of false.")
        return default
    return value


def whole(source: Source, key: str, default: int, top: int) -> int:
    value = source.raw.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= top:
        source.fault(f"‘{key}’ is geen heel getal van 0 tot en met {top}.", "Vul een heel getal in.")
        return default
    return value


def text(source: Source, key: str) -> Text:
    """A text that may hold FEEL."""
    try:
        return texts.parse(string(source, key))
    except feel.FeelError as error:
        source.fault(f"De FEEL in ‘{key}’ klopt niet: {error.message_nl}", "Verbeter de expressie.")
    except ValueError as error:
        source.fault(
            f"‘{key}’ bevat {error}, dat kan hier niet.",
            "Gebruik alleen {{naam}} of {{een FEEL-expressie}}, en een voorwaarde op het veld zelf.",
        )
    return Text()


def expression(source: Source, key: str) -> Expression | None:
    """A value that has to be FEEL, or is absent."""
    value = string(source, key)
    return _compile(source, key, value) if value.strip() else None


def flag_or_feel(source: Source, key: str) -> bool | Expression:
    value = source.raw.get(key)
    if isinstance(value, str) and value.strip().startswith("="):
        return _compile(source, key, value) or False
    return flag(source, key)


def bound(source: Source, key: str) -> Bound:
    """A limit: a number, or FEEL that gives one."""
    value = source.raw.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.strip().startswith("="):
        return _compile(source, key, value)
    if isinstance(value, bool) or not isinstance(value, int | float | str) or not _is_number(value):
        source.fault(f"‘{key}’ is geen getal.", "Vul een getal in, of FEEL die met = begint.")
        return None
    return value


def pattern(source: Source, key: str) -> str | None:
    value = string(source, key)
    if not value:
        return None
    if len(value) > 500:
        source.fault("Het patroon is langer dan 500 tekens.", "Gebruik een eenvoudiger patroon.")
        return None
    try:
        regex.compile(value)
    except (regex.error, RecursionError, OverflowError) as error:
        source.fault(f"Het patroon is geen geldige reguliere expressie: {error}.", "Verbeter het patroon.")
        return None
    return value


def _is_number(value: int | float | str) -> bool:
    try:
        return abs(float(value)) < 1e30
    except (ValueError, OverflowError):
        return False


def _compile(source: Source, key: str, value: str) -> Expression | None:
    try:
        return texts.compiled(value)
    except feel.FeelError as error:
        source.fault(f"De FEEL in ‘{key}’ klopt niet: {error.message_nl}", "Verbeter de expressie.")
        return None

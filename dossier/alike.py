"""Whether what is kept is about a certain person: by name and day of birth, however the name is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dossier.requests import Certainty

_WORD = re.compile(r"[a-z0-9]+")
# As numbers, for the vault hands out no more than that.
GRADES = (None, Certainty.GENOEMD, Certainty.MOGELIJK, Certainty.ZEKER)


@dataclass(frozen=True)
class Person:
    """Who is looked for."""

    name: str
    born: date | None


def words(name: str) -> tuple[str, ...]:
    """A name without accents, capitals, commas and hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return tuple(_WORD.findall(plain.casefold()))


def grade(person: Person, value: Any) -> int:
    """How surely this value is about the person: an index of GRADES."""
    looked_for = words(person.name)
    if not looked_for:
        return 0
    if isinstance(value, list | tuple):
        return max((grade(person, each) for each in value), default=0)
    if isinstance(value, Mapping):
        about = _about(person, looked_for, value)
        return about or int(any(_names(looked_for, text) for text in _texts(value)))
    text = str(value) if isinstance(value, str) else ""
    if words(text) == looked_for:
        return GRADES.index(Certainty.MOGELIJK)
    return int(_names(looked_for, text))


def _about(person: Person, looked_for: tuple[str, ...], value: Mapping[str, Any]) -> int:
    name, born = words(str(value.get("naam") or "")), _day(value.get("geboortedatum"))
    same_day = person.born is not None and born == person.born
    other_day = person.born is not None and born is not None and born != person.born
    if sorted(name) == sorted(looked_for):
        return 0 if other_day else GRADES.index(Certainty.ZEKER if same_day else Certainty.MOGELIJK)
    # A first name spelt otherwise, or a name of which a part is known: the day of birth makes it worth a look.
    return GRADES.index(Certainty.MOGELIJK) if same_day and set(name) & set(looked_for) else 0


def _names(looked_for: tuple[str, ...], text: str) -> bool:
    """The whole name, its words together and in order."""
    found, size = words(text), len(looked_for)
    return size > 1 and any(found[n : n + size] == looked_for for n in range(len(found) - size + 1))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None

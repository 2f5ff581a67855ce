"""A table of counts for who sees no case: its cells by name, and what they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """One table of a report, before small counts are hidden."""

    key: str
    title: str
    note: str
    cells: Mapping[str, int]
    total: str  # the name of the count that its cells add up to
    shown: bool = True  # False: only to see what could be computed of the others


def count(names: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    """How often each name was found; every name has its place, also when it was not."""
    counted = Counter(found)
    return {name: counted[name] for name in names}


def summed(names: Iterable[str], found: Iterable[tuple[str, int]]) -> dict[str, int]:
    """As `count`, of what was counted already."""
    counted: Counter[str] = Counter()
    for name, number in found:
        counted[name] += number
    return {name: counted[name] for name in names}

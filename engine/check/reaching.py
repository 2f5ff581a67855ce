"""What can be come to from somewhere, by any kind of step; and steps put in order to look them up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

_T = TypeVar("_T")


def reached(start: Iterable[str], following: Callable[[str], Iterable[str]]) -> set[str]:
    """The starting points and all that follows from them, each once; loops end by themselves."""
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(following(here))
    return seen


def grouped(things: Iterable[_T], key: Callable[[_T], str]) -> dict[str, list[_T]]:
    """The things by a word of theirs."""
    found: dict[str, list[_T]] = {}
    for each in things:
        found.setdefault(key(each), []).append(each)
    return found


def turned(ways: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The same steps the other way round."""
    found: dict[str, list[str]] = {}
    for here, after in ways.items():
        for there in after:
            found.setdefault(there, []).append(here)
    return found

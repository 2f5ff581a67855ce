"""What can be come to from somewhere, by any kind of step."""

from __future__ import annotations

from collections.abc import Callable, Iterable


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

"""Regular expressions, with a time limit: the only place that runs them on what people typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from time import perf_counter
from typing import TypeVar

import regex

from engine.feel.errors import FeelLimitError, Undefined
from engine.feel.run import Run

MAX_PATTERN = 1_000
MAX_NESTING = 10
_FLAGS = {
    "i": regex.IGNORECASE,
    "m": regex.MULTILINE,
    "s": regex.DOTALL,
    "x": regex.VERBOSE,
}
_Result = TypeVar("_Result")


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> regex.Pattern[str]:
    """The compiled pattern, or undefined when it is none."""
    if len(pattern) > MAX_PATTERN:
        raise FeelLimitError(f"Een patroon mag hoogstens {MAX_PATTERN} tekens hebben.")
    if _nesting(pattern) > MAX_NESTING:
        # Compiling nested repetitions takes time that doubles with each level, and cannot be stopped.
        raise FeelLimitError(f"Een patroon mag hoogstens {MAX_NESTING} haakjes diep zijn.")
    if not set(flags) <= set(_FLAGS):
        raise Undefined(f"De vlaggen `{flags[:20]}` van het patroon bestaan niet; er zijn i, m, s en x.")
    mode = regex.VERSION0
    for flag in flags:
        mode |= _FLAGS[flag]
    try:
        return regex.compile(pattern, mode)
    except (regex.error, RecursionError, OverflowError, ValueError, KeyError, IndexError) as error:
        raise Undefined(f"Het patroon `{pattern[:60]}` is niet goed geschreven.") from error


def _nesting(pattern: str) -> int:
    depth = deepest = 0
    for character in pattern:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def limited(run: Run, work: Callable[[float], _Result]) -> _Result:
    """Do the matching within the time that is left; too slow is an error, not an answer."""
    run.spend(100)
    start = perf_counter()
    try:
        return work(max(run.pattern_seconds, 0.001))
    except TimeoutError as error:
        raise FeelLimitError("Het patroon kost te veel tijd.") from error
    finally:
        run.pattern_seconds -= perf_counter() - start


def search(run: Run, text: str, pattern: str, flags: str) -> bool:
    """Whether the pattern occurs in the text."""
    found = compiled(pattern, flags)
    return limited(run, lambda seconds: found.search(text, timeout=seconds)) is not None


def find_all(run: Run, text: str, pattern: str, flags: str) -> list[str]:
    """All places where the pattern occurs."""
    found = compiled(pattern, flags)
    return limited(run, lambda seconds: [match[0] for match in found.finditer(text, timeout=seconds)])


def split(run: Run, text: str, pattern: str) -> list[str]:
    """The pieces of the text between the places where the pattern occurs."""
    found = compiled(pattern, "")
    ends = limited(run, lambda seconds: [match.span() for match in found.finditer(text, timeout=seconds)])
    pieces, start = [], 0
    for begin, end in ends:
        if begin == end:
            raise Undefined("Een patroon om op te splitsen mag niet met niets overeenkomen.")
        pieces.append(text[start:begin])
        start = end
    return [*pieces, text[start:]]


def replace(run: Run, text: str, pattern: str, replacement: str, flags: str) -> str:
    """The text with every occurrence replaced; `$1` stands for the first group."""
    found = compiled(pattern, flags)
    parts = _template(replacement)

    def fill(match: regex.Match[str]) -> str:
        groups = match.re.groups
        return "".join(
            part if isinstance(part, str) else (match[part] or "" if part <= groups else "") for part in parts
        )

    return limited(run, lambda seconds: found.sub(fill, text, timeout=seconds))


_TEMPLATE = regex.compile(r"\$([0-9])|\\(.)", regex.DOTALL)


def _template(replacement: str) -> list[str | int]:
    parts: list[str | int] = []
    start = 0
    for match in _TEMPLATE.finditer(replacement):
        parts.append(replacement[start : match.start()])
        parts.append(int(match[1]) if match[1] else match[2])
        start = match.end()
    return [*parts, replacement[start:]]

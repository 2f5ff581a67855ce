"""Regular expressions, with a time limit: the only place that runs them on what people typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import regex

from engine.feel.errors import FeelLimitError, Undefined

MAX_PATTERN = 1_000
TIMEOUT_SECONDS = 0.25
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
    if not set(flags) <= set(_FLAGS):
        raise Undefined(f"De vlaggen `{flags[:20]}` van het patroon bestaan niet; er zijn i, m, s en x.")
    mode = regex.VERSION0
    for flag in flags:
        mode |= _FLAGS[flag]
    try:
        return regex.compile(pattern, mode)
    except (regex.error, RecursionError, OverflowError, ValueError, KeyError, IndexError) as error:
        raise Undefined(f"Het patroon `{pattern[:60]}` is niet goed geschreven.") from error


def limited(work: Callable[[], _Result]) -> _Result:
    """Do the matching; too slow is an error, not an answer."""
    try:
        return work()
    except TimeoutError as error:
        raise FeelLimitError("Het patroon kost te veel tijd.") from error


def search(text: str, pattern: str, flags: str) -> bool:
    """Whether the pattern occurs in the text."""
    found = compiled(pattern, flags)
    return limited(lambda: found.search(text, timeout=TIMEOUT_SECONDS)) is not None


def split(text: str, pattern: str) -> list[str]:
    """The pieces of the text between the places where the pattern occurs."""
    found = compiled(pattern, "")
    ends = limited(lambda: [match.span() for match in found.finditer(text, timeout=TIMEOUT_SECONDS)])
    pieces, start = [], 0
    for begin, end in ends:
        if begin == end:
            raise Undefined("Een patroon om op te splitsen mag niet met niets overeenkomen.")
        pieces.append(text[start:begin])
        start = end
    return [*pieces, text[start:]]


def replace(text: str, pattern: str, replacement: str, flags: str) -> str:
    """The text with every occurrence replaced; `$1` stands for the first group."""
    found = compiled(pattern, flags)
    parts = _template(replacement)

    def fill(match: regex.Match[str]) -> str:
        groups = match.re.groups
        return "".join(
            part if isinstance(part, str) else (match[part] or "" if part <= groups else "") for part in parts
        )

    return limited(lambda: found.sub(fill, text, timeout=TIMEOUT_SECONDS))


_TEMPLATE = regex.compile(r"\$([0-9])|\\(.)", regex.DOTALL)


def _template(replacement: str) -> list[str | int]:
    parts: list[str | int] = []
    start = 0
    for match in _TEMPLATE.finditer(replacement):
        parts.append(replacement[start : match.start()])
        parts.append(int(match[1]) if match[1] else match[2])
        start = match.end()
    return [*parts, replacement[start:]]

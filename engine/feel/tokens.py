"""From text to tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from engine.feel import hints
from engine.feel.errors import FeelLimitError, FeelSyntaxError

MAX_TEXT = 10_000


class Kind(Enum):
    """The kinds of token the parser tells apart."""

    NUMBER = "number"
    STRING = "string"
    NAME = "name"
    SYMBOL = "symbol"
    END = "end"


class Token(NamedTuple):
    """A piece of the text and where it stands."""

    kind: Kind
    text: str
    start: int
    end: int


KEYWORDS = frozenset(
    "if then else for in return some every satisfies and or between instance of function true false null".split()
)
# Beyond letters a name may start with the symbols the standard lists (arrows, emoji and the like).
_NAME = r"(?:[^\W\d]|[\u2070-\u218f\u2c00-\u2fef\U00010000-\U000effff])"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<name>{_NAME}(?:\w|{_NAME})*|\?)
  | (?P<wrong>===?|!==|=>|&&?|\|\|?|!(?!=)|[%;~^$\#`])
  | (?P<symbol>\*\*|\.\.|->|!=|<=|>=|[-+*/()\[\]{{}},.:=<>@'])
    """,
    re.VERBOSE | re.DOTALL,
)


def tokenize(text: str) -> list[Token]:
    """All tokens of the text, ended by an END token."""
    if len(text) > MAX_TEXT:
        raise FeelLimitError(f"De expressie is langer dan {MAX_TEXT} tekens.", MAX_TEXT)
    return [*_scan(text), Token(Kind.END, "", len(text), len(text))]


def _scan(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise FeelSyntaxError(hints.for_character(text, position), position)
        group = match.lastgroup or ""
        if group == "wrong":
            raise FeelSyntaxError(hints.for_symbol(text, match[0], position), position)
        if group != "space":
            yield Token(Kind(group), match[0], position, match.end())
        position = match.end()


_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


def unquote(token: Token) -> str:
    """The text a string token stands for."""
    inner = token.text[1:-1]
    if "\\" not in inner:
        return inner
    return _joined(_ESCAPE.sub(_unescape, inner), token)


def _unescape(match: re.Match[str]) -> str:
    body = match[1]
    if len(body) == 1:
        # An unknown escape keeps its backslash, so "\d" in a pattern means what its writer meant.
        return _SHORT.get(body, match[0])
    code = int(body[1:], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def _joined(text: str, token: Token) -> str:
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError as error:
        raise FeelSyntaxError("Een half Unicode-teken in een tekst.", token.start) from error

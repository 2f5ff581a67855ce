"""Where the parser stands in the tokens, and which names of several words it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from engine.feel import hints, tree
from engine.feel.errors import FeelLimitError, FeelSyntaxError
from engine.feel.tokens import KEYWORDS, Kind, Token, tokenize

MAX_DEPTH = 60
# How tightly operators bind.
OR, AND, COMPARISON, ADDITION, MULTIPLICATION, POWER, SIGN, POSTFIX = range(10, 90, 10)
Words = tuple[str, ...]
# The first word of a name -> all its spellings in tokens, the longest first.
LongNames = Mapping[str, tuple[Words, ...]]


@dataclass(slots=True)
class Cursor:
    """The one mutable thing of the parser."""

    text: str
    tokens: list[Token]
    known: LongNames
    functions: LongNames
    types: Mapping[str, tree.Type]
    climb: Callable[[Cursor, tree.Node, int], tree.Node]
    operand: Callable[[Cursor], tree.Node]
    index: int = 0
    depth: int = 0
    spellings: dict[Words, str] = field(default_factory=dict)

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def ahead(self, count: int = 1) -> Token:
        return self.tokens[min(self.index + count, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.tokens[self.index]
        if token.kind is not Kind.END:
            self.index += 1
        return token

    def at(self, *texts: str) -> bool:
        token = self.tokens[self.index]
        return token.text in texts and token.kind in (Kind.SYMBOL, Kind.NAME)

    def skip(self, text: str) -> bool:
        if self.at(text):
            self.index += 1
            return True
        return False

    def expect(self, *texts: str) -> Token:
        if not self.at(*texts):
            raise FeelSyntaxError(self.surprise(texts), self.token.start)
        return self.take()

    def expression(self, minimum: int = 0) -> tree.Node:
        """The expression that stands here, of operators that bind at least this tightly."""
        self.enter()
        found = self.climb(self, self.operand(self), minimum)
        self.leave()
        return found

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FeelLimitError(f"De expressie is dieper genest dan {MAX_DEPTH}.", self.token.start)

    def leave(self) -> None:
        self.depth -= 1

    def surprise(self, wanted: Iterable[str] = ()) -> str:
        """What to say of the token that stands here."""
        token = self.token
        expected = " of ".join(f"`{text}`" for text in wanted)
        here = "het einde" if token.kind is Kind.END else f"`{token.text}`"
        if hint := _other_language(self):
            return hint
        return f"Hier staat {here}, verwacht was {expected}." if expected else f"Onverwacht: {here}."


def _other_language(cursor: Cursor) -> str | None:
    token = cursor.token
    if token.text == "'":
        return 'Zet tekst tussen dubbele aanhalingstekens: `"tekst"`.'
    if token.text == "?":
        return "Een keuze is in FEEL `if voorwaarde then a else b`."
    if token.text == "=" and cursor.index and cursor.tokens[cursor.index - 1].text == "=":
        return hints.for_symbol(cursor.text, "==", token.start)
    if token.text == ">" and cursor.index and cursor.tokens[cursor.index - 1].text == "<":
        return hints.for_symbol(cursor.text, "<>", token.start)
    if token.text == "/" and cursor.index and cursor.tokens[cursor.index - 1].text == "/":
        return "Een opmerking begint met `//`."
    return None


def with_name(cursor: Cursor, name: str) -> LongNames:
    """The long names known when this one is added; a name of one word needs no knowing."""
    words = tuple(token.text for token in tokenize(name)[:-1])
    if len(words) < 2:
        return cursor.known
    cursor.spellings[words] = name
    others = [known for known in cursor.known.get(words[0], ()) if known != words]
    return {**cursor.known, words[0]: tuple(sorted([*others, words], key=len, reverse=True))}


def match(cursor: Cursor, long_names: LongNames) -> Words | None:
    """The longest of these names that stands here."""
    for words in long_names.get(cursor.token.text, ()):
        stop = cursor.index + len(words)
        if tuple(token.text for token in cursor.tokens[cursor.index : stop]) == words:
            return words
    return None


def known_name(cursor: Cursor) -> str | None:
    """Take the name of several words that stands here, when it is a known variable."""
    words = match(cursor, cursor.known)
    if words is None:
        return None
    cursor.index += len(words)
    return cursor.spellings[words]


def function_name(cursor: Cursor) -> str | None:
    """Take the built-in name of several words that stands here."""
    words = match(cursor, cursor.functions)
    if words is None:
        return None
    called = cursor.ahead(len(words)).text == "("
    if not called and not KEYWORDS.isdisjoint(words):
        return None
    cursor.index += len(words)
    return " ".join(words)


def words_until(cursor: Cursor, *stops: str) -> str:
    """A new name (of an iterator, a parameter or an entry): all that stands before the stop."""
    first = cursor.token
    last = first
    name = ""
    while not cursor.at(*stops):
        if cursor.token.kind not in (Kind.NAME, Kind.NUMBER) and cursor.token.text not in "-+*/.'":
            raise FeelSyntaxError(cursor.surprise(stops), cursor.token.start)
        name += " " if name and cursor.token.start > last.end else ""
        last = cursor.take()
        name += last.text
        if last.kind is Kind.END:
            raise FeelSyntaxError(cursor.surprise(stops), last.start)
    if last is first and first.kind is not Kind.NAME:
        raise FeelSyntaxError("Hier ontbreekt een naam.", first.start)
    return name


def plain_words(cursor: Cursor) -> str:
    """The name after a dot: adjacent words are one name, since nothing else can stand there."""
    known = known_name(cursor)
    if known is not None:
        return known
    if cursor.token.kind is not Kind.NAME:
        raise FeelSyntaxError("Na een punt hoort een naam.", cursor.token.start)
    words = [cursor.take().text]
    while cursor.token.kind is Kind.NAME and cursor.token.text not in KEYWORDS:
        words.append(cursor.take().text)
    return " ".join(words)

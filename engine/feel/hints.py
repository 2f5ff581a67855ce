"""Recognises other languages and says how the same is written in FEEL."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_SYMBOLS = {
    "==": "Vergelijken gaat in FEEL met één `=`.",
    "===": "Vergelijken gaat in FEEL met één `=`.",
    "!==": "Ongelijk is in FEEL `!=`.",
    "<>": "Ongelijk is in FEEL `!=`.",
    "=>": "Groter dan of gelijk aan is in FEEL `>=`.",
    "&&": "Schrijf `and` in plaats van `&&`.",
    "&": "Schrijf `and` in plaats van `&`; teksten plakt u aan elkaar met `+`.",
    "||": "Schrijf `or` in plaats van `||`.",
    "|": "Schrijf `or` in plaats van `|`.",
    "!": "Schrijf `not(...)` in plaats van `!`.",
    "%": "De rest van een deling is in FEEL `modulo(a, b)`.",
    ";": "Een puntkomma hoort niet in FEEL; scheid waarden met een komma.",
    "^": "Machtsverheffen is in FEEL `**`.",
    "`": "Zet tekst tussen dubbele aanhalingstekens.",
}
_WORDS = {
    "None": "null",
    "nil": "null",
    "undefined": "null",
    "NULL": "null",
    "Null": "null",
    "True": "true",
    "TRUE": "true",
    "False": "false",
    "FALSE": "false",
}
_OPERATORS = {
    "eq": "=",
    "ne": "!=",
    "gt": ">",
    "lt": "<",
    "ge": ">=",
    "le": "<=",
    "is": "=",
    "mod": "modulo(a, b)",
    "AND": "and",
    "OR": "or",
    "en": "and",
    "of": "or",
}
_REWRITES = (
    (r"[$#]\{(.*?)\}", r"\1"),
    (r"===?", "="),
    (r"!==", "!="),
    (r"\s*&&\s*", " and "),
    (r"\s*\|\|\s*", " or "),
    (r"!\s*(?!=)([\w.]+)", r"not(\1)"),
    (r"'([^'\"]*)'", r'"\1"'),
    (r"\beq\b", "="),
    (r"\bne\b", "!="),
    (r"\bgt\b", ">"),
    (r"\blt\b", "<"),
    (r"\bge\b", ">="),
    (r"\ble\b", "<="),
    (r"\bnot\s+empty\s+([\w.]+)", r"\1 != null"),
    (r"\bempty\s+([\w.]+)", r"\1 = null"),
    (r"\b(None|nil|undefined)\b", "null"),
    (r"\bTrue\b", "true"),
    (r"\bFalse\b", "false"),
)


def probable(text: str) -> str:
    """The FEEL that was probably meant by JUEL, JavaScript or Python."""
    for pattern, replacement in _REWRITES:
        text = re.sub(pattern, replacement, text, flags=re.DOTALL)
    return text.strip()


def for_symbol(text: str, symbol: str, position: int) -> str:
    """What to say of a symbol that FEEL does not have."""
    if symbol in "$#" and text[position + 1 : position + 2] == "{":
        return f"`{symbol}{{...}}` is geen FEEL. Bedoelde u `={_short(probable(text))}`?"
    known = _SYMBOLS.get(symbol)
    if known is None:
        return f"Het teken `{symbol}` hoort niet in FEEL."
    return f"{known} Bedoelde u `{_short(probable(text))}`?" if probable(text) != text.strip() else known


def for_character(text: str, position: int) -> str:
    """What to say of a character that starts no token."""
    if text[position] == '"':
        return "Een tekst is niet afgesloten: er ontbreekt een dubbel aanhalingsteken."
    if text[position] in "\u201c\u201d\u201e\u2018\u2019":
        return 'Gebruik rechte aanhalingstekens: `"`.'
    return f"Het teken `{text[position]}` hoort niet in FEEL."


def for_word(word: str) -> str | None:
    """What to say of a word of another language, if it is one."""
    meant = _WORDS.get(word)
    return f"`{word}` is geen FEEL. Bedoelde u `{meant}`?" if meant else None


def for_operator(word: str) -> str | None:
    """What to say of a word that another language has as an operator."""
    if word == "?":
        return "Een keuze is in FEEL `if voorwaarde then a else b`."
    meant = _OPERATORS.get(word)
    return f"`{word}` is geen FEEL. Bedoelde u `{meant}`?" if meant else None


def nearest(word: str, words: Iterable[str]) -> str:
    """A half sentence with the known word that looks most like this one, or nothing."""
    found = difflib.get_close_matches(word, list(words), n=1, cutoff=0.7)
    return f" Bedoelde u `{found[0]}`?" if found else ""


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:200] + "..."

"""Recognises other languages and says how the same is written in FEEL."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable

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
# What other languages call something, and what FEEL calls it.
_FUNCTIONS = {
    "len": "count",
    "size": "count",
    "length": "count",
    "str": "string",
    "toString": "string",
    "int": "number",
    "float": "number",
    "Number": "number",
    "ceil": "ceiling",
    "round": "round half up",
    "upper": "upper case",
    "lower": "lower case",
    "toUpperCase": "upper case",
    "toLowerCase": "lower case",
    "strip": "trim",
    "startsWith": "starts with",
    "startswith": "starts with",
    "endsWith": "ends with",
    "endswith": "ends with",
    "indexOf": "index of",
    "includes": "list contains",
    "avg": "mean",
    "average": "mean",
    "join": "string join",
    "Date": "date",
    "AND": "all",
    "OR": "any",
    "dagen": "duration",
    "werkdag": "werkdagen",
}
_METHODS = "toUpperCase|toLowerCase|upper|lower|strip|trim|toString"
_WITH_ONE = "startsWith|startswith|endsWith|endswith|contains|indexOf"
MAX_TEXT = 2_000
_REWRITES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"[$#]\{(.*?)\}", r"\1"),
    (r"===?", "="),
    (r"!==", "!="),
    (r"<>", "!="),
    (r"=>", ">="),
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
    (r"\bis\s+not\b", "!="),
    (r"\bis\b(?!\s*\()", "="),
    (r"\b(None|nil|undefined)\b", "null"),
    (r"\bTrue\b", "true"),
    (r"\bFalse\b", "false"),
    (r"\bnot\s+(?!in\b)([\w.]+)", r"not(\1)"),
    (r"\bexecution\.getVariable\(\"(\w+)\"\)", r"\1"),
    (r"\bMath\.(\w+)\(", lambda found: f"{_FUNCTIONS.get(found[1], found[1])}("),
    (rf"([\w.]+)\.({_METHODS})\(\)", lambda found: f"{_FUNCTIONS.get(found[2], found[2])}({found[1]})"),
    (rf"([\w.]+)\.({_WITH_ONE})\(", lambda found: f"{_FUNCTIONS.get(found[2], found[2])}({found[1]}, "),
    (r"([\w.]+)\.(?:length|size)\b(?:\(\))?", r"count(\1)"),
    (r"([\w.]+)\s+contains\s+(\S+)", r"contains(\1, \2)"),
    (r"\b(\w+)\(", lambda found: f"{_FUNCTIONS.get(found[1], found[1])}("),
    (r"^\[\s*(.+?)\s+for\s+(\w+)\s+in\s+(.+?)\s*\]$", r"for \2 in \3 return \1"),
    (r"^(.+?)\s+if\s+(.+?)\s+else\s+(.+)$", r"if \2 then \1 else \3"),
    (r"^(.+?)\s*\?\s*(.+?)\s*:\s*(.+)$", r"if \1 then \2 else \3"),
    (r"^([^\[({]*\d),(\d[^\])}]*)$", r"\1.\2"),
    (r";", ","),
)


def probable(text: str) -> str:
    """The FEEL that was probably meant by JUEL, JavaScript, Python or a spreadsheet."""
    if len(text) > MAX_TEXT:
        return text.strip()
    for pattern, replacement in _REWRITES:
        text = re.sub(pattern, replacement, text, flags=re.DOTALL)
    return text.strip()


def for_symbol(text: str, symbol: str, position: int) -> str:
    """What to say of a symbol that FEEL does not have."""
    if symbol in "$#" and text[position + 1 : position + 2] == "{":
        return f"`{symbol}{{...}}` is geen FEEL. Bedoelde u `={_short(probable(text))}`?"
    return _SYMBOLS.get(symbol) or f"Het teken `{symbol}` hoort niet in FEEL."


def meant(text: str, message: str, works: Callable[[str], bool]) -> str:
    """The message about a text that is refused, with what was probably meant when that does work."""
    found = probable(text)
    if "Bedoelde u" in message or found == text.strip() or not works(found):
        return message
    return f"{message} Bedoelde u `{_short(found)}`?"


def for_function(name: str, known: Iterable[str]) -> str:
    """A half sentence with the function that was probably meant, or nothing."""
    return f" Bedoelde u `{_FUNCTIONS[name]}`?" if name in _FUNCTIONS else nearest(name, known)


def for_field(name: str, fields: Iterable[str] = ()) -> str:
    """A half sentence with the field, or the function of FEEL, that was probably meant, or nothing."""
    return f" Bedoelde u `{_FUNCTIONS[name]}(...)`?" if name in _FUNCTIONS else nearest(name, fields)


def for_character(text: str, position: int) -> str:
    """What to say of a character that starts no token."""
    if text[position] == '"':
        return "Een tekst is niet afgesloten: er ontbreekt een dubbel aanhalingsteken."
    if text[position] in "\u201c\u201d\u201e\u2018\u2019":
        return 'Gebruik rechte aanhalingstekens: `"`.'
    return f"Het teken `{text[position]}` hoort niet in FEEL."


def for_word(word: str) -> str | None:
    """What to say of a word of another language, if it is one."""
    instead = _WORDS.get(word)
    return f"`{word}` is geen FEEL. Bedoelde u `{instead}`?" if instead else None


def for_operator(word: str) -> str | None:
    """What to say of a word that another language has as an operator."""
    if word == "?":
        return "Een keuze is in FEEL `if voorwaarde then a else b`."
    instead = _OPERATORS.get(word)
    return f"`{word}` is geen FEEL. Bedoelde u `{instead}`?" if instead else None


def nearest(word: str, words: Iterable[str], cutoff: float = 0.7) -> str:
    """A half sentence with the known word that looks most like this one, or nothing."""
    found = difflib.get_close_matches(word, list(words), n=1, cutoff=cutoff)
    return f" Bedoelde u `{found[0]}`?" if found else ""


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:200] + "..."

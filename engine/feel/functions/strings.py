"""Functions on text."""

from __future__ import annotations

from decimal import Decimal, DecimalException

from engine.feel import patterns
from engine.feel.errors import FeelLimitError, Undefined
from engine.feel.registry import builtin
from engine.feel.run import Run
from engine.feel.values import DECIMAL, MAX_STRING
from engine.feel.written import text_of


@builtin("string(from: any)")
def string(run: Run, value: object) -> str | None:
    return None if value is None else text_of(run, value)


@builtin("string length(string: string)")
def string_length(run: Run, text: str) -> Decimal:
    return Decimal(len(text))


@builtin("upper case(string: string)")
def upper_case(run: Run, text: str) -> str:
    run.spend(len(text) // 16)
    return text.upper()


@builtin("lower case(string: string)")
def lower_case(run: Run, text: str) -> str:
    run.spend(len(text) // 16)
    return text.lower()


@builtin("trim(string: string)")
def trim(run: Run, text: str) -> str:
    return text.strip()


@builtin("substring(string: string, start position: number, length?: number)")
def substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> str:
    begin = int(start)
    if begin == 0 or abs(begin) > len(text):
        raise Undefined("De beginplaats ligt buiten de tekst; de eerste letter is 1, de laatste -1.")
    begin = begin - 1 if begin > 0 else len(text) + begin
    if length is None:
        return text[begin:]
    if int(length) < 1:
        raise Undefined("De lengte van een deel van een tekst is ten minste 1.")
    return text[begin : begin + int(length)]


@builtin("substring before(string: string, match: string)")
def substring_before(run: Run, text: str, match: str) -> str:
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after(string: string, match: string)")
def substring_after(run: Run, text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def contains(run: Run, text: str, match: str) -> bool:
    return match in text


@builtin("starts with(string: string, match: string)")
def starts_with(run: Run, text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(run: Run, text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string)")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    return patterns.search(run, text, pattern, flags or "")


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string)")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    run.spend(len(text) * (1 + len(replacement)) // 16)
    return _bounded(run, patterns.replace(run, text, pattern, replacement, flags or ""))


@builtin("split(string: string, delimiter: string)")
def split(run: Run, text: str, delimiter: str) -> list[str]:
    run.spend(len(text))
    return patterns.split(run, text, delimiter)


@builtin("extract(input: string, pattern: string, flags?: string)")
def extract(run: Run, text: str, pattern: str, flags: str | None = None) -> list[str]:
    run.spend(len(text))
    return patterns.find_all(run, text, pattern, flags or "")


@builtin("string join(list: list, delimiter?: any)")
def string_join(run: Run, items: list[object], delimiter: object = None) -> str:
    if delimiter is not None and not isinstance(delimiter, str):
        raise Undefined("Het scheidingsteken van `string join` is een tekst.")
    texts = [item for item in items if item is not None]
    run.spend(len(texts))
    if not all(isinstance(item, str) for item in texts):
        raise Undefined("`string join` verwacht een lijst van teksten.")
    length = sum(map(len, texts)) + len(delimiter or "") * len(texts)  # type: ignore[arg-type]
    if length > MAX_STRING:
        raise FeelLimitError(f"Een tekst mag hoogstens {MAX_STRING} tekens hebben.")
    return _bounded(run, (delimiter or "").join(map(str, texts)))


@builtin("number(from: string, grouping separator?: any, decimal separator?: any)")
def number(run: Run, text: str, grouping: object = None, point: object = None) -> Decimal:
    if not _separator(grouping, " ,.") or not _separator(point, ",."):
        raise Undefined("Het scheidingsteken is een punt, een komma of (bij duizendtallen) een spatie.")
    if grouping is not None and grouping == point:
        raise Undefined("De scheidingstekens zijn gelijk.")
    plain = text.replace(grouping, "") if isinstance(grouping, str) else text
    plain = plain.replace(point, ".") if isinstance(point, str) else plain
    if not plain.isascii() or not patterns.search(run, plain, r"\A-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,5})?\z", ""):
        raise Undefined(f'"{text[:60]}" is geen getal.')
    try:
        return DECIMAL.create_decimal(plain)
    except DecimalException as error:
        raise Undefined(f'"{text[:60]}" is te groot.') from error


def _separator(value: object, allowed: str) -> bool:
    return value is None or (isinstance(value, str) and len(value) == 1 and value in allowed)


def _bounded(run: Run, text: str) -> str:
    if len(text) > MAX_STRING:
        raise FeelLimitError(f"Een tekst mag hoogstens {MAX_STRING} tekens hebben.")
    run.spend(len(text) // 16)
    return text

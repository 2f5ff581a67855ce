"""Why a decision said what it said, in Dutch lines for the history of a case.

The process holds references instead of person data, so these lines do too; long texts are only named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time

from engine.dmn.deciding import DecisionResult
from engine.dmn.table import MatchedRule
from engine.feel.temporal import write

MAX_TEXT = 60
# What a table says was written by its designer, and may be read in full.
MAX_SAID = 400
MAX_ITEMS = 5
MAX_RULES = 25


def explain(result: DecisionResult) -> str:
    """First which rules matched; then what each says, and what was asked."""
    return "\n".join(_lines(result))


def _lines(result: DecisionResult) -> Iterator[str]:
    rules = result.matched[:MAX_RULES]
    if not rules:
        yield "Geen regel past."
        return
    numbers = [str(rule.index) for rule in rules]
    yield f"Regel {numbers[0]} past." if len(numbers) == 1 else f"Regels {', '.join(numbers)} passen."
    yield from map(_rule, rules)
    yield f"Gevraagd: {_pairs(rules[0].inputs)}."


def _rule(rule: MatchedRule) -> str:
    note = f" ({_short(rule.annotation)})" if rule.annotation else ""
    return f"Regel {rule.index}{note}: {_pairs(rule.outputs, MAX_SAID)}."


def _pairs(values: Mapping[str, object], longest: int = MAX_TEXT) -> str:
    # A column is a question, or a name.
    pairs = ((f"{name} " if name.endswith("?") else f"{name} = ", value) for name, value in values.items())
    return "; ".join(f"{name}{_shown(value, longest)}" for name, value in pairs).rstrip(".")


def _shown(value: object, longest: int = MAX_TEXT) -> str:
    if value is None:
        return "geen waarde"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, date | time):
        return write(value)
    if isinstance(value, list):
        items = [_shown(item) for item in value[:MAX_ITEMS]]
        return ", ".join([*items, "…"] if len(value) > MAX_ITEMS else items) or "niets"
    return "ingevuld" if isinstance(value, dict) else _short(str(value), longest)


def _short(text: str, longest: int = MAX_TEXT) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[:longest]}…"

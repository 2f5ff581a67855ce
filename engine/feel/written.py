"""How FEEL writes its values as text."""

from __future__ import annotations

import json
from decimal import Decimal

from engine.feel.errors import FeelLimitError
from engine.feel.run import Run
from engine.feel.temporal import write
from engine.feel.values import MAX_STRING, Function, Range


def text_of(run: Run, value: object) -> str:
    """A value as text; a text is itself."""
    return value if isinstance(value, str) else _nested(run, value)


def number_text(value: Decimal) -> str:
    """A number without exponent and without zeros that say nothing."""
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _nested(run: Run, value: object) -> str:
    run.spend(1)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        run.spend(len(value) // 16)
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return _bounded("[" + ", ".join(_nested(run, item) for item in value) + "]")
    if isinstance(value, dict):
        parts = (f"{_key(key)}: {_nested(run, item)}" for key, item in value.items())
        return _bounded("{" + ", ".join(parts) + "}")
    return _other(run, value)


def _other(run: Run, value: object) -> str:
    if isinstance(value, Range):
        opening = "[" if value.start_included else "("
        closing = "]" if value.end_included else ")"
        return f"{opening}{_nested(run, value.start)}..{_nested(run, value.end)}{closing}"
    if isinstance(value, Function):
        return f"function({', '.join(value.parameters)})"
    return write(value)


def _key(key: str) -> str:
    return key if key.replace("_", "a").replace(" ", "a").isalnum() else json.dumps(key, ensure_ascii=False)


def _bounded(text: str) -> str:
    if len(text) > MAX_STRING:
        raise FeelLimitError(f"Een tekst mag hoogstens {MAX_STRING} tekens hebben.")
    return text

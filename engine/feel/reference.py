"""The reference page of the built-in functions: `python -m engine.feel.reference docs/reference/feel.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from engine.feel import compile_expression
from engine.feel.kinds import returned
from engine.feel.registry import BUILTINS, Builtin, Parameter
from engine.feel.run import Environment, begin
from engine.feel.written import text_of

HEAD = """# FEEL: the built-in functions

Generated from `engine/feel/functions/` by `python -m engine.feel.reference docs/reference/feel.md`; do not edit.

A parameter with `?` may be left out; one with `...` takes all the rest, or one list. Arguments go by place, or by name
(`substring(string: "a", start position: 1)`). A list of one item stands for its item. What has no value is `null`, with
a warning that says why. How far the language goes is told in [FEEL and DMN](../developer/feel.md).
"""
TITLES = {
    "strings": "Text",
    "numbers": "Numbers, and `not`",
    "lists": "Lists",
    "statistics": "Numbers of a list",
    "contexts": "Contexts",
    "dates": "Dates, times and durations",
    "working_days": "Working days (our own)",
    "ranges": "How ranges lie",
}
NOW = datetime(2027, 1, 4, 12, tzinfo=UTC)
EXAMPLES = {
    "strings": (
        'substring("Molenveld", 1, 5)',
        'string join(["a", "b"], "-")',
        'matches("1234 AB", "[0-9]{4} [A-Z]{2}")',
        'split("a;b", ";")',
    ),
    "numbers": ("0.1 + 0.2", "round half up(2.345, 2)", "modulo(-7, 3)", "not(null)"),
    "lists": ("[1, 2, 3, 4][item > 2]", "sort([3, 1, 2], function(a, b) a > b)", "index of([1, 2, 1], 1)"),
    "statistics": ("sum([1, 2, 3])", "mean(1, 2, 6)", "median([8, 2, 5])"),
    "contexts": ('get value({a: 1}, "a")', 'context put({a: 1}, "b", 2)', "get entries({a: 1})"),
    "dates": (
        'date("2027-01-31") + duration("P1M")',
        'date and time("2027-03-28T01:30:00@Europe/Amsterdam") + duration("PT1H")',
        'years and months duration(date("2026-11-23"), date("2027-12-01"))',
        'day of week(date("2027-01-04"))',
    ),
    "working_days": (
        "werkdagen(10)",
        'werkdagen(5, date("2027-04-26"))',
        'werkdagen tussen(date("2027-04-26"), date("2027-05-04"))',
        'is werkdag(date("2027-05-05"))',
        'is feestdag(date("2027-12-25"))',
        'feestdag(date("2027-05-06"))',
        'termijn("P6W", date("2027-03-25"))',
    ),
    "ranges": ("overlaps([1..5], [5..9])", "before([1..5], (5..9])", "includes([1..5], 3)"),
}


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join([HEAD, *(_section(module, title) for module, title in TITLES.items())])


def _section(module: str, title: str) -> str:
    rows = sorted(_rows(module))
    examples = [f"- `{text}` is `{_value(text)}`" for text in EXAMPLES[module]]
    return "\n".join([f"## {title}", "", "| function | gives |", "| --- | --- |", *rows, "", *examples, ""])


def _rows(module: str) -> Iterator[str]:
    for forms in BUILTINS.values():
        for form in forms:
            if form.body.__module__.endswith(f".{module}"):
                yield f"| `{form.name}({', '.join(map(_parameter, form.parameters))})` | {_gives(form)} |"


def _parameter(parameter: Parameter) -> str:
    mark = "?" if parameter.optional else "..." if parameter.rest else ""
    return f"{parameter.name}{mark}" + ("" if parameter.kind == "any" else f": {parameter.kind}")


def _gives(form: Builtin) -> str:
    return returned(form) or "depends"


def _value(text: str) -> str:
    frame = begin({}, Environment(NOW))
    return text_of(frame.run, compile_expression(text).within(frame))


def main(target: Path) -> None:
    """Write the page."""
    target.write_text(page(), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

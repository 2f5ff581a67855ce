"""What is parsed, printed and parsed again says the same."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engine import feel
from tests.feel.texts import EXPRESSIONS, TEXTS

NAMES = ("aantal meldingen", "om-advies", "a")
many = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def bare(value: Any) -> Any:
    """A tree without the places in the text."""
    if isinstance(value, tuple):
        return tuple(bare(item) for item in value)
    if not is_dataclass(value) or isinstance(value, type | feel.YearMonthDuration):
        return value
    changes = {field.name: bare(getattr(value, field.name)) for field in fields(value)}
    return replace(value, **{**changes, **({"position": 0} if "position" in changes else {})})


def agrees(text: str, compiled: Any) -> None:
    first = compiled(text, NAMES).tree
    printed = feel.print_node(first)
    second = compiled(printed, NAMES).tree
    assert bare(second) == bare(first), printed
    assert feel.print_node(second) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("1+2*3", "1 + 2 * 3"),
        ("((1+2))*3", "(1 + 2) * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("(1-2)-3", "(1 - 2) - 3"),
        ("(-2)**2", "-2 ** 2"),
        ("-(2**2)", "-(2 ** 2)"),
        ("(-2).a", "(-2).a"),
        ("a or b and c", "a or b and c"),
        ("(a or b) and c", "(a or b) and c"),
        ("if a then b else c", "if a then b else c"),
        ("(if a then b else c) + 1", "(if a then b else c) + 1"),
        ("for x in 1..3, y in [x] return x*y", "for x in 1..3, y in [x] return x * y"),
        ("some x in a satisfies x > 1", "some x in a satisfies x > 1"),
        ("a[item.b=1].c", "a[item.b = 1].c"),
        ("]1..2[", "(1..2)"),
        ("(>=5)", "(>= 5)"),
        ("a in (1,[2..3],< 0)", "a in (1, [2..3], < 0)"),
        ("a between 1 and 2 and b", "a between 1 and 2 and b"),
        ("(a instance of date) and time", "(a instance of date) and time"),
        ("a instance of context<b: list<number>>", "a instance of context<b: list<number>>"),
        ("function(x: number, y) x+y", "function(x: number, y) x + y"),
        ("function(f: function<number>->string) f", "function(f: function<number>->Any) f"),
        ('{a: 1, "b c": a}', '{"a": 1, "b c": a}'),
        ("aantal   meldingen + om-advies", "aantal meldingen + om-advies"),
        ("date  and time(x)", "date and time(x)"),
        ("substring(string: a, start position: 2)", "substring(string: a, start position: 2)"),
        (r'"een \"woord\" en \d"', r'"een \"woord\" en \\d"'),
        ('@"2026-01-31T10:00:00+01:00"', '@"2026-01-31T10:00:00+01:00"'),
        ("for x /* een */ y // twee\n z in a return 1", "for x y z in a return 1"),
    ],
)
def test_an_expression_is_printed(text: str, printed: str) -> None:
    assert feel.print_node(feel.compile_expression(text, NAMES).tree) == printed
    agrees(text, feel.compile_expression)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("-", "-"),
        ("<5", "< 5"),
        ("1,2", "1, 2"),
        ("not(1,[2..3])", "not(1, [2..3])"),
        ("(not(a))", "(not(a))"),
        ("?>5 and ?<=10", "? > 5 and ? <= 10"),
        ('"a"', '"a"'),
    ],
)
def test_a_cell_is_printed(text: str, printed: str) -> None:
    assert feel.print_node(feel.compile_unary(text, NAMES).tree) == printed
    agrees(text, feel.compile_unary)


@many
@given(EXPRESSIONS)
def test_any_expression_printed_and_parsed_again_is_the_same(text: str) -> None:
    agrees(text, feel.compile_expression)
    agrees(text, feel.compile_unary)


@many
@given(TEXTS)
def test_any_text_that_is_accepted_can_be_printed(text: str) -> None:
    for compiled in (feel.compile_expression, feel.compile_unary):
        try:
            compiled(text, NAMES)
        except feel.FeelError:
            continue
        agrees(text, compiled)

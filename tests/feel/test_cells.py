"""Unary tests: cells of decision tables."""

import pytest

from engine import feel
from tests.feel.given import NOW


def matches(cell, value, **scope):
    return feel.compile_unary(cell).matches(value, scope, feel.Environment(NOW))


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("-", None, True),
        ("5", 5, True),
        ("5", 6, False),
        ("5, 6", 6, True),
        ('"a","b"', "b", True),
        ("not(5)", 5, False),
        ("not(5)", 6, True),
        ('not("a","b")', "c", True),
        ("not(null)", None, False),
        ("not(null)", 1, True),
        ("not(< 3)", 5, True),
        ("not(true)", False, True),
        ("< 5", 4, True),
        (">= 5, 1", 1, True),
        ("= 5", 5, True),
        ("!= 5", 5, False),
        ("[1..5]", 5, True),
        ("]1..5[", 5, False),
        ("(1..5], > 9", 10, True),
        ("> 5", None, None),
        ("> 5", "x", None),
        ("5", "x", None),
        ("null", None, True),
        ("null", 1, False),
        ("true", True, True),
        ("false", True, False),
        ("grens", 7, True),
        ("> grens", 8, True),
        ("lijst", 2, True),
        ("not(lijst)", 2, False),
        ("[1, 2]", 2, True),
        ("? > 3 and ? < 5", 4, True),
        ('starts with(?, "a")', "aap", True),
        ("? * 2 = grens + 1", 4, True),
        ("not(? > 3)", 2, True),
        ("not(grens = 7) and ? > 1", 2, False),
        ("grens = 7", "iets", True),
        ("ander = true", "iets", False),
        ('@"2026-01-01"', None, False),
        ('?.naam in ("x", "y")', {"naam": "y"}, True),
        ("list contains(?, 3)", [1, 3], True),
    ],
)
def test_a_cell_matches(cell, value, expected):
    assert matches(cell, value, grens=7, lijst=[1, 2], ander=False) is expected


@pytest.mark.parametrize("cell", ["", ",", "5,", "< ", "not(", "5 6", "== 3", "${x}", "> 5 and < 9", "not(1), 2"])
def test_what_is_no_cell_is_refused(cell):
    with pytest.raises(feel.FeelSyntaxError):
        feel.compile_unary(cell)


def test_a_cell_with_and_between_tests_is_told_how():
    with pytest.raises(feel.FeelSyntaxError, match="bereik"):
        feel.compile_unary("> 5 and < 9")


def test_a_cell_tells_the_variables_it_needs():
    assert feel.compile_unary("? > grens, ander").names == {"grens", "ander"}

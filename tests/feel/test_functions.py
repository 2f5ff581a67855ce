"""The built-in functions."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.feel.registry import BUILTINS
from tests.feel.given import NOW, value, warned

SAME = [
    ("not(true)", "false"),
    ("not(null)", "null"),
    ("string(1.50)", '"1.5"'),
    ("string(100)", '"100"'),
    ("string(null)", "null"),
    ('string([1, "a", null])', '"[1, \\"a\\", null]"'),
    ("string({a: true})", '"{a: true}"'),
    ('string(@"P1Y2M")', '"P1Y2M"'),
    ('string(@"P1DT2H")', '"P1DT2H"'),
    ('string(@"2026-01-01T10:00:00Z")', '"2026-01-01T10:00:00Z"'),
    ('contains("foobar", "ob")', "true"),
    ('starts with("foobar", "foo")', "true"),
    ('ends with("foobar", "foo")', "false"),
    ('substring("foobar", 3)', '"obar"'),
    ('substring("foobar", -2)', '"ar"'),
    ('substring("foobar", 3, 2)', '"ob"'),
    ('substring before("foobar", "bar")', '"foo"'),
    ('substring after("foobar", "ob")', '"ar"'),
    ('upper case("aé")', '"AÉ"'),
    ('lower case("AÉ")', '"aé"'),
    ('string length("tête")', "4"),
    ('matches("foobar", "^fo*b")', "true"),
    ('matches("FOO", "foo", "i")', "true"),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
    ('split("a;b;;c", ";")', '["a", "b", "", "c"]'),
    ('split("a1b22c", "[0-9]+")', '["a", "b", "c"]'),
    ('string join(["a", null, "b"], "-")', '"a-b"'),
    ('trim("  a ")', '"a"'),
    ('extract("a1b2", "[0-9]")', '["1", "2"]'),
    ('number("1500.5")', "1500.5"),
    ('number("1 000,5", " ", ",")', "1000.5"),
    ("floor(1.5)", "1"),
    ("floor(-1.56, 1)", "-1.6"),
    ("ceiling(1.5)", "2"),
    ("abs(-3)", "3"),
    ('abs(@"-P1D")', '@"P1D"'),
    ("round half up(2.5, 0)", "3"),
    ("round half down(2.5, 0)", "2"),
    ("round up(1.121, 2)", "1.13"),
    ("round down(-1.129, 2)", "-1.12"),
    ("decimal(2.5, 0)", "2"),
    ("decimal(1 / 3, 2)", "0.33"),
    ("decimal(1234, -2)", "1200"),
    ("modulo(12, 5)", "2"),
    ("modulo(-12, 5)", "3"),
    ("sqrt(16)", "4"),
    ("odd(5) and even(2)", "true"),
    ("list contains([1, null], null)", "true"),
    ("count([1, 2, 3])", "3"),
    ("sum([1, 2, 3])", "6"),
    ("sum(1, 2)", "3"),
    ("sum([])", "null"),
    ("min([3, 1, 2])", "1"),
    ('max("a", "b")', '"b"'),
    ("mean([1, 2, 6])", "3"),
    ("median([8, 2, 5, 3])", "4"),
    ("mode([6, 3, 9, 6, 6])", "[6]"),
    ("product([2, 3, 4])", "24"),
    ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
    ("any([false, true])", "true"),
    ("all([true, null])", "null"),
    ("append([1], 2, 3)", "[1, 2, 3]"),
    ("concatenate([1], [2, 3])", "[1, 2, 3]"),
    ("flatten([[1, [2]], 3])", "[1, 2, 3]"),
    ("distinct values([1, 2, 1])", "[1, 2]"),
    ("duplicate values([1, 2, 1])", "[1]"),
    ("union([1, 2], [2, 3])", "[1, 2, 3]"),
    ("index of([1, 2, 1], 1)", "[1, 3]"),
    ("reverse([1, 2])", "[2, 1]"),
    ("sort([3, 1, 2])", "[1, 2, 3]"),
    ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
    ("sort(list: [{n: 2}, {n: 1}], precedes: function(a, b) a.n < b.n).n", "[1, 2]"),
    ("sublist([4, 5, 6], 2)", "[5, 6]"),
    ("sublist([4, 5, 6], -2, 1)", "[5]"),
    ("remove([1, 2, 3], 2)", "[1, 3]"),
    ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
    ("list replace([1, 2], 1, 9)", "[9, 2]"),
    ("partition([1, 2, 3], 2)", "[[1, 2], [3]]"),
    ('get value({a: 1}, "a")', "1"),
    ('get value({a: {b: 2}}, ["a", "b"])', "2"),
    ("get entries({a: 1})[1].key", '"a"'),
    ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
    ('context put({a: {b: 1}}, ["a", "c"], 2)', "{a: {b: 1, c: 2}}"),
    ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
    ('context([{key: "a", value: 1}])', "{a: 1}"),
    ("is defined(1)", "true"),
    ("before(1, [2..3])", "true"),
    ("includes([1..5], 3)", "true"),
    ("overlaps([1..5], (5..9])", "false"),
    ("coincides([1..5], [1..5])", "true"),
    ("during(3, [1..5])", "true"),
]


@pytest.mark.parametrize(("text", "expected"), SAME)
def test_both_mean_the_same(text, expected):
    assert value(text) == value(expected)


@pytest.mark.parametrize(
    "text",
    [
        'substring("abc", 5)',
        "string length(1)",
        'number("1,5")',
        'number("een")',
        'matches("a", "(")',
        'sum([1, "a"])',
        'sort([1, "a"])',
        "sublist([1], 3)",
        "sqrt(-1)",
        "log(0)",
        "modulo(1, 0)",
        'contains("a", null)',
        "exp(999999)",
    ],
)
def test_a_wrong_argument_gives_null_and_a_warning(text):
    assert warned(text)


def test_a_list_of_one_stands_for_its_item():
    assert value('upper case(["a"])') == "A"
    assert value("count(5)") == 1


def test_every_function_with_a_name_of_several_words_can_be_called():
    assert any(" " in name for name in BUILTINS)
    for name, forms in BUILTINS.items():
        for form in forms:
            arguments = ", ".join("null" for parameter in form.parameters if not parameter.optional)
            feel.compile_expression(f"{name}({arguments})").evaluate({}, feel.Environment(NOW))


@given(st.decimals(-(10**6), 10**6, places=3), st.integers(0, 2))
def test_rounding_up_and_down_enclose_the_number(number, scale):
    low, high = (value(f"{name}(n, s)", n=number, s=scale) for name in ("floor", "ceiling"))
    assert low <= number <= high
    assert high - low in (0, Decimal(10) ** -scale)


@given(st.lists(st.integers(-5, 5)), st.lists(st.integers(-5, 5)))
def test_lists_keep_their_items(a, b):
    assert value("count(concatenate(a, b))", a=a, b=b) == len(a) + len(b)
    assert value("reverse(reverse(a))", a=a) == a
    assert value("sort(a)", a=a) == sorted(a)
    assert value("union(a, b)", a=a, b=b) == list(dict.fromkeys([*a, *b]))


@given(st.timedeltas(timedelta(-(10**4)), timedelta(10**4)))
def test_a_duration_is_read_as_it_is_written(span):
    assert value("duration(string(d)) = d", d=span) is True


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.text(max_size=3))
def test_a_text_is_put_together_from_its_halves(text, part):
    if part and part in text:
        assert value("substring before(t, p) + p + substring after(t, p) = t", t=text, p=part) is True
    assert value("string length(t)", t=text) == len(text)

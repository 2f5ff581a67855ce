"""Whatever people type is compiled or refused, and what compiles can be evaluated."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from engine import feel
from tests.feel.texts import EXPRESSIONS, TEXTS

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SCOPE = {
    "a": 1,
    "b": [1, 2.5, None, "x"],
    "x": {"a": True, "b": date(2026, 1, 1), "c": timedelta(days=2)},
    "time": NOON,
    "date": feel.YearMonthDuration(5),
    "list": [{"a": 1}, {"a": 2}],
}
many = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(TEXTS)
def test_any_text_is_evaluated_or_refused(text: str) -> None:
    env = feel.Environment(NOON, warnings=[])
    try:
        feel.compile_expression(text).evaluate(SCOPE, env)
    except feel.FeelError as error:
        assert error.message_nl


@many
@given(TEXTS)
def test_any_cell_is_matched_or_refused(text: str) -> None:
    env = feel.Environment(NOON, warnings=[])
    try:
        found = feel.compile_unary(text).matches(3, SCOPE, env)
    except feel.FeelError as error:
        assert error.message_nl
    else:
        assert found in (True, False, None)


@many
@given(EXPRESSIONS)
def test_evaluating_any_expression_gives_a_value_or_a_limit(text: str) -> None:
    env = feel.Environment(NOON, warnings=[])
    compiled = feel.compile_expression(text)
    try:
        value = compiled.evaluate(SCOPE, env)
    except feel.FeelLimitError:
        return
    assert value is None or not isinstance(value, int | float) or isinstance(value, bool | Decimal)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000,
        "[" * 5_000,
        "-" * 9_000 + "1",
        "if " * 3_000,
        "a" + ".b" * 4_000,
        "a" + "[1]" * 3_000,
        "f" + "()" * 4_000,
        "x in (" * 1_500 + "1..2" + ")" * 1_500,
        "1" * 20_000,
        "not(" * 2_000,
        "{a:" * 3_000,
        "a = " * 2_000 + "a",
        "for x in " * 1_000,
        "function(x) " * 800 + "x",
    ],
)
def test_a_text_too_long_or_too_deep_is_refused(text: str) -> None:
    with pytest.raises(feel.FeelError):
        feel.compile_expression(text)


def test_a_long_flat_expression_is_fine() -> None:
    assert feel.compile_expression("+".join(["1"] * 2_000)).evaluate({}, feel.Environment(NOON)) == 2_000
    assert feel.compile_expression(" and ".join(["true"] * 900)).evaluate({}, feel.Environment(NOON)) is True


@pytest.mark.parametrize(
    "text",
    [
        "1..100000000000",
        "for x in 1..1000000 return x",
        "for x in 1..2000, y in 1..2000 return 1",
        "some x in 1..2000, y in 1..2000 satisfies false",
        "{f: function(f) f(f), r: f(f)}.r",
        '{a: "' + "x" * 1_000 + '", b: for i in 1..90000 return a + string(i) + a + a + a + a}.b',
        "{" + "a0: [1,1]" + "".join(f", a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, 60)) + ", r: flatten(a59)}",
        "{" + "a0: [1,1]" + "".join(f", a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, 60)) + ", r: string(a59)}",
        "{" + "a0: [1,1]" + "".join(f", a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, 60)) + ", r: a59 = a59}",
        "distinct values(for i in 1..50000 return i)",
        'matches("' + "a" * 5_000 + '!", "(a+)+$")',
        "werkdagen(1000000)",
        "for x in 1..100000 return " + "+".join(["x"] * 200),
        "(for x in 1..90000 return x)[" + "+".join(["item"] * 1_500) + " < 0]",
        "{f: function(x) " + "+".join(["x"] * 300) + ", r: for i in 1..90000 return f(i)}.r",
        'matches("a", "' + "(a{1,1000}" * 20 + "){1,1000}" * 20 + '")',
        'for x in 1..9000 return matches("' + "a" * 24 + '!", "(a|aa|b)+$")',
        '{a: string join(for i in 1..9000 return "xxxxxxxxxx"), b: for i in 1..90000 return substring(a, 2)}.b',
    ],
)
def test_too_much_work_is_stopped(text: str) -> None:
    with pytest.raises(feel.FeelError):
        feel.compile_expression(text).evaluate({}, feel.Environment(NOON))

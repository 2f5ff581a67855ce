"""Who writes another language, or makes a slip of the pen, reads what FEEL has for it."""

import pytest

from engine import feel
from tests.feel.given import NOW, refusal, warned


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a == b", "a = b"),
        ("a <> 'x'", 'a != "x"'),
        ("a && !b", "a and not(b)"),
        ("x if c else y", "if c then x else y"),
        ("a and not b", "a and not(b)"),
        ("[x for x in y]", "for x in y return x"),
        ("c ? a : b", "if c then a else b"),
        ("not empty a", "a != null"),
        ("a is not null", "="),
        ("a contains b", "contains(a, b)"),
        ("date('2026-01-01')", 'date("2026-01-01")'),
        ("execution.getVariable('x')", "x"),
        ("sum(a;b)", "sum(a,b)"),
        ("1,5 + 2", "1.5 + 2"),
        ("${a.b == 'x'}", '=a.b = "x"'),
        ("#{a}", "=a"),
        ("len(a)", "count"),
        ("strng(a)", "string"),
        ("string lenght(a)", "string length"),
        ("a in [1,2] && b", "a in [1,2] and b"),
    ],
)
def test_the_feel_that_was_probably_meant_is_named(text, meant):
    assert f"Bedoelde u `{meant}`?" in refusal(text)


@pytest.mark.parametrize("text", ["a ! b", "lambda x: x", "IF(a;b;c)", "a and", "x++"])
def test_what_would_not_work_either_is_not_proposed(text):
    assert "Bedoelde u" not in refusal(text)


def test_a_cell_of_a_table_is_helped_too():
    with pytest.raises(feel.FeelSyntaxError, match="Bedoelde u `> 5, = 3`"):
        feel.compile_unary("> 5, == 3")


def test_a_name_that_nobody_gave_is_told_with_the_nearest():
    assert warned("beslut", besluit="ja") == ["Er is geen gegeven met de naam `beslut`. Bedoelde u `besluit`?"]
    assert warned("(for stap in [1] return stpa)[1]")[0].endswith("Bedoelde u `stap`?")
    assert warned("xyz", besluit="ja") == ["Er is geen gegeven met de naam `xyz`."]


def test_a_field_that_is_not_there_is_told_with_the_nearest():
    assert warned("zaak.statsu", zaak={"status": 1})[0].endswith("Bedoelde u `status`?")
    assert warned("naam.length", naam="x")[0].endswith("Bedoelde u `count(...)`?")


def test_only_the_first_warnings_look_for_what_was_meant():
    warnings: list[feel.Warning] = []
    compiled = feel.compile_expression("for x in 1..50 return beslut")
    compiled.evaluate({"besluit": 1}, feel.Environment(NOW, warnings=warnings))
    assert sum("Bedoelde u" in warning.message_nl for warning in warnings) == 10
    assert len(warnings) == 50

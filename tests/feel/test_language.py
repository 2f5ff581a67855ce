"""The language itself: what each form of expression means."""

from decimal import Decimal

import pytest

from engine import feel
from tests.feel.given import NOW, refusal, value, warned

SAME = [
    # numbers are decimal
    ("0.1 + 0.2", "0.3"),
    ("1 - 2 - 3", "-4"),
    ("2 + 3 * 4", "14"),
    ("12 / 3 / 2", "2"),
    ("2 ** 3 ** 2", "64"),
    ("-2 ** 2", "4"),
    ("- (1 + 2)", "-3"),
    (".5 + 1.5e1", "15.5"),
    # comparison
    ("1 < 2 and 2 <= 2 and 3 > 2 and 3 >= 3", "true"),
    ('"a" < "b"', "true"),
    ("1.0 = 1", "true"),
    ("null = null", "true"),
    ("1 = null", "false"),
    ("1 != null", "true"),
    ('1 = "1"', "null"),
    ("[1, 2] = [1, 2]", "true"),
    ("{a: 1, b: 2} = {b: 2, a: 1}", "true"),
    ("[1..2] = [1..2]", "true"),
    ("1 < null", "null"),
    ("5 between 5 and 7", "true"),
    ("5 between 6 and null", "false"),
    ("5 between 1 and null", "null"),
    # in
    ("2 in [1..3]", "true"),
    ("3 in [1..3)", "false"),
    ("1 in ]1..3]", "false"),
    ("3 in [1..3[", "false"),
    ("1 in (1..3)", "false"),
    ("2 in (1, 2)", "true"),
    ("2 in (< 1, > 5)", "false"),
    ("2 in > 1", "true"),
    ("2 in [1, 2]", "true"),
    ("2 in ([1, 3], [5..9])", "false"),
    ("7 in ([1, 3], [5..9])", "true"),
    ("[1] in [[1], [2]]", "true"),
    ("2 in (1)", "false"),
    ("2 in [[1..3], 9]", "true"),
    ('"b" in ["a".."c"]', "true"),
    # choice
    ("if true then 1 else 2", "1"),
    ("if null then 1 else 2", "2"),
    ("if false then 1 else if true then 3 else 4", "3"),
    # quantified
    ("some x in [1, 2] satisfies x > 1", "true"),
    ("every x in [1, 2] satisfies x > 1", "false"),
    ("some x in [] satisfies true", "false"),
    ("every x in [] satisfies false", "true"),
    ("some x in [1], y in [1, 2] satisfies x < y", "true"),
    ("some x in [null] satisfies x > 1", "null"),
    # for
    ("for x in [1, 2] return x * 2", "[2, 4]"),
    ("for x in 3..1 return x", "[3, 2, 1]"),
    ("for x in [1..3) return x", "[1, 2]"),
    ("for x in [1, 2], y in [x, 10] return x * y", "[1, 10, 4, 20]"),
    ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", "[1, 2, 6, 24]"),
    ('for d in @"2026-01-30"..@"2026-02-01" return d.day', "[30, 31, 1]"),
    # lists and filters
    ("[1, 2, 3][2]", "2"),
    ("[1, 2, 3][-1]", "3"),
    ("[1, 2, 3][4]", "null"),
    ("[1, 2, 3][0]", "null"),
    ("[1, 2, 3][item > 1]", "[2, 3]"),
    ("[1, 2, 3][null]", "[]"),
    ("[{a: 1}, {a: 2}][a = 2]", "[{a: 2}]"),
    ("[{a: 1}, {a: 2}][item.a = 2].a", "[2]"),
    ("[{item: 1}, {item: 2}][item = 2]", "[{item: 2}]"),
    ("[{a: 1}, {a: 2}].a", "[1, 2]"),
    ("5[1]", "5"),
    ("5[item > 3]", "[5]"),
    ("{n: 2, l: [7, 8, 9]}.l[2]", "8"),
    # contexts
    ("{a: 1, b: a + 1}.b", "2"),
    ('{"een naam": 1}.een naam', "1"),
    ("{volle naam: 1, b: volle naam + 1}.b", "2"),
    ("{a: {b: {c: 3}}}.a.b.c", "3"),
    ("{a: null}.a.b", "null"),
    # functions
    ("(function(x, y) x - y)(5, 3)", "2"),
    ("{f: function(x) x * 2, r: f(4)}.r", "8"),
    ("{f: function(x, y) x - y, r: f(y: 1, x: 3)}.r", "2"),
    ("{y: 10, f: function(x) x + y, r: f(1)}.r", "11"),
    ("{f: count, r: f([1, 2])}.r", "2"),
    ('substring(start position: 2, string: "abc")', '"bc"'),
    # types
    ("1 instance of number", "true"),
    ('"a" instance of number', "false"),
    ("null instance of number", "false"),
    ("[1] instance of list<number>", "true"),
    ('[1, "a"] instance of list<number>', "false"),
    ("{a: 1} instance of context<a: number>", "true"),
    ('@"P1D" instance of days and time duration', "true"),
    ('@"2026-01-01T00:00:00" instance of date and time', "true"),
    ("count instance of function", "true"),
    ("[1..2] instance of range<number>", "true"),
    # text
    (r'"a\nb\"\u0041"', '"a" + "\n" + "b" + "\\"" + "A"'),
    (r'string length("\U01F40E")', "1"),
    ('"a" + "b"', '"ab"'),
    ("1 + /* vier */ 2 // en meer", "3"),
]


@pytest.mark.parametrize(("text", "expected"), SAME)
def test_both_mean_the_same(text, expected):
    assert value(text) == value(expected)
    assert type(value(text)) is type(value(expected))


def test_division_has_34_digits():
    assert value("1 / 3") == Decimal("0.3333333333333333333333333333333333")


@pytest.mark.parametrize("text", ["1 / 0", "9e6144 * 10", "0 ** -1", '@"9999-12-31" + @"P1D"', '"a" - 1', "-true"])
def test_what_has_no_value_is_null_with_a_warning(text):
    assert warned(text)


def test_an_unknown_variable_is_null_with_a_warning():
    assert warned("onbekend") == ["Er is geen gegeven met de naam `onbekend`."]


def test_a_warning_tells_the_place():
    warnings = []
    feel.compile_expression('1 + ("a" * 2)').evaluate({}, feel.Environment(NOW, warnings=warnings))
    assert warnings[0].position == 9


def test_is_defined_does_not_warn():
    warnings = []
    env = feel.Environment(NOW, warnings=warnings)
    assert feel.compile_expression("is defined(x) or is defined(a.b)").evaluate({"a": {}}, env) is False
    assert warnings == []


def test_values_from_python_become_feel_values():
    assert value("a + b", a=1, b=0.1) == Decimal("1.1")
    assert value("l[2].x", l=({"x": 1}, {"x": 2.5})) == Decimal("2.5")
    assert value("a", a=True) is True


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), object(), {1, 2}, b"x", Decimal("NaN")])
def test_a_value_feel_does_not_know_is_null_with_a_warning(odd):
    assert "`x`" in warned("x", x=odd)[0]
    assert feel.compile_unary("1").matches(odd, {}, feel.Environment(NOW)) in (False, None)


def test_a_scope_is_read_only_for_the_names_that_are_used():
    class Lazy(dict):
        def __getitem__(self, name):
            read.append(name)
            return super().__getitem__(name)

    read = []
    assert feel.compile_expression("a + a").evaluate(Lazy(a=1, b=2), feel.Environment(NOW)) == 2
    assert read == ["a"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a + b.c", {"a", "b"}),
        ("for x in l, y in x.m return x + y + z", {"l", "z"}),
        ("some x in l satisfies x = y", {"l", "y"}),
        ("l[naam = doel]", {"l"}),
        ("{a: 1, b: a + c}", {"c"}),
        ("function(x) x + y", {"y"}),
        ("count(l) > 2", {"l"}),
        ("x in (y, > z)", {"x", "y", "z"}),
    ],
)
def test_an_expression_tells_the_variables_it_needs(text, names):
    assert feel.compile_expression(text).names == names


def test_a_leading_marker_is_stripped():
    assert feel.strip_marker("  = a + 1 ") == "a + 1"
    assert feel.strip_marker("a = 1") == "a = 1"
    assert value("= 1 + 1") == 2


def test_names_of_several_words_are_read_when_known():
    expression = feel.compile_expression("mijn leeftijd - jaar-verschil", ["mijn leeftijd", "jaar-verschil"])
    scope = {"mijn leeftijd": 20, "jaar-verschil": 3}
    assert expression.evaluate(scope, feel.Environment(NOW)) == 17
    assert expression.names == scope.keys()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("${besluit == 'ja' && !klaar}", '`=besluit = "ja" and not(klaar)`'),
        ("#{ x }", "`=x`"),
        ("a == b", "`a = b`"),
        ("a && b", "`a and b`"),
        ("a || b", "`a or b`"),
        ("!a", "`not(a)`"),
        ("a <> b", "`!=`"),
        ("None", "`null`"),
        ("x = True", "`true`"),
        ("a gt 3", "`>`"),
        ("'ja' = x", "dubbele aanhalingstekens"),
        ("“ja”", "rechte aanhalingstekens"),
        ("a ? 1 : 2", "`if voorwaarde then a else b`"),
        ("a % 2", "`modulo(a, b)`"),
        ("if a then b", "`else`"),
        ("string lengt(a)", "ontbreekt"),
        ("cont(a)", "`count`"),
        ("groter dan", "ontbreekt"),
        ('"open', "niet afgesloten"),
        ("1 +", "niet af"),
        ("(1", "`)`"),
        ("", "leeg"),
        ("substring(1)", "`substring("),
        ('@"morgen"', "geen datum"),
        ("x instance of getal", "`getal`"),
        ("function(x) external {}", "niet uitgevoerd"),
        ("{a: 1, a: 2}", "twee keer"),
    ],
)
def test_a_refusal_helps(text, hint):
    assert hint in refusal(text)


def test_a_dollar_within_a_text_is_only_text():
    assert value('"kosten ${x}"') == "kosten ${x}"


def test_an_error_tells_the_place():
    with pytest.raises(feel.FeelSyntaxError) as error:
        feel.compile_expression("1 + + 2")
    assert error.value.position == 4


def test_compiling_the_same_text_again_gives_the_same_expression():
    assert feel.compile_expression("a + 12345") is feel.compile_expression("a + 12345")

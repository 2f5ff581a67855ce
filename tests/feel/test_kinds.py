"""What the text of an expression tells of the kind of its value."""

import pytest
from hypothesis import HealthCheck, given, settings

from engine import feel
from engine.feel.kinds import infer
from engine.feel.values import kind_of, normalise
from tests.feel.given import NOW
from tests.feel.texts import EXPRESSIONS

KINDS = {"n": "number", "s": "string", "b": "boolean", "d": "date", "l": "list"}


def inferred(text):
    return infer(feel.compile_expression(text).tree, KINDS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("n", "number"),
        ("onbekend", None),
        ("n + 1", "number"),
        ("d + duration(s)", None),
        ('s + "a"', "string"),
        ("n > 1", "boolean"),
        ("n in (1, 2)", "boolean"),
        ("count(l)", "number"),
        ("string(n)", "string"),
        ("l[item > 1]", "list"),
        ("l[1]", None),
        ("for x in l return x", "list"),
        ("if b then 1 else 2", "number"),
        ('if b then 1 else "a"', None),
        ("not(b)", "boolean"),
        ("null", None),
        ('@"2026-01-01"', "date"),
    ],
)
def test_the_kind_is_known_where_the_text_tells_it(text, kind):
    assert inferred(text).kind == kind
    assert inferred(text).doubts == ()


@pytest.mark.parametrize(
    ("text", "position", "part"),
    [
        ('n = "3"', 2, "vergelijkt hier `number` met `string`"),
        ('n + "3"', 2, "kan niet met `number` en `string`"),
        ("b and n", 6, "staat een `number`"),
        ("if s then 1 else 2", 0, "staat een `string`"),
        ("s.lengte", 1, "heeft geen veld `lengte`"),
        ("upper case(n)", 0, "verwacht voor `string` een `string`"),
        ("some x in l satisfies n = s", 24, "vergelijkt"),
    ],
)
def test_what_cannot_be_is_doubted_with_its_place(text, position, part):
    [doubt] = inferred(text).doubts
    assert (doubt.position, part in doubt.message_nl) == (position, True)


@pytest.mark.parametrize(
    "text", ["for n in l return n + s", "l[n = s]", "{n: s, a: n + s}.a", "function(n) n + s", "s = null", "sum(n)"]
)
def test_a_name_that_means_something_else_here_is_not_doubted(text):
    assert inferred(text).doubts == ()


SCOPE = {"a": 1, "b": True, "x": "tekst", "date": NOW.date(), "list": [1, 2]}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EXPRESSIONS)
def test_a_value_is_of_the_kind_that_was_told_or_null(text):
    compiled = feel.compile_expression(text)
    kind = infer(compiled.tree, {name: kind_of(normalise(value)) for name, value in SCOPE.items()}).kind
    try:
        value = compiled.evaluate(SCOPE, feel.Environment(NOW))
    except feel.FeelLimitError:
        return
    assert kind is None or value is None or kind_of(value) == kind

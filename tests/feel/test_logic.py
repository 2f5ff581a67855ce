"""The laws of logic with three values: true, false and unknown."""

from hypothesis import given
from hypothesis import strategies as st

from tests.feel.given import value

THREE = st.sampled_from([True, False, None])


def both(text, **scope):
    left, right = text.split(" == ")
    return value(left, **scope) is value(right, **scope)


@given(THREE, THREE)
def test_order_makes_no_difference(a, b):
    assert both("a and b == b and a", a=a, b=b)
    assert both("a or b == b or a", a=a, b=b)


@given(THREE, THREE, THREE)
def test_brackets_make_no_difference(a, b, c):
    assert both("(a and b) and c == a and (b and c)", a=a, b=b, c=c)
    assert both("(a or b) or c == a or (b or c)", a=a, b=b, c=c)
    assert both("a and b and c == (a and b) and c", a=a, b=b, c=c)


@given(THREE, THREE)
def test_de_morgan_holds(a, b):
    assert both("not(a and b) == not(a) or not(b)", a=a, b=b)
    assert both("not(a or b) == not(a) and not(b)", a=a, b=b)


@given(THREE, THREE, THREE)
def test_and_spreads_over_or(a, b, c):
    assert both("a and (b or c) == (a and b) or (a and c)", a=a, b=b, c=c)


@given(THREE)
def test_not_twice_is_nothing(a):
    assert value("not(not(a))", a=a) is a
    assert value("a and true", a=a) is a
    assert value("a or false", a=a) is a
    assert value("a and false", a=a) is False
    assert value("a or true", a=a) is True


@given(THREE, THREE)
def test_some_is_or_and_every_is_and(a, b):
    assert both("some x in [a, b] satisfies x == a or b", a=a, b=b)
    assert both("every x in [a, b] satisfies x == a and b", a=a, b=b)
    assert both("any(a, b) == a or b", a=a, b=b)
    assert both("all(a, b) == a and b", a=a, b=b)


@given(st.one_of(st.none(), st.integers(-9, 9)), st.integers(-9, 9), st.integers(-9, 9))
def test_between_is_two_comparisons(a, b, c):
    assert both("a between b and c == a >= b and a <= c", a=a, b=b, c=c)
    assert both("a in [b..c] == a >= b and a <= c", a=a, b=b, c=c)

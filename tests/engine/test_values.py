"""What a case carries comes back as it went."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import values

SIMPLE = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]))
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.just(UTC))
    | st.timedeltas()
)
KEYS = st.sampled_from(["$t", "v", "naam", ""])
ANY = st.recursive(SIMPLE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


@given(ANY)
def test_every_value_comes_back_the_same_whatever_its_keys(value):
    assert values.loads(values.dumps(value)) == value


@pytest.mark.parametrize("value", [date(2026, 3, 2), time(9, 30), timedelta(days=2), Decimal("1.10")])
def test_a_kind_of_value_stays_that_kind(value):
    back = values.loads(values.dumps([value]))[0]
    assert type(back) is type(value) and str(back) == str(value)


def test_a_typed_text_that_looks_like_a_tag_of_ours_is_only_text():
    answer = {"$t": "dt", "v": "geen moment"}
    assert (
        values.loads(values.dumps({"antwoord": answer, "op": datetime(2026, 3, 2, tzinfo=UTC)}))["antwoord"] == answer
    )


def test_a_value_nobody_can_keep_is_refused_with_its_kind():
    with pytest.raises(values.NotStorable) as refusal:
        values.dumps({"a": {1, 2}})
    assert refusal.value.kind == "set"

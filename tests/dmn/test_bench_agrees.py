"""The function that the privacy table is timed against says what the table says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.feel import FACTS, KINDS, NOW, TABLE, by_hand
from engine import dmn, feel

DEFINITIONS = dmn.load(TABLE.read_bytes())
PARTIES = st.sampled_from(["politie", "om", "burgemeester", "procesregisseur", "halt", "partner"])
OTHERS = {name: st.sampled_from([True, False, None]) for name, value in FACTS.items() if isinstance(value, bool)}


@settings(max_examples=200, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            **OTHERS,
            "stap": st.integers(0, 8),
            "gegeven": st.sampled_from(sorted([*KINDS, "iets anders"])),
            "verstrekker": PARTIES,
            "ontvangers": st.lists(PARTIES, max_size=3),
            "ontvanger_soort": st.sampled_from(["publiek", "privaat"]),
        }
    )
)
def test_the_table_and_the_function_agree(facts):
    result = dmn.decide(DEFINITIONS, "privacytabel", {"feiten": facts}, feel.Environment(NOW))
    assert result.value["uitkomst"] == by_hand(facts)

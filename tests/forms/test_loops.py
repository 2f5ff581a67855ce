"""A field that hides by its own answer is refused where a form is checked; every other form settles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forms import loops, schema, state
from tests.forms.build import ENV, component, make_form, problems

NAMES = ("a", "b", "c", "d")
CONDITIONS = (*(f"={one} = {value}" for one in NAMES for value in ("null", '"x"')), "=a = b", "=c != d")


def field(key: str, hide: str | None) -> dict[str, Any]:
    return component("textfield", key, **({"conditional": {"hide": hide}} if hide else {}))


@pytest.mark.parametrize(
    "fields",
    [
        [field("a", '=a = "x"')],
        [field("a", "=b = null"), field("b", "=a = null")],
        [{"type": "group", "id": "groep", "label": "G", "components": [field("a", None)],
          "conditional": {"hide": "=a = null"}}],
        [component("dynamiclist", "rijen", components=[field("a", '=a = "x"')])],
        [component("dynamiclist", "rijen", components=[field("a", None)], conditional={"hide": "=count(rijen) = 0"})],
    ],
    ids=["itself", "each other", "its group", "in a row", "a list"],
)  # fmt: skip
def test_a_field_that_hides_by_its_own_answer_is_refused_by_its_id(fields: list[dict[str, Any]]) -> None:
    assert any("hangt af van het eigen antwoord" in each for each in problems(*fields))


def test_a_form_that_runs_already_still_opens() -> None:
    assert make_form(field("a", '=a = "x"')).fields


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "forms").glob("*/*.form")), ids=lambda p: p.stem)
def test_no_national_form_hides_by_its_own_answer(path: Path) -> None:
    assert loops.found(schema.load(path.read_bytes())) == []


@given(
    st.lists(st.none() | st.sampled_from(CONDITIONS), min_size=4, max_size=4),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["x", "y"])),
)
def test_every_other_form_settles(conditions: list[str | None], raw: dict[str, str]) -> None:
    form = make_form(*(field(key, hide) for key, hide in zip(NAMES, conditions, strict=True)))
    assume(not loops.found(form))

    first = state.settle(form, raw, {}, ENV)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(state, "MAX_PASSES", state.MAX_PASSES + 1)
        later = state.settle(form, raw, {}, ENV)

    assert (first.hidden, first.values) == (later.hidden, later.values)
    for one, hide in zip(NAMES, conditions, strict=True):
        if hide is None:
            assert one not in first.hidden

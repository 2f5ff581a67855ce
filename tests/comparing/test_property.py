"""What must hold of every comparison: nothing goes unseen, and taking over does what it says and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.comparing.comparing import Comparison, compare
from engine.comparing.differences import Change
from engine.comparing.taking import take_over
from tests.comparing.changes import Files, national
from tests.comparing.planted import DRAWING, PLANTED

SOME = st.sets(st.sampled_from(sorted(PLANTED)), max_size=6)
quick = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def changed(names: Iterable[str]) -> Files:
    files = national()
    for name in sorted(names):
        files = PLANTED[name](files)
    return files


def meant(comparison: Comparison) -> dict[str, tuple[str, str]]:
    """The rows that mean something; an order tells of all its parts at once, so its texts may change with others."""
    return {
        row.id: ("", "") if row.change is Change.ORDER else (row.before, row.after)
        for row in comparison.rows
        if row.meaning
    }


@pytest.mark.parametrize("name", PLANTED)
def test_no_change_goes_unseen(name: str) -> None:
    rows = compare(national(), changed([name])).rows

    assert rows
    assert any(row.meaning for row in rows) == (name not in DRAWING)


def test_the_same_files_have_no_differences() -> None:
    assert compare(national(), national()).rows == ()


@quick
@given(SOME, SOME)
def test_every_file_that_differs_has_a_row_and_no_other(mine: set[str], theirs: set[str]) -> None:
    left, right = changed(mine), changed(theirs)
    comparison = compare(left, right)

    differing = {path for path in {*left, *right} if left.get(path) != right.get(path)}
    told = {one.path for row in comparison.rows for side in (comparison.mine, comparison.theirs)
            if (one := side.get(row.key)) is not None}  # fmt: skip
    assert told == differing


@quick
@example({"field gone"}, {"fields in another order"})
@given(SOME, SOME)
def test_taking_over_everything_means_what_they_mean(mine: set[str], theirs: set[str]) -> None:
    comparison = compare(changed(mine), changed(theirs))

    taken = take_over(comparison, [row.id for row in comparison.rows])

    assert taken.refused == ()
    left = compare(taken.files, changed(theirs))
    assert [row.sentence for row in left.rows if row.meaning] == []


@quick
@given(SOME, SOME, st.data())
def test_taking_over_one_row_changes_nothing_else(mine: set[str], theirs: set[str], data: st.DataObject) -> None:
    comparison = compare(changed(mine), changed(theirs))
    if not comparison.rows:
        return
    row = data.draw(st.sampled_from(comparison.rows))

    taken = take_over(comparison, [row.id])

    gone = {each.id for each in (*taken.done, *taken.along)}
    expected = {row_id: value for row_id, value in meant(comparison).items() if row_id not in gone}
    assert meant(compare(taken.files, changed(theirs))) == expected
    assert (row in taken.done) != bool(taken.refused)


@quick
@given(SOME, st.data())
def test_an_element_comes_or_goes_in_the_drawing_too(theirs: set[str], data: st.DataObject) -> None:
    """The drawing never shows what is not there, nor leaves out what is."""
    comparison = compare(national(), changed({*theirs, "new task with arrows"}))

    taken = take_over(comparison, data.draw(st.sets(st.sampled_from([row.id for row in comparison.rows]))))

    for one in compare(taken.files, {}).mine.values():
        if one.path.endswith(".bpmn"):
            nodes = {key for key, part in one.parts.items() if part.sort in ("userTask", "sequenceFlow")}
            assert nodes <= one.layout.keys()
            assert one.layout.keys() <= one.parts.keys()

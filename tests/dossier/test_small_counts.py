"""Counts under five cannot be read, and cannot be computed from what can be read."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.suppression import LEAST, Sum, hidden

COUNT = st.one_of(st.integers(0, 6), st.integers(0, 40))


def table(name: str, cells: list[int]) -> tuple[dict[str, int], Sum]:
    counts = {f"{name}.{place}": cell for place, cell in enumerate(cells)}
    return {**counts, f"{name}.totaal": sum(cells)}, Sum(tuple(counts), f"{name}.totaal")


def subtracted(counts: dict[str, int], sums: list[Sum], gone: frozenset[str]) -> set[str]:
    """What somebody finds with pen and paper: of a sum with one unknown, that one; again until nothing is new."""
    known = set(counts) - gone
    while True:
        found = set()
        for each in sums:
            unknown = {*each.parts, each.total} - known
            if len(unknown) == 1:
                found |= unknown
        if not found:
            return known & gone
        known |= found


def test_a_single_small_count_takes_another_one_along() -> None:
    counts, total = table("stap", [3, 10, 20])

    assert hidden(counts, [total]) == {"stap.0", "stap.1"}


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    counts, total = table("stap", [5, 10, 20])

    assert hidden(counts, [total]) == frozenset()


def test_none_is_a_small_count_too() -> None:
    counts, total = table("stap", [0, 10, 20])

    assert "stap.0" in hidden(counts, [total])


def test_two_small_counts_that_are_small_together_take_a_third_along() -> None:
    counts, total = table("stap", [1, 1, 20, 30])

    assert hidden(counts, [total]) == {"stap.0", "stap.1", "stap.2"}


def test_a_total_that_follows_from_two_other_totals_is_no_way_in() -> None:
    ended, one = table("geëindigd", [9, 9])
    started, other = table("begonnen", [10, 10])
    counts = {**ended, **started, "loopt": 2}
    sums = [one, other, Sum(("loopt", "geëindigd.totaal"), "begonnen.totaal")]

    gone = hidden(counts, sums)

    assert "loopt" in gone
    assert not subtracted(counts, sums, gone)


@given(st.lists(st.lists(COUNT, min_size=1, max_size=6), min_size=1, max_size=4))
@settings(max_examples=300)
def test_no_hidden_count_follows_by_subtracting(tables: list[list[int]]) -> None:
    counts: dict[str, int] = {}
    sums: list[Sum] = []
    for number, cells in enumerate(tables):
        more, total = table(f"t{number}", cells)
        counts |= more
        sums.append(total)
    totals = tuple(each.total for each in sums)
    counts["alles"] = sum(counts[name] for name in totals)
    sums.append(Sum(totals, "alles"))

    gone = hidden(counts, sums)

    assert all(count >= LEAST for name, count in counts.items() if name not in gone)
    assert not subtracted(counts, sums, gone)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4), st.lists(st.integers(0, 9), min_size=2, max_size=3))
@settings(max_examples=150, deadline=None)
def test_every_hidden_count_can_be_at_least_two_numbers(one: list[int], two: list[int]) -> None:
    """Two tables about the same cases: the reader knows that their totals are one number."""
    difference = sum(one) - sum(two)
    two = [*two, max(difference, 0)]
    one = [*one, max(-difference, 0)]
    counts, first = table("een", one)
    more, second = table("twee", two)
    del more["twee.totaal"]
    counts |= more
    sums = [first, Sum(second.parts, "een.totaal")]

    gone = sorted(hidden(counts, sums))

    if gone:
        fits = worlds(counts, sums, gone)
        assert all(len({world[place] for world in fits}) > 1 for place in range(len(gone)))


def worlds(counts: dict[str, int], sums: list[Sum], gone: list[str]) -> list[tuple[int, ...]]:
    """Every filling of the hidden counts, by steps around the truth, that agrees with what is shown."""
    if len(gone) > 6:
        steps = [(0, 1, -1)] * len(gone)
    else:
        steps = [(0, 1, -1, 2, -2)] * len(gone)
    found = []
    for change in product(*steps):
        filled = {name: counts[name] + step for name, step in zip(gone, change, strict=True)}
        if min(filled.values()) < 0:
            continue
        world = {**counts, **filled}
        if all(sum(world[name] for name in each.parts) == world[each.total] for each in sums):
            found.append(tuple(filled.values()))
    return found

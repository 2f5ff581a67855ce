"""Small counts hidden, in such a way that nobody can compute them from what is shown.

Every count under `LEAST` is hidden. Whoever reads the report knows how the counts hang together: the rows of a table
add up to a total, and totals to other totals. So of each sum another count is hidden too, until none of the hidden
ones, nor a group of them that is itself small, follows from the rest. Which one goes depends on its place only and
never on its size: else the choice would tell something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

LEAST = 5


def rounded(count: int, base: int = LEAST) -> int:
    """To the nearest multiple: the difference of one case between two reports is then rarely seen, never sure."""
    return (2 * count + base) // (2 * base) * base


def stands(parts: Sequence[int]) -> bool:
    """Whether the count of a period may be shown, beside those of its parts (quarters) that are shown themselves.

    It may when those that are not shown are large enough together. What was shown once is never taken back by what
    comes later: a quarter hides for its own count only, and the year gives way.
    """
    small = [count for count in parts if count < LEAST]
    return sum(parts) >= LEAST and (not small or sum(small) >= LEAST)


@dataclass(frozen=True)
class Sum:
    """These counts together make that one."""

    parts: tuple[str, ...]
    total: str


def hidden(counts: Mapping[str, int], sums: Sequence[Sum]) -> frozenset[str]:
    """The names of the counts that must not be shown."""
    gone = {name for name, count in counts.items() if count < LEAST}
    while True:
        leak = _leak(counts, sums, gone)
        if leak is None:
            return frozenset(gone)
        gone.add(_next(counts, sums, gone, leak))


def _leak(counts: Mapping[str, int], sums: Sequence[Sum], gone: set[str]) -> frozenset[str] | None:
    """A hidden count, or hidden parts of one sum that are small together, that follows from the rest."""
    rows = _reduced(sums, gone)
    for name in sorted(gone):
        if _follows(rows, {name: Fraction(1)}):
            return frozenset({name})
    for each in sums:
        parts = gone.intersection(each.parts)
        together = sum(counts[name] for name in parts)
        if len(parts) > 1 and together < LEAST and _follows(rows, dict.fromkeys(parts, Fraction(1))):
            return frozenset(parts)
    return None


def _next(counts: Mapping[str, int], sums: Sequence[Sum], gone: set[str], leak: frozenset[str]) -> str:
    """Hide the first count that still stands in a sum with what leaks; then the sums of those sums, and so on."""
    near = set(leak)
    while True:
        for each in sums:
            members = (*each.parts, each.total)
            if near.intersection(members):
                for name in members:
                    if name not in gone:
                        return name
        wider = near.union(*({*s.parts, s.total} for s in sums if near & {*s.parts, s.total}))
        if wider == near:
            return next(name for name in counts if name not in gone)
        near = wider


Row = dict[str, Fraction]


def _reduced(sums: Iterable[Sum], gone: set[str]) -> list[tuple[str, Row]]:
    """The sums as equations in the hidden counts alone, solved as far as they go: (first unknown, equation)."""
    solved: list[tuple[str, Row]] = []
    for each in sums:
        row: Row = {}
        for name in each.parts:
            row[name] = row.get(name, Fraction(0)) + 1
        row[each.total] = row.get(each.total, Fraction(0)) - 1
        row = _without(solved, {name: factor for name, factor in row.items() if name in gone and factor})
        if not row:
            continue
        lead = min(row)
        row = {name: factor / row[lead] for name, factor in row.items()}
        solved = [(other, _minus(equation, row, equation.get(lead, Fraction(0)))) for other, equation in solved]
        solved.append((lead, row))
    return solved


def _follows(solved: list[tuple[str, Row]], asked: Row) -> bool:
    """Whether the reader can compute this: it is a combination of the equations, so nothing of it is left."""
    return not _without(solved, asked)


def _without(solved: list[tuple[str, Row]], row: Row) -> Row:
    for lead, equation in solved:
        row = _minus(row, equation, row.get(lead, Fraction(0)))
    return row


def _minus(row: Row, other: Row, times: Fraction) -> Row:
    if not times:
        return row
    found = {name: row.get(name, Fraction(0)) - times * other.get(name, Fraction(0)) for name in row | other}
    return {name: factor for name, factor in found.items() if factor}

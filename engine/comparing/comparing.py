"""Comparing: two packages, or three when it is known what both began from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.comparing.aligning import align
from engine.comparing.differences import Change, Difference, between
from engine.comparing.parts import Documents
from engine.comparing.reading import documents


class Side(StrEnum):
    """Who changed it since both were the same."""

    THEIRS = "zij"
    MINE = "u"
    BOTH = "beide anders"
    SAME = "beide hetzelfde"
    UNKNOWN = ""  # nothing is known of where they began


@dataclass(frozen=True)
class Comparison:
    """What must change in `mine` to become `theirs`."""

    mine: Documents
    theirs: Documents
    rows: tuple[Difference, ...]

    @property
    def same_meaning(self) -> bool:
        return not any(row.meaning for row in self.rows)

    def row(self, row_id: str) -> Difference | None:
        return next((row for row in self.rows if row.id == row_id), None)


@dataclass(frozen=True)
class ThreeWay:
    """The same with what both began from: who changed each row, and how it was then."""

    comparison: Comparison
    sides: Mapping[str, Side]  # by the id of the row
    then: Mapping[str, str]  # by the id of the row: its value when both were the same
    same: tuple[Difference, ...]  # what both changed alike


def compare(mine: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> Comparison:
    """From `mine` to `theirs`; no rows means that not a byte differs."""
    left = documents(mine)
    right = align(left, documents(theirs))
    return Comparison(left, right, between(left, right))


def three_way(then: Mapping[str, bytes], mine: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> ThreeWay:
    began = documents(then)
    left = align(began, documents(mine))
    right = align(left, align(began, documents(theirs)))
    rows = between(left, right)
    of_mine, of_theirs = between(began, left), between(began, right)
    sides = {row.id: _side(row, of_mine, of_theirs) for row in rows}
    known = {row.id: row.before for row in (*of_mine, *of_theirs)}
    here = {row.id for row in rows}
    alike = {(row.id, row.after) for row in of_mine}
    same = tuple(row for row in of_theirs if row.meaning and row.id not in here and (row.id, row.after) in alike)
    return ThreeWay(Comparison(left, right, rows), sides, known, same)


def _side(row: Difference, mine: tuple[Difference, ...], theirs: tuple[Difference, ...]) -> Side:
    ours, others = _touches(row, mine), _touches(row, theirs)
    if ours and others:
        return Side.BOTH
    return Side.MINE if ours else Side.THEIRS if others else Side.BOTH


def _touches(row: Difference, rows: tuple[Difference, ...]) -> bool:
    """Whether one of these is about the same: the row itself, or the part (or file) as a whole."""
    for one in rows:
        if one.id == row.id or (one.key == row.key and _whole(one) and one.part in ("", row.part)):
            return True
        if one.key == row.key and _whole(row) and row.part in ("", one.part) and one.meaning:
            return True
    return False


def _whole(row: Difference) -> bool:
    return not row.aspect and row.change in (Change.ADDED, Change.REMOVED)

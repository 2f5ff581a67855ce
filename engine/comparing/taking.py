"""Taking over: the chosen differences, and nothing else, in a package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.comparing import json_edits, xml_edits, xml_writing
from engine.comparing.comparing import Comparison
from engine.comparing.differences import CONTENT, DRAWING, NAME, ORDER, Change, Difference, rows_of
from engine.comparing.needs import along, needs
from engine.comparing.parts import Document, Family
from engine.comparing.reading import document

IDENTITY = ("naam",)  # what makes a package this package


@dataclass(frozen=True)
class Refused:
    """A row that stays as it is, and why; with the rows it cannot go without."""

    row: Difference
    reason: str
    together: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What became of it: the files, the rows that were done, and those that were not."""

    files: Mapping[str, bytes]
    done: tuple[Difference, ...]
    along: tuple[Difference, ...]  # not chosen, but part of what was
    refused: tuple[Refused, ...]


def take_over(comparison: Comparison, chosen: Iterable[str]) -> Taken:
    """`mine` with the rows of these ids as they are in `theirs`."""
    wanted = set(chosen)
    rows = [row for row in comparison.rows if row.id in wanted]
    refused = [Refused(row, _identity()) for row in rows if _is_identity(row)]
    rows = [row for row in rows if not _is_identity(row)]
    extra = _along(comparison, rows)
    rows, more = _possible(comparison, rows, extra)
    files, broken = _written(comparison, rows)
    refused += [one for one in more if one.row.id in wanted] + broken
    failed = {one.row.id for one in broken}
    done = tuple(row for row in rows if row.id in wanted and row.id not in failed)
    taken_along = tuple(row for row in rows if row.id not in wanted and row.id not in failed)
    return Taken(files, done, taken_along, tuple(refused))


def _is_identity(row: Difference) -> bool:
    return row.family is Family.SETTINGS and not row.part and row.aspect in IDENTITY


def _identity() -> str:
    return "De naam van een pakket kan niet worden overgenomen: dan is het een ander pakket."


def _along(comparison: Comparison, rows: Sequence[Difference]) -> list[Difference]:
    """The arrows of the elements that are taken, when both their ends are there."""
    chosen = {row.id for row in rows}
    offered = {row_id for row in rows for row_id in along(comparison, row)} - chosen
    return [row for row in comparison.rows if row.id in offered]


def _possible(
    comparison: Comparison, rows: list[Difference], extra: list[Difference]
) -> tuple[list[Difference], list[Refused]]:
    """Leave out what cannot go, until all that is left can."""
    known = {row.id: needs(comparison, row) for row in (*rows, *extra)}
    left = {row.id: row for row in (*rows, *extra)}
    refused: list[Refused] = []
    while True:
        bad = [row for row in left.values() if known[row.id].blocked or not known[row.id].rows <= left.keys()]
        if not bad:
            return [row for row in comparison.rows if row.id in left], refused
        for row in bad:
            del left[row.id]
            missing = [one for one in comparison.rows if one.id in known[row.id].rows and one.id not in left]
            refused.append(Refused(row, _why(known[row.id].blocked), tuple(missing)))


def _why(blocked: str) -> str:
    return f"{blocked}. Verander dat eerst." if blocked else "Dit kan niet alleen: het hoort bij andere verschillen."


def _written(comparison: Comparison, rows: Sequence[Difference]) -> tuple[dict[str, bytes], list[Refused]]:
    files = {one.path: one.data for one in comparison.mine.values()}
    name = next(iter(files), "//").split("/")[1]
    refused: list[Refused] = []
    for key in sorted({row.key for row in rows}):
        mine, theirs = comparison.mine.get(key), comparison.theirs.get(key)
        here = [row for row in rows if row.key == key]
        if mine is not None:
            files.pop(mine.path)
        path, data = _file(mine, theirs, here, name)
        if path and mine is not None and mine.parts and document(path, data).whole:
            files[mine.path] = mine.data
            refused += [Refused(row, "Het bestand is daarna niet meer te lezen.") for row in here]
        elif path:
            files[path] = data
    return files, refused


def _file(mine: Document | None, theirs: Document | None, rows: Sequence[Difference], name: str) -> tuple[str, bytes]:
    """The path and content of one file after these rows; no path when it goes."""
    if mine is None or theirs is None:
        return (_path(theirs, name), theirs.data) if mine is None and theirs is not None else ("", b"")
    renamed = any(row.aspect == NAME for row in rows)
    path = _path(theirs, name) if renamed else mine.path
    rest = [row for row in rows if row.aspect != NAME]
    if any(row.aspect == CONTENT for row in rest):
        return path, theirs.data
    if not rest:
        return path, mine.data
    if mine.family in (Family.FORM, Family.SETTINGS):
        return path, _json(mine, theirs, rest)
    return path, _xml(mine, theirs, rest)


def _path(one: Document, name: str) -> str:
    tree, _, rest = one.path.split("/", 2)
    return f"{tree}/{name}/{rest}"


def _xml(mine: Document, theirs: Document, rows: Sequence[Difference]) -> bytes:
    edit = xml_edits.begin(mine, theirs)
    lists = rows_of(theirs)
    for row in _new(rows, theirs):
        xml_edits.add(edit, row.part, lists.get(theirs.parts[row.part].row, []))
    for row in rows:
        if row.change is Change.CHANGED:
            xml_edits.set_value(edit, row.part, row.aspect)
    for row in _gone(rows, mine):
        xml_edits.remove(edit, row.part)
    for row in rows:
        if row.change is Change.ORDER:
            xml_edits.order(edit, _there(lists[row.aspect.removeprefix(f"{ORDER}:")], mine, rows))
        elif row.aspect == DRAWING:
            xml_edits.draw(edit, row.part)
    return xml_writing.write(edit.mine)


def _json(mine: Document, theirs: Document, rows: Sequence[Difference]) -> bytes:
    edit = json_edits.begin(mine, theirs)
    lists = rows_of(theirs)
    for row in _new(rows, theirs):
        json_edits.add(edit, row.part, lists.get(theirs.parts[row.part].row, []))
    for row in rows:
        if row.change is Change.CHANGED:
            json_edits.set_value(edit, row.part, row.aspect, lists.get(theirs.parts[row.part].row, []))
    for row in _gone(rows, mine):
        json_edits.remove(edit, row.part)
    for row in rows:
        if row.change is Change.ORDER:
            json_edits.order(edit, _there(lists[row.aspect.removeprefix(f"{ORDER}:")], mine, rows))
        elif row.aspect == DRAWING:
            json_edits.draw(edit, row.part)
    return json_edits.write(edit)


def _new(rows: Sequence[Difference], theirs: Document) -> list[Difference]:
    """Around before inside: as they stand in their file."""
    added = {row.part: row for row in rows if row.change is Change.ADDED}
    return [added[key] for key in theirs.parts if key in added]


def _gone(rows: Sequence[Difference], mine: Document) -> list[Difference]:
    """Inside before around."""
    removed = {row.part: row for row in rows if row.change is Change.REMOVED}
    return [removed[key] for key in reversed(list(mine.parts)) if key in removed]


def _there(order: Sequence[str], mine: Document, rows: Sequence[Difference]) -> list[str]:
    """What stood in this row, and what was put in it just now: that went to its place before the others moved."""
    added = {row.part for row in rows if row.change is Change.ADDED}
    return [key for key in order if key in mine.parts or key in added]

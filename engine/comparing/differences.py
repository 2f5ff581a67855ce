"""What differs between two packages: one row for each property, part, order or file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.comparing import words
from engine.comparing.parts import CELL, Document, Documents, Family, Part


class Change(StrEnum):
    ADDED = "toegevoegd"
    REMOVED = "weggehaald"
    CHANGED = "veranderd"
    ORDER = "volgorde"
    DRAWING = "tekening"  # only how it is drawn or written, nothing it means


ORDER, DRAWING, CONTENT, NAME = "#volgorde", "#tekening", "#inhoud", "#bestandsnaam"


@dataclass(frozen=True)
class Difference:
    """One row: what it is about, and how it was and is."""

    file: str  # the path as it is now; of a file that is gone as it was
    key: str  # of the file, the same on both sides
    family: Family
    change: Change
    part: str  # key of the element, field, table row, column or setting; "" for the file itself
    sort: str  # its tag, or what it is
    name: str
    aspect: str  # "" when the part as a whole is there or not
    before: str
    after: str
    column: str = ""  # of a cell, the name of its column
    moved: str = ""  # the other file, when an element went from one diagram to another

    @property
    def id(self) -> str:
        """The same row in another comparison of the same two has the same id."""
        return hashlib.sha256("\0".join((self.key, self.part, self.aspect)).encode()).hexdigest()[:16]

    @property
    def meaning(self) -> bool:
        return self.change is not Change.DRAWING

    @property
    def label(self) -> str:
        """The property in words."""
        return f"kolom “{self.column}”" if self.column else words.property_name(self.aspect, self.sort)

    @property
    def what(self) -> str:
        """The part in words: 'Taak “Plan opstellen”'."""
        return words.part_name(self.sort, self.name, self.part, self.family, self.file)

    @property
    def sentence(self) -> str:
        return words.sentence(self.what, self.change.value, self.label, self.moved)

    def as_dict(self) -> dict[str, str]:
        return {
            "id": self.id,
            "bestand": self.file,
            "soort": self.family.value,
            "verschil": self.change.value,
            "onderdeel": self.part,
            "eigenschap": self.aspect,
            "voor": self.before,
            "na": self.after,
            "tekst": self.sentence,
        }


def between(before: Documents, after: Documents) -> tuple[Difference, ...]:
    """All rows, by file; both must be read, and `after` aligned to `before`."""
    rows = [row for key in sorted({*before, *after}) for row in _file(before.get(key), after.get(key))]
    return tuple(_with_moves(rows))


def _file(before: Document | None, after: Document | None) -> Iterator[Difference]:
    if before is None or after is None:
        one = before or after
        assert one is not None
        change = Change.ADDED if before is None else Change.REMOVED
        yield _row(one, change, "", "bestand", one.path.split("/")[-1], "")
        return
    if before.path.split("/")[-1] != after.path.split("/")[-1]:
        yield _row(after, Change.CHANGED, "", "bestand", _stem(after), NAME, _stem(before), _stem(after))
    if before.data != after.data:
        rows = [*_whole(before, after)] if before.whole or after.whole else [*_parts(before, after)]
        yield from rows or [_row(after, Change.DRAWING, "", "bestand", _stem(after), CONTENT)]


def _whole(before: Document, after: Document) -> Iterator[Difference]:
    readable = bool(before.text or after.text)
    if readable and before.text == after.text and not after.path.endswith(".docx"):
        return  # only spaces and ends of lines
    shown = (before.text, after.text) if before.text != after.text else ("", "")
    yield _row(after, Change.CHANGED, "", "bestand", _stem(after), CONTENT, *shown)


def _parts(before: Document, after: Document) -> Iterator[Difference]:
    for key in _in_order(before.parts, after.parts):
        old, new = before.parts.get(key), after.parts.get(key)
        part = new or old
        assert part is not None
        if old is None or new is None:
            change = Change.ADDED if old is None else Change.REMOVED
            yield _row(after, change, key, part.sort, part.name, "")
        else:
            yield from _properties(before, after, old, new)
    yield from _orders(before, after)
    for key in _in_order(before.layout, after.layout):
        if (key in before.parts) == (key in after.parts) and before.layout.get(key) != after.layout.get(key):
            found = after.parts.get(key)
            sort, name = (found.sort, found.name) if found else ("tekening", "")
            yield _row(after, Change.DRAWING, key, sort, name, DRAWING)


def _in_order(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    return [*after, *(key for key in before if key not in after)]


def _properties(before: Document, after: Document, old: Part, new: Part) -> Iterator[Difference]:
    for name in _in_order(old.values, new.values):
        if name.startswith(CELL) and not (name[len(CELL) :] in before.parts and name[len(CELL) :] in after.parts):
            continue  # it came or went with its column
        was, now = old.values.get(name), new.values.get(name)
        if was != now:
            column = after.parts[name[len(CELL) :]].name if name.startswith(CELL) else ""
            row = _row(after, Change.CHANGED, new.key, new.sort, new.name or old.name, name, was or "", now or "")
            yield replace(row, column=column)


def rows_of(one: Document) -> dict[str, list[str]]:
    """The lists in which a place counts, with their parts in order."""
    found: dict[str, list[str]] = {}
    for part in one.parts.values():
        if part.row:
            found.setdefault(part.row, []).append(part.key)
    return found


def _orders(before: Document, after: Document) -> Iterator[Difference]:
    old, new = rows_of(before), rows_of(after)
    for row in new:
        was = [key for key in old.get(row, ()) if key in new[row]]
        now = [key for key in new[row] if key in was]
        if was != now:
            first = after.parts[now[0]]
            around = after.parts.get(first.values.get("in", ""))
            named = around.name if around else ""
            texts = (_names(was, before), _names(now, after))
            yield _row(after, Change.ORDER, "", first.sort, named, f"{ORDER}:{row}", *texts)


def _names(keys: list[str], one: Document) -> str:
    return "\n".join(one.parts[key].name or key for key in keys)


def _row(
    one: Document, change: Change, part: str, sort: str, name: str, prop: str, before: str = "", after: str = ""
) -> Difference:
    return Difference(one.path, one.key, one.family, change, part, sort, name, prop, before, after)


def _stem(one: Document) -> str:
    return one.path.split("/")[-1]


def _with_moves(rows: list[Difference]) -> Iterator[Difference]:
    """An element that left one diagram and stands in another says so in both rows."""
    whole = [row for row in rows if row.family is Family.DIAGRAM and row.part and not row.aspect]
    places = {(row.part, row.sort, row.change): row.file for row in whole}
    other = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED}
    for row in rows:
        twin = places.get((row.part, row.sort, other[row.change])) if row in whole else None
        yield row if not twin or twin == row.file else _moved(row, twin)


def _moved(row: Difference, twin: str) -> Difference:
    return replace(row, moved=twin)

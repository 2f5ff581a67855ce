"""A comparison as the screen shows it: rows per file, what stands on each side, and both drawings with marks."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from engine.comparing.comparing import Comparison, Side, ThreeWay
from engine.comparing.differences import DRAWING, Change, Difference
from engine.comparing.parts import Document, Family
from web.told import lazy_gettext

LONGEST = 700  # of a value; the rest is in the file itself
DRAWN = 2  # diagrams on a page of all files; of one file its diagram is always drawn
KINDS = (
    (Family.DIAGRAM, lazy_gettext("Diagrammen")),
    (Family.FORM, lazy_gettext("Formulieren")),
    (Family.TABLE, lazy_gettext("Beslistabellen")),
    (Family.SETTINGS, lazy_gettext("Instellingen")),
    (Family.LETTER, lazy_gettext("Brieven")),
    (Family.HELP, lazy_gettext("Uitleg")),
    (Family.SCENARIO, lazy_gettext("Scenario's")),
    (Family.OTHER, lazy_gettext("Andere bestanden")),
)
SIDES = {
    Side.THEIRS: lazy_gettext("Alleen zij veranderden dit"),
    Side.MINE: lazy_gettext("Alleen u veranderde dit"),
    Side.BOTH: lazy_gettext("U beiden, en anders: kies"),
    Side.SAME: lazy_gettext("U beiden, en hetzelfde"),
    Side.UNKNOWN: "",
}


@dataclass(frozen=True)
class Words:
    """How the two sides are called on this page."""

    left: str  # "uw ontwerp"
    right: str  # "het landelijke pakket"
    added: str  # of what stands only on the right
    removed: str


@dataclass(frozen=True)
class Row:
    id: str
    what: str
    label: str
    left: str
    right: str
    then: str | None  # None: it is not known how it was
    side: Side
    side_words: str
    change: str
    url: str  # where the element is edited


@dataclass(frozen=True)
class Drawn:
    title: str
    xml: str
    marks: list[dict[str, str]]


@dataclass(frozen=True)
class FileRows:
    key: str
    name: str
    family: Family
    rows: list[Row]
    drawings: list[Drawn]


def counts(rows: Iterable[Difference]) -> list[tuple[str, str, int]]:
    """(kind, words, number) of the kinds of file in which something differs."""
    found = [row.family for row in rows]
    return [(family.value, words, found.count(family)) for family, words in KINDS if family in found]


def shown(rows: Iterable[Difference], *, kind: str, file: str, drawing: bool) -> list[Difference]:
    """What the filters leave; what is only drawn differently shows when asked for."""
    return [
        row for row in rows if (drawing or row.meaning) and kind in ("", row.family.value) and file in ("", row.key)
    ]


def files(
    comparison: Comparison,
    rows: Sequence[Difference],
    words: Words,
    *,
    three: ThreeWay | None = None,
    edit_url: Callable[[Difference], str] = lambda _: "",
) -> list[FileRows]:
    """The rows under their files; each file in the order of the desk."""
    order = [family for family, _ in KINDS]
    keys = sorted({row.key: row.family for row in rows}.items(), key=lambda one: (order.index(one[1]), one[0]))
    left = DRAWN if len(keys) > 1 else 1
    found = []
    for key, family in keys:
        here = [row for row in rows if row.key == key]
        drawings: list[Drawn] = []
        if family is Family.DIAGRAM and left:
            drawings = _drawings(comparison, here, words)
            left -= 1
        made = [_row(row, words, three, edit_url(row)) for row in here]
        found.append(FileRows(key, here[0].file.split("/")[-1], family, made, drawings))
    return found


def _row(row: Difference, words: Words, three: ThreeWay | None, url: str) -> Row:
    side = three.sides.get(row.id, Side.BOTH) if three else Side.UNKNOWN
    left, right = _values(row, words)
    then = three.then.get(row.id) if three and side is Side.BOTH else None
    return Row(
        row.id,
        row.what,
        row.label,
        left,
        right,
        _short(then) if then else then,
        side,
        SIDES[side],
        _change(row, words),
        url,
    )


def _change(row: Difference, words: Words) -> str:
    if row.moved:
        return row.sentence.removeprefix(f"{row.what}: ").capitalize()
    fixed = {
        Change.ADDED: words.added,
        Change.REMOVED: words.removed,
        Change.ORDER: _("Andere volgorde"),
        Change.DRAWING: _("Plaats in de tekening") if row.aspect == DRAWING else _("Alleen de opmaak"),
    }
    return fixed.get(row.change, "Anders")


def _values(row: Difference, words: Words) -> tuple[str, str]:
    """What stands on each side; of a text only the lines that differ."""
    if row.change in (Change.ADDED, Change.REMOVED):
        there, not_there = _("staat er"), _("staat er niet")
        return (not_there, there) if row.change is Change.ADDED else (there, not_there)
    if row.change is Change.DRAWING or not (row.before or row.after):
        return "", ""
    before, after = row.before, row.after
    if row.change is Change.CHANGED and "\n" in before + after:
        before, after = _lines(before, after)
    return _short(before) or "niets", _short(after) or "niets"


def _lines(before: str, after: str) -> tuple[str, str]:
    old, new = before.splitlines(), after.splitlines()
    gone, come = [], []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += old[a:b]
            come += new[c:d]
    return "\n".join(gone), "\n".join(come)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _drawings(comparison: Comparison, rows: Sequence[Difference], words: Words) -> list[Drawn]:
    """Both versions of a diagram, each with marks on what is not the same in the other."""
    key = rows[0].key
    found = []
    for one, title, only in (
        (comparison.mine.get(key), words.left, (Change.REMOVED, words.removed)),
        (comparison.theirs.get(key), words.right, (Change.ADDED, words.added)),
    ):
        if one is not None and not one.whole:
            found.append(Drawn(title, one.data.decode("utf-8", "replace"), _marks(one, rows, only)))
    return found


def _marks(one: Document, rows: Sequence[Difference], only: tuple[Change, str]) -> list[dict[str, str]]:
    states: dict[str, dict[str, str]] = {}
    for row in rows:
        element = one.own_key(row.part)
        if row.part not in one.layout:
            continue
        if row.change is only[0]:
            state = "removed" if row.change is Change.REMOVED else "added"
            states[element] = {"element": element, "state": state, "label": only[1]}
        elif row.change is Change.CHANGED:
            states.setdefault(element, {"element": element, "state": "changed", "label": _("Anders")})
        elif row.change is Change.DRAWING:
            states.setdefault(element, {"element": element, "state": "moved", "label": _("Verplaatst")})
    return list(states.values())

"""Which file and which part of one version is which of the other: by key, and else by what it was known by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.comparing.parts import CELL, PLACE, Document, Documents, Part

ALIKE = 0.6  # of the cells of a rule; below it is another rule


def align(before: Documents, after: Documents) -> Documents:
    """`after` under the keys of `before`, where a file or a part is the same under another name."""
    renamed = _renamed(before, after)
    found = (one.renamed(renamed.get(key, key)) for key, one in after.items())
    return {one.key: _parts_aligned(before[one.key], one) if one.key in before else one for one in found}


def _renamed(before: Documents, after: Documents) -> dict[str, str]:
    gone = [one for key, one in before.items() if key not in after]
    names: dict[str, str] = {}
    for key, one in after.items():
        old = next((g for g in gone if _same_file(g, one)), None) if key not in before else None
        if old is not None:
            names[key] = old.key
            gone.remove(old)
    return names


def _same_file(one: Document, other: Document) -> bool:
    if one.family is not other.family:
        return False
    return one.data == other.data or bool(one.identity and one.identity == other.identity)


def _parts_aligned(before: Document, after: Document) -> Document:
    names = dict(_other_names(before.parts, after.parts))
    if not names:
        return after
    parts = {names.get(key, key): _under(part, names) for key, part in after.parts.items()}
    layout = {names.get(key, key): text for key, text in after.layout.items()}
    own = {new: after.own_key(old) for old, new in names.items()}
    return replace(after, parts=parts, layout=layout, own={**after.own, **own})


def _other_names(before: Mapping[str, Part], after: Mapping[str, Part]) -> Iterator[tuple[str, str]]:
    """(key in after, key in before) of what changed its key only."""
    gone = {key: part for key, part in before.items() if key not in after}
    for key, part in after.items():
        if key in before:
            continue
        old = next((k for k, p in gone.items() if _recognised(p, part)), "")
        if not old and part.sort == "rule":
            old = _most_alike(part, gone)
        if old:
            del gone[old]
            yield key, old


def _recognised(old: Part, new: Part) -> bool:
    if old.sort != new.sort or old.values.get("type") != new.values.get("type"):
        return False
    if old.alias and old.alias == new.alias:
        return True
    return old.sort in ("rule", "input", "output") and bool(old.values) and _content(old) == _content(new)


def _most_alike(part: Part, gone: Mapping[str, Part]) -> str:
    rated = [(_likeness(old, part), key) for key, old in gone.items() if old.sort == "rule"]
    best = max(rated, default=(0.0, ""))
    return best[1] if best[0] >= ALIKE else ""


def _likeness(one: Part, other: Part) -> float:
    names = {name for name in (*one.values, *other.values) if name.startswith(CELL)}
    same = sum(one.values.get(name) == other.values.get(name) for name in names)
    return same / len(names) if names else 0.0


def _content(part: Part) -> dict[str, str]:
    return {name: value for name, value in part.values.items() if name != PLACE}


def _under(part: Part, names: Mapping[str, str]) -> Part:
    """A part that speaks of the others by their new keys."""
    values = {
        CELL + names.get(name[len(CELL) :], name[len(CELL) :]) if name.startswith(CELL) else name: value
        for name, value in part.values.items()
    }
    if part.values.get(PLACE) in names:
        values[PLACE] = names[part.values[PLACE]]
    refs = {name: tuple(names.get(one, one) for one in found) for name, found in part.refs.items()}
    return replace(part, key=names.get(part.key, part.key), values=values, refs=refs)

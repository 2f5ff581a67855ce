"""Which rows cannot go without others: what they refer to must be there, and what refers to them must go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.comparing.comparing import Comparison
from engine.comparing.differences import Change, Difference
from engine.comparing.parts import Document, Part
from engine.comparing.reading import provides

FLOW = "sequenceFlow"


@dataclass(frozen=True)
class Needs:
    """What must come along, and what stands in the way that no row takes away."""

    rows: frozenset[str]  # ids of rows
    blocked: str = ""


def needs(comparison: Comparison, row: Difference) -> Needs:
    if row.change is Change.REMOVED:
        return _of_removal(comparison, row)
    found: set[str] = set()
    for ref, file in _wanted(comparison, row):
        if not _there(comparison, ref, file):
            found |= {one.id for one in _bringing(comparison, ref, file)}
    return Needs(frozenset(found - {row.id}))


def along(comparison: Comparison, row: Difference) -> frozenset[str]:
    """Rows that go with an element by themselves: its arrows, and the arrows whose place it takes."""
    if not row.part or row.aspect or row.change not in (Change.ADDED, Change.REMOVED):
        return frozenset()
    docs = (comparison.theirs, comparison.mine) if row.change is Change.ADDED else (comparison.mine, comparison.theirs)
    new, old = (side[row.key].parts for side in docs)
    before = {_end(flow, "@sourceRef") for flow in _flows(new) if _end(flow, "@targetRef") == row.part}
    after = {_end(flow, "@targetRef") for flow in _flows(new) if _end(flow, "@sourceRef") == row.part}
    touching = {flow.key for flow in _flows(new) if row.part in (_end(flow, "@sourceRef"), _end(flow, "@targetRef"))}
    replaced = {
        flow.key for flow in _flows(old) if _end(flow, "@sourceRef") in before and _end(flow, "@targetRef") in after
    }
    return frozenset(
        one.id
        for one in comparison.rows
        if one.key == row.key and one.sort == FLOW and one.part in touching | replaced and one.meaning
    )


def _flows(parts: object) -> list[Part]:
    return [part for part in parts.values() if part.sort == FLOW] if isinstance(parts, dict) else []


def _end(flow: Part, name: str) -> str:
    return flow.values.get(name, "")


def _wanted(comparison: Comparison, row: Difference) -> Iterator[tuple[str, str]]:
    """(what is referred to, the file in which it must stand; "" for any)."""
    one = comparison.theirs.get(row.key)
    part = one.parts.get(row.part) if one else None
    if one is None:
        return
    if part is None or (not row.part and not row.aspect):
        parts, names = list(one.parts.values()), None
    else:
        parts, names = [part], {row.aspect} if row.aspect else None
    for each in parts:
        for name, refs in each.refs.items():
            if names is None or name in names:
                yield from ((ref, "" if ":" in ref else row.key) for ref in refs)


def _there(comparison: Comparison, ref: str, file: str) -> bool:
    if file:
        return file not in comparison.mine or ref in comparison.mine[file].parts
    return any(ref in provides(one) for one in comparison.mine.values())


def _bringing(comparison: Comparison, ref: str, file: str) -> Iterator[Difference]:
    """The rows by which what is referred to comes."""
    for row in comparison.rows:
        if row.change is not Change.ADDED:
            continue
        if file and row.key == file and row.part == ref:
            yield row
        elif not file and row.key in comparison.theirs and ref in _given(comparison.theirs[row.key], row.part):
            yield row


def _given(one: Document, part: str) -> set[str]:
    """What a file gives to others, or one part of it."""
    if not part:
        return provides(one)
    return {ref for ref in provides(one) if ref.endswith(f":{part}")}


def _of_removal(comparison: Comparison, row: Difference) -> Needs:
    one = comparison.mine[row.key]
    gone = {row.part} if row.part else provides(one)
    gone |= _given(one, row.part) if row.part else set()
    here = {(each.key, each.part, each.aspect): each for each in comparison.rows}
    found: set[str] = set()
    for key, other in comparison.mine.items():
        for part in other.parts.values():
            for name, refs in part.refs.items():
                if not _meant(gone, refs, same_file=key == row.key) or (key == row.key and part.key == row.part):
                    continue
                if not row.part and key == row.key:
                    continue
                way = here.get((key, part.key, name)) or here.get((key, part.key, "")) or here.get((key, "", ""))
                if way is None or way.id == row.id:
                    return Needs(
                        frozenset(), f"“{part.name or part.key}” in {other.path.split('/')[-1]} gebruikt dit nog"
                    )
                found.add(way.id)
    return Needs(frozenset(found))


def _meant(gone: set[str], refs: tuple[str, ...], *, same_file: bool) -> bool:
    return any(ref in gone and (same_file or ":" in ref) for ref in refs)

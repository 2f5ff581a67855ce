"""Which element of one version is which of another: proposed from ids, names, work and place; a person decides."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import Invalid
from engine.runtime import Definitions, ElementMap
from engine.runtime.outline import Node, outline

Pairs = dict[str, str]
Translate = Callable[[str], str | None]  # the id of an element in the new version, where that is known


@dataclass(frozen=True)
class Row:
    """One element of the old version, where its tokens would go, and what else is possible."""

    old: Node
    new: str | None
    why: str
    choices: tuple[Node, ...]

    @property
    def same(self) -> bool:
        """Nothing to decide: the same element, of the same kind, in the same place."""
        return self.why == SAME


SAME = "zelfde id"
BY_NAME = "zelfde naam"
BY_WORK = "zelfde werk"
BY_PLACE = "zelfde plaats"
OTHER_KIND = "zelfde id, maar van een andere soort"
GONE = "geen tegenhanger"
CHOSEN = "gekozen"


def propose(old: Definitions, new: Definitions) -> list[Row]:
    """A row for every element of the old version, by process."""
    theirs = outline(new)
    rows = []
    for process in sorted(old.elements):
        mine = [node for node in outline(old) if node.process == process]
        rows += _of_process(mine, [node for node in theirs if node.process == process])
    return rows


def chosen(rows: Sequence[Row], mapping: ElementMap) -> list[Row]:
    """The rows with what a person decided."""
    found = []
    for row in rows:
        names = mapping.get(row.old.process, {})
        if row.old.id in names and names[row.old.id] != row.new:
            row = Row(row.old, names[row.old.id], CHOSEN, row.choices)
        found.append(row)
    return found


def as_mapping(rows: Iterable[Row]) -> dict[str, dict[str, str | None]]:
    """Only what is not itself: an element with the same id needs no word."""
    found: dict[str, dict[str, str | None]] = {}
    for row in rows:
        if row.new != row.old.id:
            found.setdefault(row.old.process, {})[row.old.id] = row.new
    return found


def read(given: Any, old: Definitions, new: Definitions) -> dict[str, dict[str, str | None]]:
    """A mapping that somebody wrote (a file, a form), refused where it names what is not there."""
    if not isinstance(given, Mapping):
        raise Invalid("De toewijzing is geen lijst van processen met hun elementen.")
    here, there = _ids(old), _ids(new)
    found: dict[str, dict[str, str | None]] = {}
    for process, names in given.items():
        if process not in here or not isinstance(names, Mapping):
            raise Invalid(f"Het proces “{process}” staat niet in de oude versie.")
        for name, target in names.items():
            if name not in here[process]:
                raise Invalid(f"Het element “{name}” staat niet in proces “{process}” van de oude versie.")
            if target is not None and target not in there.get(process, ()):
                raise Invalid(f"Het element “{target}” staat niet in proces “{process}” van de nieuwe versie.")
            found.setdefault(process, {})[name] = target
    return found


def _ids(definitions: Definitions) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {process: set() for process in definitions.elements}
    for node in outline(definitions):
        found[node.process].add(node.id)
    return found


def _of_process(mine: list[Node], theirs: list[Node]) -> list[Row]:
    by_id = {node.id: node for node in theirs}
    pairs: Pairs = {node.id: node.id for node in mine if node.id in by_id}
    why = {node.id: SAME if by_id[node.id].tag == node.tag else OTHER_KIND for node in mine if node.id in by_id}
    known = -1
    while known < len(pairs):  # what was found tells more of what is around it
        known = len(pairs)
        for reason, key in KEYS:
            left = _only_ones([node for node in mine if node.id not in pairs], key, pairs.get)
            right = _only_ones([node for node in theirs if node.id not in pairs.values()], key, str)
            for found in left.keys() & right.keys():
                pairs[left[found].id] = right[found].id
                why[left[found].id] = reason
    return [
        Row(node, pairs.get(node.id), why.get(node.id, GONE), tuple(each for each in theirs if each.tag == node.tag))
        for node in mine
    ]


def _scope(node: Node, to: Translate) -> str | None:
    return node.scope if node.scope == node.process else to(node.scope)


def _name(node: Node, to: Translate) -> Hashable:
    scope = _scope(node, to)
    return (node.tag, scope, node.name) if node.name and scope else None


def _work(node: Node, to: Translate) -> Hashable:
    scope = _scope(node, to)
    return (node.tag, scope, node.does) if node.does and scope else None


def _place(node: Node, to: Translate) -> Hashable:
    """Of the same kind, between the same neighbours."""
    scope, before, after = _scope(node, to), {to(name) for name in node.before}, {to(name) for name in node.after}
    if scope is None or None in before | after or not before | after:
        return None
    return node.tag, scope, frozenset(before), frozenset(after)


KEYS = ((BY_NAME, _name), (BY_WORK, _work), (BY_PLACE, _place))


def _only_ones(nodes: list[Node], key: Callable[[Node, Translate], Hashable], to: Translate) -> dict[Hashable, Node]:
    grouped: dict[Hashable, list[Node]] = {}
    for node in nodes:
        grouped.setdefault(key(node, to), []).append(node)
    return {found: each[0] for found, each in grouped.items() if found is not None and len(each) == 1}

"""What can come after the work that is open now, read from the diagrams: tasks, steps, waiting and ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from engine.check.model import Node
from engine.models import Task
from web.outline import Drawing, name_of

WORK = frozenset({"userTask", "manualTask", "callActivity", "subProcess"})  # the machine's work passes by itself
MOST = 8  # of one task


@dataclass(frozen=True)
class Next:
    """Where the way leads, and the answers that lead there."""

    answers: tuple[str, ...]
    name: str
    ends: bool = False


@dataclass(frozen=True)
class After:
    """One open task, or several of the same name, and what may follow."""

    name: str
    nexts: tuple[Next, ...]


def of_tasks(drawings: Mapping[str, Drawing], tasks: Iterable[Task]) -> list[After]:
    """In the order of the tasks, each element once; nothing where the diagram does not tell."""
    found: dict[tuple[str, str], After] = {}
    for task in tasks:
        drawing, place = drawings.get(task.process_key), (task.process_key, task.activity_id)
        node = next((n for n in drawing.nodes if n.id == task.activity_id), None) if drawing else None
        if node is None or place in found:
            continue
        nexts = tuple(dict.fromkeys(_after(node, (), drawings, frozenset())))
        if nexts:
            found[place] = After(task.name, nexts[:MOST])
    return list(found.values())


def _after(
    node: Node, answers: tuple[str, ...], drawings: Mapping[str, Drawing], seen: frozenset[tuple[str, str]]
) -> Iterator[Next]:
    place = (node.scope.process.id, node.id)
    if place in seen:
        return
    ways = node.scope.outgoing(node.id)
    asks = node.tag.endswith("Gateway") and len(ways) > 1
    for way in ways:
        target = node.scope.nodes.get(way.target)
        if target is not None:
            given = (*answers, way.name) if asks and way.name else answers
            yield from _at(target, given, drawings, seen | {place})


def _at(
    target: Node, answers: tuple[str, ...], drawings: Mapping[str, Drawing], seen: frozenset[tuple[str, str]]
) -> Iterator[Next]:
    """The work that begins here, or what lies behind a question, a machine's work or the end of a part."""
    if target.tag in WORK or (target.tag == "intermediateCatchEvent" and target.name):
        yield Next(answers, name_of(target))
    elif target.tag != "endEvent":
        yield from _after(target, answers, drawings, seen)
    elif target.scope.node is not None:
        yield from _after(target.scope.node, answers, drawings, seen)
    else:
        yield from _behind(target, answers, drawings, seen)


def _behind(
    end: Node, answers: tuple[str, ...], drawings: Mapping[str, Drawing], seen: frozenset[tuple[str, str]]
) -> Iterator[Next]:
    """Where a process ends, the one that opened it goes on; where several may have, only the end itself is sure."""
    key = end.scope.process.id
    callers = [n for each in drawings.values() for n in each.nodes if n.xml.get("calledElement") == key]
    if len(callers) == 1:
        thrown = [n for n in callers[0].scope.boundary(callers[0].id) if n.event == end.event] if end.event else []
        for way in thrown or callers:
            yield from _after(way, answers, drawings, seen)
    else:
        yield Next(answers, end.name or _("Einde"), ends=not callers)

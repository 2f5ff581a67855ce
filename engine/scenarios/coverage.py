"""Which elements and arrows of a package its scenarios come along, those of timers and errors too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.check import xml
from engine.check.files import by_extension
from engine.check.model import Node, Scope, read_diagram
from engine.packages.content import PackageContent
from engine.scenarios.outcome import Outcome

FLOW = "sequenceFlow"


@dataclass(frozen=True)
class Part:
    """An element or an arrow, with the scenarios that came along it."""

    process: str
    process_name: str
    path: str
    id: str
    tag: str
    name: str
    scenarios: tuple[str, ...]

    @property
    def taken(self) -> bool:
        return bool(self.scenarios)


@dataclass(frozen=True)
class Coverage:
    parts: tuple[Part, ...]

    @cached_property
    def flows(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.tag == FLOW)

    @cached_property
    def elements(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.tag != FLOW)

    def of(self, process: str) -> Coverage:
        return Coverage(tuple(part for part in self.parts if part.process == process))

    def missed(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.taken)

    @property
    def processes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.process for part in self.parts))


def percent(parts: Iterable[Part]) -> int:
    """Rounded down, so that a hundred means all."""
    rows = list(parts)
    return 100 * sum(part.taken for part in rows) // len(rows) if rows else 100


def measure(content: PackageContent, outcomes: Mapping[str, Outcome]) -> Coverage:
    """What these outcomes, by the name of their scenario, come along together."""
    been: dict[tuple[str, ...], list[str]] = {}
    for scenario, outcome in outcomes.items():
        for place in _places(outcome):
            been.setdefault(place, []).append(scenario)
    parts = []
    for path, data in sorted(by_extension(content.files, ".bpmn").items()):
        for process in read_diagram(path, xml.parse(data)).processes:
            parts.extend(_parts(process, been))
    return Coverage(tuple(parts))


def _places(outcome: Outcome) -> set[tuple[str, ...]]:
    """Elements as (process, id), arrows as (process, from, to)."""
    found: set[tuple[str, ...]] = {(line.process, line.element) for line in outcome.history if line.process}
    for _, went in outcome.went:
        found |= {(went.process_key, went.target), (went.process_key, went.source)}
        if went.source:
            found.add((went.process_key, went.source, went.target))
    return found


def _parts(process: Scope, been: Mapping[tuple[str, ...], list[str]]) -> list[Part]:
    name = " ".join(process.xml.get("name", "").split()) or process.id

    def part(where: tuple[str, ...], identifier: str, tag: str, called: str) -> Part:
        return Part(process.id, name, process.file, identifier, tag, called, tuple(been.get((process.id, *where), ())))

    found = []
    for scope in _scopes(process):
        found += [part((node.id,), node.id, node.tag, _name(node)) for node in scope.nodes.values()]
        for flow in scope.flows:
            source, target = scope.nodes.get(flow.source), scope.nodes.get(flow.target)
            if source is not None and target is not None:
                called = f"{flow.name}: " if flow.name else ""
                called += f"van {_name(source)} naar {_name(target)}"
                found.append(part((flow.source, flow.target), flow.id, FLOW, called))
    return found


def _scopes(scope: Scope) -> list[Scope]:
    return [scope, *(each for inner in scope.inner for each in _scopes(inner))]


def _name(node: Node) -> str:
    return f"“{node.name}”" if node.name else node.id

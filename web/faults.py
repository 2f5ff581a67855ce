"""How it can go wrong, for a finding that has a path: as a list, and drawn in the diagrams it leads through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.check import xml
from engine.check.findings import Finding, PathStep
from engine.check.model import Scope, read_diagram
from web import words

MOST_DRAWN = 6  # diagrams on one page; the list tells the rest


@dataclass(frozen=True)
class Stop:
    """One element of a path in words."""

    name: str
    process: str  # its name, where the path comes into another process; else ""


@dataclass(frozen=True)
class Drawn:
    """One process of a path, as the viewer draws it."""

    name: str
    xml: str
    marks: list[dict[str, str]]


@dataclass(frozen=True)
class Way:
    stops: list[Stop]
    drawings: list[Drawn]


def ways(findings: Sequence[Finding], files: Mapping[str, bytes]) -> dict[Finding, Way]:
    """The path of each finding that has one; the first few are drawn too."""
    found: dict[Finding, Way] = {}
    with_path = [finding for finding in findings if finding.path]
    processes = _processes(files) if with_path else {}
    left = MOST_DRAWN
    for finding in with_path:
        drawings = _drawings(finding.path, processes, files)[:left]
        left -= len(drawings)
        found[finding] = Way(_stops(finding.path, processes), drawings)
    return found


def _processes(files: Mapping[str, bytes]) -> dict[str, Scope]:
    found: dict[str, Scope] = {}
    for path, data in sorted(files.items()):
        root = xml.read(data, path) if path.endswith(".bpmn") else None
        if root is not None and not isinstance(root, Finding):
            found.update((scope.id, scope) for scope in read_diagram(path, root).processes)
    return found


def _stops(path: Sequence[PathStep], processes: Mapping[str, Scope]) -> list[Stop]:
    stops, before = [], ""
    for step in path:
        stops.append(Stop(_name(step, processes), _title(step.process, processes) if step.process != before else ""))
        before = step.process
    return stops


def _name(step: PathStep, processes: Mapping[str, Scope]) -> str:
    if step.name or step.process not in processes:
        return step.name or step.element
    nodes = {node.id: node for node in processes[step.process].everywhere()}
    return words.field_name(step.element) if step.element in nodes else step.element


def _title(process: str, processes: Mapping[str, Scope]) -> str:
    return " ".join(processes[process].xml.get("name", "").split()) or process if process in processes else process


def _drawings(path: Sequence[PathStep], processes: Mapping[str, Scope], files: Mapping[str, bytes]) -> list[Drawn]:
    """Each process once; its elements carry their number in the list."""
    marks: dict[str, list[dict[str, str]]] = {}
    for number, step in enumerate(path, start=1):
        if step.process in processes:
            mine = marks.setdefault(step.process, [])
            mine += [{"element": step.flow, "state": "fault"}] if step.flow else []
            mine.append({"element": step.element, "state": "fault", "label": str(number)})
    return [
        Drawn(_title(process, processes), files[processes[process].file].decode("utf-8", "replace"), each)
        for process, each in marks.items()
    ]

"""Ids that are missing, double, unreadable or taken by SpiffWorkflow itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.check.findings import Finding, error
from engine.check.model import BPMN, Diagram, Scope, local
from engine.check.package import PackageModel

RULE = "id"

# SpiffWorkflow 3.2 names its own specs so; an element with such an id takes its place and vanishes.
_TAKEN = {"Start", "End", "Root", "StartEventSplit", "StartEventJoin"}
_TAKEN_ENDS = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin", " [child]")
_READABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,99}")
_MESSAGE_LIKE = {"message", "error", "signal", "escalation"}


def check(package: PackageModel) -> Iterator[Finding]:
    for diagram in package.diagrams:
        yield from _missing(diagram)
        yield from _double(diagram)
        yield from _names(diagram)
    yield from _same_process_twice(package)


def _missing(diagram: Diagram) -> Iterator[Finding]:
    for scope in diagram.scopes():
        missing = [n.tag for n in scope.nodes.values() if not n.id] + ["process"] * (not scope.id)
        for tag in missing:
            yield error(
                diagram.path,
                scope.id,
                RULE,
                f"Een <{tag}> heeft geen id.",
                "Geef het element een leesbaar id, bijvoorbeeld groepsscan_aanvragen.",
            )


def _identified(diagram: Diagram) -> Iterator[tuple[str, etree._Element]]:
    for xml in diagram.root.iter(f"{{{BPMN}}}*"):
        if xml.get("id") is not None:
            yield str(xml.get("id")), xml


def _double(diagram: Diagram) -> Iterator[Finding]:
    seen: set[str] = set()
    for found, _ in _identified(diagram):
        if found in seen:
            yield error(
                diagram.path,
                found,
                RULE,
                f"Het id “{found}” komt meer dan één keer voor in dit diagram.",
                "Geef elk element een eigen id.",
            )
        seen.add(found)


def _names(diagram: Diagram) -> Iterator[Finding]:
    for found, xml in _identified(diagram):
        if found in _TAKEN or found.endswith(_TAKEN_ENDS):
            yield error(
                diagram.path,
                found,
                RULE,
                f"Het id “{found}” gebruikt de motor zelf; het element zou verdwijnen.",
                "Kies een ander, leesbaar id, bijvoorbeeld signaal_ontvangen.",
            )
        elif not _READABLE.fullmatch(found) and local(xml) != "definitions":
            yield error(
                diagram.path,
                found[:100],
                RULE,
                f"Het id “{found[:100]}” heeft tekens die niet mogen, of is te lang.",
                "Gebruik letters, cijfers, streepje en liggend streepje; begin met een letter; hoogstens 100 tekens.",
            )


def _same_process_twice(package: PackageModel) -> Iterator[Finding]:
    seen: dict[str, Scope] = {}
    for diagram in package.diagrams:
        for process in diagram.processes:
            if process.id in seen and seen[process.id].file != process.file:
                yield error(
                    process.file,
                    process.id,
                    RULE,
                    f"Het proces “{process.id}” staat ook in {seen[process.id].file}.",
                    "Geef elk proces in het pakket een eigen id.",
                )
            seen.setdefault(process.id, process)

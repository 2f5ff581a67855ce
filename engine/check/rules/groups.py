"""Who may do a task: groups that exist, from the task itself or from its lane."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import BPMN, Diagram, Node, Scope, children, text_of
from engine.check.package import PackageModel

RULE = "groep"


def check(package: PackageModel) -> Iterator[Finding]:
    for diagram in package.diagrams:
        lanes = lanes_of(diagram)
        for process in diagram.processes:
            yield from _lanes(process)
        for node in diagram.nodes():
            if node.tag == "userTask":
                yield from _candidates(package, node, lanes)


def lanes_of(diagram: Diagram) -> dict[str, str]:
    """Element id -> id of the lane it stands in."""
    return {
        text_of(reference): lane.get("id", "")
        for lane in diagram.root.iter(f"{{{BPMN}}}lane")
        for reference in children(lane, "flowNodeRef")
    }


def _candidates(package: PackageModel, node: Node, lanes: dict[str, str]) -> Iterator[Finding]:
    written = (node.camunda("candidateGroups") or "").strip()
    if written.startswith("=") or "{" in written:
        return
    groups = [g.strip() for g in written.split(",") if g.strip()]
    if not groups:
        lane = lanes.get(node.id, "")
        if not lane:
            message = f"Niemand mag de taak {node.label} doen: er is geen groep en geen baan."
            hint = "Vul camunda:candidateGroups in, of zet de taak in een baan (lane) van een rol."
            yield error(node.file, node.id, RULE, message, hint)
            return
        groups = [lane]
    for group in groups:
        if group not in package.roles and not (package.partial and not package.roles):
            yield _unknown(package, node, group)


def _unknown(package: PackageModel, node: Node, group: str) -> Finding:
    near = difflib.get_close_matches(group, sorted(package.roles), n=1)
    return error(
        node.file,
        node.id,
        RULE,
        f"De groep “{group}” van {node.label} bestaat niet.",
        f"Bedoelde u “{near[0]}”?" if near else f"Mogelijke groepen: {', '.join(sorted(package.roles)) or 'geen'}.",
    )


def _lanes(process: Scope) -> Iterator[Finding]:
    inside = {node.id for node in process.everywhere()}
    for lane in process.xml.iter(f"{{{BPMN}}}lane"):
        for reference in children(lane, "flowNodeRef"):
            if text_of(reference) not in inside:
                name = lane.get("name") or lane.get("id", "")
                message = f"De baan “{name}” noemt “{text_of(reference)[:80]}”, dat niet bestaat."
                hint = "Sla het diagram opnieuw op in de editor."
                yield warning(process.file, lane.get("id", ""), RULE, message, hint)

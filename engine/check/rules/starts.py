"""Every process starts in one place and can end."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import ACTIVITIES, Scope
from engine.check.package import PackageModel

RULE = "begin_en_eind"


def check(package: PackageModel) -> Iterator[Finding]:
    for diagram in package.diagrams:
        if not diagram.processes:
            hint = "Teken een proces met een start- en een eindgebeurtenis."
            yield error(diagram.path, "", RULE, "Er staat geen proces in dit diagram.", hint)
        for process in diagram.processes:
            if process.xml.get("isExecutable") != "true":
                message = f"Het proces “{process.id}” staat op niet-uitvoerbaar (isExecutable)."
                yield error(process.file, process.id, RULE, message, "Zet “Executable” aan in de editor.")
    for scope in package.scopes():
        yield from _start(scope)
        yield from _end(scope)


def _start(scope: Scope) -> Iterator[Finding]:
    starts = scope.starts()
    if not starts:
        message = f"{_what(scope)} heeft geen startgebeurtenis."
        yield error(scope.file, scope.id, RULE, message, "Teken één startgebeurtenis en verbind hem.")
    elif len(starts) > 1:
        message = f"{_what(scope)} heeft {len(starts)} startgebeurtenissen; alles zou tegelijk beginnen."
        yield error(scope.file, scope.id, RULE, message, "Houd één startgebeurtenis over.")
    if not scope.is_event_subprocess:
        for start in starts:
            if start.event:
                message = f"{start.label} wacht op een {start.event}; zo begint hier geen proces."
                hint = "Maak er een gewone startgebeurtenis van. Een zaak begint met het startformulier."
                yield error(scope.file, start.id, RULE, message, hint)


def _end(scope: Scope) -> Iterator[Finding]:
    if not scope.ends():
        message = f"{_what(scope)} heeft geen eindgebeurtenis."
        yield error(scope.file, scope.id, RULE, message, "Teken waar het proces klaar is.")
    for node in scope.nodes.values():
        if node.is_event_subprocess or scope.outgoing(node.id):
            continue
        if node.tag in ACTIVITIES or node.tag.startswith("intermediate") or node.tag == "boundaryEvent":
            message = f"Na {node.label} komt niets: er gaat geen pijl uit."
            yield warning(scope.file, node.id, RULE, message, "Teken een pijl naar het volgende of een eind.")


def _what(scope: Scope) -> str:
    return f"Het subproces {scope.node.label}" if scope.node else f"Het proces “{scope.id}”"

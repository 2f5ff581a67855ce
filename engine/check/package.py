"""The whole package before the rules: diagrams read, manifest parsed, forms and tables described once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson
from lxml import etree

from engine.check import xml
from engine.check.files import by_extension, stem, where_broken
from engine.check.findings import Finding, Severity
from engine.check.model import BPMN, NODES, Diagram, Node, Scope, local, namespace, read_diagram
from engine.registry import Catalogue, FormDescription

MAX_NODES = 3_000  # of all diagrams together: what the rules follow in seconds, and ten times what a process has
_FOLLOWED = tuple(f"{{{BPMN}}}{tag}" for tag in sorted(NODES))


@dataclass(frozen=True, eq=False)
class PackageModel:
    """What every rule gets. `partial`: single files, so what they refer to may simply not be there."""

    files: Mapping[str, bytes]
    catalogue: Catalogue
    diagrams: list[Diagram]
    manifest: Mapping[str, Any]
    partial: bool = False
    descriptions: dict[str, FormDescription] = field(default_factory=dict)

    @cached_property
    def processes(self) -> dict[str, Scope]:
        """Every process by its id."""
        return {p.id: p for d in self.diagrams for p in d.processes if p.id}

    @cached_property
    def forms(self) -> dict[str, str]:
        """Form key -> path."""
        return {stem(path): path for path in self.files if path.endswith(".form")}

    def form(self, key: str) -> FormDescription | None:
        """What a form says of itself; None when there is no such form or nobody to ask."""
        path = self.forms.get(key)
        if path is None or self.catalogue.describe_form is None:
            return None
        if key not in self.descriptions:
            self.descriptions[key] = self.catalogue.describe_form(path, self.files[path])
        return self.descriptions[key]

    @cached_property
    def roles(self) -> dict[str, str]:
        """Group key -> Dutch title: from the catalogue and from the package's own roles."""
        rows = self.manifest.get("rollen", [])
        own = rows if isinstance(rows, list) else []
        mine = {
            str(r.get("sleutel", "")): str(r.get("naam", "")) for r in own if isinstance(r, dict) and r.get("sleutel")
        }
        return {**self.catalogue.groups, **mine}

    @cached_property
    def start_process(self) -> str:
        """The process a new case starts with: named by the manifest, or the only one nobody calls."""
        named = self.manifest.get("proces")
        if isinstance(named, str) and named:
            return named
        loose = [key for key in self.processes if key not in self.callers]
        return loose[0] if len(loose) == 1 else ""

    @cached_property
    def callers(self) -> dict[str, list[Node]]:
        """Process id -> the call activities that call it."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes():
            if node.tag == "callActivity":
                found.setdefault(node.xml.get("calledElement", "").strip(), []).append(node)
        return found

    def nodes(self) -> Iterator[Node]:
        for diagram in self.diagrams:
            yield from diagram.nodes()

    def scopes(self) -> Iterator[Scope]:
        for diagram in self.diagrams:
            yield from diagram.scopes()


def read_package(
    files: Mapping[str, bytes], catalogue: Catalogue, *, partial: bool = False
) -> tuple[PackageModel, list[Finding]]:
    """The model, and findings about files that cannot be read."""
    findings: list[Finding] = []
    diagrams = []
    room = MAX_NODES
    for path, data in sorted(by_extension(files, ".bpmn").items()):
        root = xml.read(data, path)
        if isinstance(root, Finding):
            findings.append(root)
        elif local(root) != "definitions" or namespace(root) != BPMN:
            findings.append(_not_bpmn(path, local(root)))
        else:
            room -= _size(root)
            if room < 0:
                findings.append(_too_large(path))
            else:
                diagrams.append(read_diagram(path, root))
    manifest = _read_manifest(files, findings)
    return PackageModel(files, catalogue, diagrams, manifest, partial), findings


def _size(root: etree._Element) -> int:
    """How many elements there are to follow; a drawing of them is not looked at."""
    return sum(1 for _ in root.iter(*_FOLLOWED))


def _too_large(path: str) -> Finding:
    return Finding(
        path,
        "",
        "xml",
        Severity.ERROR,
        f"De diagrammen hebben samen te veel onderdelen: meer dan {MAX_NODES}. Dit diagram is niet gelezen.",
        "Knip het op in kleinere processen die elkaar aanroepen; vijftien onderdelen per diagram is goed te lezen.",
    )


def _not_bpmn(path: str, tag: str) -> Finding:
    return Finding(
        path,
        "",
        "xml",
        Severity.ERROR,
        f"Dit is geen BPMN-diagram: het begint met <{tag[:40]}>.",
        "Sla het diagram op als BPMN 2.0 (bestand eindigt op .bpmn).",
    )


def _read_manifest(files: Mapping[str, bytes], findings: list[Finding]) -> Mapping[str, Any]:
    found = [path for path in files if path.endswith("/pakket.json") or path == "pakket.json"]
    if not found:
        return {}
    try:
        manifest = orjson.loads(files[found[0]])
    except orjson.JSONDecodeError as error:
        manifest, problem = None, f"Het bestand is geen geldige JSON: {where_broken(error)}."
    else:
        problem = "Het bestand moet één JSON-object zijn."
    if isinstance(manifest, dict):
        return manifest
    hint = "Herstel pakket.json; neem het landelijke pakket als voorbeeld."
    findings.append(Finding(found[0], "", "manifest", Severity.ERROR, problem, hint))
    return {}

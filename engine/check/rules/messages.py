"""Names of messages and signals that people and code must be able to use."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import Diagram, children
from engine.check.package import PackageModel
from engine.check.rules.scripts import NAME

RULE = "bericht"


def check(package: PackageModel) -> Iterator[Finding]:
    for diagram in package.diagrams:
        yield from _named(diagram, "message", "bericht")
        yield from _named(diagram, "signal", "signaal")


def _named(diagram: Diagram, tag: str, word: str) -> Iterator[Finding]:
    used = {str(e.get(f"{tag}Ref")) for e in diagram.root.iter() if e.get(f"{tag}Ref")}
    for message in children(diagram.root, tag):
        key, name = message.get("id", ""), message.get("name", "").strip()
        if key not in used:
            text = f"Het {word} “{name or key}” wordt in dit diagram niet gebruikt."
            yield warning(diagram.path, key, RULE, text, "Haal het weg, of koppel het aan een gebeurtenis.")
        elif name and not NAME.fullmatch(name):
            text = f"De naam “{name[:60]}” van een {word} heeft spaties of vreemde tekens."
            hint = "Gebruik kleine letters en liggend streepje, bijvoorbeeld stap_overslaan."
            yield error(diagram.path, key, RULE, text, hint)

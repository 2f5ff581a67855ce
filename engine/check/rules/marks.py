"""The marks of the seven-step mirror: values from the closed vocabulary."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check import vocabulary
from engine.check.findings import Finding, error, warning
from engine.check.model import Node
from engine.check.package import PackageModel

RULE = "merk"


def check(package: PackageModel) -> Iterator[Finding]:
    for node in package.nodes():
        for name, value in node.properties.items():
            yield from _one(node, name, value)


def _one(node: Node, name: str, value: str) -> Iterator[Finding]:
    if name not in vocabulary.PROPERTIES:
        message = f"De eigenschap “{name}” van {node.label} wordt genegeerd."
        hint = f"Bekende eigenschappen: {', '.join(sorted(vocabulary.PROPERTIES))}."
        yield warning(node.file, node.id, RULE, message, hint)
        return
    allowed = vocabulary.PROPERTIES[name]
    if allowed is None or value.strip().startswith("="):
        return
    words = vocabulary.words(value)
    if not words or (name in vocabulary.SINGLE and len(words) > 1):
        message = f"De eigenschap “{name}” van {node.label} heeft {'geen' if not words else 'te veel'} waarden."
        yield error(node.file, node.id, RULE, message, f"Kies uit: {', '.join(sorted(allowed))}.")
    for word in words:
        if word not in allowed:
            message = f"“{word[:60]}” is geen bekende waarde voor “{name}” ({node.label})."
            yield error(node.file, node.id, RULE, message, f"Kies uit: {', '.join(sorted(allowed))}.")

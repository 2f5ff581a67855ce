"""Business rule tasks: a decision that exists and works, and a place for its answer."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from engine import dmn
from engine.check import xml
from engine.check.files import by_extension
from engine.check.findings import Finding, error
from engine.check.model import Node, local
from engine.check.package import PackageModel
from engine.check.rules.scripts import NAME
from engine.dmn import DmnError

RULE = "beslissing"
_RESULTS = ("singleEntry", "singleResult", "collectEntries", "resultList")


def check(package: PackageModel) -> Iterator[Finding]:
    known: set[str] = set()
    tables = by_extension(package.files, ".dmn")
    for path, data in sorted(tables.items()):
        root = xml.read(data, path)
        if isinstance(root, Finding):
            yield root
            continue
        known.update(e.get("id", "") for e in root.iter() if local(e) == "decision")
        yield from _table(path, data, tables.values())
    for node in package.nodes():
        if node.tag == "businessRuleTask":
            yield from _one(package, node, known)


def _table(path: str, data: bytes, others: Iterable[bytes]) -> Iterator[Finding]:
    try:
        problems = dmn.problems(dmn.load(data, others))
    except DmnError as refused:
        problems = [(refused.element_id, refused.message_nl)]
    for element, message in problems:
        yield error(path, element, RULE, message, "Open de tabel in de editor en verbeter dit onderdeel.")


def _one(package: PackageModel, node: Node, known: set[str]) -> Iterator[Finding]:
    key = (node.camunda("decisionRef") or "").strip()
    if not key:
        message = f"De taak {node.label} noemt geen beslistabel."
        yield error(node.file, node.id, RULE, message, "Vul bij Implementation “DMN” de beslissing in.")
    elif key not in known and not package.partial:
        near = difflib.get_close_matches(key, sorted(known), n=1)
        message = f"De beslissing “{key}” van {node.label} staat niet in het pakket."
        hint = f"Bedoelde u “{near[0]}”?" if near else f"Voeg een .dmn-bestand toe met de beslissing “{key}”."
        yield error(node.file, node.id, RULE, message, hint)
    if not NAME.fullmatch(node.camunda("resultVariable") or ""):
        message = f"De taak {node.label} zegt niet in welke variabele de uitkomst komt."
        yield error(node.file, node.id, RULE, message, "Vul camunda:resultVariable in.")
    if node.camunda("mapDecisionResult") not in _RESULTS:
        message = f"De taak {node.label} zegt niet welke vorm de uitkomst heeft."
        hint = f"Kies bij “Map decision result” één van: {', '.join(_RESULTS)}."
        yield error(node.file, node.id, RULE, message, hint)

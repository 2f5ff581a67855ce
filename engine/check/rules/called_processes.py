"""Call activities: what they call exists and never calls itself."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from engine.check.findings import Finding, error, warning
from engine.check.model import Node
from engine.check.package import PackageModel
from engine.check.reaching import reached

RULE = "aangeroepen_proces"


def check(package: PackageModel) -> Iterator[Finding]:
    for node in package.nodes():
        if node.tag == "callActivity":
            yield from _one(package, node)
            yield from _mappings(node)
    yield from _recursion(package)
    yield from _never_called(package)


def _one(package: PackageModel, node: Node) -> Iterator[Finding]:
    called = node.xml.get("calledElement", "").strip()
    if not called:
        message = f"{node.label} zegt niet welk proces wordt aangeroepen."
        yield error(node.file, node.id, RULE, message, "Vul “Called element” in met het id van een proces.")
    elif called not in package.processes and not package.partial:
        near = difflib.get_close_matches(called, sorted(package.processes), n=1)
        message = f"Het proces “{called}”, dat {node.label} aanroept, staat niet in het pakket."
        hint = f"Bedoelde u “{near[0]}”?" if near else f"Voeg het diagram met het proces “{called}” toe."
        yield error(node.file, node.id, RULE, message, hint)
    if node.camunda("calledElementBinding") not in (None, "deployment"):
        message = f"{node.label} heeft niet de binding “deployment”."
        hint = "Zet de binding op “deployment”: een zaak blijft op haar eigen versie."
        yield error(node.file, node.id, RULE, message, hint)


def _mappings(node: Node) -> Iterator[Finding]:
    for tag in ("in", "out"):
        for mapping in node.mappings(tag):
            sources = [a for a in ("source", "sourceExpression") if mapping.get(a)]
            if mapping.get("variables") or mapping.get("businessKey"):
                continue  # refused, or named as ignored, by the rule on attributes
            if len(sources) != 1 or not mapping.get("target"):
                message = f"Een camunda:{tag} van {node.label} mist “source” of “target”."
                yield error(node.file, node.id, RULE, message, "Noem welke variabele waarheen gaat.")


def _recursion(package: PackageModel) -> Iterator[Finding]:
    calls = {
        key: [n.xml.get("calledElement", "").strip() for n in process.everywhere() if n.tag == "callActivity"]
        for key, process in package.processes.items()
    }
    for key, process in package.processes.items():
        if key in reached(calls[key], lambda called: calls.get(called, [])):
            message = f"Het proces “{key}” roept zichzelf aan, direct of langs een omweg."
            hint = "Een lus tekent u met een pijl terug; haal de aanroep weg."
            yield error(process.file, key, RULE, message, hint)


def _never_called(package: PackageModel) -> Iterator[Finding]:
    if not package.start_process or package.partial:
        return
    for key, process in package.processes.items():
        if key != package.start_process and key not in package.callers:
            message = f"Niemand roept het proces “{key}” aan; het wordt nooit gebruikt."
            hint = "Roep het aan met een call activity, of haal het diagram weg."
            yield warning(process.file, key, RULE, message, hint)

"""Names in expressions that nothing delivers: a slip of the pen would otherwise quietly mean "no value"."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from engine import feel
from engine.check.expressions import expressions_of
from engine.check.findings import Finding, warning
from engine.check.model import Node, Scope
from engine.check.package import PackageModel
from engine.check.variables import known_names
from engine.feel.errors import FeelError

RULE = "variabele"
_COUNTERS = {"nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"}  # in the end of a repetition


def check(package: PackageModel) -> Iterator[Finding]:
    if package.partial:
        return
    known = {key: known_names(package, process) for key, process in package.processes.items()}
    for key, process in package.processes.items():
        yield from _in_expressions(process, known[key])
        for node in process.everywhere():
            if node.tag == "callActivity":
                called = node.xml.get("calledElement", "").strip()
                yield from _mapped(node, "in", known[key])
                yield from _mapped(node, "out", known.get(called))


def _in_expressions(process: Scope, known: set[str] | None) -> Iterator[Finding]:
    for expression in expressions_of(process):
        if not expression.place.startswith("camunda:out"):  # that one looks in the called process
            there = known | _COUNTERS if known is not None and expression.place == "completionCondition" else known
            yield from _missing(expression.file, expression.element, expression.place, expression.feel, there)


def _mapped(node: Node, tag: str, known: set[str] | None) -> Iterator[Finding]:
    for mapping in node.mappings(tag):
        place = f"camunda:{tag} “{mapping.get('target', '')}”"
        code = mapping.get("source") or (mapping.get("sourceExpression") if tag == "out" else "")
        yield from _missing(node.file, node.id, place, code, known)


def _missing(file: str, element: str, place: str, code: str | None, known: set[str] | None) -> Iterator[Finding]:
    if known is None or not code:
        return
    for name in sorted(_asked(code, known) - known):
        near = difflib.get_close_matches(name, sorted(known), n=1)
        message = f"Niets in het proces levert “{name}”; {place} krijgt dan geen waarde."
        hint = f"Bedoelde u “{near[0]}”?" if near else "Geef het mee bij de aanroep, of vraag het in een formulier."
        yield warning(file, element, RULE, message, hint)


def _asked(code: str, known: set[str]) -> set[str]:
    try:
        return set(feel.compile_expression(code, names=known).names)
    except FeelError:
        return set()  # told by the rule on expressions

"""Timers: one term each, written as ISO 8601 or FEEL; SpiffWorkflow fires an empty one at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.check.findings import Finding, error
from engine.check.model import BPMN, Node, children, local, text_of
from engine.check.package import PackageModel

RULE = "timer"
_KINDS = ("timeDate", "timeDuration", "timeCycle")
_DURATION = re.compile(r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?")


def check(package: PackageModel) -> Iterator[Finding]:
    for node in package.nodes():
        for definition in node.definitions:
            if local(definition) == "timerEventDefinition":
                yield from _one(node, definition)


def _one(node: Node, definition: etree._Element) -> Iterator[Finding]:
    terms = [term for kind in _KINDS for term in children(definition, kind)]
    if len(terms) != 1 or not text_of(terms[0]).removeprefix("=").strip():
        message = f"De timer {node.label} heeft {'geen' if len(terms) < 2 else 'meer dan één'} termijn."
        yield error(node.file, node.id, RULE, message, "Schrijf één termijn, bijvoorbeeld =werkdagen(10).")
        return
    term, text = terms[0], text_of(terms[0])
    if term.tag == f"{{{BPMN}}}timeCycle":
        yield error(
            node.file,
            node.id,
            RULE,
            f"De timer {node.label} herhaalt zichzelf; dat wordt nog niet ondersteund.",
            "Gebruik één termijn. Herinneringen rond een einddatum regelt acties.inplannen.",
        )
    elif not text.startswith("="):
        yield from _literal(node, local(term), text)


def _literal(node: Node, kind: str, text: str) -> Iterator[Finding]:
    if kind == "timeDuration" and not _DURATION.fullmatch(text):
        message = f"De duur “{text[:60]}” van {node.label} klopt niet."
        hint = "Schrijf een duur als PT2H, P10D of P6W, of FEEL die met “=” begint."
        yield error(node.file, node.id, RULE, message, hint)
    if kind == "timeDate" and not _MOMENT.fullmatch(text):
        message = f"De datum “{text[:60]}” van {node.label} klopt niet."
        hint = "Schrijf een datum als 2027-01-31T09:00, of FEEL zoals =werkdagen(10)."
        yield error(node.file, node.id, RULE, message, hint)

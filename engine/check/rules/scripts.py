"""Script tasks: FEEL, with a variable for the result."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.check.findings import Finding, error
from engine.check.package import PackageModel

RULE = "script"
NAME = re.compile(r"[^\W\d]\w{0,199}")


def check(package: PackageModel) -> Iterator[Finding]:
    for node in package.nodes():
        if node.tag != "scriptTask":
            continue
        written = node.xml.get("scriptFormat", "")
        if written.lower() != "feel":
            message = f"Het script van {node.label} is “{written or 'zonder taal'}”; alleen FEEL wordt uitgevoerd."
            hint = "Zet het formaat op “feel” en schrijf een expressie in FEEL."
            yield error(node.file, node.id, RULE, message, hint)
        result = node.camunda("resultVariable") or ""
        if not NAME.fullmatch(result):
            message = f"Het script van {node.label} zegt niet in welke variabele de uitkomst komt."
            hint = "Vul camunda:resultVariable in met een naam zonder spaties."
            yield error(node.file, node.id, RULE, message, hint)

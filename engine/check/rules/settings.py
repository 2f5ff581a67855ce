"""Settings that an expression asks for exist in the package."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from engine.check.expressions import expressions
from engine.check.findings import Finding, error
from engine.check.package import PackageModel

RULE = "instelling"
_ASKED = re.compile(r"\binstellingen\.(\w+)")


def check(package: PackageModel) -> Iterator[Finding]:
    if package.partial:
        return
    rows = package.manifest.get("instellingen", [])
    known = {str(r.get("sleutel")) for r in rows if isinstance(r, dict)} if isinstance(rows, list) else set()
    for expression in expressions(package):
        for name in sorted(set(_ASKED.findall(expression.feel or "")) - known):
            near = difflib.get_close_matches(name, sorted(known), n=1)
            message = f"De instelling “{name}” bestaat niet; {expression.place} blijft leeg."
            hint = f"Bedoelde u “{near[0]}”?" if near else "Voeg de instelling toe aan pakket.json."
            yield error(expression.file, expression.element, RULE, message, hint)

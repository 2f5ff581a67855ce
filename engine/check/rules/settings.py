"""Settings that an expression asks for exist in the package, and one with a closed list has a value from it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any

from engine.check.expressions import expressions
from engine.check.findings import Finding, error
from engine.check.package import PackageModel

RULE = "instelling"
_ASKED = re.compile(r"\binstellingen\.(\w+)")


def check(package: PackageModel) -> Iterator[Finding]:
    if package.partial:
        return
    listed = package.manifest.get("instellingen", [])
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    for row in rows:
        yield from _chosen(row, f"bpmn/{package.manifest.get('naam')}/pakket.json")
    known = {str(row.get("sleutel")) for row in rows}
    for expression in expressions(package):
        for name in sorted(set(_ASKED.findall(expression.feel or "")) - known):
            near = difflib.get_close_matches(name, sorted(known), n=1)
            message = f"De instelling “{name}” bestaat niet; {expression.place} blijft leeg."
            hint = f"Bedoelde u “{near[0]}”?" if near else "Voeg de instelling toe aan pakket.json."
            yield error(expression.file, expression.element, RULE, message, hint)


def _chosen(row: dict[str, Any], path: str) -> Iterator[Finding]:
    """A list of choices is readable, and what is filled in is one of them."""
    key = str(row.get("sleutel"))
    choices = row.get("keuzes")
    if choices is None:
        return
    good = isinstance(choices, list) and all(isinstance(each, dict) for each in choices)
    values = [each.get("waarde") for each in choices] if good else []
    named = good and all(isinstance(each.get("naam"), str) and each["naam"].strip() for each in choices)
    if not values or not named or not all(isinstance(value, str) and value for value in values):
        message = f"De keuzes van instelling “{key}” zijn niet te lezen."
        yield error(path, key, RULE, message, 'Geef een lijst van {"waarde": ..., "naam": ...}, met tekst.')
    elif len(set(values)) < len(values):
        yield error(path, key, RULE, f"Bij instelling “{key}” staat een keuze twee keer.", "Haal er één weg.")
    elif row.get("waarde") is not None and row["waarde"] not in values:
        message = f"De instelling “{key}” is “{str(row['waarde'])[:40]}”. Dat is geen van de keuzes."
        yield error(path, key, RULE, message, f"Kies uit: {', '.join(values)}.")

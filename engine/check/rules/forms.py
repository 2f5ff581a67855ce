"""Forms: every user task has one that exists and that the form server can show."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from engine.check.findings import Finding, error
from engine.check.model import Node
from engine.check.package import PackageModel
from engine.feel.registry import BUILTINS

RULE = "formulier"


def check(package: PackageModel) -> Iterator[Finding]:
    for node in package.nodes():
        if node.tag == "userTask" or (node.tag == "startEvent" and node.camunda("formRef")):
            yield from _reference(package, node)
    for key, path in sorted(package.forms.items()):
        description = package.form(key)
        for field, message, hint in description.problems if description else ():
            yield error(path, field, RULE, message, hint)
        for name in sorted(description.outputs & BUILTINS.keys()) if description else ():
            message = f"Het veld “{name}” heet als een functie van FEEL."
            hint = "Waar het veld niet is ingevuld, zou FEEL de functie nemen. Geef het veld een andere naam."
            yield error(path, name, RULE, message, hint)
    yield from _same_key_twice(package)


def _reference(package: PackageModel, node: Node) -> Iterator[Finding]:
    key = (node.camunda("formRef") or "").strip()
    if not key:
        message = f"De taak {node.label} heeft geen formulier."
        hint = "Kies bij Forms het type “Camunda Forms” en vul de naam van het formulier in."
        yield error(node.file, node.id, RULE, message, hint)
        return
    if node.camunda("formRefBinding") != "deployment":
        message = f"Het formulier “{key}” van {node.label} heeft niet de binding “deployment”."
        hint = "Zet de binding op “deployment”: een zaak houdt het formulier van haar eigen versie."
        yield error(node.file, node.id, RULE, message, hint)
    if key not in package.forms and not package.partial:
        near = difflib.get_close_matches(key, sorted(package.forms), n=1)
        message = f"Het formulier “{key}” van {node.label} staat niet in het pakket."
        hint = f"Bedoelde u “{near[0]}”?" if near else f"Voeg {key}.form toe aan de map forms."
        yield error(node.file, node.id, RULE, message, hint)


def _same_key_twice(package: PackageModel) -> Iterator[Finding]:
    for path in sorted(package.files):
        key = path.rsplit("/", 1)[-1].removesuffix(".form")
        if path.endswith(".form") and package.forms.get(key) != path:
            message = f"Er zijn twee formulieren met de naam “{key}”."
            yield error(
                path, "", RULE, message, f"Geef één van beide een andere naam; de andere is {package.forms[key]}."
            )

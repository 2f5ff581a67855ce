"""Skipping a step: only where the law of the process allows it, and the skip form gives what the step would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from engine import feel
from engine.check.expressions import expressions_of
from engine.check.findings import Finding, error
from engine.check.model import Node
from engine.check.package import PackageModel

RULE = "overslaan"
MESSAGE = "stap_overslaan"
ALLOWED = frozenset({1, 3, 5, 6})  # 2, 4 and 7 hold gate, judgement, destruction, decision and closing


def check(package: PackageModel) -> Iterator[Finding]:
    for node in package.nodes():
        if node.event != "message" or node.event_name() != MESSAGE:
            continue
        host = node.scope.nodes.get(node.attached_to)
        if node.tag != "boundaryEvent" or host is None or host.tag != "callActivity":
            message = f"“Stap overslaan” ({node.label}) kan alleen op de rand van een aangeroepen stap staan."
            hint = "Sleep de gebeurtenis op de rand van de call activity van stap 1, 3, 5 of 6."
            yield error(node.file, node.id, RULE, message, hint)
        elif host.step not in ALLOWED:
            message = f"De stap {host.label} mag niet worden overgeslagen."
            hint = "Alleen stap 1, 3, 5 en 6 kunnen worden overgeslagen; zet het merk “stap” goed."
            yield error(node.file, node.id, RULE, message, hint)
        elif not package.partial:
            yield from _form(package, host)


def _form(package: PackageModel, host: Node) -> Iterator[Finding]:
    forms: Mapping[str, Any] = package.manifest.get("overslaan") or {}
    key = str(forms.get(host.id, "")) if isinstance(forms, dict) else ""
    if key not in package.forms:
        message = f"Voor het overslaan van {host.label} is er geen formulier."
        hint = f"Noem het bij “overslaan” in pakket.json: “{host.id}”: “naam-van-het-formulier”."
        yield error(host.file, host.id, RULE, message, hint)
        return
    described = package.form(key)
    if described is None:
        return
    delivered = {mapping.get("target", "") for mapping in host.mappings("out")} - {""}
    own = {mapping.get("source", "") for mapping in host.mappings("in")} - _read_elsewhere(host)
    for name in sorted(delivered - own - described.outputs):
        message = f"Wie {host.label} overslaat, geeft geen “{name}”; de stap zelf levert dat wel."
        yield error(host.file, host.id, RULE, message, f"Voeg het veld “{name}” toe aan het formulier {key}.")


def _read_elsewhere(host: Node) -> set[str]:
    """What the rest of the process reads; a value that only comes back into the step itself nobody else misses."""
    others = [node for node in host.scope.process.everywhere() if node.id != host.id]
    names = {mapping.get("source", "") for node in others for mapping in node.mappings("in")}
    for each in expressions_of(host.scope.process):
        if each.element != host.id and each.feel:
            with suppress(feel.FeelError):  # an expression that does not compile is a finding of its own
                names |= feel.compile_expression(each.feel).names
    return names

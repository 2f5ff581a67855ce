"""Service tasks: external, with a topic that has a handler and the parameters that handler takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import MISSING, fields

from engine.check.findings import Finding, error, warning
from engine.check.model import Node, text_of
from engine.check.package import PackageModel
from engine.check.rules.scripts import NAME
from engine.registry import Handler

RULE = "servicetaak"


def check(package: PackageModel) -> Iterator[Finding]:
    for node in package.nodes():
        if node.tag == "serviceTask" or (node.tag == "sendTask" and (node.camunda("topic") or node.camunda("type"))):
            yield from _one(package, node)


def handler_of(package: PackageModel, node: Node) -> Handler | None:
    """The handler behind a service task, or a send task with a topic, if there is one."""
    topic = node.camunda("topic") or ""
    registry = package.catalogue.registry
    return registry[topic] if node.tag in ("serviceTask", "sendTask") and topic in registry else None


def _one(package: PackageModel, node: Node) -> Iterator[Finding]:
    topic = (node.camunda("topic") or "").strip()
    if node.camunda("type") != "external" or not topic:
        message = f"De servicetaak {node.label} heeft geen onderwerp (topic)."
        hint = "Kies bij Implementation “External” en een onderwerp uit de lijst, bijvoorbeeld bericht.sturen."
        yield error(node.file, node.id, RULE, message, hint)
        return
    handler = handler_of(package, node)
    if handler is None:
        known = sorted(h.topic for h in package.catalogue.registry)
        message = f"Voor het onderwerp “{topic}” van {node.label} bestaat geen handler."
        yield error(node.file, node.id, RULE, message, _choose(topic, known, "onderwerpen"))
        return
    yield from _inputs(node, handler)
    yield from _outputs(node, handler)


def _inputs(node: Node, handler: Handler) -> Iterator[Finding]:
    given = node.parameters("inputParameter")
    for name in sorted(set(given) - handler.inputs):
        message = f"De handler “{handler.topic}” kent de invoer “{name}” van {node.label} niet."
        yield error(node.file, node.id, RULE, message, _choose(name, sorted(handler.inputs), "invoer"))
    for name in _required(handler):
        if name not in given:
            message = f"{node.label} mist de invoer “{name}”, die “{handler.topic}” nodig heeft."
            hint = f"Voeg een inputParameter “{name}” toe, bijvoorbeeld ={name}."
            yield error(node.file, node.id, RULE, message, hint)


def _outputs(node: Node, handler: Handler) -> Iterator[Finding]:
    # An output parameter is FEEL over what the handler gives and what the case holds; only one plain name can
    # be checked: the parameter's own name is certainly meant to come from the handler, another probably.
    for name, parameter in node.parameters("outputParameter").items():
        source = text_of(parameter).removeprefix("=").strip()
        if not NAME.fullmatch(source) or source in handler.outputs:
            continue
        message = f"De handler “{handler.topic}” van {node.label} levert “{source}” niet op."
        tell = error if source == name else warning
        yield tell(node.file, node.id, RULE, message, _choose(source, sorted(handler.outputs), "uitvoer"))


def _required(handler: Handler) -> list[str]:
    return [
        f.name for f in fields(handler.input_type) if f.default is MISSING and f.default_factory is MISSING and f.init
    ]


def _choose(word: str, known: list[str], what: str) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    if near:
        return f"Bedoelde u “{near[0]}”?"
    return f"Mogelijke {what}: {', '.join(known[:30]) or 'geen'}."

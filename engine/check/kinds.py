"""Which kind of value a variable of a process has, where forms and handlers tell so and agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from engine.check.model import Node, Scope
from engine.check.package import PackageModel
from engine.check.rules.service_tasks import handler_of
from engine.check.variables import delivers, from_outside, known_names

ANYTHING = ""
_WRITTEN = {"str": "string", "bool": "boolean", "int": "number", "float": "number"}


def known_kinds(package: PackageModel, process: Scope) -> dict[str, str]:
    """Name -> kind, for the names to which everything in the process gives one kind."""
    if known_names(package, process) is None:
        return {}
    found: dict[str, set[str]] = {}
    for name, kind in _told(package, process):
        found.setdefault(name, set()).add(kind)
    return {name: min(kinds) for name, kinds in found.items() if len(kinds) == 1 and ANYTHING not in kinds}


def _told(package: PackageModel, process: Scope) -> Iterator[tuple[str, str]]:
    yield from ((name, ANYTHING) for name in from_outside(package, process))
    if process.id == package.start_process:
        yield from _of_form(package, str(package.manifest.get("startformulier") or ""))
    for node in process.everywhere():
        mine = {**dict(_of_form(package, node.camunda("formRef") or "")), **dict(_of_handler(package, node))}
        mapped = {*node.parameters("inputParameter"), *node.parameters("outputParameter")}
        for name in delivers(package, node) or set():
            yield name, ANYTHING if name in mapped else mine.get(name, ANYTHING)


def _of_form(package: PackageModel, key: str) -> Iterator[tuple[str, str]]:
    described = package.form(key.strip())
    if described is not None:
        yield from ((name, described.kinds.get(name, ANYTHING)) for name in described.outputs)


def _of_handler(package: PackageModel, node: Node) -> Iterator[tuple[str, str]]:
    handler = handler_of(package, node)
    if handler is not None and handler.output_type is not None:
        for output in fields(handler.output_type):
            # With postponed annotations the type of a field is its text.
            written = output.type if isinstance(output.type, str) else output.type.__name__
            yield output.name, _WRITTEN.get(written.removesuffix(" | None"), ANYTHING)

"""Which names the elements of a process can know: from forms, handlers, tables, callers and messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.check.model import CAMUNDA, Node, Scope
from engine.check.package import PackageModel
from engine.check.privacy.permissions import is_gate
from engine.check.rules.service_tasks import handler_of

_GATE = ("poort", "stappen", "gegeven", "verstrekker", "ontvanger")  # the runtime hands these to the gate
_ALWAYS = {"instellingen"}


def known_names(package: PackageModel, process: Scope) -> set[str] | None:
    """Every name something may deliver to this process; None when that cannot be told."""
    if process.id == package.start_process and not package.catalogue.expression_names:
        return None
    found = from_outside(package, process)
    for node in process.everywhere():
        delivered = delivers(package, node)
        if delivered is None:
            return None
        found |= delivered
    if process.id == package.start_process:
        found |= _form(package, package.manifest.get("startformulier")) or set()
    return found


def from_outside(package: PackageModel, process: Scope) -> set[str]:
    """The names that code and callers give; what code gives comes when a case starts, or with a message."""
    found = _ALWAYS | package.catalogue.expression_names
    for caller in package.callers.get(process.id, []):
        found |= {mapping.get("target", "") for mapping in caller.mappings("in")}
        found |= set(_GATE) if is_gate(caller) else set()
    return found


def delivers(package: PackageModel, node: Node) -> set[str] | None:
    """The names that one element may give a value, for itself or for what follows; None when that cannot be told."""
    written = writes(package, node)
    return None if written is None else {*node.parameters("inputParameter"), *written}


def writes(package: PackageModel, node: Node) -> set[str] | None:
    """The names that one element may give a value for what follows; None when that cannot be told."""
    found = set(node.parameters("outputParameter"))
    if node.multi_instance is not None:
        found.add(node.multi_instance.get(f"{{{CAMUNDA}}}elementVariable") or "")
    found.add(node.properties.get("verzamelnaam", "").strip())
    result = node.camunda("resultVariable")
    found |= {result, f"{result}_regels"} if result else set()
    found |= {mapping.get("target", "") for mapping in node.mappings("out")}
    handler = handler_of(package, node)
    found |= handler.outputs if handler is not None else set()
    for extra in (*_forms(package, node), *_messages(package, node)):
        if extra is None:
            return None
        found |= extra
    return found


def _forms(package: PackageModel, node: Node) -> Iterator[set[str] | None]:
    if node.camunda("formRef"):
        yield _form(package, node.camunda("formRef"))


def _messages(package: PackageModel, node: Node) -> Iterator[set[str] | None]:
    """What a caught message brings: the fields of the form that sends it, if the manifest names one."""
    name = node.event_name() if node.event == "message" else ""
    if node.tag == "receiveTask":
        name = node.scope.diagram.event_names.get(node.xml.get("messageRef", ""), "")
    if not name:
        return
    skipping = _mapping(package.manifest.get("overslaan"))
    if node.attached_to in skipping:
        yield _form(package, skipping[node.attached_to])
        return
    rows = package.manifest.get("berichten")
    listed = (
        {str(r.get("naam")): r.get("formulier") for r in rows if isinstance(r, dict)} if isinstance(rows, list) else {}
    )
    if name not in listed:
        yield None
    elif listed[name]:
        yield _form(package, listed[name])


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _form(package: PackageModel, key: Any) -> set[str] | None:
    described = package.form(str(key or "").strip())
    return None if described is None else set(described.outputs)

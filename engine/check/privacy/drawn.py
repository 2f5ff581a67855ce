"""The proof as a drawing shows it: which elements are gates and which share person data, and what."""

from __future__ import annotations

from dataclasses import dataclass

from engine.check.model import Node
from engine.check.package import PackageModel
from engine.check.privacy.carrying import carrying
from engine.check.privacy.needs import Known, in_words, needs_of
from engine.check.privacy.permissions import is_gate
from engine.check.variables import writes

_SCOPE = ("stappen", "gegeven", "verstrekker", "ontvanger")


@dataclass(frozen=True)
class Marked:
    """An element of the proof, with what to say of it in Dutch."""

    node: Node
    gate: bool  # else it shares
    text: str


def marked(package: PackageModel) -> list[Marked]:
    """Every gate with its scope and every sharing element with what it shares."""
    gates = [Marked(node, True, _scope(node)) for node in package.nodes() if is_gate(node)]
    return gates + _sharing(package)


def _sharing(package: PackageModel) -> list[Marked]:
    written = {node: writes(package, node) for node in package.nodes()}
    known = Known(package, written.__getitem__, carrying(package, written.__getitem__))
    found = []
    for node in package.nodes():
        needs = [need for need in needs_of(known, node) if need.questions or need.doubts]
        if needs:
            flows = dict.fromkeys(in_words(asked) for need in needs for asked in need.questions)
            found.append(Marked(node, False, "; ".join([*dict.fromkeys(need.why for need in needs), *flows])))
    return found


def _scope(gate: Node) -> str:
    return "; ".join(f"{name}: {gate.properties.get(name, '') or 'ontbreekt'}" for name in _SCOPE)

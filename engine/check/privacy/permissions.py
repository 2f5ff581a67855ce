"""What gates give and what withdraws it again, in the words of the diagram."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from engine.check import vocabulary
from engine.check.model import CAMUNDA, Node, Scope
from engine.check.package import PackageModel

EVERYTHING = "alles"  # the value of `intrekken` that leaves nothing
_PATH = re.compile(r"=\s*([A-Za-z_]\w*)((?:\s*\.\s*[A-Za-z_]\w*)*)\s*")


@dataclass(frozen=True)
class Item:
    """A word that is only known when the case runs: the item of a repetition, or a part of it."""

    repeated: Node  # the subprocess that is repeated for each item
    path: str


Word = str | Item
NameGiver = Callable[[Node], set[str] | None]  # the names that an element may give a value; None: any


@dataclass(frozen=True)
class Question:
    """One thing that must be allowed. None: whatever it is, as long as something of the rest is allowed."""

    step: int
    kind: Word | None = None
    provider: Word | None = None
    receiver: Word | None = None


def is_gate(node: Node) -> bool:
    return node.tag == "callActivity" and bool(node.properties.get("poort", "").strip())


def gives(node: Node, asked: Question, names: NameGiver) -> bool:
    """Whether passing this gate allows what is asked."""
    steps = {int(w) for w in vocabulary.words(node.properties.get("stappen", "")) if w in vocabulary.STEPS}
    parts = (("gegeven", asked.kind), ("verstrekker", asked.provider), ("ontvanger", asked.receiver))
    return asked.step in steps and all(
        (found := words_of(node, node.properties.get(name, ""), names)) and (word is None or word in found)
        for name, word in parts
    )


def withdraws(package: PackageModel, node: Node, asked: Question) -> bool:
    """Whether what is asked may no longer be allowed after this element."""
    topic = (node.camunda("topic") or "").strip()
    registry = package.catalogue.registry
    if node.tag in ("serviceTask", "sendTask") and topic in registry and registry[topic].withdraws:
        return True
    marked = vocabulary.words(node.properties.get("intrekken", ""))
    # A kind that is only known at run time may be any.
    return bool(marked) and (not isinstance(asked.kind, str) or EVERYTHING in marked or asked.kind in marked)


def words_of(node: Node, text: str, names: NameGiver) -> frozenset[Word] | None:
    """The words of a property or parameter at this element; None when they cannot be told before the case runs."""
    if not text.strip().startswith("="):
        return frozenset(vocabulary.words(text))
    path = _PATH.fullmatch(text.strip())
    if path is not None:
        repeated = _repetition(node.scope, path[1], names)
        return frozenset({Item(repeated, path[1] + re.sub(r"\s", "", path[2]))}) if repeated is not None else None
    return _constant(text)


def _repetition(scope: Scope | None, name: str, names: NameGiver) -> Node | None:
    """The repeated subprocess around whose item has this name, when nothing inside gives it another value."""
    while scope is not None and scope.node is not None:
        loop = scope.node.multi_instance
        if loop is not None and loop.get(f"{{{CAMUNDA}}}elementVariable") == name:
            inside = [names(node) for node in scope.everywhere()]
            return scope.node if all(given is not None and name not in given for given in inside) else None
        scope = scope.node.scope
    return None


def _constant(text: str) -> frozenset[Word] | None:
    """What is written out: ="om" or =["om", "zvh"]; for these FEEL reads as JSON does."""
    try:
        value = orjson.loads(text.strip()[1:])
    except orjson.JSONDecodeError:
        return None
    texts = value if isinstance(value, list) else [value]
    return frozenset(w for t in texts for w in vocabulary.words(t)) if all(isinstance(t, str) for t in texts) else None

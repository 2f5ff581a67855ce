"""What a gate gives and what a sharing element needs, in the words of the diagram."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from engine.check import vocabulary
from engine.check.model import Node
from engine.check.package import PackageModel
from engine.check.rules.service_tasks import handler_of


@dataclass(frozen=True, order=True)
class Permission:
    """One kind of data may go from one provider to one receiver in one step."""

    step: int
    kind: str
    provider: str
    receiver: str


@dataclass(frozen=True)
class Need:
    """What must hold at a sharing element. Empty `scopes`: any permission of the step will do."""

    step: int | None
    scopes: frozenset[tuple[str, str, str]]  # kind, provider, receiver
    why: str


def is_gate(node: Node) -> bool:
    return node.tag == "callActivity" and bool(node.properties.get("poort", "").strip())


def granted(node: Node) -> frozenset[Permission]:
    """What holds after a gate was passed."""
    if not is_gate(node):
        return frozenset()
    steps = [int(w) for w in vocabulary.words(node.properties.get("stappen", "")) if w in vocabulary.STEPS]
    kinds, providers, receivers = (
        vocabulary.words(node.properties.get(name, "")) for name in ("gegeven", "verstrekker", "ontvanger")
    )
    return frozenset(Permission(*scope) for scope in product(steps, kinds, providers, receivers))


def need_of(package: PackageModel, node: Node) -> Need | None:
    """What a node needs before it may run; None when it shares nothing."""
    handler = handler_of(package, node)
    if handler is not None and handler.shares is not None:
        shares = handler.shares
        scopes = frozenset(product([shares.kind], [shares.provider], shares.receivers))
        return Need(node.step, scopes, f"“{handler.topic}” laat persoonsgegevens stromen")
    if node.tag == "userTask":
        described = package.form((node.camunda("formRef") or "").strip())
        if described is not None and described.takes_person_data:
            return Need(node.step, frozenset(), "het formulier vraagt persoonsgegevens")
    return None


def missing(need: Need, held: frozenset[Permission]) -> list[tuple[str, str, str]] | None:
    """None: nothing of this step holds at all. Else the scopes that are not covered."""
    of_step = [p for p in held if p.step == need.step]
    if not of_step:
        return None
    covered = {(p.kind, p.provider, p.receiver) for p in of_step}
    return sorted(need.scopes - covered)

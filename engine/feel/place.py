"""Where in an expression a node stands, as far as compiling it needs to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.feel import tree
from engine.feel.run import Closure


@dataclass(frozen=True, slots=True)
class Place:
    """The names bound around a node, and how to compile a node below it."""

    compile: Callable[[tree.Node, Place], Closure]
    # Names that may be functions from outside, such as business knowledge models.
    known: frozenset[str]
    bound: frozenset[str] = frozenset()

    def closure(self, node: tree.Node) -> Closure:
        """The closure of a node at this place."""
        return self.compile(node, self)

    def binding(self, *names: str) -> Place:
        """This place with more names bound."""
        return replace(self, bound=self.bound.union(names))

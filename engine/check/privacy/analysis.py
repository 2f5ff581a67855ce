"""A forward must-analysis: what holds on every path into each node of every process.

Facts only come from gates. At a parallel join the branches' facts are joined, everywhere else only what holds
on every way in remains; an event subprocess starts with nothing, and one that interrupts may end what is around it
in its place; past a boundary event holds what held on entering its host. A link is the arrow it stands for. Called
processes start with what holds at all their calls. Withdrawal of permissions is not modelled yet: nothing in the
vocabulary withdraws one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.check.model import Node, Scope, children
from engine.check.package import PackageModel
from engine.check.privacy.permissions import Permission, granted, is_gate

Facts = frozenset[Permission]
LEAVES = ("error", "cancel")  # an end of such a kind leaves by a boundary event, where less is known to hold
_NOTHING: Facts = frozenset()


def _may_not_begin(node: Node) -> bool:
    """A loop that looks first may be over before its first time."""
    loop = next(iter(children(node.xml, "standardLoopCharacteristics")), None)
    return loop is not None and loop.get("testBefore", "false") not in ("false", "0")


class Analysis:
    """The solution. `before(node)` is what holds when a token enters the node."""

    def __init__(self, package: PackageModel) -> None:
        self._package = package
        self._everything: Facts = frozenset().union(*(granted(n) for n in package.nodes()))
        self._before: dict[Node, Facts] = {}
        self._exit: dict[Scope, Facts] = {}
        self._solve()

    def before(self, node: Node) -> Facts:
        return self._before.get(node, _NOTHING)

    def _solve(self) -> None:
        # Begins with "everything holds" and only ever takes away: the greatest solution is the right one for
        # "on every path". Each round that changes something removes a fact, so this ends.
        changed = True
        while changed:
            changed = False
            for process in self._package.processes.values():
                changed |= self._solve_scope(process, self._entry(process))

    def _entry(self, process: Scope) -> Facts:
        calls = self._package.callers.get(process.id, [])
        if not calls or process.id == self._package.start_process:
            return _NOTHING
        return self._meet(self._before.get(call, self._everything) for call in calls)

    def _solve_scope(self, scope: Scope, entry: Facts) -> bool:
        changed = False
        again = True
        while again:
            again = False
            for node in scope.nodes.values():
                facts = self._into(scope, node, entry)
                if self._before.get(node) != facts:
                    self._before[node] = facts
                    again = True
                again |= self._solve_inner(scope, node, facts)
            changed |= again
        leaving = self._meet([*self._at_ends(scope), *self._instead(scope)])
        changed |= self._exit.get(scope, self._everything) != leaving
        self._exit[scope] = leaving
        return changed

    def _at_ends(self, scope: Scope) -> Iterator[Facts]:
        """What holds where a token stops: at an end, and at anything else that nothing follows."""
        for node in scope.nodes.values():
            if not scope.outgoing(node.id) and not node.is_event_subprocess and node.event not in LEAVES:
                yield self._after(scope, node)

    def _instead(self, scope: Scope) -> Iterator[Facts]:
        """What an event subprocess gives that takes the place of what is around it."""
        for inner in scope.inner:
            if inner.is_event_subprocess and any(start.interrupts for start in inner.starts()):
                yield self._exit.get(inner, self._everything)

    def _solve_inner(self, scope: Scope, node: Node, facts: Facts) -> bool:
        inner = next((s for s in scope.inner if s.node is node), None)
        if inner is None:
            return False
        return self._solve_scope(inner, _NOTHING if inner.is_event_subprocess else facts)

    def _into(self, scope: Scope, node: Node, entry: Facts) -> Facts:
        if node.tag == "startEvent":
            return entry
        if node.tag == "boundaryEvent":
            host = scope.nodes.get(node.attached_to)
            return self._before.get(host, self._everything) if host else _NOTHING
        ways = [self._after(scope, scope.nodes[f.source]) for f in scope.incoming(node.id) if f.source in scope.nodes]
        if not ways:
            return _NOTHING
        return frozenset().union(*ways) if node.tag == "parallelGateway" else self._meet(ways)

    def _after(self, scope: Scope, node: Node) -> Facts:
        facts = self._before.get(node, self._everything)
        if node.multi_instance is not None or _may_not_begin(node):
            return facts  # the list may be empty, or the loop not begin: then nothing inside was passed
        if is_gate(node):
            return facts | granted(node)
        if node.tag == "callActivity":
            called = self._package.processes.get(node.xml.get("calledElement", "").strip())
            return facts | self._exit.get(called, self._everything) if called else facts
        inner = next((s for s in scope.inner if s.node is node), None)
        return facts | self._exit.get(inner, self._everything) if inner else facts

    def _meet(self, ways: Iterable[Facts]) -> Facts:
        found = self._everything
        for facts in ways:
            found &= facts
        return found

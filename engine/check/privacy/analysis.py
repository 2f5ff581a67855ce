"""Where a permission may be lacking: the proof, turned round, so that a failure comes with its path.

A forward must-analysis asks what holds on every path. This asks, for one question at a time, to where a path leads on
which nothing that holds allows it. Both say the same, and so a short such path is at hand. What each kind of element
does stands in docs/developer/privacy-proof.md, in words.

Points come in two kinds. INWARD: lacking if it was lacking when the process around it was entered, told from the entry
of that process. HERE: lacking whatever held at the entry, told from where it was lost. So a called process is looked at
once for all its callers, and none of them suffers from what another lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.check.model import Flow, Node, Scope, children
from engine.check.package import PackageModel
from engine.check.privacy.beside import Beside, Place, inside
from engine.check.privacy.solver import Point, Rule, Solution

INWARD, HERE = "inward", "here"
MODES = (INWARD, HERE)
LEAVES = ("error", "cancel")  # an end of such a kind leaves by a boundary event, where less is known to hold


@dataclass(frozen=True)
class Passed:
    """One element on a path, and the arrow along which it was come to."""

    node: Node
    flow: Flow | None = None


class Analysis:
    """Where one question finds no permission, given the gates that answer it and the elements that withdraw that."""

    def __init__(
        self, package: PackageModel, beside: Beside, gates: frozenset[Node], withdrawing: frozenset[Node]
    ) -> None:
        self._solution = Solution(_Rules(package, beside, gates, withdrawing))

    def lacking(self, node: Node) -> list[Passed] | None:
        """A shortest path to this element without the permission; None: it holds on every path."""
        process = node.scope.process
        ways: list[list[Point]] = []
        if (HERE, node) in self._solution:
            ways.append([(HERE, node)])
        if (INWARD, node) in self._solution and ("reached", process) in self._solution:
            ways.append([("reached", process), (INWARD, node)])
        if not ways:
            return None
        way = min(ways, key=lambda points: sum(self._solution.cost(point) for point in points))
        return [passed for point in way for passed in self._solution.way(point)]


class _Rules:
    """The rules of the solver: (mode, element) lacks on entering, "after" on leaving, "end" where a scope is left."""

    def __init__(
        self, package: PackageModel, beside: Beside, gates: frozenset[Node], withdrawing: frozenset[Node]
    ) -> None:
        self._package = package
        self._gates = gates
        self._withdrawing = withdrawing
        self._taken: dict[Place, Node] = {}  # where a permission may be withdrawn by what runs beside it
        for node in sorted(withdrawing, key=lambda each: each.id):
            for place in beside.of(node):
                self._taken.setdefault(place, node)

    def __iter__(self) -> Iterator[Rule]:
        start = self._package.processes.get(self._package.start_process)
        if start is not None:
            yield Rule(("reached", start))
        for process in self._package.processes.values():
            yield from self._reaching(process, start)
            for scope in process.scopes():
                for node in scope.nodes.values():
                    yield from self._entering(scope, node)
                    yield from self._leaving(node)
                yield from self._ending(scope)
                for flow in (*scope.flows, *scope.links):
                    yield from self._along(scope, flow)

    def _reaching(self, process: Scope, start: Scope | None) -> Iterator[Rule]:
        """A process is entered without the permission by a call that lacks it; one that nobody calls may always be."""
        calls = self._package.callers.get(process.id, [])
        if not calls and process is not start:
            yield Rule(("reached", process))
        for call in calls:
            yield Rule(("reached", process), ((HERE, call),))
            yield Rule(("reached", process), (("reached", call.scope.process), (INWARD, call)))
            if _again(call):
                yield Rule(("reached", process), ((HERE, "end", process),))

    def _entering(self, scope: Scope, node: Node) -> Iterator[Rule]:
        if node in self._taken:
            yield Rule((HERE, node), (), (Passed(self._taken[node]), Passed(node)))
        if node.tag == "startEvent":
            yield from self._starting(scope, node)
        elif node.tag == "boundaryEvent":
            yield from self._at_the_edge(scope, node)
        elif not scope.incoming(node.id):
            yield Rule((HERE, node), (), (Passed(node),))
        elif node.tag == "parallelGateway":
            yield from self._joining(scope, node)
        else:
            for flow in scope.incoming(node.id):
                yield from (Rule((mode, node), ((mode, flow),), (Passed(node, flow),)) for mode in MODES)

    def _starting(self, scope: Scope, node: Node) -> Iterator[Rule]:
        if scope.node is None:
            yield Rule((INWARD, node), (), (Passed(node),))
        elif scope.is_event_subprocess:
            yield Rule((HERE, node), (), (Passed(node),))
        else:
            for mode in MODES:
                yield Rule((mode, node), ((mode, scope.node),), (Passed(node),))
                if _again(scope.node):
                    yield Rule((mode, node), ((mode, "end", scope),), (Passed(node),))

    def _at_the_edge(self, scope: Scope, node: Node) -> Iterator[Rule]:
        """What held when its host began, less what the host may have withdrawn since."""
        host = scope.nodes.get(node.attached_to)
        if host is None:
            yield Rule((HERE, node), (), (Passed(node),))
            return
        yield from (Rule((mode, node), ((mode, host),), (Passed(node),)) for mode in MODES)
        for each in sorted(self._withdrawing & self._within(host), key=lambda n: n.id):
            yield Rule((HERE, node), (), (Passed(each), Passed(node)))

    def _within(self, host: Node) -> set[Node]:
        found, waiting = set[Node](), [host]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting.extend(each for scope in inside(self._package, node) for each in scope.nodes.values())
        return found

    def _joining(self, scope: Scope, node: Node) -> Iterator[Rule]:
        """After a join holds what any branch brings; what one of them withdrew, `_taken` says of the others."""
        ways = scope.incoming(node.id)
        for flow in ways:
            others = [other for other in ways if other is not flow]
            for mode in MODES:
                yield Rule(("either", flow), ((mode, flow),))
                silent: tuple[Point, ...] = tuple(("either" if mode is INWARD else HERE, other) for other in others)
                yield Rule((mode, node), ((mode, flow),), (Passed(node, flow),), silent)

    def _along(self, scope: Scope, flow: Flow) -> Iterator[Rule]:
        if flow in self._taken:
            yield Rule((HERE, flow), (), (Passed(self._taken[flow]),))
        source = scope.nodes.get(flow.source)
        if source is not None:
            yield from (Rule((mode, flow), ((mode, "after", source),)) for mode in MODES)

    def _leaving(self, node: Node) -> Iterator[Rule]:
        if node in self._withdrawing:
            yield Rule((HERE, "after", node), (), (Passed(node),))
            return
        may_not_begin = node.multi_instance is not None or _may_not_begin(node)
        if node in self._gates and not may_not_begin:
            return
        within = inside(self._package, node)
        if may_not_begin or not within:  # the list may be empty, or the loop not begin: then nothing inside was passed
            yield from (Rule((mode, "after", node), ((mode, node),)) for mode in MODES)
        for scope in within:
            yield Rule((HERE, "after", node), ((HERE, "end", scope),))
            if scope.node is None:
                yield from self._come_back(node, scope)
            else:
                yield Rule((INWARD, "after", node), ((INWARD, "end", scope),))

    def _come_back(self, node: Node, called: Scope) -> Iterator[Rule]:
        """From a called process; what happened in it is only worth telling where it has one of the gates."""
        back = (INWARD, "end", called)
        told = any(each in self._gates for each in self._within(node))
        for mode in MODES:
            here = (mode, node)
            yield Rule((mode, "after", node), (here, back) if told else (here,), (), () if told else (back,))

    def _ending(self, scope: Scope) -> Iterator[Rule]:
        """At an end, at anything else that nothing follows, and where an event subprocess takes the place of it all."""
        for node in scope.nodes.values():
            if not scope.outgoing(node.id) and not node.is_event_subprocess and node.event not in LEAVES:
                yield from (Rule((mode, "end", scope), ((mode, "after", node),)) for mode in MODES)
        for inner in scope.inner:
            if inner.is_event_subprocess and any(start.interrupts for start in inner.starts()):
                yield from (Rule((mode, "end", scope), ((mode, "end", inner),)) for mode in MODES)


def _again(node: Node) -> bool:
    """Whether what is inside may begin after it ended."""
    return node.multi_instance is not None or bool(children(node.xml, "standardLoopCharacteristics"))


def _may_not_begin(node: Node) -> bool:
    """A loop that looks first may be over before its first time."""
    loop = next(iter(children(node.xml, "standardLoopCharacteristics")), None)
    return loop is not None and loop.get("testBefore", "false") not in ("false", "0")

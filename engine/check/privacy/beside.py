"""What can run beside what, so that a permission withdrawn in one place is not counted on in another.

Per process or subprocess the "may be at work together" relation of its elements and arrows, as for places of a Petri
net: (Kovalyov) what leaves an element together is together, and what is beside all that an element needs is beside
what leaves it. It says too much for some drawings and never too little. Rows are sets of bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.check.model import Flow, Node, Scope
from engine.check.package import PackageModel
from engine.check.reaching import reached

Place = Node | Flow
_CHOICES = ("exclusiveGateway", "eventBasedGateway", "complexGateway")


@dataclass(frozen=True)
class _Firing:
    """A token on each of `needs` becomes one on each of `gives`; `rest` of what is beside any of them must be, too."""

    needs: tuple[int, ...]
    gives: tuple[int, ...]
    inclusive: Node | None = None


class Together:
    """The relation within one scope."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.places: list[Place] = [*scope.nodes.values(), *scope.flows, *scope.links]
        self._number = {place: n for n, place in enumerate(self.places)}
        self._rows = [0] * len(self.places)
        self._solve()

    def beside(self, place: Place) -> list[Place]:
        row = self._rows[self._number[place]]
        return [each for n, each in enumerate(self.places) if row >> n & 1]

    def _solve(self) -> None:
        firings = list(self._firings())
        for firing in firings:
            self._relate(firing.gives)
        changed = True
        while changed:
            changed = False
            for firing in firings:
                changed |= self._step(firing)

    def _relate(self, gives: tuple[int, ...]) -> None:
        for one in gives:
            for other in gives:
                if one != other:
                    self._rows[one] |= 1 << other

    def _step(self, firing: _Firing) -> bool:
        common = self._common(firing)
        changed = False
        for given in firing.gives:
            new = common & ~self._rows[given]
            if new:
                changed = True
                self._rows[given] |= new
                for other in _bits(new):
                    self._rows[other] |= 1 << given
        return changed

    def _common(self, firing: _Firing) -> int:
        rows = [self._rows[need] for need in firing.needs]
        if firing.inclusive is not None:
            return self._beside_inclusive(firing, firing.inclusive)
        common = -1
        for row in rows:
            common &= row
        return common if rows else 0

    def _beside_inclusive(self, firing: _Firing, join: Node) -> int:
        """An inclusive join waits for what can still come, unless it comes where a token waits already."""
        found = 0
        for need in firing.needs:
            found |= self._rows[need]
        kept = 0
        for number in _bits(found):
            mine = self._comes_by(self.places[number], join) & set(firing.needs)
            if all(self._rows[need] >> number & 1 for need in mine):
                kept |= 1 << number
        return kept

    def _comes_by(self, place: Place, join: Node) -> set[int]:
        """The arrows into a join that a token here can still come along, without passing the join."""
        first = place.target if isinstance(place, Flow) else place.id
        seen = set() if first == join.id else reached([first], lambda n: self._after(n, join.id))
        ways = {self._number[flow] for flow in self._scope.incoming(join.id) if flow.source in seen}
        return ways | ({self._number[place]} if isinstance(place, Flow) and first == join.id else set())

    def _after(self, node: str, barrier: str) -> list[str]:
        return [after for after in self._scope.successors(node) if after != barrier]

    def _firings(self) -> Iterator[_Firing]:
        for node in self._scope.nodes.values():
            yield from self._arriving(node)
            yield from self._leaving(node)

    def _arriving(self, node: Node) -> Iterator[_Firing]:
        ways, here = tuple(self._number[f] for f in self._scope.incoming(node.id)), (self._number[node],)
        if node.tag == "parallelGateway" and ways:
            yield _Firing(ways, here)
        elif node.tag == "inclusiveGateway" and len(ways) > 1:
            yield _Firing(ways, here, inclusive=node)
        else:
            yield from (_Firing((way,), here) for way in ways)

    def _leaving(self, node: Node) -> Iterator[_Firing]:
        here = (self._number[node],)
        ways = tuple(self._number[f] for f in self._scope.outgoing(node.id))
        if node.tag in _CHOICES:
            yield from (_Firing(here, (way,)) for way in ways)
        elif ways:
            yield _Firing(here, ways)
        for edge in self._scope.boundary(node.id):
            yield _Firing(here, (self._number[edge],) if edge.interrupts else (*here, self._number[edge]))


def _bits(row: int) -> Iterator[int]:
    while row:
        lowest = row & -row
        yield lowest.bit_length() - 1
        row ^= lowest


class Beside:
    """The relation over a whole package: through subprocesses, event subprocesses, repetitions and calls."""

    def __init__(self, package: PackageModel) -> None:
        self._package = package
        self._together: dict[Scope, Together] = {}

    def of(self, node: Node) -> set[Place]:
        """Every element and arrow where something can be at work while this element is."""
        found: set[Place] = set()
        self._outward(node, found, set())
        return found

    def _outward(self, node: Node, found: set[Place], seen: set[Node]) -> None:
        if node in seen:
            return
        seen.add(node)
        scope = node.scope
        if not node.is_event_subprocess:
            for place in self._in(scope).beside(node):
                self._add(place, found)
            self._add_aside(scope, found)
        elif not _interrupting(node):
            self._add_around(node, found)
        if _all_at_once(node):
            self._add_inside(node, found)
        if scope.node is not None:
            self._outward(scope.node, found, seen)
            return
        for call in self._package.callers.get(scope.id, []):
            self._outward(call, found, seen)

    def _add_aside(self, scope: Scope, found: set[Place]) -> None:
        """The event subprocesses that can begin while this scope is at work, and leave it so."""
        for inner in scope.inner:
            if inner.is_event_subprocess and not _interrupts(inner) and inner.node is not None:
                self._add(inner.node, found)

    def _add_around(self, aside: Node, found: set[Place]) -> None:
        """An event subprocess that leaves the rest at work runs beside all of it, and beside itself begun again."""
        for place in self._in(aside.scope).places:
            if not (isinstance(place, Node) and place.is_event_subprocess and _interrupting(place)):
                self._add(place, found)

    def _add(self, place: Place, found: set[Place]) -> None:
        if place in found:
            return
        found.add(place)
        if isinstance(place, Node):
            self._add_inside(place, found)

    def _add_inside(self, node: Node, found: set[Place]) -> None:
        for scope in inside(self._package, node):
            for place in self._in(scope).places:
                self._add(place, found)

    def _in(self, scope: Scope) -> Together:
        if scope not in self._together:
            self._together[scope] = Together(scope)
        return self._together[scope]


def inside(package: PackageModel, node: Node) -> list[Scope]:
    """What stands directly in a subprocess, or in the process that an element calls."""
    if node.tag == "callActivity":
        called = package.processes.get(node.xml.get("calledElement", "").strip())
        return [called] if called is not None else []
    return [scope for scope in node.scope.inner if scope.node is node]


def _all_at_once(node: Node) -> bool:
    loop = node.multi_instance
    return loop is not None and loop.get("isSequential", "false") not in ("true", "1")


def _interrupts(scope: Scope) -> bool:
    return all(start.interrupts for start in scope.starts())


def _interrupting(node: Node) -> bool:
    return any(_interrupts(scope) for scope in node.scope.inner if scope.node is node)

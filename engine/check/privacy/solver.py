"""What follows from rules of the kind "this, if all of these", each with the cheapest way to it.

Knuth's form of Dijkstra's shortest paths: what is cheapest is settled first, a rule counts once all it asks is settled.
With `beside` a way may be told that is a little longer than the shortest: it is weighed only when that holds, too.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Point = Hashable


@dataclass(frozen=True)
class Rule:
    """`head` holds when all of `when` and `beside` hold. The way to it: that of each of `when` in turn, then `says`."""

    head: Point
    when: tuple[Point, ...] = ()
    says: tuple[Any, ...] = ()
    beside: tuple[Point, ...] = ()  # asked for too, but not told


class Solution:
    """The points that hold. `way(point)` is a shortest telling of why."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._cost: dict[Point, int] = {}
        self._by: dict[Point, Rule] = {}
        self._solve(list(rules))

    def __contains__(self, point: Point) -> bool:
        return point in self._cost

    def cost(self, point: Point) -> int:
        return self._cost[point]

    def way(self, point: Point) -> list[Any]:
        told: list[Any] = []
        waiting: list[Point | Rule] = [point]
        while waiting:
            here = waiting.pop()
            if isinstance(here, Rule):
                told.extend(here.says)
                continue
            rule = self._by[here]
            waiting.append(rule)
            waiting.extend(reversed(rule.when))
        return told

    def _solve(self, rules: list[Rule]) -> None:
        asking = _asking(rules)
        left = {n: len({*rule.when, *rule.beside}) for n, rule in enumerate(rules)}
        queue = [(len(rules[n].says), n) for n in left if not left[n]]
        heapq.heapify(queue)
        while queue:
            cost, number = heapq.heappop(queue)
            head = rules[number].head
            if head in self._cost:
                continue
            self._cost[head], self._by[head] = cost, rules[number]
            for waiting in asking.get(head, ()):
                left[waiting] -= 1
                if not left[waiting]:
                    price = sum(self._cost[point] for point in rules[waiting].when)
                    heapq.heappush(queue, (price + len(rules[waiting].says), waiting))


def _asking(rules: list[Rule]) -> Mapping[Point, list[int]]:
    found: dict[Point, list[int]] = {}
    for number, rule in enumerate(rules):
        for point in {*rule.when, *rule.beside}:
            found.setdefault(point, []).append(number)
    return found

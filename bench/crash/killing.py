"""The killer: lays down an order, waits until a process stands there, and shoots; at times the database instead."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench import cluster
from bench.cluster import Cluster
from bench.crash import machines
from bench.crash.machines import Machine
from bench.crash.points import GOES_ON, SPOTS, Hit, Order, Points

UP_AGAIN = 20.0  # seconds in which a page may say that the database does not answer
PATIENCE = 4.0  # seconds until another order is tried: perhaps no work of that kind is left
WHOLE = 0.25  # of the shots at a process take all of its server; gunicorn itself brings back what it forked
AT_LEAST = 20  # times each phase is hit in a run of some hundreds
ANY = "any moment"
DATABASE = "database"
OF_DATABASE = {"server": ("commit", "record"), "connection": ("commit", "record")}


@dataclass(frozen=True)
class Shot:
    """One kill, as it went."""

    number: int
    phase: str
    spot: str
    target: str  # "process", "all of the server", "postgres", "backend"
    pid: int
    at: float
    facts: dict[str, Any]


@dataclass
class Killer:
    """Who shoots, at what, and what was shot."""

    points: Points
    targets: list[Machine]
    database: Cluster | None
    chance: Random
    shots: list[Shot] = field(default_factory=list)
    misses: Counter[str] = field(default_factory=Counter)
    orders: int = 0

    @property
    def phases(self) -> list[str]:
        return [*SPOTS, ANY, *([DATABASE] if self.database else [])]

    def count(self, phase: str) -> int:
        return sum(shot.phase == phase for shot in self.shots)

    def shot_the_database_just_now(self) -> bool:
        mine = [shot.at for shot in self.shots if shot.phase == DATABASE]
        return bool(mine) and time.time() - mine[-1] < UP_AGAIN

    def shoot(self) -> bool:
        """One kill, in a phase that has had few; False when nobody came there in time."""
        phase = self.chance.choice(sorted(self.phases, key=self.count)[:3])
        if phase == ANY:
            time.sleep(self.chance.uniform(0, 0.3))
            return self._at_any_moment()
        if phase == DATABASE:
            return self._database()
        spot = self.chance.choice(SPOTS[phase])
        order, hit = self._stand(phase, spot)
        if hit is None:
            return False
        if not order.stands_still:
            time.sleep(self.chance.uniform(0, 0.004))
        self._kill(phase, spot, hit)
        self.points.release(order.number)  # for a thread of ours that stands in for the outside world
        return True

    def poison(self, pid: int, facts: dict[str, Any]) -> None:
        """A call that kills its caller each time."""
        self._kill("call", "poison", Hit(0, pid, facts))

    def _stand(self, phase: str, spot: str) -> tuple[Order, Hit | None]:
        self.orders += 1
        order = Order(self.orders, phase, spot, (phase, spot) not in GOES_ON)
        self.points.arm(order)
        hit = self.points.wait(order.number, PATIENCE) or self.points.disarm(order.number)
        if hit is None:
            self.misses[f"{phase}, {spot}"] += 1
        return order, hit

    def _kill(self, phase: str, spot: str, hit: Hit) -> None:
        machine = next((each for each in self.targets if each.owns(hit.pid)), None)
        whole = machine is not None and self.chance.random() < WHOLE
        # Who else falls: all of the server, or what the first process forked, which ends when that one is gone.
        others = machine.processes() if machine is not None and (whole or machine.is_first(hit.pid)) else []
        if whole and machine is not None:
            machine.kill()
        else:
            machines.kill_one(hit.pid)
        self._note(phase, spot, "server" if whole else "process", hit.pid, {**hit.facts, "with": others})

    def _at_any_moment(self) -> bool:
        alive = [each for each in self.targets if each.alive()]
        pids = self.chance.choice(alive).processes() if alive else []
        if not pids:
            return False
        self._kill(ANY, "", Hit(0, self.chance.choice(pids)))
        return True

    def _database(self) -> bool:
        """The server of the database, or the one process of it that does this very work."""
        phase = self.chance.choice(("commit", "record"))
        spot = self.chance.choice(SPOTS[phase])
        order, hit = self._stand(phase, spot)
        if hit is None or self.database is None:
            return False
        backend = hit.facts.get("backend")
        if backend and self.chance.random() < 0.5:
            machines.kill_one(backend)
            target = "backend"
        else:
            cluster.kill(self.database)
            target = "postgres"
        self._note(DATABASE, f"{phase}, {spot}", target, backend or 0, hit.facts)
        self.points.release(order.number)
        if target == "postgres":
            time.sleep(self.chance.uniform(0, 0.5))
            cluster.start(self.database)
        return True

    def _note(self, phase: str, spot: str, target: str, pid: int, facts: dict[str, Any]) -> None:
        self.shots.append(Shot(len(self.shots) + 1, phase, spot, target, pid, time.time(), facts))


def keep_up(targets: list[Machine], *, wait: bool) -> None:
    """Start again what was shot whole; what lost one process mends itself."""
    for each in targets:
        if not each.alive():
            each.start()
    for each in targets:
        if wait:
            each.wait()

"""`python -m bench.load`: fifty people at work at once, each one action in five seconds, on PostgreSQL with gunicorn.

Prints the median and the 95th percentile of what a page took, and what of it the machine takes by itself: the same
people asking, in the same rhythm, for a page that does nothing; and who used the cores meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median, quantiles

import httpx

from bench import cluster
from bench.installation import PASSWORD, Installation, free_port, installed, process, process_group
from bench.over_http import Site, open_case
from dossier import users
from engine import db, tasks
from engine.access import Actor

PEOPLE, EVERY, SECONDS, WARM_UP = 50, 5.0, 60.0, 10.0
CASES_OF_ONE = 8
# action -> how many of a hundred: somebody looks at lists and pages most of the time, and completes one in ten
MIX = {"day": 15, "tasks": 25, "groups": 8, "figures": 2, "case": 20, "task": 20, "complete": 10}
TARGETS = {"median_ms": 100.0, "p95_ms": 400.0}


@dataclass
class Person:
    """Somebody at work, with his own cases."""

    site: Site
    cases: list[int]
    chance: random.Random
    number: int = 0  # of his completions

    def act(self) -> str:
        """One action of the mix; its name."""
        (name,) = self.chance.choices(list(MIX), list(MIX.values()))
        case = self.chance.choice(self.cases)
        if name == "complete":
            # the page belongs to it, and is measured as a task page of its own
            self.number += 1
            self.site.complete(self.site.address(case), self.number)
        elif name == "task":
            self.site.look(self.site.address(case))
        else:
            paths = {
                "day": "/",
                "tasks": "/taken",
                "groups": "/groepen",
                "figures": "/overzicht",
                "case": f"/groepen/{case}",
            }
            self.require(self.site.client.get(paths[name]))
        return name

    def nothing(self) -> str:
        self.require(self.site.client.get("/healthz"))
        return "nothing"

    @staticmethod
    def require(answer: httpx.Response) -> None:
        if answer.status_code != httpx.codes.OK:
            raise AssertionError(f"{answer.status_code} at {answer.url.path}")


@dataclass
class Seen:
    """What everybody waited, by action."""

    spent: dict[str, list[float]] = field(default_factory=dict)
    late: int = 0  # actions that began late because this very program was busy
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, name: str, seconds: float) -> None:
        with self.lock:
            self.spent.setdefault(name, []).append(seconds)


def main() -> int:
    given = argparse.ArgumentParser(prog="python -m bench.load")
    given.add_argument("--processes", type=int, default=2, help="of gunicorn, with eight threads each")
    given.add_argument("--seconds", type=float, default=SECONDS)
    asked = given.parse_args()
    with cluster.running(durable=True) as server, installed(server) as home:
        report = measured(home, asked.processes, asked.seconds)
    print(json.dumps(report, indent=1))
    return 0 if all(report["all"][name] <= bound for name, bound in TARGETS.items()) else 1


def measured(home: Installation, processes: int, seconds: float) -> dict[str, dict[str, float]]:
    names = _people(home)
    cases = {name: [_case(home, actor, n) for n in range(CASES_OF_ONE)] for name, actor in names.items()}
    port = free_port()
    with process(["app", "serve", "--processes", str(processes)], home.environment, port) as leader:
        people = [_logged_in(name, cases[name], port) for name in names]
        _together(people, Person.act, WARM_UP)
        idle = _together(people, Person.nothing, seconds / 3)
        before = _cores(leader)
        began = time.monotonic()
        seen = _together(people, Person.act, seconds)
        after = _cores(leader)
        wall = (time.monotonic() - began) * (os.cpu_count() or 1)
    shares = {f"cores_{who}": (after[who] - before[who]) / wall for who in after}
    shares["actions_that_began_late"] = float(seen.late)
    everything = [each for name in seen.spent for each in seen.spent[name]]
    report = {"all": _told(everything), "a_page_that_does_nothing": _told(idle.spent["nothing"]), "machine": shares}
    return {**report, **{name: _told(spent) for name, spent in sorted(seen.spent.items())}}


def _people(home: Installation) -> dict[str, Actor]:
    """Fifty regisseurs of the same municipality."""
    with db.transaction() as session:
        one = users.by_username(session, "regisseur")
        assert one is not None
        made = [
            users.add(
                session,
                username=f"mens{number}",
                name=f"Mens Nummer {number}",
                password=PASSWORD,
                organisation=one.organisation,
                roles=("procesregisseur",),
            )
            for number in range(PEOPLE)
        ]
        return {user.username: users.actor(session, user) for user in made}


def _case(home: Installation, actor: Actor, number: int) -> int:
    case = open_case(home, number)
    with db.transaction() as session:
        (task,) = tasks.of_instance(session, case)
        task.assignee = actor.user_key  # his own, so that nobody stands in another's way
    return case


def _logged_in(name: str, cases: list[int], port: int) -> Person:
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
    site = Site(client, _open_task)
    page = client.get("/inloggen")
    token = Site._token(page)
    answer = client.post("/inloggen", data={"csrf_token": token, "naam": name, "wachtwoord": PASSWORD})
    if answer.status_code != httpx.codes.FOUND:
        raise AssertionError(f"{name} is not logged in")
    person = Person(site, cases, random.Random(name))
    site.look(site.address(cases[0]))  # its token serves the first completion
    return person


def _open_task(case: int) -> str:
    with db.reading() as session:
        (task,) = tasks.of_instance(session, case)
        return f"/taken/{task.id}"


def _together(people: list[Person], act: Callable[[Person], str], seconds: float) -> Seen:
    """Everybody acts once in five seconds, each at a moment of his own."""
    seen = Seen()
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(len(people)) as pool:
        for done in [pool.submit(_work, person, act, until, seen) for person in people]:
            done.result()
    return seen


def _work(person: Person, act: Callable[[Person], str], until: float, seen: Seen) -> None:
    at = time.monotonic() + person.chance.random() * EVERY
    while at < until:
        time.sleep(max(0.0, at - time.monotonic()))
        began = time.monotonic()
        seen.late += began - at > 0.05
        name = act(person)
        seen.add(name, time.monotonic() - began)
        at = max(at + EVERY, time.monotonic())


def _told(spent: list[float]) -> dict[str, float]:
    cut = quantiles(spent, n=20) if len(spent) > 1 else spent * 20
    return {"count": float(len(spent)), "median_ms": round(median(spent) * 1000, 1), "p95_ms": round(cut[18] * 1000, 1)}


def _cores(leader: int) -> dict[str, float]:
    """Processor seconds so far of the server, of the database, and of the fifty people in this process."""
    own = os.times()
    return {"server": sum(map(_spent, process_group(leader))), "database": _database(), "people": own.user + own.system}


def _database() -> float:
    return sum(_spent(number) for number in _pids() if _name(number) == "postgres")


def _pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal()]


def _name(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/comm") as file:
            return file.read().strip()
    except OSError:
        return ""


def _spent(pid: int) -> float:
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rsplit(") ", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())

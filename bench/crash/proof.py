"""The whole proof: an installation, people at work, a killer, and in the end the verdict."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bench import cluster
from bench.crash import journal, killing, machines, outside, verdict
from bench.crash.clerks import PASSWORD, Clerk, Office, Operator
from bench.crash.killing import Killer
from bench.crash.machines import Machine
from bench.crash.points import Points
from bench.crash.replay import Replay
from bench.crash.verdict import Seen
from dossier import organisations, users
from dossier.organisations import OrganisationKind
from engine import db, definitions
from engine.models import Incident, InstanceState, Job, JobState, ProcessInstance

SQLITE, POSTGRESQL = "sqlite", "postgresql"
PACKAGE = Path(__file__).parent / "package"
T = TypeVar("T")
CLERKS = 3
CASES_AT_ONCE = 5
DRAINED_WITHIN = 240.0
LONG_ENOUGH = 10.0  # without transactions most of it never ends


@dataclass(frozen=True)
class Wanted:
    """What kind of proof."""

    database: str = SQLITE
    kills: int = 300
    seed: int = 1
    whole: bool = True  # False: without transactions, to see the proof fail
    poison_every: int = 40  # one case in so many kills whoever works on it, until it is mended
    webs: int = 2  # on PostgreSQL; on SQLite there is one server
    workers: int = 2


@dataclass
class Outcome:
    """What came out."""

    problems: list[str]
    phases: dict[str, int]
    spots: dict[str, int]
    targets: dict[str, int]
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def run(wanted: Wanted, tell: Callable[[str], None] = lambda _line: None) -> Outcome:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="zevenstap-crash-") as folder, ExitStack() as stack:
        home = Path(folder)
        points = Points(home / "points")
        points.folder.mkdir()
        world = stack.enter_context(outside.running(points))
        server = stack.enter_context(cluster.running()) if wanted.database == POSTGRESQL else None
        url = cluster.create(server, "crash") if server else f"sqlite:///{home}/var/zevenstap.db"
        environment = _environment(home, url, world, whole=wanted.whole)
        engine = stack.enter_context(_installed(environment, url))
        targets = _machines(wanted, environment, home)
        killer = Killer(points, targets, server, Random(wanted.seed))
        world.poison = killer.poison
        stack.callback(_end, targets)
        killing.keep_up(targets, wait=True)
        office = Office([each.url for each in targets if each.port], CASES_AT_ONCE, poison_every=wanted.poison_every)
        world.poisoned = office.poisoned
        office.excused = killer.shot_the_database_just_now
        seen = Seen(office, world, killer, Replay())
        with _people(office, wanted.seed, lambda: _patiently(lambda: _mend(world))):
            problems = _shoot_and_look(wanted, seen, tell)
            office.starting = False
            problems += [] if problems else _drain(targets, DRAINED_WITHIN if wanted.whole else LONG_ENOUGH)
        del engine
        return _outcome(seen, problems, time.monotonic() - began)


def _environment(home: Path, url: str, world: outside.Outside, *, whole: bool) -> dict[str, str]:
    return {
        "ZEVENSTAP_HOME": str(home / "var"),
        "ZEVENSTAP_KEYFILE": str(home / "sleutel" / "zevenstap.key"),
        "ZEVENSTAP_DATABASE_URL": url,
        "ZEVENSTAP_BASE_URL": "http://proef.example",
        "ZEVENSTAP_TWEEDE_STAP": "vrijwillig",
        "CRASH_POINTS": str(home / "points"),
        "CRASH_SERVICE": f"http://127.0.0.1:{world.service_port}",
        "CRASH_SMTP_PORT": str(world.mail_port),
        **({} if whole else {"CRASH_WITHOUT_TRANSACTION": "1"}),
    }


@contextmanager
def _installed(environment: dict[str, str], url: str) -> Iterator[Engine]:
    """A new installation with the package of the proof and its people."""
    calm = {key: value for key, value in environment.items() if key != "CRASH_WITHOUT_TRANSACTION"}
    machines.run(calm, "init")
    machines.run(calm, "publish", str(PACKAGE))
    journal.fix_ids()
    engine = db.connect(url)
    journal.create(engine)
    with db.transaction() as session:
        definitions.choose(session, "crashproef", now=datetime.now(UTC))  # reports start this process, no other
    _hire()
    try:
        yield engine
    finally:
        engine.dispose()


def _hire() -> None:
    """The clerks, and the operator who looks after incidents."""
    people = {f"regisseur{n}": "procesregisseur" for n in range(CLERKS)} | {"storing": "applicatiebeheerder"}
    with db.transaction() as session:
        gemeente = organisations.add(session, name="Gemeente Proefdorp", kind=OrganisationKind.GEMEENTE)
        for name, role in people.items():
            mail = f"{name}@proef.example"
            users.add(
                session,
                username=name,
                name=name.capitalize(),
                password=PASSWORD,
                organisation=gemeente,
                roles=(role,),
                email=mail,
            )


def _machines(wanted: Wanted, environment: dict[str, str], home: Path) -> list[Machine]:
    """On SQLite one server with its worker in it; on PostgreSQL several of both."""
    webs, workers = (1, 0) if wanted.database == SQLITE else (wanted.webs, wanted.workers)
    return [
        *(Machine("serve", environment, home / f"serve-{n}.log", machines.free_port()) for n in range(webs)),
        *(Machine("worker", environment, home / f"worker-{n}.log") for n in range(workers)),
    ]


def _end(targets: list[Machine]) -> None:
    for each in targets:
        each.kill()


@contextmanager
def _people(office: Office, seed: int, mend: Callable[[], None]) -> Iterator[None]:
    clerks = [Clerk(office, f"regisseur{n}", seed * 100 + n) for n in range(CLERKS)]
    operator = Operator(office, "storing", seed)
    operator.mend = mend
    for each in (*clerks, operator):
        each.start()
    try:
        yield
    finally:
        for each in (*clerks, operator):
            each.stopping.set()
        for each in (*clerks, operator):
            each.join(timeout=30)


def _mend(world: outside.Outside) -> None:
    """The cause of an incident is taken away: the case kills nobody any more."""
    with _looking() as session:
        cases = select(ProcessInstance.title).join(Incident, Incident.instance_id == ProcessInstance.id)
        world.poisoned.difference_update(session.scalars(cases))


@contextmanager
def _looking() -> Iterator[Session]:
    """All tables at one and the same moment, while others go on."""
    with db.make_session() as session:
        options = (
            {"isolation_level": "REPEATABLE READ"} if session.get_bind().dialect.name != SQLITE else {"writes": False}
        )
        session.connection(execution_options=options)
        yield session


def _shoot_and_look(wanted: Wanted, seen: Seen, tell: Callable[[str], None]) -> list[str]:
    """Kill, start again, and hold every case against its replay; stops at the first difference."""
    while len(seen.killer.shots) < wanted.kills:
        seen.killer.shoot()
        killing.keep_up(seen.killer.targets, wait=wanted.database == SQLITE)
        wrong = _patiently(lambda: _follow(seen)) if wanted.whole else []  # half a step would be seen at once, unshot
        if wrong:
            return wrong
        if seen.killer.orders % 25 == 0:
            tell(f"{len(seen.killer.shots)} kills, {len(seen.replay.cases)} cases")
    return []


def _follow(seen: Seen) -> list[str]:
    with _looking() as session:
        return seen.replay.follow(session)


def _patiently(act: Callable[[], T]) -> T:
    """Again when the database was shot while we looked."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return act()
        except DBAPIError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _drain(targets: list[Machine], seconds: float) -> list[str]:
    """No more kills: everything comes to its end."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        killing.keep_up(targets, wait=False)
        if _patiently(_all_done):
            return []
        time.sleep(0.2)
    return ["the work did not come to its end in time"]


def _all_done() -> bool:
    with _looking() as session:
        busy = select(ProcessInstance.id).where(ProcessInstance.state == InstanceState.ACTIVE)
        waiting = select(Job.id).where(Job.state.in_((JobState.OPEN, JobState.INCIDENT)))
        return session.scalar(busy.limit(1)) is None and session.scalar(waiting.limit(1)) is None


def _outcome(seen: Seen, problems: list[str], seconds: float) -> Outcome:
    shots = seen.killer.shots
    with _looking() as session:
        found = problems + [each for each in verdict.problems(session, seen) if each not in problems]
        return Outcome(
            found,
            dict(Counter(shot.phase for shot in shots)),
            dict(Counter(f"{shot.phase}: {shot.spot}" for shot in shots if shot.spot)),
            dict(Counter(shot.target for shot in shots)),
            verdict.counts(session, seen),
            seconds,
        )

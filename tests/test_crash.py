"""The server is killed in the middle of its work, again and again: nothing is lost and nothing is done twice."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import app as application
from dossier import organisations, users
from dossier.organisations import OrganisationKind
from engine import db, definitions, instances, progress, runtime
from engine.models import (
    HistoricActivity,
    Incident,
    InstanceState,
    Job,
    JobState,
    Package,
    PackageFile,
    PackageVersion,
    ProcessInstance,
    Task,
    TaskState,
)
from tests.runtime.drawing import diagram, extension, user_task

ROOT = Path(__file__).parents[1]
KILLS, CASES, ROUNDS, CLERKS = 8, 3, 3, 2
PASSWORD = "een lang wachtwoord"
SOON = 40.0  # seconds the server gets, after the last kill, to finish everything


def service(name: str, topic: str, **inputs: str) -> str:
    given = "".join(f'<camunda:inputParameter name="{k}">{v}</camunda:inputParameter>' for k, v in inputs.items())
    inner = extension(f"<camunda:inputOutput>{given}</camunda:inputOutput>")
    return f'<serviceTask id="{name}" camunda:type="external" camunda:topic="{topic}">{inner}</serviceTask>'


# One round: a person, an outer handler, an inner one that plans a mail, a script, and a timer.
PROCESS = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/><exclusiveGateway id="terug"/><exclusiveGateway id="verder"/>'
    + user_task("werk", candidateGroups="procesregisseur")
    + service("mailen", "mail.versturen", aan="=wie", onderwerp="Er is werk")
    + service("melden", "bericht.sturen", aan="procesregisseur", onderwerp="=&quot;Ronde &quot; + string(ronde)")
    + '<scriptTask id="tellen" scriptFormat="feel" camunda:resultVariable="ronde"><script>=ronde + 1</script>'
    "</scriptTask>"
    '<intermediateCatchEvent id="even"><timerEventDefinition><timeDuration>PT0.5S</timeDuration>'
    "</timerEventDefinition></intermediateCatchEvent>"
    "[begin>terug][terug>werk][werk>mailen][mailen>melden][melden>tellen][tellen>verder]"
    f"[verder>even if ronde < {ROUNDS}][even>terug][verder>klaar if ronde >= {ROUNDS}]"
)
ONE_ROUND = ["werk", "mailen", "melden", "tellen"]


class Server:
    """The real thing, as `script/server` starts it, in a process group of its own."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {**os.environ, "ZEVENSTAP_HOME": str(home), "PORT": str(self.port)}
        self.command = [str(Path(sys.executable).with_name("zevenstap"))]
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *verbs: str) -> None:
        subprocess.run([*self.command, *verbs], env=self.environment, check=True, capture_output=True, cwd=ROOT)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*self.command, "serve"],
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self.answers, 20)

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/inloggen", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def wait_for(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def open_cases(home: Path) -> list[int]:
    """Cases on a small package, begun through the engine."""
    now = datetime.now(UTC)
    settings = application.Settings(
        home,
        "",
        home.with_name(f"{home.name}-sleutel") / "zevenstap.key",
        "x",
        "Voorbeeld",
        "http://x",
        "a@b.example",
        None,
    )
    manifest = {"naam": "proef", "titel": "Proef", "proces": "p", "instellingen": []}
    files = {"bpmn/proef/pakket.json": json.dumps(manifest).encode(), "bpmn/proef/p.bpmn": PROCESS}
    with db.transaction() as session:
        organisation = organisations.add(session, name="Gemeente Proefdorp", kind=OrganisationKind.GEMEENTE)
        clerk = users.add(
            session,
            username="regisseur",
            name="R. Voorbeeld",
            password=PASSWORD,
            organisation=organisation,
            roles=["procesregisseur"],
            email="regisseur@voorbeeld.example",
        )
        version = PackageVersion(
            package=Package(name="proef", title="Proef"),
            number=1,
            digest=definitions.from_files(files).digest,
            published_at=now,
            published_by=clerk.key,
        )
        session.add(version)
        session.flush()
        session.add_all(PackageFile(version_id=version.id, path=p, content=d) for p, d in files.items())
        started = [
            instances.start(
                session,
                version,
                {"ronde": 0, "wie": clerk.key},
                business_key=f"groep-{number}",
                title=f"Groep {number}",
                by=users.actor(session, clerk),
                now=now,
                catalogue=application.build_catalogue(settings),
            )
            for number in range(CASES)
        ]
        return [instance.id for instance in started]


class Clerk(threading.Thread):
    """Does whatever task is open, over HTTP, and comes back whenever the server is gone."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server
        self.stopping = threading.Event()
        self.strange: list[str] = []

    def run(self) -> None:
        client = httpx.Client(base_url=self.server.url, timeout=10)
        while not self.stopping.wait(0.05):
            try:
                self.work(client)
            except httpx.TransportError:
                self.stopping.wait(0.2)
        client.close()

    def work(self, client: httpx.Client) -> None:
        if "session" not in client.cookies:
            token = self.token(client.get("/inloggen").text)
            client.post("/inloggen", data={"csrf_token": token, "naam": "regisseur", "wachtwoord": PASSWORD})
        with db.reading() as session:
            found = list(session.scalars(select(Task.id).where(Task.state == TaskState.OPEN)))
        for task_id in found:
            page = client.get(f"/taken/{task_id}")
            if "csrf_token" not in page.text:
                continue  # the other clerk was first
            answer = client.post(f"/taken/{task_id}", data={"csrf_token": self.token(page.text), "_actie": "afronden"})
            if answer.status_code not in (200, 302, 409):
                self.strange.append(f"{answer.status_code} at task {task_id}")

    @staticmethod
    def token(html: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', html)
        return found.group(1) if found else ""


@contextmanager
def clerks(server: Server) -> Iterator[list[Clerk]]:
    working = [Clerk(server) for _ in range(CLERKS)]
    for each in working:
        each.start()
    try:
        yield working
    finally:
        for each in working:
            each.stopping.set()
        for each in working:
            each.join()


def require_consistent(session: Session) -> None:
    """The tokens of every case and the rows beside them tell the same."""
    for instance in session.scalars(select(ProcessInstance)):
        case = progress.look(session, instance)
        told = runtime.look(case.definitions, instance.snapshot, case.scopes, now=datetime.now(UTC))
        open_tasks = select(Task.spiff_task_id).where(Task.instance_id == instance.id, Task.state == TaskState.OPEN)
        mine = select(Job.spiff_task_id).where(Job.instance_id == instance.id, Job.state == JobState.OPEN)
        calls = session.scalars(mine.where(Job.kind == "handler"))
        assert told.open_ids == {*session.scalars(open_tasks), *calls}
        timers = sorted(session.scalars(mine.where(Job.kind == "timer")))
        assert timers == sorted(timer.spiff_task_id for timer in told.timers)
        assert told.completed == (instance.state is InstanceState.COMPLETED)


def all_done() -> bool:
    with db.reading() as session:
        busy = select(ProcessInstance.id).where(ProcessInstance.state == InstanceState.ACTIVE)
        waiting = select(Job.id).where(Job.state == JobState.OPEN)
        return session.scalar(busy.limit(1)) is None and session.scalar(waiting.limit(1)) is None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "var")
    made.run("init")
    engine = db.connect(f"sqlite:///{tmp_path}/var/zevenstap.db")
    yield made
    made.kill()
    engine.dispose()


def test_a_server_that_is_killed_again_and_again_loses_nothing_and_does_nothing_twice(server, tmp_path):
    # given
    cases, chance = open_cases(tmp_path / "var"), Random(20260302)
    # when
    with clerks(server) as working:
        for _ in range(KILLS):
            server.start()
            time.sleep(chance.uniform(0.05, 1.5))
            server.kill()
            with db.reading() as session:
                require_consistent(session)
        server.start()
        wait_for(all_done, SOON)
    # then
    assert [strange for clerk in working for strange in clerk.strange] == []
    with db.reading() as session:
        require_consistent(session)
        for instance_id in cases:
            require_played_once(session, instance_id)
        require_one_mail_a_job(session, tmp_path / "var" / "uitbak")
        assert session.scalars(select(Incident)).all() == []


def require_played_once(session: Session, instance_id: int) -> None:
    """The history is that of the same work without a kill."""
    rows = session.scalars(
        select(HistoricActivity)
        .where(HistoricActivity.instance_id == instance_id, HistoricActivity.state == "completed")
        .order_by(HistoricActivity.id)
    ).all()
    steps = [row.activity_id for row in rows if row.activity_id in ONE_ROUND]
    assert steps == ONE_ROUND * ROUNDS
    assert instances.variables(session, instance_id)["ronde"] == ROUNDS
    tasks = session.scalars(select(Task).where(Task.instance_id == instance_id)).all()
    assert [task.state for task in tasks] == [TaskState.COMPLETED] * ROUNDS
    assert max(Counter(task.spiff_task_id for task in tasks).values()) == 1


def require_one_mail_a_job(session: Session, outbox: Path) -> None:
    """Every outer call went with the key of its job: one file a job, however often the job was tried."""
    jobs = session.scalars(select(Job).where(Job.topic == "mail.versturen")).all()
    assert len(jobs) == 2 * CASES * ROUNDS
    assert {job.state for job in jobs} == {JobState.DONE}
    numbers = [re.search(r"taak-(\d+)@", file.name) for file in outbox.glob("*.eml")]
    assert sorted(int(found.group(1)) for found in numbers if found) == sorted(job.id for job in jobs)
    assert list(outbox.glob("*.half")) == []

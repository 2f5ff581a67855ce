"""Installations to measure: a data folder and a database of their own, the product in processes as it runs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import app
from bench import cluster
from bench.databases import Server
from bench.drawing import FIELDS, NOW, seven_stages
from dossier import organisations, users
from dossier.organisations import OrganisationKind
from engine import db, definitions
from engine.access import Actor
from engine.models import Package, PackageFile, PackageVersion
from engine.registry import Catalogue

ROOT = Path(__file__).parents[1]
NAME, PASSWORD = "regisseur", "een lang wachtwoord"
GROUP = "procesregisseur"
PATIENCE = 60.0  # seconds for a server to answer


@dataclass(frozen=True)
class Installation:
    """A data folder with its database, a package published and one person who may do everything in it."""

    url: str
    environment: Mapping[str, str]
    folder: Path
    version_id: int
    person: Actor
    catalogue: Catalogue


@contextmanager
def installed(on: Server) -> Iterator[Installation]:
    """Made as an operator makes one, with the diagram of the bench published; this process is connected to it."""
    with tempfile.TemporaryDirectory(prefix="zevenstap-bench-") as place:
        home = Path(place) / "var"
        url = f"sqlite:///{home}/zevenstap.db"
        if on is not None:
            url = cluster.create(on, f"bench_{time.monotonic_ns()}")
        environment = {
            "ZEVENSTAP_HOME": str(home),
            "ZEVENSTAP_DATABASE_URL": url,
            "ZEVENSTAP_TWEEDE_STAP": "vrijwillig",  # what is measured is the work
        }
        zevenstap(environment, "init")
        engine = db.connect(url)
        try:
            yield _furnished(url, environment, Path(place))
        finally:
            engine.dispose()


def _furnished(url: str, environment: Mapping[str, str], folder: Path) -> Installation:
    settings = app.Settings(
        home=folder / "var",
        database_url=url,
        key_file=folder / "var-sleutel" / "zevenstap.key",
        secret_key="",
        gemeente="Gemeente Voorbeeld",
        base_url="http://localhost",
        sender="bench@gemeente-voorbeeld.example",
        smtp=None,
    )
    with db.transaction() as session:
        organisation = organisations.add(session, name="Gemeente Proefdorp", kind=OrganisationKind.GEMEENTE)
        person = users.add(
            session,
            username=NAME,
            name="R. Voorbeeld",
            password=PASSWORD,
            organisation=organisation,
            roles=(GROUP,),
        )
        files = package()
        version = PackageVersion(
            package=Package(name="bench", title="Bench"),
            number=1,
            digest=definitions.from_files(files).digest,
            published_at=NOW,
            published_by=person.key,
        )
        session.add(version)
        session.flush()  # the files name it
        session.add_all(PackageFile(version_id=version.id, path=path, content=data) for path, data in files.items())
        actor = users.actor(session, person)
        return Installation(url, environment, folder, version.id, actor, app.build_catalogue(settings))


def package() -> dict[str, bytes]:
    """Seven tasks in a row, each with the same form of thirty required fields."""
    manifest = {"naam": "bench", "titel": "Bench", "proces": "p", "instellingen": []}
    fields = [
        {"type": "textfield", "id": f"vraag_{name}", "key": name, "label": name, "validate": {"required": True}}
        for name in FIELDS
    ]
    form = {"type": "default", "id": "dertig", "schemaVersion": 19, "components": fields}
    drawn = seven_stages().replace(b"<bpmn:userTask ", b'<bpmn:userTask camunda:formRef="dertig" ')
    return {
        "bpmn/bench/pakket.json": json.dumps(manifest).encode(),
        "bpmn/bench/p.bpmn": drawn,
        "forms/bench/dertig.form": json.dumps(form).encode(),
    }


def zevenstap(environment: Mapping[str, str], *words: str) -> None:
    """A command of the product that does its work and ends."""
    command = [sys.executable, "-m", "app", *words]
    subprocess.run(command, env={**os.environ, **environment}, cwd=ROOT, check=True, capture_output=True)


@contextmanager
def process(command: list[str], environment: Mapping[str, str], port: int = 0) -> Iterator[int]:
    """A process in a group of its own, once it answers on its port; gives its process id."""
    started = subprocess.Popen(
        [sys.executable, "-m", *command],
        env={**os.environ, **environment, "PORT": str(port)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        if port:
            _wait_for(port, started)
        yield started.pid
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGTERM)
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


def _wait_for(port: int, started: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if started.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("a server of the bench does not answer")
        time.sleep(0.05)


def process_group(leader: int) -> list[int]:
    """The processes of a group."""
    found = []
    for each in Path("/proc").iterdir():
        with suppress(OSError):
            if each.name.isdecimal() and os.getpgid(int(each.name)) == leader:
                found.append(int(each.name))
    return found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port

"""A PostgreSQL of our own for tests and measurements, in a scratch folder: killed and restarted at will, gone after.

It listens on a Unix socket in that folder only. PostgreSQL refuses to run as root, so root starts it as another user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

USER = "zevenstap"
PATIENCE = 60.0  # seconds; a machine may be busy
# Stops the server and removes the folder when whoever started it is gone, in whatever way.
WATCH = 'read -r _; kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")" 2>/dev/null; sleep 1; rm -rf "$0"'
QUICK = ("fsync=off", "full_page_writes=off")  # survives SIGKILL of PostgreSQL, not a power cut
SETTINGS = ("listen_addresses=", "max_connections=200", "shared_buffers=64MB", "autovacuum_naptime=10s")


class NoPostgreSQL(RuntimeError):
    """There is no PostgreSQL on this machine, or it does not start."""


@dataclass
class Cluster:
    """One running server."""

    folder: Path
    programs: Path
    settings: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    watch: subprocess.Popen[bytes] | None = None
    account: dict[str, Any] = field(default_factory=dict)

    def url(self, database: str) -> str:
        """For ZEVENSTAP_DATABASE_URL and `db.connect`."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"


def programs() -> Path:
    """The folder of `initdb` and `postgres`: the newest of Debian's, else that of the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise NoPostgreSQL("No PostgreSQL on this machine: install the package postgresql (script/test does, as root)")
    return Path(found).resolve().parent


@contextmanager
def running(*, durable: bool = False, settings: tuple[str, ...] = ()) -> Iterator[Cluster]:
    """A fresh server; `durable` keeps the guarantees that a real installation has (for measurements)."""
    account = _account()
    # Not in a folder of pytest: those are closed to other users; and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="zevenstap-pg-"))
    if account:
        os.chown(folder, pwd.getpwnam(account["user"]).pw_uid, pwd.getpwnam(account["user"]).pw_gid)
    cluster = Cluster(folder, programs(), (*SETTINGS, *(() if durable else QUICK), *settings), account=account)
    try:
        _initialise(cluster)
        cluster.watch = subprocess.Popen(
            ["sh", "-c", WATCH, str(folder)], stdin=subprocess.PIPE, start_new_session=True
        )
        start(cluster)
        yield cluster
    finally:
        stop(cluster)
        if cluster.watch is not None:
            cluster.watch.kill()
            cluster.watch.communicate()
        shutil.rmtree(folder, ignore_errors=True)


def start(cluster: Cluster) -> None:
    """Start, also after a kill: then PostgreSQL first puts right what its log tells. Returns when it answers."""
    options = [
        word for setting in (*cluster.settings, f"unix_socket_directories={cluster.folder}") for word in ("-c", setting)
    ]
    with (cluster.folder / "log").open("ab") as log:
        cluster.process = subprocess.Popen(
            [cluster.programs / "postgres", "-D", cluster.folder / "data", *options],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd=cluster.folder,
            **cluster.account,
        )
    deadline = time.monotonic() + PATIENCE
    while not answers(cluster):
        if cluster.process.poll() is not None or time.monotonic() > deadline:
            raise NoPostgreSQL((cluster.folder / "log").read_text("utf-8", "replace")[-2000:])
        time.sleep(0.05)


def stop(cluster: Cluster) -> None:
    """Stop at once but clean: connections are cut off, everything is written."""
    if cluster.process is not None and cluster.process.poll() is None:
        cluster.process.send_signal(signal.SIGINT)
        try:
            cluster.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            kill(cluster)
    cluster.process = None


def kill(cluster: Cluster) -> None:
    """SIGKILL to the server and all its processes, as a machine that is out of memory would; `start` begins again."""
    if cluster.process is None:
        return
    cluster.process.send_signal(signal.SIGSTOP)  # so that it starts no child between the look and the kill
    children = _children(cluster.process.pid)
    cluster.process.kill()
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    cluster.process.wait(timeout=PATIENCE)
    cluster.process = None
    deadline = time.monotonic() + PATIENCE
    while any(map(_lives, children)) and time.monotonic() < deadline:
        time.sleep(0.02)  # a new server refuses memory that an old process still holds


def restart(cluster: Cluster) -> None:
    stop(cluster)
    start(cluster)


def answers(cluster: Cluster) -> bool:
    try:
        _connect(cluster, "postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def create(cluster: Cluster, database: str, *, template: str = "template0") -> str:
    """A new database, empty or a copy; gives its URL. Nobody may be connected to the template."""
    _say(cluster, "CREATE DATABASE {} TEMPLATE {}", database, template)
    return cluster.url(database)


def drop(cluster: Cluster, database: str) -> None:
    """Gone, also when somebody is still connected."""
    _say(cluster, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def _say(cluster: Cluster, statement: Any, *names: str) -> None:
    with _connect(cluster, "postgres") as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
    connection.close()


def _connect(cluster: Cluster, database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(host=str(cluster.folder), user=USER, dbname=database, autocommit=True, connect_timeout=5)


def _account() -> dict[str, Any]:
    """Whom to be: root becomes `postgres`, or `nobody` where that does not exist."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return {"user": pwd.getpwnam(name).pw_name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}
    raise NoPostgreSQL("root may not run PostgreSQL, and there is no user postgres or nobody")


def _initialise(cluster: Cluster) -> None:
    said = subprocess.run(
        [
            *(cluster.programs / "initdb", "-D", cluster.folder / "data", "-U", USER, "--auth=trust"),
            *("--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"),
        ],
        capture_output=True,
        cwd=cluster.folder,
        check=False,
        **cluster.account,
    )
    if said.returncode:
        raise NoPostgreSQL(said.stderr.decode("utf-8", "replace")[-2000:])


def _children(pid: int) -> list[int]:
    """The living processes of a server; without /proc (macOS) none are found: they then end by themselves, later."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = file.read_text("utf-8", "replace").rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(file.parent.name))
    return found


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

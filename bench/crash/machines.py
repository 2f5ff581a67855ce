"""The processes of the proof: started as an operator would, shot at any moment, started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
UP_WITHIN = 60.0  # seconds; a loaded machine takes its time


class NotUp(RuntimeError):
    """A process that should serve does not."""


@dataclass
class Machine:
    """One `zevenstap serve` or `zevenstap worker`, with all its processes in one group."""

    verb: str
    environment: Mapping[str, str]
    log: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    dead: set[int] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {**os.environ, **self.environment, **({"PORT": str(self.port)} if self.port else {})}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bench.crash.launcher", self.verb],
                env=environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.starts += 1

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait(self) -> None:
        """Until it takes connections; a worker is simply started."""
        deadline = time.monotonic() + UP_WITHIN
        while self.port and not self._answers():
            if not self.alive() or time.monotonic() > deadline:
                raise NotUp(f"{self.verb}: {self.log}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def owns(self, pid: int) -> bool:
        """Whether a process is one of this machine's."""
        if self.process is None:
            return False
        try:
            return os.getpgid(pid) == self.process.pid
        except ProcessLookupError:
            return False

    def is_first(self, pid: int) -> bool:
        return self.process is not None and self.process.pid == pid

    def kill(self) -> None:
        """SIGKILL to all its processes."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def processes(self) -> list[int]:
        """The numbers of its processes: the first one, and what it forked."""
        return [pid for pid in _all_processes() if self.owns(pid)]


def kill_one(pid: int) -> None:
    """SIGKILL to one process; returns when it is gone (or a zombie, which does nothing any more)."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while _lives(pid) and time.monotonic() < deadline:
        time.sleep(0.001)


def _all_processes() -> list[int]:
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdecimal()]


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def run(environment: Mapping[str, str], *words: str) -> str:
    """A command that does its work and ends."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.crash.launcher", *words],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotUp(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout

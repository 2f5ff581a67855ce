"""The server as a process: the worker inside it, one at a time on SQLite, and a crash leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from cli.serving import LONGEST_HEADER, LONGEST_LINE, MOST_HEADERS

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, within: float = 15) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return answer.read() == b"hallo"
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    return False


def becomes(path: Path, text: str, within: float = 10) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if path.is_file() and path.read_text() == text:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def run(installed, parts):
    """Start `zevenstap VERB` in a process of its own; all are stopped afterwards."""
    started = []

    def start(verb: str, port: int, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.serving_process", str(parts.home), parts.database_url, verb, *words],
            cwd=ROOT,
            env={**os.environ, "PORT": str(port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=30)


def test_the_server_answers_with_its_worker_running_and_stops_both(run, parts):
    port = free_port()
    server = run("serve", port)
    assert answers(port)
    assert becomes(parts.home / "worker", "aan")
    server.terminate()
    assert server.wait(30) == 0
    assert (parts.home / "worker").read_text() == "uit"


def test_a_request_that_says_too_much_is_refused_before_it_is_read(run):
    """One server, and each limit; after every refusal it still answers."""
    port = free_port()
    run("serve", port)
    assert answers(port)
    line = b"GET /%s HTTP/1.1\r\nHost: x\r\n" % (b"a" * LONGEST_LINE)
    header = b"GET / HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n" % (b"a" * LONGEST_HEADER)
    many = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: 1\r\n" * MOST_HEADERS
    twice = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n"
    for sent in (line, header, many, twice):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(sent + b"\r\n")
            assert connection.recv(100).startswith((b"HTTP/1.1 400", b"HTTP/1.1 431", b"HTTP/1.1 414"))
        assert answers(port)


def test_a_second_process_on_sqlite_is_refused_in_dutch_and_english(run, parts):
    if not parts.database_url.startswith("sqlite"):
        pytest.skip("on PostgreSQL any number may run")
    port = free_port()
    run("serve", port)
    assert answers(port)
    second = run("worker", port)
    _, said = second.communicate(timeout=30)
    assert second.returncode == 1
    assert "Er draait al" in said and "already runs" in said


def test_a_server_that_was_killed_can_be_started_at_once(run):
    port = free_port()
    server = run("serve", port)
    assert answers(port)
    server.send_signal(signal.SIGKILL)
    server.wait(10)
    again = run("serve", free_port_after := free_port())
    assert answers(free_port_after)
    assert again.poll() is None


@pytest.mark.parametrize("words", [["--processes", "2"], ["--no-worker"]])
def test_more_processes_need_postgresql(installed, parts, words):
    if not parts.database_url.startswith("sqlite"):
        pytest.skip("this is PostgreSQL")
    outcome = installed("serve", *words)
    assert outcome.code == 2
    assert "PostgreSQL" in outcome.err and "Op SQLite" in outcome.err


@pytest.mark.parametrize("count", ["0", "-1", "65"])
def test_a_number_of_processes_that_makes_no_sense_is_refused(installed, count):
    assert installed("serve", "--processes", count).code == 2


def test_two_processes_serve_beside_a_worker(run, parts):
    if parts.database_url.startswith("sqlite"):
        pytest.skip("on SQLite one process does everything")
    port = free_port()
    server = run("serve", port, "--processes", "2", "--no-worker")
    assert answers(port)
    assert not (parts.home / "worker").exists()
    worker = run("worker", 0)
    assert becomes(parts.home / "worker", "aan")
    for process in (worker, server):
        process.terminate()
        assert process.wait(30) == 0


@pytest.mark.parametrize("port", ["abc", "0", "99999", "-1", ""])
def test_a_port_that_is_none_is_refused(installed, monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    outcome = installed("serve")
    assert outcome.code == 2
    assert "poort" in outcome.err


def test_a_worker_alone_stops_when_told(run, parts):
    worker = run("worker", 0)
    assert becomes(parts.home / "worker", "aan")
    worker.terminate()
    assert worker.wait(30) == 0
    assert (parts.home / "worker").read_text() == "uit"

"""The world outside: a service that is called with a key, and a mail server. Both remember everything that came."""

from __future__ import annotations

import json
import re
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bench.crash.points import Points
from bench.crash.work import ORDER

REFUSES_ABOVE = 900  # an order of more than this is refused, so that the diagram must find another way
FAILS_EVERY = 17  # one in so many calls fails, as services do


@dataclass(frozen=True)
class Call:
    """One call of the service, as it came."""

    key: str
    topic: str
    case: str
    attempt: int
    pid: int
    content: str
    at: float
    answer: str  # a receipt, "refused", "failed" or "" when the caller was shot before it was answered


@dataclass
class Outside:
    """What the world saw; shared by the threads that serve it."""

    points: Points
    calls: list[Call] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)  # by key: who asks twice gets the same
    mails: list[str] = field(default_factory=list)  # Message-IDs
    poisoned: set[str] = field(default_factory=set)  # names of cases whose calls kill their caller
    lock: threading.Lock = field(default_factory=threading.Lock)
    service_port: int = 0
    mail_port: int = 0
    poison: Callable[[int, dict[str, Any]], None] = lambda _pid, _facts: None  # shoots the caller

    def receipt(self, key: str) -> str:
        with self.lock:
            return self.receipts.setdefault(key, f"bon-{len(self.receipts) + 1}")

    def note(self, call: Call) -> None:
        with self.lock:
            self.calls.append(call)


def _service(outside: Outside) -> type[BaseHTTPRequestHandler]:
    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers, topic = self.headers, self.path.strip("/")
            key, attempt = headers["Idempotency-Key"], int(headers["Attempt"])
            facts: dict[str, Any] = {"job": int(key[4:]), "attempt": attempt, "topic": topic}
            pid = int(headers["Process"])
            outside.points.here("call", "request arrived", pid=pid, **facts)
            if body["zaak"] in outside.poisoned and topic == ORDER:
                outside.poison(pid, facts)
            status, answer = self._answer(topic, body)
            told = Call(
                key, topic, headers["Case"], attempt, pid, json.dumps(body),
                time.time(), answer,
            )  # fmt: skip
            outside.note(told)
            outside.points.here("call", "request done", pid=pid, **facts)
            with suppress(OSError):  # the caller may be dead
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer.encode())

        def _answer(self, topic: str, body: dict[str, str]) -> tuple[int, str]:
            key = self.headers["Idempotency-Key"]
            if topic == ORDER and float(body["bedrag"]) > REFUSES_ABOVE:
                return 409, "refused"
            if len(outside.calls) % FAILS_EVERY == FAILS_EVERY - 1:
                return 500, "failed"
            return 200, outside.receipt(key)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: what matters is in `calls`."""

    return Service


class _MailServer(socketserver.StreamRequestHandler):
    """As much SMTP as a sender without TLS and login needs."""

    outside: Outside
    sender = 0

    def handle(self) -> None:
        with suppress(OSError):
            self._talk()

    def _talk(self) -> None:
        self._say("220 proef")
        while line := self.rfile.readline().decode("ascii", "replace").strip():
            word = line[:4].upper()
            if word == "EHLO":
                self.sender = int(line.rpartition("-")[2])  # the launcher lets a process name its number
            if word == "DATA":
                self._say("354 ga uw gang")
                self._take()
            self._say("221 dag" if word == "QUIT" else "250 goed")
            if word == "QUIT":
                return

    def _take(self) -> None:
        text = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            text.append(line.decode("utf-8", "replace"))
        if not line:
            return  # the sender died halfway: nothing was delivered
        found = re.search(r"^Message-ID:\s*(<[^>]+>)", "".join(text), re.M | re.I)
        number = found.group(1) if found else ""
        facts: dict[str, Any] = {"job": int(number.rpartition("@")[0].rpartition("-")[2]), "topic": "mail.versturen"}
        self.outside.points.here("call", "mail arrived", pid=self.sender, **facts)
        with self.outside.lock:
            self.outside.mails.append(number)
        self.outside.points.here("call", "mail done", pid=self.sender, **facts)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def running(points: Points) -> Iterator[Outside]:
    """Both servers, on ports of their own, as long as the proof lasts."""
    outside = Outside(points)
    service = ThreadingHTTPServer(("127.0.0.1", 0), _service(outside))
    mail = socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("MailServer", (_MailServer,), {"outside": outside}))
    outside.service_port, outside.mail_port = service.server_address[1], mail.server_address[1]
    threads = [threading.Thread(target=each.serve_forever, daemon=True) for each in (service, mail)]
    for server in (service, mail):
        server.daemon_threads = True
    for each in threads:
        each.start()
    try:
        yield outside
    finally:
        for server in (service, mail):
            server.shutdown()
            server.server_close()

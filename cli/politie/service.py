"""The HTTP service of the simulator: takes signed requests, and delivers on them after a while."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from cli.politie.modes import MODES, Asked
from cli.politie.sending import Answer, Sender
from dossier import signatures
from dossier.signatures import Wrong

LARGEST = 10 * 1024 * 1024


@dataclass
class Simulator:
    """What it was told to do, and what happened so far."""

    sender: Sender
    mode: str = "volledig"
    late: float = 0.0  # seconds before it delivers
    asked: list[Asked] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    _nonces: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _timers: list[threading.Timer] = field(default_factory=list)

    def take(self, headers: dict[str, str], path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """One request: refused when it is not the municipality's, and done once however often it comes."""
        if (no := self._stranger("POST", headers, path, body)) is not None:
            return no
        try:
            content = json.loads(body)
            asked = Asked(str(content["kenmerk"]), str(content["leveren_aan"]).rstrip("/"))
        except (ValueError, KeyError, TypeError):
            return self._no(422, "inhoud_ongeldig")
        with self._lock:
            if asked not in self.asked:  # the job may call twice; the second time we know it
                self.asked.append(asked)
                self._later(asked)
        self.sender.tell(f"Verzoek {asked.kenmerk} ontvangen.")
        return 202, {"kenmerk": asked.kenmerk, "ontvangen": True}

    def withdraw(self, headers: dict[str, str], path: str) -> tuple[int, dict[str, Any]]:
        """The municipality needs it no longer: nothing more is delivered on it, however often it says so."""
        if (no := self._stranger("DELETE", headers, path, b"")) is not None:
            return no
        kenmerk = urlsplit(path).path.rpartition("/")[2]
        with self._lock:
            if kenmerk not in [each.kenmerk for each in self.asked]:
                return 404, {"code": "onbekend_verzoek"}
            if kenmerk not in self.withdrawn:
                self.withdrawn.append(kenmerk)
        self.sender.tell(f"Verzoek {kenmerk} ingetrokken.")
        return 204, {}

    def told(self) -> dict[str, Any]:
        """How it goes, for who looks at the address with a browser."""
        return {
            "simulator": "politiekant van de groepsscan",
            "manier": self.mode,
            "verzoeken": [each.kenmerk for each in self.asked],
            "antwoorden": [{"status": each.status, "code": each.code} for each in self.answers],
            "geweigerd": self.refused,
            "ingetrokken": self.withdrawn,
        }

    def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()

    def _later(self, asked: Asked) -> None:
        timer = threading.Timer(self.late, self._deliver, [asked])
        timer.daemon = True
        self._timers.append(timer)
        timer.start()

    def _deliver(self, asked: Asked) -> None:
        if asked.kenmerk in self.withdrawn:
            return
        answers = MODES[self.mode](asked, self.sender)
        with self._lock:
            self.answers.extend(answers)

    def _stranger(
        self, method: str, headers: dict[str, str], path: str, body: bytes
    ) -> tuple[int, dict[str, Any]] | None:
        """The refusal of a message that is not the municipality's, or that came before."""
        found = signatures.verify(
            headers, known=[self.sender.secret], method=method, path=path, now=self.sender.clock()
        )
        if isinstance(found, Wrong):
            return self._no(401, found.code)
        if not signatures.matches(found, body):
            return self._no(400, "inhoud_gewijzigd")
        with self._lock:
            if found.nonce in self._nonces:
                return self._no(409, "nonce_gebruikt")
            self._nonces.add(found.nonce)
        return None

    def _no(self, status: int, code: str) -> tuple[int, dict[str, Any]]:
        self.refused.append(code)
        self.sender.tell(f"Verzoek geweigerd: {code}")
        return status, {"code": code}


def server(simulator: Simulator, *, host: str, port: int) -> ThreadingHTTPServer:
    """A server that is bound and does not run yet."""

    class Door(BaseHTTPRequestHandler):
        timeout = 30  # a caller that stops halfway does not keep us

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not (length.isascii() and length.isdecimal()) or int(length) > LARGEST:
                self._answer(413, {"code": "te_groot"})
                return
            body = self.rfile.read(int(length))
            headers = {name: self.headers.get(name, "") for name in signatures.HEADERS}
            self._answer(*simulator.take(headers, self.path, body))

        def do_DELETE(self) -> None:
            headers = {name: self.headers.get(name, "") for name in signatures.HEADERS}
            self._answer(*simulator.withdraw(headers, self.path))

        def do_GET(self) -> None:
            self._answer(200, simulator.told())

        def log_message(self, format: str, *args: Any) -> None:
            """What it has to tell it tells itself."""

        def _answer(self, status: int, content: dict[str, Any]) -> None:
            text = json.dumps(content).encode() if status != 204 else b""
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

    return ThreadingHTTPServer((host, port), Door)

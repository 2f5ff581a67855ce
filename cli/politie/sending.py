"""Sends signed messages to the municipality, as a real police side would; and wrong ones, for the mode `verkeerd`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener
from uuid import uuid4

from dossier import signatures

JSON = "application/json"
PATIENCE = 30.0  # seconds for one answer
_open = build_opener(ProxyHandler({})).open  # straight there: a simulator has no business with a proxy


@dataclass(frozen=True)
class Answer:
    """What the municipality said."""

    status: int  # 0: it could not be reached
    code: str  # the word of a refusal, or how far the request is
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sender:
    """Where to, with which secret, and who is told what came of it."""

    secret: str
    tell: Callable[[str], None]
    clock: Callable[[], datetime]
    attempts: int = 60
    pause: float = 1.0  # between two attempts, where a real one waits as long as Retry-After says

    def deliver(self, address: str, content: Any, *, key: str = "", again: bool = True) -> Answer:
        """Send it, and again while the municipality says: later."""
        key = key or uuid4().hex
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        answer = Answer(0, "")
        for _ in range(self.attempts):
            answer = self.once(address, body, key=key)
            if not again or not (answer.status == 0 or answer.code in ("verzoek_nog_niet_vastgelegd", "bezet")):
                break
            time.sleep(self.pause)
        self.tell(f"{urlsplit(address).path}: {answer.status} {answer.code}")
        return answer

    def once(self, address: str, body: bytes, *, key: str, secret: str = "", late: timedelta = timedelta()) -> Answer:
        """One attempt, signed now; or with another secret, or as if it were another time."""
        headers = signatures.headers(
            secret=secret or self.secret,
            method="POST",
            path=urlsplit(address).path,
            body=body,
            key=key,
            now=self.clock() - late,
            content_type=JSON,
        )
        return send(address, body, headers)


def send(address: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Exactly this, once."""
    if urlsplit(address).scheme not in ("http", "https"):
        return Answer(0, "geen_adres")
    request = Request(address, data=body, headers=headers, method="POST")
    try:
        with _open(request, timeout=PATIENCE) as answer:
            return _read(answer.status, answer.read())
    except HTTPError as refused:
        with refused:
            return _read(refused.code, refused.read())
    except (URLError, OSError):
        return Answer(0, "onbereikbaar")


def _read(status: int, text: bytes) -> Answer:
    try:
        content = json.loads(text)
    except ValueError:
        content = {}
    found = content if isinstance(content, dict) else {}
    return Answer(status, str(found.get("code") or found.get("stand") or ""), found)

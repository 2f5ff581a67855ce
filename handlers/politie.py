"""The door to the police side: one signed request out, over verified TLS; what the answer says is not read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from dossier import signatures
from engine.errors import Invalid
from handlers.settings import Police

PATIENCE = httpx.Timeout(20.0, connect=10.0)
TRY_AGAIN = frozenset({408, 425, 429})  # the rest of 4xx will not go better a second time
GONE = frozenset({404, 410})
JSON = "application/json"
URL = "ZEVENSTAP_GROEPSSCAN_URL"
SECRET = "ZEVENSTAP_GROEPSSCAN_GEHEIM"
SECRET_BEFORE = "ZEVENSTAP_GROEPSSCAN_GEHEIM_VORIG"
HERE = frozenset({"127.0.0.1", "localhost", "::1"})


def secrets(environment: Mapping[str, str]) -> tuple[str, ...]:
    """What signs the messages of the police side; for as long as both sides change it, the one before too."""
    found = tuple(secret for name in (SECRET, SECRET_BEFORE) if (secret := environment.get(name, "")))
    if any(len(secret) < signatures.SHORTEST_SECRET for secret in found):
        raise SystemExit(f"{SECRET} moet ten minste {signatures.SHORTEST_SECRET} tekens lang zijn.")
    return found


def address(environment: Mapping[str, str]) -> Police | None:
    """The address is https; plain http only on this very machine, for the simulator."""
    url, secret = environment.get(URL, ""), environment.get(SECRET, "")
    if not url:
        return None
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    if not (safe and parts.hostname and secret):
        raise SystemExit(f"{URL} moet met https:// beginnen, met {SECRET} erbij.")
    return Police(url, secret)


class NotConfigured(Invalid):
    """The package sends by adapter, but this installation was told no address or secret."""

    code = "koppeling_niet_ingesteld"

    def __init__(self) -> None:
        super().__init__(
            "Het pakket verstuurt de groepsscan met de koppeling, maar die is niet ingesteld. "
            "Vul ZEVENSTAP_GROEPSSCAN_URL en ZEVENSTAP_GROEPSSCAN_GEHEIM in."
        )


class RequestRefused(Invalid):
    """The police side understood the request and does not want it; trying again changes nothing."""

    def __init__(self, status: int) -> None:
        self.code = f"politie_{status}"
        super().__init__(f"De politiekant weigert het verzoek met status {status}.")


class Unreachable(Exception):
    """No answer, or one that says: later."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def request_scan(police: Police | None, content: Mapping[str, Any], *, key: str, now: datetime) -> None:
    """Send the request; every attempt carries the same key, so that twice is once."""
    police = _configured(police)
    where = urlsplit(police.url)
    path = (where.path or "/") + (f"?{where.query}" if where.query else "")
    _send(police, "POST", path, orjson.dumps(content), key=key, now=now)


def withdraw_scan(police: Police | None, kenmerk: str, *, key: str, now: datetime) -> None:
    """Say that a request no longer counts; the key is that of the request. Unknown or gone there is as good."""
    police = _configured(police)
    where = urlsplit(police.url)
    path = f"{where.path.rstrip('/')}/{kenmerk}" + (f"?{where.query}" if where.query else "")
    _send(police, "DELETE", path, b"", key=key, now=now, fine=GONE)


def _configured(police: Police | None) -> Police:
    if police is None:
        raise NotConfigured
    return police


def _send(
    police: Police, method: str, path: str, body: bytes, *, key: str, now: datetime, fine: frozenset[int] = frozenset()
) -> None:
    where = urlsplit(police.url)
    content_type = JSON if body else ""
    headers = signatures.headers(
        secret=police.secret, method=method, path=path, body=body, key=key, now=now, content_type=content_type
    )
    url = f"{where.scheme}://{where.netloc}{path}"
    try:
        with httpx.stream(
            method, url, content=body, headers=headers, timeout=PATIENCE, follow_redirects=False
        ) as answer:
            status = answer.status_code
    except httpx.HTTPError:
        raise Unreachable("politie_onbereikbaar") from None  # its text may hold the address with what stands in it
    if status in TRY_AGAIN or status >= 500:
        raise Unreachable(f"politie_{status}")
    if not 200 <= status < 300 and status not in fine:
        raise RequestRefused(status)

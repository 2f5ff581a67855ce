"""The door to the police side: one signed request out, over verified TLS; what the answer says is not read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from dossier import signatures
from engine.errors import Invalid
from handlers.settings import Police

PATIENCE = httpx.Timeout(20.0, connect=10.0)
TRY_AGAIN = frozenset({408, 425, 429})  # the rest of 4xx will not go better a second time
JSON = "application/json"


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


def request_scan(police: Police | None, content: Mapping[str, Any], *, key: str) -> None:
    """Send the request; every attempt carries the same key, so that twice is once."""
    if police is None:
        raise NotConfigured
    body = orjson.dumps(content)
    address = urlsplit(police.url)
    path = address.path + (f"?{address.query}" if address.query else "")
    headers = signatures.headers(
        secret=police.secret,
        method="POST",
        path=path or "/",
        body=body,
        key=key,
        now=datetime.now(UTC),  # the moment of sending: a job may have waited for hours
        content_type=JSON,
    )
    try:
        with httpx.stream(
            "POST", police.url, content=body, headers=headers, timeout=PATIENCE, follow_redirects=False
        ) as answer:
            status = answer.status_code
    except httpx.HTTPError:
        raise Unreachable("politie_onbereikbaar") from None  # its text may hold the address with what stands in it
    if status in TRY_AGAIN or status >= 500:
        raise Unreachable(f"politie_{status}")
    if not 200 <= status < 300:
        raise RequestRefused(status)

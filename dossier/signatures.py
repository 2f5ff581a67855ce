"""How the municipality and the police side know each other's messages: a secret both hold, signed over what counts.

The signature covers the digest of the body and not the body, so that a stranger is refused before a byte of it is read.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

SCHEME = "zevenstap-v1"
TIME, NONCE, SIGNATURE, KEY = "Zevenstap-Tijdstip", "Zevenstap-Nonce", "Zevenstap-Handtekening", "Idempotency-Key"
DIGEST, TYPE = "Content-Digest", "Content-Type"
HEADERS = (TIME, NONCE, KEY, TYPE, DIGEST, SIGNATURE)
WINDOW = timedelta(minutes=5)  # how far two clocks may differ, and how long a nonce is remembered at least
SHORTEST_SECRET = 32

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_KEY = re.compile(r"[A-Za-z0-9._:-]{1,80}")
_TIME = re.compile(r"[0-9]{1,12}")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


@dataclass(frozen=True)
class Wrong:
    """Why a message is not taken for theirs; `code` is a word of the interface."""

    code: str


@dataclass(frozen=True)
class Envelope:
    """What is proven of a message before its body is read."""

    nonce: str
    key: str  # the sender's idempotency key
    sha256: bytes  # what the body must turn out to be
    signed_at: datetime


def digest(body: bytes) -> str:
    """The header of RFC 9530."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def headers(
    *, secret: str, method: str, path: str, body: bytes, key: str, now: datetime, content_type: str = ""
) -> dict[str, str]:
    """What the sender adds; a new nonce each time, the same key on every attempt."""
    given = {
        TIME: str(int(now.timestamp())),
        NONCE: secrets.token_urlsafe(18),
        KEY: key,
        DIGEST: digest(body),
        TYPE: content_type,
    }
    return {name: value for name, value in given.items() if value} | {SIGNATURE: _sign(secret, method, path, given)}


def verify(
    given: Mapping[str, str], *, known: Iterable[str], method: str, path: str, now: datetime
) -> Envelope | Wrong:
    """The envelope, when one of the known secrets signed it within the window; `given`: the headers."""
    sent, nonce, key = given.get(TIME, ""), given.get(NONCE, ""), given.get(KEY, "")
    found = _DIGEST.fullmatch(given.get(DIGEST, ""))
    signature = given.get(SIGNATURE, "")
    if not signature:
        return Wrong("handtekening_ontbreekt")
    if not _TIME.fullmatch(sent):
        return Wrong("tijdstip_ontbreekt")
    if not (_NONCE.fullmatch(nonce) and _KEY.fullmatch(key) and found):
        return Wrong("kop_onvolledig")
    right = [_sign(secret, method, path, given) for secret in known]
    if not any([hmac.compare_digest(each.encode(), signature.encode()) for each in right]):
        return Wrong("handtekening_onjuist")
    if abs(now.timestamp() - int(sent)) > WINDOW.total_seconds():
        return Wrong("tijdstip_verlopen")
    try:
        expected = base64.b64decode(found[1], validate=True)
    except binascii.Error:  # pragma: no cover (the pattern lets nothing else through)
        return Wrong("kop_onvolledig")
    return Envelope(nonce, key, expected, datetime.fromtimestamp(int(sent), now.tzinfo))


def matches(envelope: Envelope, body: bytes) -> bool:
    """Whether this is the body that was signed for."""
    return hmac.compare_digest(envelope.sha256, hashlib.sha256(body).digest())


def _sign(secret: str, method: str, path: str, given: Mapping[str, str]) -> str:
    parts = (
        SCHEME,
        method.upper(),
        path,
        *(given.get(name, "") for name in (TIME, NONCE, KEY, TYPE, DIGEST)),
    )
    return "v1=" + hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()

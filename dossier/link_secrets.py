"""The secrets of links that work once: made from the installation's key, kept as hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from dossier.keys import InstallationKey

DIGITS = 8  # of a code that is told by telephone


def token(nonce: bytes, key: InstallationKey) -> str:
    """The secret part of the address: the same whenever it is made, so a mail that goes twice brings one link."""
    made = hmac.new(key.secret, b"one-time link\0" + nonce, hashlib.sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def code_hash(link_token: str, code: str) -> str:
    """Hashed with the link's own secret: who has the database alone cannot try all codes."""
    return hmac.new(link_token.encode(), code.encode(), hashlib.sha256).hexdigest()


def digits(typed: str) -> str:
    """A code as it was meant, with or without spaces."""
    return "".join(sign for sign in typed if sign.isascii() and sign.isdecimal())


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

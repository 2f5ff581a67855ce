"""`/metrics` for Prometheus: only for this very machine, or for who knows the token."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, abort, request

from engine import counts, metrics
from web.parts import now, parts

bp = Blueprint("metrics", __name__)
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


@bp.get("/metrics")
def show() -> Response:
    """The numbers; for anybody else the page does not exist."""
    if not _allowed():
        abort(404)
    text = counts.of_database(now=now()) + metrics.of_processes()
    return Response(text, content_type=metrics.CONTENT_TYPE)


def _allowed() -> bool:
    """With a token set, the token and nothing else: a proxy on this machine speaks from the same address as we do."""
    token = parts().metrics_token
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    passed_on = any(name in request.headers for name in PASSED_ON)
    return not passed_on and _is_this_machine(request.remote_addr or "")


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False

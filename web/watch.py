"""What is seen of every request from outside: an id on its lines and its answer, a line in the log, a count."""

from __future__ import annotations

import re
from uuid import uuid4

from flask import Flask, Response, g, request

from engine import logs, metrics

HEADER = "X-Request-ID"
# As proxies and tracers make them; no letters beyond f, so that nobody can send a name along.
WELL_FORMED = re.compile(r"[0-9a-fA-F][0-9a-fA-F-]{14,62}[0-9a-fA-F]")
QUIET = frozenset({"static", "health.show", "health.alive", "health.ready", "metrics.show"})  # asked all day long

log = logs.get(__name__)


def register(app: Flask) -> None:
    """To be called before all else, so that a request that is refused is seen as well."""
    app.before_request(begin)
    app.after_request(end)
    app.log_exception = _failed  # type: ignore[method-assign]  # Flask's own puts the address in the line


def begin() -> None:
    """The id that a proxy gave, or one of our own; and the case, when the address names one."""
    given = request.headers.get(HEADER, "")
    g.request_id = given if WELL_FORMED.fullmatch(given) else uuid4().hex
    g.started = metrics.mark()
    of_address = request.view_args or {}
    logs.begin(request=g.request_id, case=of_address.get("instance_id"), task=of_address.get("task_id"))


def end(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    response.headers[HEADER] = g.request_id
    method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
    metrics.answered(g.started, endpoint=endpoint, method=method, status=response.status_code)
    if endpoint not in QUIET:
        measured = metrics.since(g.started)
        log.info("request", endpoint=endpoint, method=method, status=response.status_code, **measured)
    return response


def _failed(exc_info: object) -> None:
    log.error("request failed", endpoint=request.endpoint or "none", exc_info=exc_info)

"""What every answer carries so that a browser cannot be turned against its user."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, Response, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.middleware.proxy_fix import ProxyFix

from web import permissions

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ONLY_HTTPS = "max-age=31536000"  # a year; of other names under this one we know nothing
LARGEST_REQUEST = 30 * 1024 * 1024  # a form with its uploads; a package zip is smaller
LONGEST_SESSION = timedelta(hours=8)  # one working day without a click
MOST_FIELDS = 5000
COOKIE = "zevenstap"
COOKIE_HTTPS = "__Host-zevenstap"  # a browser takes it over https only, and from no neighbouring name

csrf = CSRFProtect()


class CountedFields(FormDataParser):
    """Werkzeug counts the fields of a form with files only; a plain form of a million fields holds up a thread too."""

    def _parse_urlencoded(self, stream: IO[bytes], mimetype: str, content_length: int | None, options: Any) -> Any:
        sent = stream.read()
        if sent.count(b"&") >= MOST_FIELDS:
            raise RequestEntityTooLarge
        text = sent.decode("utf-8", "replace").encode()  # what is no text must not be a failure of ours
        return super()._parse_urlencoded(BytesIO(text), mimetype, len(text), options)


class LimitedRequest(Request):
    """A request within bounds."""

    form_data_parser_class = CountedFields


def protect(app: Flask, *, secret_key: str, secure_cookies: bool) -> None:
    """Cookies, form tokens, size limit and headers."""
    app.config.update(
        SECRET_KEY=secret_key,
        SESSION_COOKIE_NAME=COOKIE_HTTPS if secure_cookies else COOKIE,
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure_cookies,
        PERMANENT_SESSION_LIFETIME=LONGEST_SESSION,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=5 * 1024 * 1024,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; a form may stay open over lunch
        WTF_CSRF_SSL_STRICT=secure_cookies,
    )
    if secure_cookies:
        # Served over https means: behind a proxy. Without this everybody would have one address, and a stranger's
        # wrong passwords would shut out everybody.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=0)  # type: ignore[method-assign]
        app.after_request(_only_https)
    app.request_class = LimitedRequest
    csrf.init_app(app)
    app.after_request(add_headers)


def _only_https(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = ONLY_HTTPS
    return response


def add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    row = permissions.TABLE.get(request.endpoint or "")
    if row is None or not row.cacheable:
        response.headers["Cache-Control"] = "no-store"
    return response

"""What the pages with an editor may that no other page may: styles that the editor writes into the page itself."""

from __future__ import annotations

from flask import Response

from web import security

STRICT, RELAXED = "style-src 'self'", "style-src 'self' 'unsafe-inline'"


def relaxed(response: Response) -> Response:
    """The same answer under the policy of an editor; scripts stay ours, and nothing comes from elsewhere."""
    response.headers["Content-Security-Policy"] = security.POLICY.replace(STRICT, RELAXED)
    return response

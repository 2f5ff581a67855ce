"""What a page with an editor may do that other pages may not: the drawing parts of others set style themselves."""

from __future__ import annotations

from flask import Response

from web.security import POLICY

# style-src-attr: bpmn-js and dmn-js place what they draw; style-src-elem: the editor of a FEEL field adds its own
_STYLE = "; style-src 'self' 'unsafe-inline'"


def relaxed(response: Response) -> Response:
    """This answer may carry inline style; scripts stay as strict as everywhere."""
    response.headers["Content-Security-Policy"] = POLICY.replace("; style-src 'self'", _STYLE)
    return response

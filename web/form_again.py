"""A form that came when its session was over: shown again with all that was typed, to send after logging in.

Nothing is kept: what came goes straight back to the browser that sent it. Only a page of our own can have sent it, for
otherwise another site could put words into somebody's mouth and wait for his click.
"""

from __future__ import annotations

from flask import render_template, request

from web.route_rows import Part, Row

NOT_AGAIN = frozenset({"csrf_token"})


def page(row: Row | None, status: int) -> tuple[str, int] | None:
    """The page; None when there is nothing to save, or when it may not be shown."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_AGAIN]
    if row is None or row.part is Part.NONE or not typed or not _is_ours():
        return None
    files = any(file.filename for file in request.files.values())
    return render_template("form_again.html", action=request.full_path.rstrip("?"), typed=typed, files=files), status


def _is_ours() -> bool:
    """Whether the browser says that a page of this very site sent it; browsers do so since years."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get(
        "Origin", ""
    ) == request.host_url.rstrip("/")

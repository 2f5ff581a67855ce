"""Pages that look again by themselves: a mark of what they show, and 304 when that is the same still."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from web import language, people, words
from web.parts import now


def answer(template: str, **shown: Any) -> Response:
    """The page, or nothing when who asks has this very page; all that counts is the data it shows."""
    mark = _mark(template, shown)
    if request.if_none_match.contains(mark):
        response = make_response("", 304)
    else:
        response = make_response(render_template(template, **shown, mark=mark))
    response.set_etag(mark)
    return response


def _mark(template: str, shown: dict[str, Any]) -> str:
    """Of rows and numbers, not of functions; the day counts too, for 'morgen' becomes 'vandaag'."""
    data = {name: value for name, value in shown.items() if not callable(value)}
    rows = sorted(data.items())
    text = repr((template, language.now_spoken(), people.person().key, request.full_path, words.local(now()), rows))
    return hashlib.sha256(text.encode()).hexdigest()[:32]

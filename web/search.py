"""Search over the groups, tasks and documents that somebody may see.

Sent as a form and not in the address: people type names, and those must not stand in a log or a history.
"""

from __future__ import annotations

import re

from flask import Blueprint, render_template, request, url_for

from dossier import search
from dossier.search import Found
from engine import db
from web import people
from web.tasks import known, page_number

bp = Blueprint("search", __name__)
_PIECES = re.compile(r"([^\W_]+)")


@bp.get("/zoeken")
def ask() -> str:
    return render_template("search.html", asked="", found=None, kinds=search.KINDS, kind="")


@bp.post("/zoeken")
def show() -> str:
    asked = request.form.get("vraag", "")[: search.LONGEST].strip()
    kind = known(request.form.get("soort"), search.KINDS, "")
    with db.reading() as session:
        page = search.find(session, people.actor(), asked, kind=kind, page=page_number(request.form))
    words = search.words(asked)
    rows = [(row, address(row), pieces(row.text, words)) for row in page.rows]
    found = {"rows": rows, "page": page, "words": words}
    return render_template("search.html", asked=asked, found=found, kinds=search.KINDS, kind=kind)


def address(row: Found) -> str:
    """Where it can be seen; a task that is another's stands on the page of its case."""
    if row.kind == "document":
        return url_for("documents.show", instance_id=row.instance_id, document_id=row.ref_id)
    if row.kind == "taak" and row.mine:
        return url_for("task.show", task_id=row.ref_id)
    return url_for("case.show", instance_id=row.instance_id)


def pieces(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is what was looked for."""
    split = [piece for piece in _PIECES.split(text) if piece]
    return [(piece, any(search.plain(piece).startswith(word) for word in words)) for piece in split]

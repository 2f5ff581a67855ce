"""One rule of a decision table as a plain form: for who does not use the editor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from engine import db, dmn, feel, package_drafts
from engine.dmn import rows
from engine.dmn.errors import DmnError
from engine.dmn.model import Decision, Definitions, Literal, Table, table_of
from engine.dmn.rows import Row
from engine.dmn.table import expression, test
from engine.errors import Invalid
from engine.package_drafts import DraftChanged, Opened
from web import people
from web.desk import drafts, table_editor
from web.parts import now

bp = Blueprint("table_rows", __name__)


@dataclass(frozen=True)
class Place:
    """A rule of a table, or where a new one goes."""

    decision: Decision
    table: Table
    number: int  # 0: a new one
    after: int


@bp.get("/ontwerpen/<int:draft_id>/tabellen/<path:path>/regel")
def show(draft_id: int, path: str) -> str:
    return _page(draft_id, path, None, {})


@bp.post("/ontwerpen/<int:draft_id>/tabellen/<path:path>/regel")
def save(draft_id: int, path: str) -> AnyResponse | tuple[str, int]:
    """Keep, add, move or remove one rule."""
    opened = _opened(draft_id, path)
    definitions, place = _read(opened.content)
    deed = request.form.get("_actie", "bewaren")
    row = _typed(place.table)
    errors = _wrong(definitions, place.table, row) if deed == "bewaren" else {}
    if errors:
        return _page(draft_id, path, row, errors), 422
    try:
        with db.transaction() as session:
            draft = package_drafts.get(session, draft_id)
            content = _done(opened.content, place, deed, row)
            if content != opened.content:
                person = people.person().key
                package_drafts.save(session, draft, path, content, seen=table_editor.seen(), by=person, now=now())
    except DraftChanged as changed:
        return _page(draft_id, path, row, {"": table_editor.told(changed)}), 409
    flash(_said(deed, place), "klaar")
    return redirect(url_for("table_editor.show", draft_id=draft_id, path=path, _anchor="regels-1"))


def _done(content: bytes, place: Place, deed: str, row: Row) -> bytes:
    table_id = place.table.id
    if not place.number:
        return rows.add(content, table_id, place.after, row)
    if deed == "weghalen":
        return rows.remove(content, table_id, place.number)
    if deed in ("omhoog", "omlaag"):
        return rows.move(content, table_id, place.number, -1 if deed == "omhoog" else 1)
    return rows.change(content, table_id, place.number, row)


def _said(deed: str, place: Place) -> str:
    if not place.number:
        return _("De nieuwe regel %(value)s is toegevoegd.", value=place.after + 1)
    done = {"weghalen": "weggehaald", "omhoog": _("een plaats omhoog gezet"), "omlaag": _("een plaats omlaag gezet")}
    return _("Regel %(number)s is %(get)s.", number=place.number, get=done.get(deed, "bewaard"))


def _opened(draft_id: int, path: str) -> Opened:
    with db.reading() as session:
        return package_drafts.read(session, package_drafts.get(session, draft_id), path)


def _read(content: bytes) -> tuple[Definitions, Place]:
    """The file and the rule that the address names; without names the first table, and a new rule."""
    definitions = dmn.load(content)
    tables = [(d, t) for d in definitions.decisions.values() if (t := table_of(d)) is not None]
    wanted = request.values.get("tabel", "")
    found = next(((d, t) for d, t in tables if not wanted or t.id == wanted), None)
    if found is None:
        raise Invalid("Deze tabel staat niet in het bestand.")
    decision, table = found
    number, after = _number("regel"), _number("na")
    if number > len(table.rules) or after > len(table.rules):
        raise Invalid("Deze regel staat niet (meer) in de tabel.")
    return definitions, Place(decision, table, number, after)


def _number(name: str) -> int:
    text = request.values.get(name, "0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _typed(table: Table) -> Row:
    tests = (request.form.get(f"als_{at}", "").strip() for at in range(len(table.inputs)))
    entries = (request.form.get(f"dan_{at}", "").strip() for at in range(len(table.outputs)))
    return Row(tuple(tests), tuple(entries), request.form.get("toelichting", "").strip())


def _wrong(definitions: Definitions, table: Table, row: Row) -> dict[str, str]:
    """What cannot be read, by field."""
    found: dict[str, str] = {}
    for at, (column, text) in enumerate(zip(table.inputs, row.tests, strict=True)):
        try:
            test(Literal("", text or "-"), definitions.names, definitions.types)
        except DmnError as error:
            found[f"als_{at}"] = f"{column.label}: {error.message_nl}"
    for at, (output, text) in enumerate(zip(table.outputs, row.entries, strict=True)):
        try:
            if text:
                expression(Literal("", text), definitions.names, definitions.types)
        except (DmnError, feel.FeelError) as error:
            found[f"dan_{at}"] = f"{output.name}: {error.message_nl}"
    return found


def _page(draft_id: int, path: str, typed: Row | None, errors: dict[str, str]) -> str:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        opened = package_drafts.read(session, draft, path)
        around = drafts.frame(draft, "table_editor.show")
    table_editor.require_kind(path, ".dmn")
    _, place = _read(opened.content)
    return render_template(
        "desk/table_row.html",
        **around,
        **_fields(opened.content, place, typed),
        path=path,
        revision=opened.revision,
        place=place,
        errors=errors,
    )


def _fields(content: bytes, place: Place, typed: Row | None) -> dict[str, Any]:
    table = place.table
    row = typed or (
        rows.read(content, table.id)[place.number - 1]
        if place.number
        else Row(("",) * len(table.inputs), ("",) * len(table.outputs), "")
    )
    return {
        "tests": [(f"als_{at}", c, text) for at, (c, text) in enumerate(zip(table.inputs, row.tests, strict=True))],
        "entries": [
            (f"dan_{at}", o, text) for at, (o, text) in enumerate(zip(table.outputs, row.entries, strict=True))
        ],
        "note": row.note,
    }

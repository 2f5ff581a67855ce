"""Rows of a decision table tried: fill in answers, see what comes out and why the other rows do not match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from engine import db, definitions, dmn, feel, package_drafts
from engine.dmn import pieces, trying
from engine.dmn.coverage import Coverage, coverage
from engine.dmn.domains import Column
from engine.dmn.model import Decision, Definitions, Table, table_of
from engine.dmn.pieces import Piece
from engine.dmn.trying import Tried
from engine.errors import Invalid
from engine.feel.temporal import write
from web.desk import drafts, table_editor
from web.parts import now

bp = Blueprint("table_trying", __name__)
EMPTY = ""


@dataclass(frozen=True)
class Question:
    """One column: how it is asked, and what was filled in."""

    id: str
    label: str
    kind: str  # choice, date or text
    options: list[tuple[str, str]]  # (text of the field, words)
    text: str
    hint: str
    error: str


@dataclass
class Filled:
    """What was filled in, as texts and as values."""

    texts: list[str]
    values: list[object] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    more: str = ""
    context: Mapping[str, object] = field(default_factory=dict)


@bp.get("/ontwerpen/<int:draft_id>/tabellen/<path:path>/proberen")
def show(draft_id: int, path: str) -> str:
    """An empty form, or the example of a gap or an overlap."""
    return _page(draft_id, path)


@bp.post("/ontwerpen/<int:draft_id>/tabellen/<path:path>/proberen")
def ask(draft_id: int, path: str) -> str:
    return _page(draft_id, path)


def _page(draft_id: int, path: str) -> str:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        opened = package_drafts.read(session, draft, path)
        around = drafts.frame(draft, "table_editor.show")
        settings = definitions.from_files(package_drafts.files_of(session, draft)).settings
    table_editor.require_kind(path, ".dmn")
    file = dmn.load(opened.content)
    decision, table = _chosen(file)
    found = coverage(file, table)
    example = _example(found)
    filled = _read(file, found, example)
    asked = request.method == "POST" or example is not None
    tried = None
    if asked and not filled.errors:
        context = {"instellingen": dict(settings), **filled.context}
        tried = trying.try_rows(file, decision, filled.values, context, feel.Environment(now()))
    return render_template(
        "desk/table_try.html",
        **around,
        path=path,
        decision=decision,
        table=table,
        questions=_questions(table, found, filled),
        more=filled.more,
        errors=filled.errors,
        tried=tried,
        outcome=_outcome(tried),
        why=dmn.explain(tried.result).splitlines() if tried and tried.result else [],
    )


def _chosen(file: Definitions) -> tuple[Decision, Table]:
    wanted = request.values.get("tabel", "")
    for decision in file.decisions.values():
        table = table_of(decision)
        if table is not None and wanted in ("", table.id):
            return decision, table
    raise Invalid("Deze tabel staat niet in het bestand.")


def _example(found: Coverage) -> tuple[object, ...] | None:
    for name, listed in (("gat", found.gaps), ("overlap", found.overlaps)):
        text = request.args.get(name, "")
        if text.isascii() and text.isdecimal() and int(text[:6]) < len(listed):
            return listed[int(text[:6])].example
    return None


def _read(file: Definitions, found: Coverage, example: tuple[object, ...] | None) -> Filled:
    if example is not None:
        return Filled([_text(value) for value in example], list(example))
    filled = Filled([request.form.get(f"vraag_{at}", "").strip() for at in range(len(found.columns))])
    for at, (column, text) in enumerate(zip(found.columns, filled.texts, strict=True)):
        try:
            filled.values.append(_value(column, text, file))
        except ValueError as wrong:
            filled.errors[f"vraag_{at}"] = f"{column.label}: {wrong}"
    filled.more = request.form.get("gegevens", "").strip()
    if filled.more:
        try:
            given = feel.compile_expression(filled.more).evaluate({}, feel.Environment(now()))
        except feel.FeelError as error:
            filled.errors["gegevens"] = error.message_nl
        else:
            if isinstance(given, dict):
                filled.context = given
            else:
                filled.errors["gegevens"] = _("Schrijf gegevens tussen accolades, zoals {leeftijd: 17}")
    return filled


def _value(column: Column, text: str, file: Definitions) -> object:
    """What a field says; `ValueError` with Dutch words when it says nothing that the column can be."""
    if text == EMPTY:
        return None
    known = {_text(part.example): part.example for part in column.pieces if _is_choice(column, part)}
    if text in known:
        return known[text]
    if column.kind == pieces.NUMBER:
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite():
            raise ValueError("vul een getal in")
        return number
    if column.kind == pieces.DATE:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError("vul een datum in") from None
    if column.kind == pieces.STRING or _few(column):
        return text
    return _feel(text, file)


def _feel(text: str, file: Definitions) -> object:
    try:
        return feel.compile_expression(text, file.names, file.types).evaluate({}, feel.Environment(now()))
    except feel.FeelError as error:
        raise ValueError(error.message_nl) from None


def _is_choice(column: Column, part: Piece) -> bool:
    return part.single and not part.words and part.example is not None and column.kind != pieces.DATE


def _few(column: Column) -> bool:
    """Whether all answers that can be given are known one by one."""
    return all(part.single for part in column.pieces)


def _text(value: object) -> str:
    """A value as the field carries it."""
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Decimal):
        return pieces.shown(value)
    return value if isinstance(value, str) else write(value)


def _questions(table: Table, found: Coverage, filled: Filled) -> list[Question]:
    return [
        _question(at, column, filled.texts[at], filled.errors.get(f"vraag_{at}", ""))
        for at, column in enumerate(found.columns)
    ]


def _question(at: int, column: Column, text: str, error: str) -> Question:
    options = [(_text(p.example), pieces.shown(p.example)) for p in column.pieces if _is_choice(column, p)]
    kind, hint = "text", ""
    if _few(column):
        kind = "choice"
    elif column.kind == pieces.DATE:
        kind = "date"
    elif column.kind == pieces.NUMBER:
        hint = _("Een getal.")
    elif column.kind == pieces.STRING:
        hint = _("Een tekst, zonder aanhalingstekens.")
    else:
        hint = _('Schrijf de waarde in FEEL, zoals 12, "tekst" of date("2026-01-31").')
    return Question(f"vraag_{at}", column.label, kind, options, text, hint, error)


def _outcome(tried: Tried | None) -> list[dict[str, Any]]:
    """The rows of the outcome in words."""
    if tried is None or tried.result is None:
        return []
    return [{name: pieces.shown(value) for name, value in row.items()} for row in tried.result.outputs]

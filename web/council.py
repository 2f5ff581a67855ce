"""The figures for the council: a page, a table for a spreadsheet and a Word document; no group is named in any."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, render_template, send_file
from flask_babel import gettext as _

from dossier import council, letters
from dossier.council import Figures
from dossier.letters import LetterMissing
from dossier.privacy import today
from engine import db, definitions
from web import spreadsheet
from web.bars import Bar, Drawing
from web.parts import now, parts

bp = Blueprint("council", __name__)
LETTER = "raadsrapportage"
TITLE = "Cijfers over de aanpak van groepen"
NAME = "raadsrapportage"


@bp.get("/cijfers")
def show() -> str:
    with db.reading() as session:
        last = council.last_day(today(now()))
        tables = council.report(session, now=now())
    return render_template("council.html", tables=[(table, bars_of(table)) for table in tables], last=last)


def bars_of(table: Figures) -> Drawing | None:
    """The counts of a table as bars; what is not shown has no bar, and a table of nothing has no drawing."""
    found = [Bar(line.name, int(line.shown)) for line in table.lines if line.shown.isdecimal()]
    return Drawing(found, _("Aantal, afgerond op vijf")) if found else None


@bp.get("/cijfers/tabel.csv")
def as_csv() -> Response:
    """With a semicolon, as a Dutch spreadsheet wants it."""
    with db.reading() as session:
        tables = council.report(session, now=now())
    heads = ("tabel", "onderdeel", f"aantal op {council.last_day(today(now())):%d-%m-%Y}, afgerond op 5")
    return spreadsheet.answer(
        NAME, heads, [(table.title, line.name, line.shown) for table in tables for line in table.lines]
    )


@bp.get("/cijfers/rapport.docx")
def as_word() -> Response:
    """By the template of the package that was published last, which a municipality can change."""
    with db.reading() as session:
        tables = council.report(session, now=now())
        versions = [definitions.latest(session, package.name) for package in definitions.packages(session)]
        newest = sorted(versions, key=lambda version: version.published_at, reverse=True)
        contents = [definitions.content_of(session, version.id).files for version in newest]
    files = next((files for files in contents if letters.exists(files, LETTER)), None)
    if files is None:
        raise LetterMissing(LETTER)
    values = {"gemeente": parts().gemeente, "datum": f"{today(now()):%d-%m-%Y}", "titel": _title()}
    file = letters.write(files, LETTER, {**values, "tabellen": [_table(table) for table in tables]})
    return send_file(
        BytesIO(file.content), mimetype=file.media_type, as_attachment=True, download_name=file.name, max_age=0
    )


def _title() -> str:
    return f"{TITLE}, stand op {council.last_day(today(now())):%d-%m-%Y}, afgerond op vijftallen"


def _table(table: Figures) -> dict[str, object]:
    rows = [{"naam": line.name, "aantal": line.shown} for line in table.lines]
    return {"titel": table.title, "uitleg": table.note, "rijen": rows}

"""The figures for the council: a page, a table for a spreadsheet and a Word document; no group is named in any."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

from flask import Blueprint, Response, render_template, send_file

from dossier import council, letters
from dossier.council import Figures
from dossier.letters import LetterMissing
from dossier.privacy import today
from engine import db, definitions
from web.parts import now, parts

bp = Blueprint("council", __name__)
LETTER = "raadsrapportage"
TITLE = "Cijfers over de aanpak van groepen"
NAME = "raadsrapportage"


@bp.get("/cijfers")
def show() -> str:
    with db.reading() as session:
        last = council.last_day(today(now()))
        return render_template("council.html", tables=council.report(session, now=now()), last=last)


@bp.get("/cijfers/tabel.csv")
def as_csv() -> Response:
    """With a semicolon, as a Dutch spreadsheet wants it."""
    with db.reading() as session:
        tables = council.report(session, now=now())
    written = StringIO()
    rows = csv.writer(written, delimiter=";")
    rows.writerow(["tabel", "onderdeel", f"aantal op {council.last_day(today(now())):%d-%m-%Y}, afgerond op 5"])
    rows.writerows([table.title, line.name, line.shown] for table in tables for line in table.lines)
    name = f'attachment; filename="{NAME}.csv"'
    headers = {"Content-Disposition": name, "Content-Type": "text/csv; charset=utf-8"}
    return Response("\ufeff" + written.getvalue(), headers=headers)


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

"""Tables for a spreadsheet: CSV as a Dutch Excel opens it, in which no cell is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

from flask import Response

MARK = "\ufeff"  # tells Excel that this is UTF-8
# What a spreadsheet takes for the begin of a formula, also in the wide forms of East Asian keyboards.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | date | None  # a day is written as every spreadsheet knows it: 2026-11-23


def answer(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A file with these columns; `name` is without its ending."""
    written = StringIO()
    lines = csv.writer(written, delimiter=";")
    lines.writerow(heads)
    lines.writerows([safe(cell) for cell in row] for row in rows)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "Content-Type": "text/csv; charset=utf-8",
    }
    return Response(MARK + written.getvalue(), headers=headers)


def safe(cell: Cell) -> Cell:
    """Text that looks like a formula gets an apostrophe, so that a spreadsheet shows it and does not compute it."""
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell

"""The dashboard of the regisseur: how his cases stand together, as drawings, tables and files without person data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dossier import dashboard, organisations, users, waiting
from dossier.dashboard import Chosen
from dossier.waiting import Wait
from engine import db
from web import dashboard_tables, people, period, spreadsheet, steps, words
from web.dashboard_tables import MACHINE, TABLES
from web.parts import now
from web.period import Period
from web.spreadsheet import Cell
from web.tasks import page_number

bp = Blueprint("dashboard", __name__)
SIZE = 20  # lines of what cases wait for, on a page
MOST = 10_000  # in the file
LIST = "wachtlijst"
COLUMNS: tuple[str, ...] = ("zaak", "stapnummer", "taak_of_werk", "wacht_op", "sinds", "termijn")


@dataclass(frozen=True)
class Line:
    """One thing a case waits for, as the page shows it."""

    instance_id: int
    title: str
    step: str
    name: str
    whom: list[str]
    assignee: str
    since: datetime
    due_at: datetime | None
    stuck: bool


@bp.get("/overzicht")
def show() -> str:
    moment, asked, number = now(), period.asked(), page_number()
    with db.reading() as session:
        areas = dashboard.areas(session, people.actor())
        chosen = _chosen(asked, areas)
        total = waiting.count(session, chosen)
        pages = max(1, -(-total // SIZE))
        number = min(number, pages)
        found = waiting.waits(session, chosen, limit=SIZE, offset=(number - 1) * SIZE)
        tables = [make(session, chosen, moment) for make in TABLES.values()]
        lines = _lines(session, found)
    fields: dict[str, Any] = _fields(asked) | ({"wijk": chosen.area} if chosen.area else {})
    return render_template(
        "dashboard.html",
        tables=tables,
        lines=lines,
        total=total,
        page=number,
        pages=pages,
        areas=areas,
        area=chosen.area,
        asked=asked,
        page_url=lambda page: url_for("dashboard.show", **fields, pagina=page, _anchor=LIST),
        file_url=lambda table: url_for("dashboard.as_csv", table=table, **fields),
    )


@bp.get("/overzicht/<table>.csv")
def as_csv(table: str) -> Response:
    """The same figures for a spreadsheet, without names of groups or persons; the handbook has the columns."""
    if table != LIST and table not in TABLES:
        abort(404)
    asked = period.asked()
    with db.reading() as session:
        chosen = _chosen(asked, dashboard.areas(session, people.actor()))
        if table == LIST:
            file = COLUMNS, _for_file(session, waiting.waits(session, chosen, limit=MOST))
        else:
            made = TABLES[table](session, chosen, now())
            file = tuple(made.heads), made.rows
    return spreadsheet.answer(f"overzicht-{table}-{asked.begin}-tot-en-met-{asked.end}", *file)


def _chosen(asked: Period, areas: list[str]) -> Chosen:
    """A part of the municipality that is not among his own asks for nothing."""
    area = request.args.get("wijk", "")
    return Chosen(people.actor(), asked.since, asked.until, area if area in areas else "")


def _fields(asked: Period) -> dict[str, str]:
    """What the address said of the period; who said nothing keeps an address that goes along with time."""
    given = {"van": asked.begin.isoformat(), "tot": asked.end.isoformat()}
    return {name: text for name, text in given.items() if request.args.get(name)}


def _lines(session: Session, found: list[Wait]) -> list[Line]:
    names, persons = organisations.names(session), users.names(session)
    return [
        Line(
            instance_id=each.instance_id,
            title=each.title,
            step=steps.name(each.step),
            name=_name(each),
            whom=_whom(each, names),
            assignee=persons.get(each.assignee or "", ""),
            since=each.since,
            due_at=each.due_at,
            stuck=each.stuck,
        )
        for each in found
    ]


def _for_file(session: Session, found: list[Wait]) -> Sequence[tuple[Cell, ...]]:
    """By the number of the case; who took the task stays out."""
    names = organisations.names(session)
    return [
        (
            each.instance_id,
            each.step,
            _name(each),
            ", ".join(_whom(each, names)),
            words.local(each.since),
            words.local(each.due_at) if each.due_at else None,
        )
        for each in found
    ]


def _name(wait: Wait) -> str:
    return wait.name if wait.task_id is not None else dashboard_tables.handler(wait.name)


def _whom(wait: Wait, names: Mapping[str, str]) -> list[str]:
    if wait.task_id is None:
        return [MACHINE]
    return [_of_role(names.get(key, key), role) for key, role in wait.parties] or [_("Niemand")]


def _of_role(organisation: str, role: str) -> str:
    if not organisation:
        return f"{dashboard_tables.role(role)} ({_('nog niemand in de zaak')})"
    return f"{organisation} ({dashboard_tables.role(role)})" if role else organisation

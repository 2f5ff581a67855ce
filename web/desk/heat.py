"""How busy it is on the diagram of a version: where cases are, how long things take, what is late. No case is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from dossier.suppression import LEAST, Sum, hidden
from engine import db, definitions, heat
from engine.errors import DefinitionNotFound
from engine.heat import Heat
from engine.models import PackageVersion
from web import outline, words
from web.outline import Drawing
from web.parts import now

bp = Blueprint("heat", __name__)
YEAR = timedelta(days=365)
BUSY_LATE = 0.25  # from this share on an element is drawn as late
NOT_SHOWN = f"minder dan {LEAST}"


@dataclass(frozen=True)
class Row:
    """One element as the table tells it; small numbers are words."""

    id: str
    name: str
    now: str
    ended: str
    median: str
    late: str
    state: str  # of the drawing: "", "active" or "overdue"


@bp.get("/processen/versies/<int:version_id>/drukte")
def show(version_id: int) -> str:
    begin, end = period()
    with db.reading() as session:
        version = session.get(PackageVersion, version_id)
        if version is None:
            raise DefinitionNotFound(f"version {version_id}")
        content = definitions.content_of(session, version_id)
        drawings = outline.drawings(content)
        shown = drawings.get(request.args.get("proces", ""), drawings.get(content.process_key))
        if shown is None:
            raise DefinitionNotFound(content.process_key)
        rows = _rows(session, version_id, shown, begin, end)
        return render_template(
            "desk/heat.html",
            content=content,
            version=version,
            drawing=shown,
            drawings=drawings,
            rows=rows,
            marks=[_mark(row) for row in rows if row.state],
            least=LEAST,
            begin=begin,
            end=end,
            diagram_url=url_for("diagrams.of_version", version_id=version_id, process_key=shown.key),
        )


def period() -> tuple[date, date]:
    """The days that were asked for; otherwise the last year."""
    today = words.local(now())
    begin, end = (_day(request.args.get(name, "")) for name in ("van", "tot"))
    end = end or today
    begin = begin or end - YEAR
    return (begin, end) if begin <= end else (end, begin)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(session: Session, version_id: int, drawing: Drawing, begin: date, end: date) -> list[Row]:
    since, until = (datetime.combine(day, time(), words.ZONE).astimezone(UTC) for day in (begin, end + timedelta(1)))
    found = heat.of_version(session, version_id, since=since, until=until, now=now())
    mine = {key: each for (process, key), each in found.items() if process == drawing.key}
    names = {node.id: outline.name_of(node) or node.id for node in drawing.nodes}
    running = heat.running(session, version_id)
    gone = {
        "now": _gone({key: each.now for key, each in mine.items()}, running),
        "ended": _gone({key: each.ended for key, each in mine.items()}),
        "late": {key for key, each in mine.items() if min(each.late, each.dated - each.late) < LEAST},
    }
    return [_row(key, names[key], mine[key], gone) for key in names if key in mine]


def _gone(counts: dict[str, int], total: int | None = None) -> set[str]:
    """The small ones, and with them what would give one of them away beside a total that is shown elsewhere."""
    if total is None or not counts:
        return {key for key, count in counts.items() if count < LEAST}
    return set(hidden({**counts, "": total}, [Sum(tuple(counts), "")]))


def _row(key: str, name: str, each: Heat, gone: dict[str, set[str]]) -> Row:
    enough = key not in gone["ended"]
    share = each.late / each.dated if each.dated and key not in gone["late"] else None
    state = "overdue" if share is not None and share >= BUSY_LATE else "active" if key not in gone["now"] else ""
    return Row(
        id=key,
        name=name,
        now=NOT_SHOWN if key in gone["now"] else str(each.now),
        ended=str(each.ended) if enough else NOT_SHOWN,
        median=lasting(each.median) if enough and each.median is not None else "-",
        late="-" if share is None else f"{round(share * 100)}%",
        state=state,
    )


def lasting(much: timedelta) -> str:
    """'3 dagen', '5 uur', '12 minuten'."""
    minutes = round(much.total_seconds() / 60)
    if minutes >= 48 * 60:
        return f"{round(minutes / 1440)} dagen"
    return f"{round(minutes / 60)} uur" if minutes >= 120 else words.count(minutes, "minuut", "minuten")


def _mark(row: Row) -> dict[str, str]:
    return {"element": row.id, "state": row.state, "label": row.now if row.now != NOT_SHOWN else f"<{LEAST}"}

"""How busy it was on the diagram of a version: where cases are, how long things take, what is late. No case is shown.

Two answers tell no more than one: only periods that are over, every count rounded, and no count that another gives away
(docs/decisions/0020-heat-map.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dossier.suppression import LEAST, rounded, stands
from engine import db, definitions, heat
from engine.errors import DefinitionNotFound
from engine.heat import LASTING, Heat
from engine.models import PackageVersion
from web import outline, words
from web.desk import quarters
from web.desk.quarters import Period
from web.outline import Drawing
from web.parts import now
from web.told import lazy_gettext

bp = Blueprint("heat", __name__)
BUSY_LATE = 25  # percent; from here on an element is drawn as late
NOT_SHOWN = lazy_gettext("niet getoond")


@dataclass(frozen=True)
class Row:
    """One element as the table tells it."""

    id: str
    name: str
    here: str
    ended: str
    median: str
    late: str
    state: str  # of the drawing: "", "active" or "overdue"


@bp.get("/processen/versies/<int:version_id>/drukte")
def show(version_id: int) -> str:
    with db.reading() as session:
        version = session.get(PackageVersion, version_id)
        if version is None:
            raise DefinitionNotFound(f"version {version_id}")
        content = definitions.content_of(session, version_id)
        drawings = outline.drawings(content)
        shown = drawings.get(request.args.get("proces", ""), drawings.get(content.process_key))
        if shown is None:
            raise DefinitionNotFound(content.process_key)
        today = words.local(now())
        offered = {each.key: each for each in quarters.offered(words.local(version.published_at), today)}
        period = offered.get(request.args.get("periode", ""), next(iter(offered.values()), None))
        rows = _rows(session, version_id, shown, period) if period else []
        return render_template(
            "desk/heat.html",
            content=content,
            version=version,
            drawing=shown,
            drawings=drawings,
            rows=rows,
            marks=[_mark(row) for row in rows if row.state],
            least=LEAST,
            periods=list(offered.values()),
            period=period,
            next_one=quarters.next_one(today),
            diagram_url=url_for("diagrams.of_version", version_id=version_id, process_key=shown.key),
        )


def _rows(session: Session, version_id: int, drawing: Drawing, period: Period) -> list[Row]:
    found = heat.of_version(session, version_id, period.spans)
    nodes = [node for node in drawing.nodes if node.tag in LASTING]  # all of them: nobody sees which ones had no case
    mine = {node.id: found.get((drawing.key, node.id), Heat.of(period.spans)) for node in nodes}
    return [_row(node.id, outline.name_of(node) or node.id, mine[node.id]) for node in nodes]


def _row(key: str, name: str, each: Heat) -> Row:
    shows_here, enough = each.here >= LEAST, stands(each.ended)
    share = _share(each)
    return Row(
        id=key,
        name=name,
        here=str(rounded(each.here)) if shows_here else NOT_SHOWN,
        ended=str(rounded(sum(each.ended))) if enough else NOT_SHOWN,
        median=lasting(each.median) if enough and each.median is not None else "-",
        late="-" if share is None else f"{share}%",
        state="overdue" if share is not None and share >= BUSY_LATE else "active" if shows_here else "",
    )


def _share(each: Heat) -> int | None:
    """The late ones in a hundred; as a small count would follow from it, only when neither side is small."""
    if not (stands(each.late) and stands(each.timely)):
        return None
    late, due = sum(each.late), sum(each.late) + sum(each.timely)
    return rounded(round(100 * late / due))


def lasting(much: timedelta) -> str:
    """'3 dagen', '5 uur', '12 minuten'."""
    minutes = round(much.total_seconds() / 60)
    if minutes >= 48 * 60:
        return _("%(value)s dagen", value=round(minutes / 1440))
    return (
        _("%(value)s uur", value=round(minutes / 60))
        if minutes >= 120
        else words.count(minutes, _("minuut"), _("minuten"))
    )


def _mark(row: Row) -> dict[str, str]:
    return {"element": row.id, "state": row.state, "label": "" if row.here == NOT_SHOWN else row.here}

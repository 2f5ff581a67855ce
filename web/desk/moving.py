"""Where the cases of an older version would go: laid side by side by the designer, tried and started by the operator.

The designer sees diagrams and a rounded count; the dry run tells verdicts per case to the operator alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier.suppression import LEAST
from engine import db, definitions, heat
from engine.errors import DefinitionNotFound, Invalid
from engine.migration import planning, proposing
from engine.migration.proposing import Row
from engine.models import PackageVersion
from engine.runtime import Definitions
from engine.runtime.outline import Node
from engine.runtime.outline import outline as elements
from engine.runtime.words import KINDS
from web import moves, numbers, outline, people, permissions
from web.outline import Drawing
from web.parts import now

bp = Blueprint("moving", __name__)


@dataclass(frozen=True)
class Side:
    """One process in one version, as the viewer draws it."""

    title: str
    url: str
    marks: list[dict[str, str]]


@dataclass(frozen=True)
class Pair:
    """A process that differs: what there is to choose, and both drawings."""

    name: str
    rows: list[tuple[str, Row]]  # with the number that stands in both drawings
    new: list[str]  # the names of elements that the old version has not
    sides: list[Side]


@bp.get("/processen/versies/<int:version_id>/verhuizen")
def show(version_id: int) -> Response | str:
    with db.reading() as session:
        source, target = _pair(session, version_id)
        if source.id == target.id:
            flash(
                _("Versie %(number)s is de nieuwste. Haar zaken hoeven nergens heen.", number=source.number), "let-op"
            )
            return redirect(url_for("packages.show", name=source.package.name))
        return _page(session, source, target)


@bp.post("/processen/versies/<int:version_id>/verhuizen")
def propose(version_id: int) -> Response | tuple[str, int]:
    """Hand the mapping to the operator: the dry run begins, and nothing moves until he starts it."""
    with db.transaction() as session:
        source, target = _pair(session, version_id)
        rows = proposing.propose(*_definitions(session, source, target))
        mapping = proposing.as_mapping(proposing.chosen(rows, moves.typed(rows, request.form)))
        try:
            by = people.person().key
            migration = planning.plan(session, source, target, mapping, recompute=False, by=by, now=now())
        except Invalid as refused:
            return _page(session, source, target, error=str(refused)), 422
        name = source.package.name
        number = migration.id
    if permissions.may("moves.show", people.actor_or_none()):
        return redirect(url_for("moves.show", migration_id=number))
    flash(
        _("Uw voorstel is verhuizing %(number)s. De applicatiebeheerder bekijkt en start haar.", number=number), "klaar"
    )
    return redirect(url_for("packages.show", name=name))


def _page(session: Session, source: PackageVersion, target: PackageVersion, *, error: str = "") -> str:
    old, new = (definitions.content_of(session, version.id) for version in (source, target))
    rows = proposing.propose(old.definitions, new.definitions)
    running = heat.running(session, source.id)
    return render_template(
        "desk/moving.html",
        source=source,
        target=target,
        versions=[v for v in definitions.versions(session, source.package.name) if v.id != source.id],
        pairs=_pairs(rows, source, target, outline.drawings(old), outline.drawings(new), elements(new.definitions)),
        same=sum(row.same for row in rows),
        running=str(running) if running >= LEAST else _("minder dan %(least)s", least=LEAST),
        field=moves.field,
        gone=moves.GONE,
        kinds=KINDS,
        error=error,
    )


def _pairs(
    rows: list[Row],
    source: PackageVersion,
    target: PackageVersion,
    old: Mapping[str, Drawing],
    new: Mapping[str, Drawing],
    theirs: Sequence[Node],
) -> list[Pair]:
    """The processes in which something is not the same."""
    found = []
    for process in old:
        mine = [row for row in rows if row.old.process == process]
        other = [row for row in mine if not row.same]
        taken = {row.new for row in mine if row.new}
        added = [node for node in theirs if node.process == process and node.id not in taken]
        if not other and not added:
            continue
        numbered = [(str(number), row) for number, row in enumerate(other, 1)]
        left = [
            {"element": row.old.id, "state": "changed" if row.new else "removed", "label": n} for n, row in numbered
        ]
        right = [_mark(row.new, "changed", n) for n, row in numbered if row.new]
        right += [_mark(node.id, "added", "nieuw") for node in added]
        sides = [_side(source, process, old, left)]
        sides += [_side(target, process, new, right)] if process in new else []
        waits = [(n, row) for n, row in numbered if row.old.tag in moves.WAITS]
        found.append(Pair(old[process].name, waits, [node.name or node.id for node in added], sides))
    return found


def _mark(element: str, state: str, label: str) -> dict[str, str]:
    return {"element": element, "state": state, "label": label}


def _side(version: PackageVersion, process: str, drawings: Mapping[str, Drawing], marks: list[dict[str, str]]) -> Side:
    url = url_for("diagrams.of_version", version_id=version.id, process_key=process)
    return Side(_("%(name)s, versie %(number)s", name=drawings[process].name, number=version.number), url, marks)


def _pair(session: Session, version_id: int) -> tuple[PackageVersion, PackageVersion]:
    source = session.get(PackageVersion, version_id)
    if source is None:
        raise DefinitionNotFound(f"version {version_id}")
    wanted = request.values.get("naar", type=numbers.of_row)
    others = {version.id: version for version in definitions.versions(session, source.package.name)}
    return source, others.get(wanted or 0) or next(iter(others.values()))


def _definitions(session: Session, source: PackageVersion, target: PackageVersion) -> tuple[Definitions, Definitions]:
    old, new = (definitions.content_of(session, version.id).definitions for version in (source, target))
    return old, new

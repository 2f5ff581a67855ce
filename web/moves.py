"""Running cases to another version of their package: choose, lay side by side, try, start, and go back.

Whoever does this sees numbers of cases, elements and verdicts; never a title, a group or a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dossier import users
from engine import db, definitions, values
from engine.errors import DefinitionNotFound, Invalid, ReasonMissing
from engine.migration import carrying, planning, proposing
from engine.migration.planning import Progress
from engine.migration.proposing import Row
from engine.migration.tables import CaseState, Migration, MigrationCase
from engine.models import PackageVersion
from engine.runtime import Definitions, ElementMap
from engine.runtime.words import KINDS
from web import numbers, people, words
from web.parts import now
from web.tasks import known, page_number
from web.told import lazy_gettext

bp = Blueprint("moves", __name__, url_prefix="/verhuizen")
GONE = "-"  # the value of a select: the element has no counterpart
WAITS = frozenset(
    {
        "userTask", "serviceTask", "receiveTask", "callActivity", "subProcess", "transaction", "intermediateCatchEvent",
        "eventBasedGateway", "boundaryEvent", "parallelGateway", "inclusiveGateway", "task", "manualTask",
    }
)  # fmt: skip
WORDS = {
    CaseState.NEW: (lazy_gettext("Nog niet bekeken"), words.Status.NOT_YET),
    CaseState.CAN: (lazy_gettext("Kan mee"), words.Status.DONE),
    CaseState.CANNOT: (lazy_gettext("Kan niet"), words.Status.ATTENTION),
    CaseState.TO_MOVE: (lazy_gettext("Wordt verhuisd"), words.Status.WAITS),
    CaseState.MOVED: (lazy_gettext("Verhuisd"), words.Status.DONE),
    CaseState.TO_UNDO: (lazy_gettext("Wordt teruggezet"), words.Status.WAITS),
    CaseState.UNDONE: (lazy_gettext("Teruggezet"), words.Status.SKIPPED),
}
ALL = "alle"


@dataclass(frozen=True)
class Line:
    """What the list of migrations tells of one."""

    migration: Migration
    counts: Progress
    when: str
    by: str


@bp.get("")
def show_list() -> str:
    """The versions with running cases that have a newer one, and the migrations so far."""
    with db.reading() as session:
        latest = {package.id: definitions.latest(session, package.name) for package in definitions.packages(session)}
        waiting = [(v, count) for v, count in planning.running(session) if latest[v.package_id].id != v.id]
        lines = [_line(session, migration) for migration in planning.latest(session)]
        return render_template("moves.html", waiting=waiting, lines=lines, cases=_cases)


@bp.get("/nieuw")
def choose() -> Response | str:
    """The elements of two versions side by side, with what we propose."""
    if not {"van", "opnieuw"} & request.args.keys():
        return redirect(url_for("moves.show_list"))
    with db.reading() as session:
        earlier = request.args.get("opnieuw", type=numbers.of_row)
        migration = planning.get(session, earlier) if earlier else None
        since = request.args.get("van", type=numbers.of_row)
        source = migration.from_version if migration else _version(session, since)
        target = migration.to_version if migration else _target(session, source)
        kept = values.loads(migration.mapping) if migration else {}
        return _choice(session, source, target, kept, recompute=bool(migration and migration.recompute))


@bp.post("/nieuw")
def plan() -> Response | tuple[str, int]:
    """The dry run begins; nothing moves yet."""
    if not request.form.get("van") or not request.form.get("naar"):
        return redirect(url_for("moves.show_list"))
    recompute = request.form.get("termijnen") == "opnieuw"
    with db.transaction() as session:
        source = _version(session, request.form.get("van", type=numbers.of_row))
        target = _version(session, request.form.get("naar", type=numbers.of_row))
        proposed = proposing.propose(*_definitions(session, source, target))
        mapping = proposing.as_mapping(proposing.chosen(proposed, typed(proposed, request.form)))
        try:
            migration = planning.plan(
                session, source, target, mapping, recompute=recompute, by=people.person().key, now=now()
            )
        except Invalid as refused:
            return _choice(session, source, target, mapping, recompute=recompute, error=str(refused)), 422
        return redirect(url_for("moves.show", migration_id=migration.id))


@bp.get("/<int:migration_id>")
def show(migration_id: int) -> str:
    with db.reading() as session:
        return _page(session, migration_id)


@bp.post("/<int:migration_id>/starten")
def start(migration_id: int) -> Response | tuple[str, int]:
    try:
        with db.transaction() as session:
            count = planning.start(
                session, migration_id, reason=request.form.get("reden", ""), by=people.person().key, now=now()
            )
    except ReasonMissing:
        with db.reading() as session:
            return _page(session, migration_id, error=_("Schrijf op waarom u de zaken verhuist")), 422
    flash(_("De verhuizing van %(cases)s is begonnen.", cases=_cases(count)), "klaar")
    return redirect(url_for("moves.show", migration_id=migration_id))


@bp.post("/<int:migration_id>/terug")
def undo(migration_id: int) -> Response | tuple[str, int]:
    """Take back one case, or all that have not moved on."""
    one, reason = request.form.get("zaak", type=numbers.of_row), request.form.get("reden", "")
    try:
        with db.transaction() as session:
            count = planning.undo(session, migration_id, reason=reason, by=people.person().key, now=now(), case_id=one)
    except ReasonMissing:
        with db.reading() as session:
            return _page(session, migration_id, error=_("Schrijf op waarom u zaken terugzet")), 422
    flash(_("Wij zetten %(cases)s terug. Een zaak die intussen verder is, blijft staan.", cases=_cases(count)), "klaar")
    return redirect(url_for("moves.show", migration_id=migration_id))


def _page(session: Session, migration_id: int, error: str = "") -> str:
    migration = planning.get(session, migration_id)
    shown = known(request.args.get("toon"), [ALL, *(each.value for each in CaseState)], ALL)
    state = None if shown == ALL else CaseState(shown)
    counts, number = planning.progress(session, migration_id), page_number()
    total = counts.total if state is None else counts.of(state)
    rows = planning.cases(session, migration_id, state=state, page=number)
    return render_template(
        "moves_one.html",
        line=_line(session, migration),
        migration=migration,
        counts=counts,
        states=[(each, WORDS[each][0], counts.of(each)) for each in CaseState if counts.of(each)],
        State=CaseState,
        cases=_cases,
        shown=shown,
        rows=[(row, *WORDS[row.state], _can_go_back(row)) for row in rows],
        error=error,
        returnable=planning.returnable(session, migration_id),
        number=number,
        pages=max(1, -(-total // planning.PAGE_SIZE)),
        page_url=lambda n: url_for("moves.show", migration_id=migration_id, toon=shown, pagina=n),
    )


def _cases(count: int) -> str:
    """Told to the last one: an operator checks whether all came along."""
    return _("1 zaak") if count == 1 else _("%(count)s zaken", count=count)


def _can_go_back(row: MigrationCase) -> bool:
    return row.state is CaseState.MOVED and carrying.can_go_back(row, row.instance)


def _choice(
    session: Session,
    source: PackageVersion,
    target: PackageVersion,
    kept: ElementMap,
    *,
    recompute: bool,
    error: str = "",
) -> str:
    rows = proposing.chosen(proposing.propose(*_definitions(session, source, target)), kept)
    open_rows = [row for row in rows if not row.same and row.old.tag in WAITS]
    processes = [(process, list(each)) for process, each in groupby(open_rows, key=lambda row: row.old.process)]
    return render_template(
        "moves_choose.html",
        source=source,
        target=target,
        versions=[v for v in definitions.versions(session, source.package.name) if v.id != source.id],
        processes=processes,
        same=sum(row.same for row in rows),
        field=field,
        gone=GONE,
        kinds=KINDS,
        recompute=recompute,
        error=error,
    )


def field(row: Row) -> str:
    return f"{row.old.process}.{row.old.id}"


def typed(rows: list[Row], form: MultiDict[str, str]) -> dict[str, dict[str, str | None]]:
    """What was chosen in the selects."""
    found: dict[str, dict[str, str | None]] = {}
    for row in rows:
        chosen = form.get(field(row))
        if chosen is not None:
            found.setdefault(row.old.process, {})[row.old.id] = None if chosen == GONE else chosen
    return found


def _line(session: Session, migration: Migration) -> Line:
    started = migration.started_at is not None
    moment, by = (
        (migration.started_at, migration.started_by) if started else (migration.created_at, migration.created_by)
    )
    counts = planning.progress(session, migration.id)
    return Line(
        migration, counts, words.moment(moment or migration.created_at, now()), users.name_of(session, by or "")
    )


def _version(session: Session, version_id: int | None) -> PackageVersion:
    found = session.get(PackageVersion, version_id) if version_id else None
    if found is None:
        raise DefinitionNotFound("version")
    return found


def _target(session: Session, source: PackageVersion) -> PackageVersion:
    asked = request.args.get("naar", type=numbers.of_row)
    return _version(session, asked) if asked else definitions.latest(session, source.package.name)


def _definitions(session: Session, source: PackageVersion, target: PackageVersion) -> tuple[Definitions, Definitions]:
    old, new = (definitions.content_of(session, version.id).definitions for version in (source, target))
    return old, new

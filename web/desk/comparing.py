"""Comparing on screen: a draft with another version or the national package, per row; taking over what is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import db, definitions, origins, package_drafts
from engine.comparing.comparing import Comparison, Side, ThreeWay, compare, three_way
from engine.comparing.differences import Difference
from engine.comparing.taking import take_over
from engine.draft_tables import PackageDraft
from engine.errors import Invalid
from engine.packages.content import PackageContent, digest_of
from web import people
from web.desk import compare_sources, compare_view, drafts, places
from web.desk.compare_sources import BEGIN, NATIONAL, ZIP, Source
from web.desk.compare_view import Words
from web.parts import now
from web.told import lazy_gettext

bp = Blueprint("comparing", __name__)
FILTERS = ("soort", "bestand", "wie", "tekening")
DRAWING = "ja"  # of the question whether what is only drawn differently shows too


@dataclass(frozen=True)
class Laid:
    """A draft beside what it is compared with."""

    content: PackageContent
    source: Source
    comparison: Comparison
    three: ThreeWay | None


@bp.get("/ontwerpen/<int:draft_id>/vergelijken")
def show(draft_id: int) -> str:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        content = definitions.from_files(package_drafts.files_of(session, draft))
        key = request.args.get("met") or compare_sources.first_choice(session, draft, content)
        return _page(session, draft, _lay(content, compare_sources.source(session, draft, content, key)))


@bp.post("/ontwerpen/<int:draft_id>/vergelijken")
def upload(draft_id: int) -> str | tuple[str, int]:
    """The same with a zip that somebody brings."""
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        content = definitions.from_files(package_drafts.files_of(session, draft))
        try:
            source = compare_sources.sent()
        except Invalid as refused:
            source = compare_sources.source(session, draft, content, BEGIN)
            return _page(session, draft, _lay(content, source), error=str(refused)), 422
        return _page(session, draft, _lay(content, source))


@bp.post("/ontwerpen/<int:draft_id>/vergelijken/overnemen")
def take(draft_id: int) -> Response | str | tuple[str, int]:
    """Put the chosen rows into the draft, unless it changed since they were shown."""
    chosen = request.form.getlist("rij")
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        session.refresh(draft, with_for_update=True)  # who saves a file meanwhile waits for us
        content = definitions.from_files(package_drafts.files_of(session, draft))
        laid = _lay(content, compare_sources.source(session, draft, content, request.form.get("met", BEGIN)))
        if request.form.get("stand") != content.digest:
            return _page(session, draft, laid, error=CHANGED), 409
        if not chosen:
            return _page(session, draft, laid, error=NOTHING), 422
        taken = take_over(laid.comparison, chosen)
        package_drafts.save_all(session, draft, taken.files, by=people.person().key, now=now())
        return render_template(
            "desk/compare_taken.html",
            **drafts.frame(draft, "comparing.show"),
            taken=taken,
            source=laid.source,
            digest=digest_of(taken.files),
            together=_together(taken.refused),
            edit_url=lambda row: places.edit_url(draft.id, row.file, row.part),
        )


CHANGED = lazy_gettext(
    "Iemand veranderde dit ontwerp terwijl u keek. Er is niets overgenomen. Hieronder staat hoe het nu is."
)
NOTHING = lazy_gettext("Vink eerst aan wat u wilt overnemen.")


def _together(refused: Any) -> list[str]:
    """The ids of what was refused only because other rows were not chosen, with those rows."""
    found = {row.id: None for one in refused if one.together for row in (one.row, *one.together)}
    return list(found)


@bp.post("/ontwerpen/<int:draft_id>/vergelijken/bekeken")
def seen(draft_id: int) -> Response:
    """Note in the draft that this national version was looked at: it is no news for it any more."""
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        session.refresh(draft, with_for_update=True)
        files = package_drafts.files_of(session, draft)
        content = definitions.from_files(files)
        national = compare_sources.source(session, draft, content, NATIONAL)
        path = f"bpmn/{content.name}/pakket.json"
        manifest = orjson.loads(files[path])
        origin = manifest.get("herkomst")
        manifest["herkomst"] = {**(origin if isinstance(origin, dict) else {}), origins.SEEN: digest_of(national.files)}
        data = orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n"
        package_drafts.save(session, draft, path, data, seen=None, by=people.person().key, now=now())
    flash(_("Genoteerd in dit ontwerp. Na publiceren meldt Zevenstap deze landelijke versie niet meer."), "klaar")
    return redirect(url_for("comparing.show", draft_id=draft_id, met=NATIONAL))


@bp.get("/processen/<name>/vergelijken")
def versions(name: str) -> str:
    """Two published versions beside each other."""
    with db.reading() as session:
        known = definitions.versions(session, name)
        latest = definitions.latest(session, name)
        before = known[1] if len(known) > 1 else latest
        old = compare_sources.of_number(session, name, request.args.get("van") or str(before.number))
        new = compare_sources.of_number(session, name, request.args.get("naar") or str(latest.number))
        comparison = compare(definitions.files_of(session, old.id), definitions.files_of(session, new.id))
        words = Words(
            _("Versie %(number)s", number=old.number), _("Versie %(number)s", number=new.number), _("Nieuw"), _("Weg")
        )
        return render_template(
            "desk/compare_versions.html",
            package=latest.package,
            known=known,
            old=old,
            new=new,
            **_listed(comparison, words, None, _nowhere),
            **_addresses(url_for("comparing.versions", name=name, van=old.number, naar=new.number)),
        )


def _lay(content: PackageContent, source: Source) -> Laid:
    if source.then is None:
        return Laid(content, source, compare(content.files, source.files), None)
    three = three_way(source.then, content.files, source.files)
    return Laid(content, source, three.comparison, three)


def _page(session: Session, draft: PackageDraft, laid: Laid, *, error: str = "") -> str:
    words = Words(
        _("Uw ontwerp"),
        laid.source.title.capitalize(),
        _("Alleen in %(title)s", title=laid.source.title),
        _("Alleen in uw ontwerp"),
    )
    content = laid.content
    fresh = laid.source.key == NATIONAL and origins.is_news(
        session, content, laid.source.files, before=draft.based_on.number
    )
    return render_template(
        "desk/compare_draft.html",
        **drafts.frame(draft, "comparing.show"),
        **_listed(laid.comparison, words, laid.three, lambda row: _edit_url(draft.id, laid.comparison, row)),
        **_addresses(url_for("comparing.show", draft_id=draft.id, met=laid.source.key)),
        source=laid.source,
        choices=compare_sources.choices(session, draft, content),
        digest=content.digest,
        three=laid.three,
        error=error,
        fresh=fresh,
        ZIP=ZIP,
    )


def _edit_url(draft_id: int, comparison: Comparison, row: Difference) -> str:
    """Where the draft itself has it; nowhere when it does not."""
    mine = comparison.mine.get(row.key)
    if mine is None or (row.part and row.part not in mine.parts):
        return ""
    return places.edit_url(draft_id, mine.path, mine.own_key(row.part))


def _listed(comparison: Comparison, words: Words, three: ThreeWay | None, edit_url: Any) -> dict[str, Any]:
    """What both pages show: the rows that the filters leave, and what there is to filter."""
    kind, file = request.args.get("soort", ""), request.args.get("bestand", "")
    side, drawing = request.args.get("wie", ""), request.args.get("tekening") == DRAWING
    rows = [
        row
        for row in compare_view.shown(comparison.rows, kind=kind, file=file, drawing=drawing)
        if not side or (three is not None and three.sides.get(row.id) == side)
    ]
    meant = [row for row in comparison.rows if row.meaning]
    return {
        "files": compare_view.files(comparison, rows, words, three=three, edit_url=edit_url),
        "kinds": compare_view.counts(meant),
        "by_side": _by_side(meant, three),
        "total": len(meant),
        "only_drawn": len(comparison.rows) - len(meant),
        "kind": kind,
        "file": file,
        "side": side,
        "drawing": drawing,
        "heads": words,
    }


def _addresses(page: str) -> dict[str, Any]:
    """The page with one filter changed; "" leaves it out."""

    def address(**changed: str) -> str:
        given = {name: request.args.get(name, "") for name in FILTERS} | changed
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{page}&{query}" if query else page

    return {"address": address}


def _nowhere(row: Difference) -> str:
    return ""


def _by_side(rows: list[Difference], three: ThreeWay | None) -> list[tuple[str, str, int]]:
    if three is None:
        return []
    sides = [three.sides.get(row.id, Side.BOTH) for row in rows]
    return [(side.value, words, sides.count(side)) for side, words in compare_view.SIDES.items() if side in sides]

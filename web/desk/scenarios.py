"""A scenario of a draft: what it does in words, and whether it runs as it says."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import db, package_drafts
from engine.errors import Invalid, NotFound
from engine.scenarios import package
from engine.scenarios.coverage import Coverage, percent
from engine.scenarios.model import is_scenario
from web import people
from web.desk import step_words, walk_view
from web.desk.drafts import frame
from web.parts import now, parts

bp = Blueprint("scenarios", __name__)


@dataclass(frozen=True)
class Covered:
    """One process with how much of it the scenarios come along."""

    key: str
    name: str
    xml: str
    flows: int
    missed: list[str]
    marks: list[dict[str, object]]


@bp.get("/ontwerpen/<int:draft_id>/scenario/<path:path>")
def show(draft_id: int, path: str) -> str:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        files, around = package_drafts.files_of(session, draft), frame(draft, "scenarios.show")
    if path not in files or not is_scenario(path):
        raise NotFound(f"{path} is no scenario of this draft")
    played = package.play_one(files, path, parts().catalogue)
    log = []
    if played.scenario is not None and played.outcome is not None:
        content = package.ready(files)
        names = walk_view.names_of(content)
        roles = step_words.role_names(parts().catalogue, content.manifest)
        log = walk_view.log(played.scenario, played.outcome, names, roles)[::-1]
    return render_template("desk/try_scenario.html", **around, path=path, played=played, log=log)


@bp.post("/ontwerpen/<int:draft_id>/scenario/<path:path>")
def delete(draft_id: int, path: str) -> Response:
    """Take the scenario out of the draft."""
    if not is_scenario(path):
        raise NotFound(f"{path} is no scenario")
    if request.form.get("weg") != "ja":
        raise Invalid("Bevestig dat het scenario weg mag.")
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        package_drafts.remove(session, draft, path, by=people.person().key, now=now())
    flash(_("Het scenario is uit dit ontwerp gehaald."), "klaar")
    return redirect(url_for("trying.show_list", draft_id=draft_id))


@bp.get("/ontwerpen/<int:draft_id>/dekking")
def coverage(draft_id: int) -> str:
    """What all scenarios together come along, on the diagrams and as a list."""
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        files, around = package_drafts.files_of(session, draft), frame(draft, "scenarios.coverage")
    found = package.play(files, parts().catalogue)
    whole = found.coverage
    return render_template(
        "desk/try_coverage.html",
        **around,
        flows=percent(whole.flows),
        elements=percent(whole.elements),
        processes=[_covered(whole.of(key), files) for key in whole.processes],
    )


def _covered(part: Coverage, files: dict[str, bytes]) -> Covered:
    first = part.parts[0]
    return Covered(
        key=first.process,
        name=first.process_name,
        xml=files[first.path].decode("utf-8", "replace"),
        flows=percent(part.flows),
        missed=[each.name for each in part.missed()],
        marks=[
            {"element": each.id, "state": "done" if each.taken else "fault", "count": len(each.scenarios) or 1}
            for each in part.parts
        ],
    )

"""Try out a draft: play its process in a sandbox, step by step, in any role, and keep the walk as a scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import check, db, package_drafts
from engine.check.findings import Finding, error, errors_in
from engine.draft_tables import PackageDraft
from engine.errors import ChangedMeanwhile, DefinitionNotFound, EngineError, Invalid
from engine.models import PackageVersion
from engine.packages.content import PackageContent
from engine.scenarios import package, reading, running, walks
from engine.scenarios.coverage import percent
from engine.scenarios.model import FOLDER, Expect, Scenario, Step
from engine.scenarios.outcome import Outcome
from engine.scenarios.reading import ScenarioUnreadable
from web import people
from web.desk import places, step_words, walk_steps, walk_view
from web.desk.drafts import frame, person_name
from web.parts import now, parts

bp = Blueprint("trying", __name__)
BASE = "/ontwerpen/<int:draft_id>/proefdraaien"
LONGEST = 100
MOST_TOLD = 3  # findings that keep a draft from running; the page of the check has them all


@dataclass(frozen=True)
class Played:
    """A walk as its steps lead."""

    around: dict[str, Any]  # what every page of the draft shows
    walk_id: int
    scenario: Scenario
    made_of: str | None
    content: PackageContent
    outcome: Outcome


@bp.get(BASE)
def show_list(draft_id: int) -> str:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        files, around = package_drafts.files_of(session, draft), frame(draft, "trying.show_list")
        rows = [
            (walk, len(walks.scenario_of(walk).steps), person_name(session, walk.created_by))
            for walk in walks.listed(session, draft)
        ]
    found = package.at_hand(files)
    if not found.done and request.args.get("spelen"):
        found = package.play(files, parts().catalogue)
    return render_template(
        "desk/try_list.html",
        **around,
        walks=rows,
        waits=not found.done,
        played=[(each, places.edit_url(draft_id, each.path)) for each in found.played],
        broken=_broken(files),
        coverage=found.coverage if found.done else None,
        percent=percent,
    )


@bp.post(BASE)
def begin(draft_id: int) -> Response:
    """A new walk: empty, or one that goes on from a scenario of the package."""
    path = request.form.get("scenario", "")
    title = request.form.get("titel", "").strip()[:LONGEST]
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        scenario = Scenario(title or "Proef")
        if path:
            scenario = reading.read(package_drafts.read(session, draft, path).content)
        walk = walks.begin(session, draft, scenario, by=people.person().key, now=now(), made_of=path or None)
        return redirect(url_for("trying.show", draft_id=draft_id, walk_id=walk.id))


@bp.post("/processen/versies/<int:version_id>/proefdraaien")
def of_version(version_id: int) -> Response:
    """Try a published version out: in a draft that is as it, of which nobody notices anything."""
    by = people.person().key
    with db.transaction() as session:
        version = session.get(PackageVersion, version_id)
        if version is None:
            raise DefinitionNotFound(f"version {version_id}")
        title = f"Proef met versie {version.number}"  # it is kept and looked up: the same in every language
        draft = package_drafts.untouched(session, version, by=by, title=title)
        if draft is None:
            draft = package_drafts.begin(session, version, title=title, by=by, now=now())
        return redirect(url_for("trying.show_list", draft_id=draft.id))


@bp.get(f"{BASE}/<int:walk_id>")
def show(draft_id: int, walk_id: int) -> str:
    """Where the walk is now."""
    try:
        played = play(draft_id, walk_id)
    except EngineError as problem:
        return _cannot_run(draft_id, walk_id, problem)
    names, outcome = walk_view.names_of(played.content), played.outcome
    roles = step_words.role_names(parts().catalogue, played.content.manifest)
    return render_template(
        "desk/try_walk.html",
        **played.around,
        walk_id=walk_id,
        scenario=played.scenario,
        made_of=played.made_of,
        outcome=outcome,
        names=names,
        roles=roles,
        pictures=walk_view.pictures(played.content, outcome),
        log=walk_view.log(played.scenario, outcome, names, roles),
        decisions=walk_view.decisions(outcome),
        variables=walk_view.variables(outcome, names),
        machines=[(job, walk_steps.handler_of(job.topic)) for job in outcome.waiting if job.kind == "handler"],
        topics=walk_steps.topics(played.content),
        waits_for_me=walk_steps.all_wait(played.scenario.steps),
        state_words=walk_view.WORDS,
    )


@bp.post(f"{BASE}/<int:walk_id>/stap")
def take(draft_id: int, walk_id: int) -> Response:
    """A step that needs no form: the clock, a machine, a signal."""
    step = walk_steps.read(request.form)
    taken = add(draft_id, walk_id, step)
    if not taken.ok:
        flash(taken.problems[0].text, "fout")
    return back(draft_id, walk_id)


@bp.post(f"{BASE}/<int:walk_id>/terug")
def undo(draft_id: int, walk_id: int) -> Response:
    """Drop the steps after this one."""
    text = request.form.get("stap", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise Invalid("Kies tot welke stap u terug wilt.")
    with db.transaction() as session:
        walk = walks.get(session, package_drafts.get(session, draft_id), walk_id, to_change=True)
        steps = walks.scenario_of(walk).steps
        walks.keep(walk, steps[: int(text)], now=now())
        gone = len(steps) - min(int(text), len(steps))
    flash(_("%(gone)s %(value)s teruggenomen.", gone=gone, value=_("stap") if gone == 1 else _("stappen")), "klaar")
    return back(draft_id, walk_id)


@bp.post(f"{BASE}/<int:walk_id>/bewaren")
def keep(draft_id: int, walk_id: int) -> Response:
    """Write the walk into the draft as a scenario, with what is so now as what must be so."""
    title = request.form.get("titel", "").strip()[:LONGEST]
    if not title:
        raise Invalid("Geef het scenario een titel.")
    played = play(draft_id, walk_id)
    if not played.outcome.ok:
        raise Invalid("Dit scenario loopt nu vast. Ga eerst terug tot een stap die wel lukt.")
    steps = played.scenario.steps
    if not (steps and isinstance(steps[-1], Expect)):
        steps = (*steps, _as_it_is(played.outcome))
    description = request.form.get("omschrijving", "").strip()[:500]
    scenario = replace(played.scenario, title=title, description=description, steps=steps)
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        path = played.made_of if played.made_of and request.form.get("zelfde") else _free_path(session, draft, title)
        package_drafts.save(session, draft, path, reading.write(scenario), seen=None, by=people.person().key, now=now())
        walks.get(session, draft, walk_id).made_of = path
    flash(_("Bewaard als scenario “%(title)s”. Het speelt voortaan mee bij elke controle.", title=title), "klaar")
    return redirect(url_for("scenarios.show", draft_id=draft_id, path=path))


@bp.post(f"{BASE}/<int:walk_id>/weggooien")
def forget(draft_id: int, walk_id: int) -> Response:
    with db.transaction() as session:
        walks.forget(session, walks.get(session, package_drafts.get(session, draft_id), walk_id))
    flash(_("De proef is weggegooid."), "klaar")
    return redirect(url_for("trying.show_list", draft_id=draft_id))


def play(draft_id: int, walk_id: int) -> Played:
    """The walk in a sandbox, on the draft as it is now."""
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        files, around = package_drafts.files_of(session, draft), frame(draft, "trying.show_list")
        walk = walks.get(session, draft, walk_id)
        scenario, made_of = walks.scenario_of(walk), walk.made_of
    content = package.ready(files)
    outcome = running.replay(scenario, content, parts().catalogue, full=True)
    return Played(around, walk_id, scenario, made_of, content, outcome)


def add(draft_id: int, walk_id: int, *new: Step) -> Outcome:
    """The walk with these steps after its own; kept only when they can be taken."""
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        files, seen = package_drafts.files_of(session, draft), walks.get(session, draft, walk_id)
        before, scenario = seen.scenario, walks.scenario_of(seen)
    longer = replace(scenario, steps=(*scenario.steps, *new))
    outcome = running.replay(longer, package.ready(files), parts().catalogue)
    if outcome.done == len(longer.steps):
        with db.transaction() as session:
            walk = walks.get(session, package_drafts.get(session, draft_id), walk_id, to_change=True)
            if walk.scenario != before:
                raise ChangedMeanwhile
            walks.keep(walk, longer.steps, now=now())
    return outcome


def back(draft_id: int, walk_id: int) -> Response:
    return redirect(url_for("trying.show", draft_id=draft_id, walk_id=walk_id))


def _as_it_is(outcome: Outcome) -> Expect:
    if outcome.completed:
        return Expect(done=True, end=outcome.end)
    return Expect(open=tuple(sorted({task.element for task in outcome.tasks})), done=False)


def _free_path(session: Session, draft: PackageDraft, title: str) -> str:
    """bpmn/NAAM/scenarios/de-titel.json, with a number when that is taken."""
    files = package_drafts.files_of(session, draft)
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "scenario"
    folder = f"bpmn/{draft.based_on.package.name}/{FOLDER}"
    names = (f"{folder}/{slug}{suffix}.json" for suffix in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if name not in files)


def _broken(files: Mapping[str, bytes]) -> list[Finding]:
    """What keeps this draft from running at all, with the remedy; nothing when it runs."""
    try:
        package.ready(files)
    except EngineError as problem:
        return _obstacles(files, problem)
    return []


def _obstacles(files: Mapping[str, bytes], problem: EngineError) -> list[Finding]:
    """The check says it in the words of the designer; what it does not know of, the problem says itself."""
    found = errors_in(check.check_package(files, parts().catalogue))[:MOST_TOLD]
    if found:
        return found
    told = str(problem) if isinstance(problem, ScenarioUnreadable) else _("Een van de diagrammen kan niet starten.")
    return [error("", "", "proefdraaien", told, _("Kijk of elk proces een begin en een einde heeft."))]


def _cannot_run(draft_id: int, walk_id: int, problem: EngineError) -> str:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        walk, around = walks.get(session, draft, walk_id), frame(draft, "trying.show_list")
        title, files = walk.title, package_drafts.files_of(session, draft)
    found = _obstacles(files, problem)
    return render_template("desk/try_broken.html", **around, title=title, broken=found)

"""The page of a task: its form, what is known of the case, the help of the step; and completing it once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import drafts, users
from dossier.errors import SharingRefused
from engine import db, definitions, tasks
from engine.access import Actor
from engine.definitions import PackageContent
from engine.errors import Conflict, Forbidden, InstanceSuspended
from engine.models import Task, TaskState
from engine.runtime import StepFailed
from forms.read import Result
from web import (
    asking,
    case_panels,
    comments,
    facts,
    form_keep,
    form_page,
    outline,
    people,
    privacy_tasks,
    sight,
    steps,
    timeline,
    waiting,
    words,
)
from web import help as step_help
from web.case_rows import area_of
from web.clock import standing
from web.form_page import Prepared
from web.parts import now, parts

bp = Blueprint("task", __name__)
LINES = 4
FACTS = 12
TABLES = 2


@bp.get("/taken/<int:task_id>")
def show(task_id: int) -> str | tuple[str, int]:
    actor, moment = people.actor(), now()
    with db.reading() as session:
        task = tasks.get(session, task_id, by=actor)
        typed = draft_of(session, task_id, actor, moment)
        if task.state is not TaskState.OPEN:
            return gone(session, task, typed)
        prepared = prepare(session, task, moment)
        raw = form_page.first_values(prepared) if typed is None else typed
        return page(session, task, prepared, raw, {}, moment)


@bp.post("/taken/<int:task_id>")
def submit(task_id: int) -> Response | str | tuple[str, int]:
    """Complete, keep as a draft, or draw the form again with a row or a question more."""
    actor, moment = people.actor(), now()
    with db.reading() as session:
        task = tasks.get(session, task_id, by=actor)
        earlier = draft_of(session, task_id, actor, moment) or {}
        prepared = prepare(session, task, moment)
        result = form_page.answer(prepared, earlier)
        still_open = task.state is TaskState.OPEN
        barred = privacy_tasks.refusal(session, content_of(session, task), task, prepared.variables, actor)
    if not still_open:
        return too_late(task_id, result, earlier)
    if result.refresh or not (result.ok or form_page.is_draft()):
        return again(task_id, prepared, result, earlier)
    if form_page.is_draft():
        save(task_id, result, earlier)
        flash(_("Opgeslagen om %(at)s. Alleen u ziet dit concept.", at=words.clock(moment)), "klaar")
        return redirect(url_for("task.show", task_id=task_id))
    if barred:
        raise Forbidden(barred)
    try:
        return complete(task, prepared, result, earlier)
    except InstanceSuspended:
        return held(task_id, prepared, result, earlier)
    except SharingRefused as refused:
        return without_decision(task_id, prepared, result, earlier, refused)
    except Conflict:
        return too_late(task_id, result, earlier)
    except StepFailed as failure:
        return stuck(task_id, prepared, result, earlier, failure)


@bp.post("/taken/<int:task_id>/concept")
def autosave(task_id: int) -> Response:
    """The page keeps the draft while somebody types; new files come with the form itself only."""
    actor, moment = people.actor(), now()
    with db.reading() as session:
        task = tasks.get(session, task_id, by=actor)
        earlier = draft_of(session, task_id, actor, moment) or {}
        if task.state is not TaskState.OPEN:
            return Response(status=409)
        result = form_page.answer(prepare(session, task, moment), earlier)
    save(task_id, result, earlier)
    return Response(status=204)


def content_of(session: Session, task: Task) -> PackageContent:
    return definitions.content_of(session, task.instance.version_id)


def prepare(session: Session, task: Task, moment: datetime) -> Prepared:
    content = content_of(session, task)
    variables = tasks.context(session, task, now=moment)
    return form_page.prepare(
        session,
        content,
        task.form_key,
        variables,
        moment,
        instance_id=task.instance_id,
        limited=not sight.in_full(session, people.actor(), task.instance_id),
    )


def complete(task: Task, prepared: Prepared, result: Result, earlier: dict[str, Any]) -> Response:
    """One transaction: person data to the vault, files to the dossier, the rest to the process.

    `task` as it was seen, for what never changes; the engine looks again, and what is refused then is all taken back.
    """
    actor = people.actor()
    with db.transaction() as session:
        variables = form_keep.keep(session, prepared, result, task.instance_id, task.step)
        tasks.complete(session, task.id, variables, by=actor, now=now(), catalogue=parts().catalogue)
        drafts.delete(session, task.id, user_key=actor.user_key)
        form_keep.drop_files(session, earlier, {})
        flash(_("Taak ‘%(name)s’ is afgerond.", name=task.name), "klaar")
        target = url_for("case.show", instance_id=task.instance_id)
    return redirect(target)


def again(task_id: int, prepared: Prepared, result: Result, earlier: dict[str, Any]) -> tuple[str, int]:
    """The form with what was typed; files that came along are kept first, for a browser forgets them."""
    if result.uploads:
        result = save(task_id, result, earlier)
    with db.reading() as session:
        task = tasks.get(session, task_id, by=people.actor())
        html = page(
            session, task, prepared, result.raw, result.errors, now(), focus=result.focus, redrawn=result.refresh
        )
    return html, 200 if result.refresh else 422


def stuck(
    task_id: int, prepared: Prepared, result: Result, earlier: dict[str, Any], failure: StepFailed
) -> tuple[str, int]:
    """The process knows no way on from this answer: nothing was done, and what was typed is kept."""
    text = _(
        "Het proces kan met deze antwoorden niet verder bij ‘%(activity_id)s’: %(reason)s. "
        "Er is niets gedaan; uw antwoorden zijn bewaard als concept. Meld dit bij de "
        "functioneel beheerder.",
        activity_id=failure.activity_id,
        reason=failure.reason,
    )
    return kept_with(task_id, prepared, result, earlier, text, 422)


def held(task_id: int, prepared: Prepared, result: Result, earlier: dict[str, Any]) -> tuple[str, int]:
    """The case was suspended while somebody typed: nothing was done, and what was typed is kept."""
    text = _("De zaak is opgeschort. U kunt nu niets afronden; uw antwoorden zijn bewaard als concept.")
    return kept_with(task_id, prepared, result, earlier, text, 409)


def without_decision(
    task_id: int, prepared: Prepared, result: Result, earlier: dict[str, Any], refused: SharingRefused
) -> tuple[str, int]:
    """The decision to share ended while somebody typed: nothing is shared, and what was typed is kept."""
    text = _(
        "%(reason)s Er is niets gedeeld; uw antwoorden zijn bewaard als concept dat alleen u "
        "ziet. De taak blijft open: rond hem af zodra er een nieuw besluit is.",
        reason=refused.reason,
    )
    return kept_with(task_id, prepared, result, earlier, text, 403)


def kept_with(
    task_id: int, prepared: Prepared, result: Result, earlier: dict[str, Any], text: str, status: int
) -> tuple[str, int]:
    """Why nothing was done, above the form with what was typed, which is now a draft."""
    kept = save(task_id, result, earlier)
    with db.reading() as session:
        task = tasks.get(session, task_id, by=people.actor())
        return page(session, task, prepared, kept.raw, {"formulier": text}, now()), status


def save(task_id: int, result: Result, earlier: dict[str, Any]) -> Result:
    """Keep what was typed as this person's draft, files included."""
    actor = people.actor()
    with db.transaction() as session:
        task = tasks.get(session, task_id, by=actor)
        kept = form_keep.stash(session, task.instance_id, result)
        form_keep.drop_files(session, earlier, kept.raw)
        drafts.save(session, task_id, actor=actor, data=kept.raw, now=now(), key=parts().vault_key)
    return kept


def draft_of(session: Session, task_id: int, actor: Actor, moment: datetime) -> dict[str, Any] | None:
    """What this person typed before; reading it is a look at the vault, so it takes a writing transaction."""
    if drafts.find(session, task_id, user_key=actor.user_key) is None:
        return None
    with db.transaction() as writing:
        found: dict[str, Any] | None = drafts.load(writing, task_id, actor=actor, now=moment, key=parts().vault_key)
        return found


def too_late(task_id: int, result: Result, earlier: dict[str, Any]) -> tuple[str, int]:
    """Somebody else was first: say who, and keep what was typed."""
    kept = save(task_id, result, earlier)
    with db.reading() as session:
        return gone(session, tasks.get(session, task_id, by=people.actor()), kept.raw)


def gone(session: Session, task: Task, typed: dict[str, Any] | None) -> tuple[str, int]:
    """The page of a task that is no longer there to do."""
    content = definitions.content_of(session, task.instance.version_id)
    html = render_template(
        "task_gone.html",
        task=task,
        state=task.state.value,
        by=users.name_of(session, task.completed_by) if task.completed_by else "",
        holder=users.name_of(session, task.assignee) if task.assignee else "",
        typed=form_page.told(session, content, typed) if typed else [],
    )
    return html, 409 if typed else 200


def page(
    session: Session,
    task: Task,
    prepared: Prepared,
    raw: dict[str, Any],
    wrong: dict[str, str],
    moment: datetime,
    *,
    focus: str = "",
    redrawn: bool = False,
) -> str:
    """The form with everything beside it; `redrawn` while somebody types: then nothing is read from the vault again."""
    actor = people.actor()
    instance = task.instance
    content = definitions.content_of(session, instance.version_id)
    full = sight.in_full(session, actor, instance.id)
    draft = drafts.find(session, task.id, user_key=actor.user_key)
    known = [(_("Gebied"), area_of(session, instance.business_key))]
    if full:
        shown = form_page.shows(prepared) | {"gebied", "groep_alias"}
        known += facts.known(session, content, prepared.variables, without=shown)
    return render_template(
        "task.html",
        task=task,
        standing=standing(session, instance, moment),
        status=words.Status.DRAFT if draft else words.status_of(task.due_at, moment),
        fields=form_page.html(prepared, raw, wrong, focus),
        errors=list(wrong.items()),
        beside=privacy_tasks.beside(session, content, task, prepared.variables, actor, moment),
        draft=draft,
        takes_files=form_page.takes_files(prepared),
        holder=users.name_of(session, task.assignee) if task.assignee else "",
        mine=task.assignee == actor.user_key,
        help=step_help.of(content, task.process_key, task.step),
        step=steps.name(task.step),
        facts=[(name, value) for name, value in known if value][:FACTS],
        waits=waiting.of_task(session, task, outline.drawings(content), moment),
        **talk(session, task, actor, moment, full=full, redrawn=redrawn),
        **happened(session, task, actor, moment, full=full),
    )


def talk(session: Session, task: Task, actor: Actor, moment: datetime, *, full: bool, redrawn: bool) -> dict[str, Any]:
    """What people said to each other about the task."""
    return {
        "said": comments.Panel() if redrawn else comments.beside(task, actor),
        "asks": asking.rows(session, task, actor, moment),
        "may_tell_all": full,
        "typed": comments.Typed(),
    }


def happened(session: Session, task: Task, actor: Actor, moment: datetime, *, full: bool) -> dict[str, Any]:
    """The last lines of the timeline, and why the tables decided as they did."""
    case = task.instance_id
    return {
        "documents": case_panels.document_rows(session, case, actor, moment),
        "explained": timeline.explained(session, case, moment, TABLES) if full else [],
        "entries": timeline.entries(session, case, actor, moment, page=1, size=LINES),
    }

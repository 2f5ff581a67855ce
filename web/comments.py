"""Comments on a case and on a task: read with a purpose, written, put right for a while, or taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dossier import audience, comments, users, vault
from dossier.comments import Comment, CommentState, NotAComment
from engine import db, instances
from engine.access import Actor
from engine.models import InstanceState, Task
from forms import personal
from web import numbers, people, purpose, sight, words
from web.parts import now, parts
from web.tasks import page_number

bp = Blueprint("comments", __name__)
BESIDE = 5  # comments on the page of a task
SIZE = 20


@dataclass(frozen=True)
class CommentRow:
    """A comment as a page shows it; `text` is empty when it is gone or refused."""

    id: int
    author: str
    about: str
    text: str
    gone: str
    earlier: list[tuple[str, str]]
    may_correct: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Panel:
    """The comments on one task."""

    rows: list[CommentRow] = field(default_factory=list)
    more: bool = False


@dataclass(frozen=True)
class Typed:
    """What somebody wanted to say, and what is wrong with it."""

    text: str = ""
    wide: bool = False
    error: str = ""


@bp.get("/groepen/<int:instance_id>/opmerkingen")
def show_list(instance_id: int) -> Response | str:
    reason = _reason(instance_id)
    if reason is None:
        return redirect(url_for("comments.ask_purpose", instance_id=instance_id))
    return _page(instance_id, reason, Typed())


@bp.get("/groepen/<int:instance_id>/opmerkingen/doel")
def ask_purpose(instance_id: int) -> str:
    return _ask(instance_id, error="", given="")


@bp.post("/groepen/<int:instance_id>/opmerkingen/doel")
def give_purpose(instance_id: int) -> Response | tuple[str, int]:
    given = request.form.get("doel", "").strip()
    if error := purpose.problem(given):
        return _ask(instance_id, error=error, given=given), 422
    purpose.keep(instance_id, given)
    return redirect(url_for("comments.show_list", instance_id=instance_id))


@bp.post("/groepen/<int:instance_id>/opmerkingen")
def write(instance_id: int) -> Response | tuple[str, int]:
    actor, typed = people.actor(), _typed()
    task_id = _task_id()
    if typed.error:
        return _page(instance_id, _reason(instance_id), typed), 422
    with db.transaction() as session:
        if task_id is not None and not _is_of(session, task_id, instance_id):
            task_id = None
        wide = typed.wide and sight.in_full(session, actor, instance_id)
        kind = audience.CASE if wide else audience.within(session, actor, instance_id)
        about: dict[str, Any] = {"actor": actor, "now": now(), "key": parts().vault_key, "task_id": task_id}
        comments.write(session, instance_id, typed.text, meant_for=kind, **about)
    flash(_("Uw opmerking is geplaatst."), "klaar")
    return redirect(_back(instance_id))


@bp.get("/groepen/<int:instance_id>/opmerkingen/<int:comment_id>")
def show(instance_id: int, comment_id: int) -> str:
    with db.transaction() as session:
        found = comments.get(session, comment_id, instance_id, people.actor())
        return _one(session, found, Typed(_opened(session, found, "Eigen opmerking verbeteren", None)[0]))


@bp.post("/groepen/<int:instance_id>/opmerkingen/<int:comment_id>")
def correct(instance_id: int, comment_id: int) -> Response | tuple[str, int]:
    actor = people.actor()
    with db.transaction() as session:
        found = comments.get(session, comment_id, instance_id, actor)
        typed = _typed(wide=found.meant_for == audience.CASE)
        if typed.error:
            return _one(session, found, typed), 422
        comments.correct(session, found, typed.text, actor=actor, now=now(), key=parts().vault_key)
    flash(_("Uw opmerking is verbeterd. Wat er eerst stond, blijft te lezen."), "klaar")
    return redirect(_back(instance_id))


@bp.post("/groepen/<int:instance_id>/opmerkingen/<int:comment_id>/intrekken")
def withdraw(instance_id: int, comment_id: int) -> Response | tuple[str, int]:
    actor = people.actor()
    with db.transaction() as session:
        found = comments.get(session, comment_id, instance_id, actor)
        try:
            comments.withdraw(session, found, actor=actor, now=now())
        except NotAComment as refused:
            return _one(session, found, Typed(error=str(refused))), 422
    flash(_("Uw opmerking is ingetrokken. De tekst is weg."), "klaar")
    return redirect(_back(instance_id))


def beside(task: Task, actor: Actor) -> Panel:
    """The latest comments on a task; reading them is a look at the vault, so it takes a writing transaction."""
    with db.reading() as session:
        if not comments.listed(session, task.instance_id, actor, task_id=task.id, size=1).rows:
            return Panel()
    with db.transaction() as session:
        found = comments.listed(session, task.instance_id, actor, task_id=task.id, size=BESIDE)
        return Panel(_rows(session, found, actor, f"Taak: {task.name}", task.step), found.more)


def _page(instance_id: int, reason: str | None, typed: Typed) -> str:
    """All comments on the case; without a purpose only the form to write one."""
    actor = people.actor()
    with db.transaction() as session:
        case = instances.get(session, instance_id, by=actor)
        found = comments.listed(session, instance_id, actor, page=page_number(), size=SIZE)
        return render_template(
            "comments.html",
            case=case,
            rows=_rows(session, found, actor, reason, case.step) if reason else [],
            number=found.page,
            more=found.more,
            typed=typed,
            wide=sight.in_full(session, actor, instance_id),
            task=_task(session, instance_id, actor),
            running=case.state is InstanceState.ACTIVE,
        )


def _one(session: Session, found: Comment, typed: Typed) -> str:
    case, actor = instances.get(session, found.instance_id, by=people.actor()), people.actor()
    return render_template(
        "comment.html",
        case=case,
        comment=found,
        typed=typed,
        until=found.at + comments.MENDED,
        may_correct=comments.may_correct(found, actor, now()),
        may_withdraw=comments.may_withdraw(found, actor),
        back=_back(case.id),
        task_id=_task_id(),
    )


def _rows(session: Session, found: comments.Page, actor: Actor, reason: str, step: int | None) -> list[CommentRow]:
    names, moment = users.names(session), now()
    return [_row(session, each, found.earlier.get(each.id, []), actor, reason, step, names, moment)
            for each in found.rows]  # fmt: skip


def _row(
    session: Session,
    each: Comment,
    earlier: list[Comment],
    actor: Actor,
    reason: str,
    step: int | None,
    names: dict[str, str],
    moment: datetime,
) -> CommentRow:
    text, gone = _opened(session, each, reason, step)
    wide = each.meant_for == audience.CASE
    told = [words.moment(each.at, moment), _("voor wie de hele zaak volgt") if wide else _("voor eigen organisatie")]
    if each.changed_at is not None and each.state is CommentState.STANDING:
        told.append(_("verbeterd %(at)s", at=words.moment(each.changed_at, moment)))
    said = [
        (words.moment(one.changed_at or one.at, moment), " ".join(_opened(session, one, reason, step)))
        for one in (earlier if each.state is CommentState.STANDING else [])
    ]
    return CommentRow(
        id=each.id,
        author=names.get(each.author, _("Onbekende gebruiker")),
        about=" · ".join(told),
        text=text,
        gone=gone,
        earlier=said,
        may_correct=comments.may_correct(each, actor, moment),
        may_withdraw=comments.may_withdraw(each, actor),
    )


def _opened(session: Session, each: Comment, reason: str, step: int | None) -> tuple[str, str]:
    """What it says, or why that cannot be read."""
    if each.state is CommentState.WITHDRAWN:
        return "", _("Ingetrokken door de schrijver.")
    if not vault.exists(session, each.record):
        return "", _("Vernietigd, want de bewaartermijn is voorbij of iemand vroeg erom.")
    looked = vault.look(
        session, each.record, actor=people.actor(), purpose=reason, step=step, now=now(), key=parts().vault_key
    )
    said = looked.value.get(comments.TEXT, "") if isinstance(looked.value, dict) else ""
    return str(said), looked.refusal or ""


def _typed(*, wide: bool | None = None) -> Typed:
    text = request.form.get("tekst", "").replace("\r\n", "\n").strip()
    wide = request.form.get("voor") == "zaak" if wide is None else wide
    if not text:
        return Typed(text, wide, _("Schrijf op wat u wilt zeggen"))
    if len(text) > comments.LONGEST:
        return Typed(text, wide, _("Gebruik niet meer dan %(number)s tekens", number=comments.LONGEST))
    if wide and (kinds := personal.signs(text)):
        error = _("Dit lijkt een %(kind)s. Iedereen die de zaak volgt leest dit. Schrijf het op zonder personen",
                  kind=kinds[0])  # fmt: skip
        return Typed(text, wide, error)
    return Typed(text, wide)


def _reason(instance_id: int) -> str | None:
    """From the open task, or what somebody gave for this case; nothing to read needs no reason."""
    actor = people.actor()
    with db.reading() as session:
        found = purpose.of_task(session, _task_id(), instance_id, actor)
        if found:
            return found[0]
        if not comments.listed(session, instance_id, actor, size=1).rows:
            return "Opmerkingen lezen"
        return purpose.kept(session, instance_id)


def _ask(instance_id: int, *, error: str, given: str) -> str:
    with db.reading() as session:
        title = instances.get(session, instance_id, by=people.actor()).title
    what = _("Opmerkingen bij %(title)s", title=title)
    return render_template("purpose.html", what=what, error=error, given=given, back=instance_id)


def _task_id() -> int | None:
    return request.values.get("taak", type=numbers.of_row)


def _is_of(session: Session, task_id: int, instance_id: int) -> bool:
    task = session.get(Task, task_id)
    return task is not None and task.instance_id == instance_id


def _task(session: Session, instance_id: int, actor: Actor) -> int | None:
    """The open task from which somebody came."""
    return _task_id() if purpose.of_task(session, _task_id(), instance_id, actor) else None


def _back(instance_id: int) -> str:
    """To the task from which somebody came, else to the list."""
    if task_id := _task_id():
        with db.reading() as session:
            if purpose.of_task(session, task_id, instance_id, people.actor()):
                return url_for("task.show", task_id=task_id) + "#opmerkingen"
    return url_for("comments.show_list", instance_id=instance_id)

"""The forms of a walk on a page: the start, a task in a role, a message."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.errors import NotFound
from engine.packages.content import PackageContent
from engine.scenarios.given import told
from engine.scenarios.model import Do, Message, Start, Step
from engine.scenarios.outcome import Awaited, OpenTask
from forms.read import Result
from web import form_page, outline
from web.desk import step_words, trying, walk_forms
from web.desk.trying import BASE, Played
from web.form_page import Prepared
from web.parts import parts

bp = Blueprint("walk_page", __name__)
EXAMPLE = "voorbeeld"
Page = Response | str | tuple[str, int]


@bp.route(f"{BASE}/<int:walk_id>/start", methods=["GET", "POST"])
def start(draft_id: int, walk_id: int) -> Page:
    played = trying.play(draft_id, walk_id)
    prepared = walk_forms.prepare_start(played.content, played.outcome.now)
    return _page(draft_id, played, prepared, _("De zaak starten"), "", lambda values: Start(values))


@bp.route(f"{BASE}/<int:walk_id>/taken/<element>/<group>", methods=["GET", "POST"])
def task(draft_id: int, walk_id: int, element: str, group: str) -> Page:
    """The task as this role sees it."""
    played = trying.play(draft_id, walk_id)
    found = _task(played, element, group)
    prepared = walk_forms.prepare(played.content, found.form_key, found.variables, played.outcome.now)
    roles = step_words.role_names(parts().catalogue, played.content.manifest)
    who = _("U speelt nu: %(get)s.", get=roles.get(group, group))
    return _page(draft_id, played, prepared, found.name or element, who, lambda values: Do(element, values, group))


@bp.route(f"{BASE}/<int:walk_id>/berichten/<message>", methods=["GET", "POST"])
def send(draft_id: int, walk_id: int, message: str) -> Page:
    played = trying.play(draft_id, walk_id)
    element = request.args.get("element", "")
    waiting = [w for w in played.outcome.awaited if w.kind == "message" and w.name == message]
    meant = [w for w in waiting if element in ("", w.element)]
    if not meant:
        raise NotFound(f"Nothing waits for {message}")
    form_key = _form_of(played.content, meant[0])
    prepared = walk_forms.prepare(played.content, form_key, played.outcome.variables, played.outcome.now)

    def step(values: dict[str, Any]) -> Step:
        field = _correlation_field(played.content, message)
        return Message(message, values, element, values.get(field) if field else told(meant[0].correlation))

    return _page(draft_id, played, prepared, _("Bericht “%(message)s” sturen", message=message), "", step)


def _page(draft_id: int, played: Played, prepared: Prepared, title: str, who: str, step: Any) -> Page:
    """Draw the form, or take the step that its answers make."""
    wrong: dict[str, str] = {}
    focus = ""
    if request.method == "GET":
        raw = walk_forms.examples(prepared) if request.args.get(EXAMPLE) else form_page.first_values(prepared)
    else:
        result: Result = form_page.answer(prepared)
        if result.ok and not result.refresh:
            number = len(played.scenario.steps) + 1
            outcome = trying.add(draft_id, played.walk_id, step(walk_forms.answers(prepared, result, number)))
            new = [each.text for each in outcome.problems if each.step == number]
            if not new:
                flash(_("“%(title)s” is gedaan.", title=title), "klaar")
                return redirect(url_for("trying.show", draft_id=draft_id, walk_id=played.walk_id))
            wrong = {"formulier": new[0]}
        raw, focus = result.raw, result.focus
        wrong = wrong or result.errors
    html = render_template(
        "desk/try_form.html",
        **played.around,
        walk_id=played.walk_id,
        scenario=played.scenario,
        title=title,
        who=who,
        fields=form_page.html(prepared, raw, wrong, focus),
        has_fields=bool(prepared.form.fields),
        errors=list(wrong.items()),
        takes_files=form_page.takes_files(prepared),
        example_url=_again(),
    )
    return html if not wrong else (html, 422)


def _again() -> str:
    """This form, filled in with examples."""
    return f"{request.path}?{urlencode({**request.args, EXAMPLE: '1'})}"


def _task(played: Played, element: str, group: str) -> OpenTask:
    for found in played.outcome.tasks:
        if found.element == element and (group in found.groups or not found.groups):
            return found
    raise NotFound(f"{element} is not open for {group}")


def _form_of(content: PackageContent, awaited: Awaited) -> str | None:
    """The form of a message stands in pakket.json; that of skipping a step with the call of that step."""
    for entry in content.manifest.get("berichten") or []:
        if isinstance(entry, dict) and entry.get("naam") == awaited.name:
            return entry.get("formulier")
    skips: dict[str, str] = content.manifest.get("overslaan") or {}
    for drawing in outline.drawings(content).values():
        for node in drawing.nodes:
            if node.id in skips and awaited.element in {node.id, *(b.id for b in node.scope.boundary(node.id))}:
                return skips[node.id]
    return None


def _correlation_field(content: PackageContent, name: str) -> str | None:
    for entry in content.manifest.get("berichten") or []:
        if isinstance(entry, dict) and entry.get("naam") == name:
            return entry.get("correlatie")
    return None

"""The explanation of a step, written on screen: markdown, with the same renderer that the reader gets."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from engine import db, definitions, package_drafts
from engine.check.files import stem
from engine.errors import Invalid
from engine.package_drafts import DraftChanged
from web import help as help_texts
from web import people
from web.desk import drafts, table_editor
from web.desk.settings_rows import key_of
from web.parts import now

bp = Blueprint("step_help", __name__)
LONGEST = 50_000
LONGEST_NAME = 60
FOLDER = "hulp"


@bp.get("/ontwerpen/<int:draft_id>/uitleg/<path:path>")
def show(draft_id: int, path: str) -> str:
    return _page(draft_id, path)


@bp.post("/ontwerpen/<int:draft_id>/uitleg/<path:path>")
def save(draft_id: int, path: str) -> AnyResponse | tuple[str, int]:
    """Show how the text will look, or keep it."""
    text = request.form.get("tekst", "").replace("\r\n", "\n")
    if request.form.get("_actie") == "bekijken":
        return _page(draft_id, path, typed=text), 200
    problem = _problem(text)
    if problem:
        return _page(draft_id, path, typed=text, problem=problem), 422
    try:
        with db.transaction() as session:
            draft = package_drafts.get(session, draft_id)
            _require_help(path)
            package_drafts.read(session, draft, path)
            seen = table_editor.seen()
            package_drafts.save(session, draft, path, text.encode(), seen=seen, by=people.person().key, now=now())
    except DraftChanged as changed:
        return _page(draft_id, path, typed=text, problem=table_editor.told(changed)), 409
    flash(_("De uitleg is bewaard."), "klaar")
    return redirect(url_for("step_help.show", draft_id=draft_id, path=path))


@bp.post("/ontwerpen/<int:draft_id>/nieuwe-uitleg")
def create(draft_id: int) -> AnyResponse:
    """A text under a new name; where it hangs is chosen in the settings."""
    title = " ".join(request.form.get("naam", "").split())[:LONGEST_NAME]
    name = key_of(title).replace("_", "-")
    if not name:
        raise Invalid(_("Geef de uitleg een naam."))
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        path = f"bpmn/{draft.based_on.package.name}/{FOLDER}/{name}.md"
        if path in package_drafts.files_of(session, draft):
            raise Invalid(_("Er is al een uitleg met de naam %(name)s.", name=name))
        text = f"# {title}\n\nSchrijf hier waar deze stap voor is.\n"
        package_drafts.save(session, draft, path, text.encode(), seen=None, by=people.person().key, now=now())
    flash(_("De uitleg staat in het ontwerp. Schrijf de tekst, en kies dan waar zij staat."), "klaar")
    return redirect(url_for("step_help.show", draft_id=draft_id, path=path))


def _problem(text: str) -> str:
    if not text.strip():
        return _("Schrijf eerst een tekst")
    if len(text) > LONGEST:
        return _("Gebruik niet meer dan %(longest)s tekens", longest=LONGEST)
    return _("Er staat een teken in dat niet leesbaar is") if "\x00" in text else ""


def _require_help(path: str) -> None:
    if not path.endswith(".md"):
        raise Invalid("Dit bestand is geen uitleg.")


def _page(draft_id: int, path: str, *, typed: str | None = None, problem: str = "") -> str:
    _require_help(path)
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        opened = package_drafts.read(session, draft, path)
        content = definitions.from_files(package_drafts.files_of(session, draft))
        around = drafts.frame(draft, "step_help.show")
    text = opened.content.decode("utf-8", "replace") if typed is None else typed
    hung = content.manifest.get("hulp")
    return render_template(
        "desk/step_help.html",
        **around,
        path=path,
        name=stem(path),
        # what somebody else kept meanwhile is not overwritten by a second press on the button
        revision=opened.revision if typed is None else request.form.get("revisie", ""),
        text=text,
        shown=help_texts.read(text),
        problem=problem,
        processes=[key for key, file in hung.items() if stem(str(file)) == stem(path)]
        if isinstance(hung, dict)
        else [],
        settings=f"bpmn/{content.name}/pakket.json",
    )

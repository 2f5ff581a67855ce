"""One form of a draft: its editor, what the check says of it, where it is used; a new one, a copy, none any more."""

from __future__ import annotations

import re
from typing import Any

import orjson
from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from engine import check, db, package_drafts
from engine.check.files import stem
from engine.check.vocabulary import DATA_KINDS
from engine.draft_tables import PackageDraft
from engine.errors import NotFound
from forms import schema
from forms.fields import FormRefused, Problem
from web import people
from web.desk import form_places, form_words, places, policy
from web.desk.drafts import as_json, frame
from web.desk.form_places import Use
from web.parts import now, parts
from web.told import lazy_gettext

bp = Blueprint("form_editor", __name__)
NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*", re.ASCII)
LONGEST_NAME = 60
CHANGED = Problem(
    "",
    lazy_gettext("Dit formulier is intussen veranderd."),
    lazy_gettext("Kijk wat er nu staat en lees uw bestand daarna opnieuw in."),
)
EMPTY = {"type": "default", "schemaVersion": schema.SCHEMA_VERSION}


@bp.get("/ontwerpen/<int:draft_id>/formulieren/<path:path>")
def show(draft_id: int, path: str) -> Response:
    return _page(draft_id, path)


@bp.post("/ontwerpen/<int:draft_id>/formulier-inlezen/<path:path>")
def upload(draft_id: int, path: str) -> AnyResponse:
    """Put a .form file in the place of this one, when nothing is wrong with it; otherwise nothing is kept."""
    given = request.files.get("bestand")
    content = given.read(schema.MAX_BYTES + 1) if given and given.filename else b""
    problems = (
        _problems(content)
        if content
        else (Problem("", _("Er is geen bestand gekozen."), _("Kies een .form-bestand.")),)
    )
    if problems:
        return _page(draft_id, path, refused=problems)
    seen = request.form.get("revisie", "")
    revision = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1
    with db.transaction() as session:
        draft = _draft(session, draft_id, path)
        fresh = revision == package_drafts.read(session, draft, path).revision
        if fresh:
            package_drafts.save(session, draft, path, content, seen=None, by=people.person().key, now=now())
    if not fresh:
        return _page(draft_id, path, refused=(CHANGED,))
    flash(_("Het formulier is ingelezen."), "klaar")
    return redirect(url_for("form_editor.show", draft_id=draft_id, path=path))


@bp.get("/ontwerpen/<int:draft_id>/formulier-nieuw")
def new(draft_id: int) -> str:
    """The form to begin one: empty, or as another one is (`van`)."""
    return _new_page(draft_id, request.args.get("van", ""), "", "")


@bp.post("/ontwerpen/<int:draft_id>/formulier-nieuw")
def create(draft_id: int) -> AnyResponse | tuple[str, int]:
    """A form under a new name, empty or as another one is."""
    name, source = request.form.get("naam", "").strip(), request.form.get("van", "")
    with db.transaction() as session:
        draft = package_drafts.get(session, draft_id)
        files = package_drafts.files_of(session, draft)
        path = f"forms/{draft.based_on.package.name}/{name}.form"
        wrong = _wrong_name(name, path, {stem(each) for each in files if each.endswith(".form")})
        if not wrong:
            content = _copy(files[source], name) if source in _forms(files) else _empty(name)
            package_drafts.save(session, draft, path, content, seen=None, by=people.person().key, now=now())
    if wrong:
        return _new_page(draft_id, source, name, wrong), 422
    flash(_("Het formulier “%(name)s” is gemaakt.", name=name), "klaar")
    return redirect(url_for("form_editor.show", draft_id=draft_id, path=path))


@bp.post("/ontwerpen/<int:draft_id>/formulier-weg/<path:path>")
def delete(draft_id: int, path: str) -> AnyResponse:
    """Take a form out that is used nowhere."""
    with db.transaction() as session:
        draft = _draft(session, draft_id, path)
        used = form_places.of_form(package_drafts.files_of(session, draft), path, parts().catalogue)
        if not used:
            package_drafts.remove(session, draft, path, by=people.person().key, now=now())
    if used:
        return _page(draft_id, path, in_use=True)
    flash(_("Het formulier “%(stem)s” is weg uit dit ontwerp.", stem=stem(path)), "klaar")
    return redirect(url_for("drafts.show", draft_id=draft_id))


def _draft(session: Session, draft_id: int, path: str) -> PackageDraft:
    """The draft, which has this form."""
    draft = package_drafts.get(session, draft_id)
    if not path.endswith(".form"):
        raise NotFound(f"{path} is no form")
    package_drafts.read(session, draft, path)
    return draft


def _page(draft_id: int, path: str, *, refused: tuple[Problem, ...] = (), in_use: bool = False) -> Response:
    with db.reading() as session:
        draft = _draft(session, draft_id, path)
        opened = package_drafts.read(session, draft, path)
        files, around = package_drafts.files_of(session, draft), frame(draft, "form_editor.show")
    form = form_words.parsed(opened.content)
    html = render_template(
        "desk/form_editor.html",
        **around,
        path=path,
        key=stem(path),
        revision=opened.revision,
        editable=form_words.editable(form),
        lines=form_words.lines(form),
        findings=[as_json(draft_id, f) for f in check.check_package(files, parts().catalogue) if f.file == path],
        uses=_links(draft_id, form_places.of_form(files, path, parts().catalogue)),
        roles=form_places.roles(files, parts().catalogue),
        vocabulary=_vocabulary(files),
        refused=refused,
        in_use=in_use,
    )
    response = policy.relaxed(make_response(html))
    response.status_code = 422 if refused else 409 if in_use else 200
    return response


def _vocabulary(files: dict[str, bytes]) -> dict[str, Any]:
    """What the editor offers, told by those who check it."""
    return {
        "soorten": [{"type": kind, "name": name, "group": group} for kind, name, group in form_words.PALETTE],
        "bewaren": form_words.categories(_forms(files)),
        "gegeven": sorted(DATA_KINDS - {"persoonsgegeven"}),
    }


def _links(draft_id: int, uses: list[Use]) -> list[tuple[Use, str]]:
    return [(use, places.edit_url(draft_id, use.file, use.element)) for use in uses]


def _forms(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.endswith(".form")}


def _sent() -> bytes:
    """The file that came along; of one that is far too large only enough to say so."""
    given = request.files.get("bestand")
    if given is None:
        return b""
    content: bytes = given.read(schema.MAX_BYTES + 1)
    given.close()
    return content


def _problems(content: bytes) -> tuple[Problem, ...]:
    try:
        schema.load(content)
    except FormRefused as refused:
        return refused.problems
    return ()


def _new_page(draft_id: int, source: str, name: str, wrong: str) -> str:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        forms = _forms(package_drafts.files_of(session, draft))
        around = frame(draft, "form_editor.new")
    return render_template(
        "desk/form_new.html",
        **around,
        forms=[(path, stem(path)) for path in sorted(forms)],
        source=source,
        name=name,
        wrong=wrong,
    )


def _wrong_name(name: str, path: str, taken: set[str]) -> str:
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        return _("Gebruik kleine letters, cijfers en streepjes, en begin met een letter. Bijvoorbeeld: stap-6-nazorg")
    return _("Er is al een formulier met de naam “%(name)s”. Kies een andere naam", name=name) if name in taken else ""


def _empty(name: str) -> bytes:
    return orjson.dumps({**EMPTY, "id": name, "components": []}, option=orjson.OPT_INDENT_2)


def _copy(content: bytes, name: str) -> bytes:
    """The same form under another id; one that cannot be read is copied as it is."""
    form = form_words.parsed(content)
    return orjson.dumps({**form, "id": name}, option=orjson.OPT_INDENT_2) if form else content

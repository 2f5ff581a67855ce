"""A form of a draft as people will see it: drawn and checked as on the page of a task, with example data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from dossier.sight import IN_FULL
from engine import db, feel, package_drafts
from engine.check.files import stem
from engine.errors import NotFound
from engine.packages import content as packages
from engine.packages.content import PackageContent
from forms import initial, read, render, schema, show
from forms.fields import Form, FormRefused, Problem, deep, flat, person_category
from forms.read import Result
from web import facts, security, sight
from web.desk import form_examples, form_places
from web.desk.drafts import frame
from web.parts import now, parts

bp = Blueprint("form_preview", __name__)
LONGEST_DATA = 100_000
CHECK, FILL, EMPTY = "controleren", "vullen", "leeg"
NOBODY = ""  # seen as the designer: nothing is withheld
OWN = frozenset({"_formulier", "_gegevens", "_rol", "_stand", "csrf_token"})  # of the preview; the others are answers


@dataclass(frozen=True)
class Case:
    """What the preview is drawn with."""

    form: Form
    context: dict[str, Any]  # that the form may see, as this role
    example: dict[str, Any]  # the same before a role hid something
    env: feel.Environment
    withheld: frozenset[str]


@bp.get("/ontwerpen/<int:draft_id>/formulier-voorbeeld/<path:path>")
def show_page(draft_id: int, path: str) -> Response:
    return _draw(draft_id, path)


@bp.post("/ontwerpen/<int:draft_id>/formulier-voorbeeld/<path:path>")
def draw(draft_id: int, path: str) -> Response:
    """Draw it again: with what the editor holds now, for another role, with answers, or checked."""
    return _draw(draft_id, path)


def _draw(draft_id: int, path: str) -> Response:
    with db.reading() as session:
        draft = package_drafts.get(session, draft_id)
        files, around = package_drafts.files_of(session, draft), frame(draft, "form_preview.show_page")
    if path not in files or not path.endswith(".form"):
        raise NotFound(f"{path} is no form of this draft")
    sent = request.form.get("_formulier", "")
    data = sent.encode("utf-8", "surrogatepass") if sent else files[path]
    role = request.form.get("_rol", NOBODY)
    roles = form_places.roles(files, parts().catalogue)
    words = {
        "path": path,
        "key": stem(path),
        "sent": sent,
        "role": role if role in roles else NOBODY,
        "roles": roles,
        "doers": {key for use in form_places.of_form(files, path, parts().catalogue) for key in use.roles},
        **_drawn(data, packages.from_files(files), role),
    }
    return _framed(render_template("desk/form_preview.html", **around, **words))


def _drawn(data: bytes, content: PackageContent, role: str) -> dict[str, Any]:
    """The form for the page, or why it cannot be drawn."""
    try:
        form = schema.load(data)
    except FormRefused as refused:
        return _nothing(refused.problems)
    try:
        case = _case(form, content, role)
    except ValueError as error:
        return {**_nothing(()), "wrong_data": str(error), "data": request.form.get("_gegevens", "")}
    result = _answer(case)
    return {
        "problems": (),
        "wrong_data": "",
        "data": request.form.get("_gegevens", ""),
        "withheld": sorted(case.withheld),
        "person": sorted(form.person_fields),
        "fields": render.render(
            form,
            result.raw,
            result.errors,
            case.context,
            env=case.env,
            action=request.path,
            part="#formulier",
            focus=result.focus,
            words=facts.choices(content),
        ),
        "errors": list(result.errors.items()),
        "takes_files": any(one.kind == "filepicker" for one in deep(form.fields)),
        "given": _given(case, result) if _asked(CHECK) and result.ok else None,
        "label": form.submit_label,
    }


def _nothing(problems: tuple[Problem, ...]) -> dict[str, Any]:
    return {"problems": problems, "wrong_data": "", "data": "", "withheld": [], "person": [], "fields": "",
            "errors": [], "takes_files": False, "given": None, "label": ""}  # fmt: skip


def _case(form: Form, content: PackageContent, role: str) -> Case:
    """The example data, or what was typed over it; for a partner without what others answered."""
    moment = now()
    example = _typed(form_examples.context(content, form, moment))
    withheld = sight.withheld(form) if role and role not in IN_FULL else frozenset[str]()
    seen = {name: value for name, value in example.items() if name not in withheld}
    return Case(form, seen, example, feel.Environment(now=moment), withheld & example.keys())


def _typed(example: dict[str, Any]) -> dict[str, Any]:
    """The values of the box with data, over the examples; ValueError says what is wrong with them."""
    text = request.form.get("_gegevens", "").strip()
    if not text:
        return example
    if len(text) > LONGEST_DATA:
        raise ValueError("Deze gegevens zijn te lang.")
    try:
        found = orjson.loads(text)
    except (orjson.JSONDecodeError, RecursionError) as error:
        where = (
            _(" Kijk bij regel %(lineno)s.", lineno=error.lineno) if isinstance(error, orjson.JSONDecodeError) else ""
        )
        raise ValueError(f"Dit is geen goede JSON.{where}") from error
    if not isinstance(found, dict):
        raise ValueError("Begin met { en eindig met }: een naam met een waarde voor elk gegeven.")
    return {**{name: example[name] for name in ("organisaties", "wpg20_besluiten", "instellingen")}, **_plain(found)}


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in found.items()}


def _answer(case: Case) -> Result:
    """What stands in the form: nothing yet, example answers, or what was typed, checked when that was asked."""
    if _asked(FILL):
        return Result({}, {}, form_examples.answers(case.form, case.context, case.env.now))
    answered = request.form.keys() - OWN
    if not answered or _asked(EMPTY):
        return Result({}, {}, initial.initial(case.form, case.context, case.env))
    result = read.read(case.form, MultiDict(request.form), request.files, case.context, env=case.env)
    redrawn = read.ROW in request.form or read.REFRESH in request.form
    return result if redrawn or _asked(CHECK) else Result({}, {}, result.raw)


def _asked(what: str) -> bool:
    return request.form.get("_stand") == what


def _given(case: Case, result: Result) -> dict[str, Any]:
    """What the process would get, and what would go to the vault."""
    secret = {one.key: person_category(one) for one in flat(case.form.fields) if one.gives and person_category(one)}
    return {
        "lines": show.answers(case.form, result.values, case.context, env=case.env),
        "vault": [(key, category) for key, category in sorted(secret.items())],
    }


def _framed(html: str) -> Response:
    """The page may stand in a frame of our own editor, to be seen at the width of a telephone; in no other."""
    response = make_response(html)
    response.headers["Content-Security-Policy"] = security.POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    return response
